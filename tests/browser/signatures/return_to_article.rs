//! The way back from the email: a press on the page behind its link confirms, even if the article
//! is gone, and the article thanks by itself, by the id that its browser has kept.

use serde_json::{Value, json};

use crate::{
    fixture::{Fixture, SIGNUP, sign_up_to_code},
    support::{
        browsers::{Visitor, page::Page, visit, visit_as},
        campaign::DECLARATION,
    },
};

const BUTTON: &str = "button[value=confirm]";
/// What the page stores, and what its address carries.
const KEPT: &str = "return [Object.keys(localStorage), location.hash]";
/// As a browser does when its visitor returns to the page.
const SEEN: &str = "document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))";

async fn kept(page: &Page) -> Value {
    page.run(KEPT, vec![]).await
}

/// Presses the button on the page behind the email's link, which counts.
async fn confirms_at_the_button(page: &Page, fixture: &Fixture) {
    page.press(BUTTON).await;
    page.says("body", "thank").await;
    assert_eq!(fixture.app.count().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn confirming_returns_to_the_article_which_shows_the_thanks() {
    let fixture = Fixture::start().await;
    let tags = format!("{}{}", fixture.signature_tag(), fixture.signup_tag());
    let listen = "<script>
        window.heard = [];
        document.addEventListener('undersigned:confirmed', (event) => heard.push(event.detail));
    </script>";
    let article = fixture.site.page_with_head("/article", listen, &tags);

    visit("comes_back", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        let widget = sign_up_to_code(&page, &article, &ada).await;
        let key = format!("undersigned-signature-{DECLARATION}");
        assert_eq!(kept(&page).await, json!([[&key], ""]));

        page.goto(&fixture.app.email_to(&ada).await.link()).await;
        assert_eq!(fixture.app.count().await, 0, "looking is not confirming");
        confirms_at_the_button(&page, &fixture).await;
        page.says("main", "back to").await;
        // By itself, after the time that the page gives.
        let here = "return location.href.startsWith(arguments[0])";
        page.until("the article again", here, vec![json!(article)])
            .await;
        widget.says("[part~=thanks]", "you have signed").await;
        assert_eq!(widget.count().await, 1);
        let heard = page.run("return window.heard", vec![]).await;
        assert_eq!(heard, json!([{"declaration": DECLARATION, "count": 1}]));
        assert_eq!(kept(&page).await, json!([[&key], ""]));
        let memory = "return localStorage[arguments[0]]";
        let memory = page.run(memory, vec![json!(key)]).await;
        let memory = memory.as_str().expect("a text");
        assert!(
            memory.starts_with("c ") && !memory.contains(&ada.email),
            "{memory}"
        );
        let here = page.run("return location.href", vec![]).await;
        assert_eq!(here, json!(article));
        // The page's other widget is not affected.
        page.widget(SIGNUP).find("form[data-form=join]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn activity_on_the_confirmation_page_cancels_the_return() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();
    visit("stays", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        sign_up_to_code(&page, &article, &ada).await;
        page.goto(&fixture.app.email_to(&ada).await.link()).await;
        page.press(BUTTON).await;
        let shown = "return document.querySelector('[data-back]').hidden === arguments[0]";
        page.until("the word that it goes", shown, vec![json!(false)])
            .await;
        page.press("[data-back] button").await;
        page.until("that word to go", shown, vec![json!(true)])
            .await;
        page.says("main", "thank").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_article_shows_the_thanks_when_it_becomes_visible_again() {
    let fixture = Fixture::start().await;
    let tags = format!("{}{}", fixture.signature_tag(), fixture.signup_tag());
    let article = fixture.site.page("/article", &tags);

    visit("seen_again", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        let signing = sign_up_to_code(&page, &article, &ada).await;
        let subscribing = page.widget(SIGNUP);
        subscribing.fill("email", &ada.email).await;
        subscribing
            .press("form[data-form=join] button[type=submit]")
            .await;
        subscribing.find("input[name=code]").await;
        page.run(SEEN, vec![]).await;
        signing.find("input[name=code]").await;

        // On another device: first one link, then the other.
        let emails = fixture.app.smtp.emails_to(&ada.email, 2).await;
        for email in &emails {
            assert_eq!(fixture.app.press(&email.link()).await.status, 200);
        }
        page.run(SEEN, vec![]).await;
        signing.says("[part~=thanks]", "you have signed").await;
        subscribing.says("[part~=thanks]", "thank").await;
        let key = format!("undersigned-signature-{DECLARATION}");
        assert_eq!(kept(&page).await, json!([[key], ""]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_email_can_be_resent_and_an_unchanged_wrong_code_is_not_resubmitted() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();
    visit("asks_again", async move |page| {
        page.expect_error("422");
        let ada = fixture.app.person("Ada Marlowe");
        let widget = sign_up_to_code(&page, &article, &ada).await;
        widget.press("[data-press=resend]").await;
        widget
            .says("form[data-form=code]", "again a minute after that")
            .await;

        let code = fixture.app.email_to(&ada).await.code();
        widget.fill("code", "000000").await;
        let confirm = "form[data-form=code] button[type=submit]";
        widget.press(confirm).await;
        widget.says("form[data-form=code]", "not correct").await;
        // Unchanged, it is not sent again.
        for _ in 0..6 {
            widget.press(confirm).await;
        }
        assert_eq!(fixture.app.rows_where("attempts", "code_tries = 1"), 1);
        widget.find("input[name=code]").await.clear().await.unwrap();
        widget.enter("code", &code).await;
        widget.says("[part~=thanks]", "you have signed").await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_emailed_link_confirms_without_webassembly() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();
    let off = Visitor {
        wasm_off: true,
        ..Visitor::default()
    };
    let ada = fixture.app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["site"] = json!(fixture.site.origin);
    body["page_url"] = json!(article);
    // The email is read on a different phone from the one used to sign.
    let url = fixture
        .app
        .at(&format!("/api/v1/declarations/{DECLARATION}/signatures"));
    let request = fixture
        .app
        .client
        .post(url)
        .header("Origin", &fixture.site.origin);
    let sent = request.json(&body).send().await.expect("it is sent");
    assert_eq!(sent.status(), 202);

    visit_as(off, "letter_without_wasm", async move |page| {
        page.goto(&fixture.app.email_to(&ada).await.link()).await;
        confirms_at_the_button(&page, &fixture).await;
    })
    .await;
}
