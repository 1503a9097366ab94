//! The data holder: postal address and privacy notice, wherever people give their data.

use crate::support::{
    app::App,
    campaign::{Campaign, DECLARATION, LIST, ORGANISERS},
};

const ADDRESS: &str = "Carers' House, 12 <High> Street, Harrowmere";

fn campaign(privacy: &str) -> Campaign {
    Campaign {
        holder: format!(
            "address: |\n  Carers' House\n  12 <High> Street\n  Harrowmere\nprivacy: {privacy}\n"
        ),
        ..Campaign::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_postal_address_and_privacy_notice_are_in_forms_emails_and_the_api() {
    let link = "https://readingroom.example/privacy";
    let app = App::setup().campaign(campaign(link)).start();
    let shown = "<bdi>Carers&#39; House, 12 &lt;High&gt; Street, Harrowmere</bdi>";
    let shown = [shown.to_owned(), shown.replace("&#39;", "'")];
    for (path, notice) in [
        (format!("/d/{DECLARATION}"), "Privacy notice"),
        (format!("/l/{LIST}"), "Privacy notice"),
        (
            format!("/embed/v1/signature?declaration={DECLARATION}&lang=fr"),
            "Politique de confidentialité",
        ),
        (format!("/frame/v1/signup?list={LIST}"), "Privacy notice"),
    ] {
        let page = app.get(&path).await.body;
        assert!(
            shown.iter().any(|shown| page.contains(shown)),
            "{path}: {page}"
        );
        let anchor = format!("<a href=\"{link}\" target=\"_blank\" rel=\"noopener\">{notice}</a>");
        assert!(page.contains(&anchor), "{path}: {page}");
        if !path.contains("l/") && !path.contains("signup") && !path.contains("fr") {
            assert!(page.contains("Signing shows a political view"), "{page}");
        }
    }

    let ada = app.person("Ada Marlowe");
    app.sign_and_confirm(&ada).await;
    app.subscribe(&app.person("Bashir Quill")).await.id();
    let text = app.email_to(&ada).await.text().replace("\r\n", "\n");
    let foot = format!("{ADDRESS}\nPrivacy notice: {link}\n");
    assert!(text.contains(&foot), "{text}");
    let response = app.declaration().await;
    assert_eq!(response["address"], ADDRESS);
    assert_eq!(response["privacy"], link);
    assert_eq!(response["organisers"], ORGANISERS);
    // The consent wording is the one that was shown.
    assert_eq!(
        app.rows_where("consent_wordings", "wording like '%political view%'"),
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_privacy_notice_may_be_text_and_an_invalid_one_is_refused() {
    let app = App::setup()
        .campaign(campaign("We keep it for a year."))
        .start();
    let page = app.get(&format!("/d/{DECLARATION}")).await.body;
    assert!(page.contains("<bdi>We keep it for a year.</bdi>"), "{page}");
    for (wrong, output) in [
        (
            "https://",
            "expected privacy to be an address such as https://act.example/privacy",
        ),
        ("\"\"", "expected privacy to be 1 to 500 characters, not 0"),
    ] {
        let published = app.publish(&campaign(wrong));
        let err = String::from_utf8_lossy(&published.stderr).into_owned();
        assert!(
            !published.status.success() && err.contains(output),
            "{wrong}: {err}"
        );
    }
    // Removed from the page again, without a new version.
    assert!(app.publish(&Campaign::default()).status.success());
    assert_eq!(app.declaration().await["version"], 1);
}
