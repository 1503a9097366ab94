//! The pages behind an email, and those of a text's versions, with the keyboard alone: confirm,
//! see, correct, withdraw, compare, renew. What they do by HTTP is in `tests/api/signatures/manage_pages.rs`.

use serde_json::json;

use crate::{
    fixture::Fixture,
    support::{
        browsers::{axe::assert_accessible, page::Page, visit},
        campaign::{Campaign, DECLARATION},
    },
};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";
const SPACE: &str = " ";

/// Presses Tab until `wanted`, a selector, has the focus; each step checks that the focus is
/// visible.
async fn step_to(page: &Page, wanted: &str) {
    const LOOK: &str = "
        const one = document.activeElement;
        if (one.matches(arguments[0])) return true;
        if (one == document.body) return 'the body';
        const {outlineStyle, boxShadow} = getComputedStyle(one);
        return outlineStyle == 'none' && boxShadow == 'none' ? `${one.outerHTML} shows no focus` : one.outerHTML.slice(0, 80);
    ";
    let mut passed = Vec::new();
    for _ in 0..40 {
        page.keys(TAB).await;
        let there = page.run(LOOK, vec![json!(wanted)]).await;
        if there == json!(true) {
            return;
        }
        let words = there.as_str().unwrap_or_default().to_owned();
        assert!(!words.contains("shows no focus"), "{words}");
        passed.push(words);
    }
    panic!("{wanted} is not reached: {passed:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signature_is_confirmed_corrected_and_withdrawn_by_keyboard() {
    let fixture = Fixture::start().await;

    visit("keyboard_owns", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        fixture.app.sign_on_server(&ada).await;
        let link = fixture.app.email_to(&ada).await.link();
        page.goto(&link).await;
        step_to(&page, "button[value=confirm]").await;
        page.keys(ENTER).await;
        page.says("h1", "thank you").await;
        step_to(&page, "a[href*='/manage/']").await;
        page.keys(ENTER).await;

        page.says("h1", "your signature").await;
        step_to(&page, "input[name=public]").await;
        page.keys(DOWN.repeat(2)).await;
        step_to(&page, "button[value=correct]").await;
        page.keys(ENTER).await;
        page.says("[role=status]", "saved").await;
        let hidden = "visibility = 'hidden'";
        assert_eq!(fixture.app.rows_where("signatures", hidden), 1);

        page.goto(&link).await;
        page.says("h1", "you have already confirmed this").await;
        assert_accessible(&page, "an email answered before").await;
        step_to(&page, "a[href*='/manage/']").await;
        page.keys(ENTER).await;
        page.says("h1", "your signature").await;
        step_to(&page, "details:has(button[value=withdraw]) summary").await;
        page.keys(SPACE).await;
        step_to(&page, "button[value=withdraw]").await;
        page.keys(ENTER).await;
        page.says("main", "withdrawn on").await;
        assert_eq!(fixture.app.count().await, 0);
        assert_accessible(&page, "withdrawn").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn versions_are_compared_and_a_signature_renewed_by_keyboard() {
    let fixture = Fixture::start().await;
    let text = Campaign::on_sites(&[&fixture.site.origin]).declaration();
    let later = text.replace("from ten to four", "from nine to five");

    visit("keyboard_renews", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        fixture.app.sign_on_server(&ada).await;
        let email = fixture.app.email_to(&ada).await;
        assert_eq!(fixture.app.press(&email.link()).await.status, 200);
        let published = fixture.app.publish_text(&later, &["--change", "--yes"]);
        assert!(published.status.success(), "{published:?}");
        let renewing = fixture.app.smtp.emails_to(&ada.email, 2).await.remove(1);
        let mut links = renewing.links().into_iter();
        let link = links.find(|link| link.contains("/renew/"));

        page.goto(&link.expect("a link to renew by")).await;
        step_to(&page, "form button").await;
        page.keys(ENTER).await;
        page.says("h1", "your signature is renewed").await;
        assert_eq!(fixture.app.rows_where("signatures", "version = 2"), 1);

        page.goto(&format!(
            "{}/d/{DECLARATION}/versions?lang=en",
            fixture.proxy.url
        ))
        .await;
        page.says(".of-change", "what changed").await;
        step_to(&page, "#v1 a[href*='/versions/1']").await;
        page.keys(ENTER).await;
        page.says("main", "from ten to four").await;
    })
    .await;
}
