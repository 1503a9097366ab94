//! The setting `thanks`: the organisers' link for people who have just signed.

use crate::support::{
    app::App,
    campaign::{Campaign, DECLARATION, TITLE},
    wait,
};

/// The declaration's file with another setting.
fn with_setting(setting: &str) -> String {
    let file = Campaign::default().declaration();
    file.replacen(TITLE, &format!("{TITLE}\n{setting}"), 1)
}

#[tokio::test]
async fn the_organisers_link_is_offered_after_signing() {
    let app = App::start();
    let setting =
        "thanks: {text: Come to the <next> meeting, url: \"https://act.example/meetings?a=1&b=2\"}";
    let published = app.publish_text(&with_setting(setting), &[]);
    assert!(published.status.success(), "{published:?}");
    let fragment = format!("/embed/v1/signature?declaration={DECLARATION}&lang=en");
    wait::until("the link to reach the widget", async || {
        let fragment = app.get(&fragment).await.body;
        fragment
            .contains("https://act.example/meetings?a=1")
            .then_some(())
    })
    .await;

    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let thanks = app.press(&app.email_to(&ada).await.link()).await.body;
    assert!(
        thanks.contains("Come to the &lt;next&gt; meeting"),
        "{thanks}"
    );
    assert!(
        thanks.contains("href=\"https://act.example/meetings?a=1&amp;b=2\""),
        "{thanks}"
    );
    assert_eq!(
        app.declaration().await["version"],
        1,
        "the text is the same"
    );
}

#[tokio::test]
async fn a_faulty_thanks_setting_is_refused_with_its_line() {
    let app = App::start();
    for (setting, expected) in [
        (
            "thanks: {text: Go on, url: \"javascript:alert(1)\"}",
            "https://act.example/next",
        ),
        (
            "thanks: {text: Go on, url: act.example}",
            "https://act.example/next",
        ),
        (
            "thanks: {text: \"\", url: \"https://act.example/\"}",
            "one line of 1 to",
        ),
        ("thanks: {text: Go on}", "url"),
        ("thanks: https://act.example/", "text.md:"),
    ] {
        let published = app.publish_text(&with_setting(setting), &[]);
        let words = String::from_utf8_lossy(&published.stderr).into_owned();
        assert!(!published.status.success(), "{setting}");
        assert!(words.contains(expected), "{setting}: {words}");
        assert!(words.contains("text.md:"), "{setting}: {words}");
    }
}
