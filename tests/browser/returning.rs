//! The way back from the letter: the page with the button confirms, whatever became of the article.

use serde_json::json;

use crate::{
    stage::{SIGNATURE, Stage, sign},
    support::{
        browser::{Visitor, visit, visit_as},
        campaign::DECLARATION,
        page::Page,
        people::Person,
        widget::Widget,
    },
};

const BUTTON: &str = "button[value=confirm]";

/// The form on the article, filled in and sent: the letter is on its way.
async fn signed_on(page: &Page, article: &str, person: &Person) -> Widget {
    page.goto(article).await;
    let widget = page.widget(SIGNATURE);
    sign(&widget, person).await;
    widget.find("input[name=code]").await;
    widget
}

/// Presses the button on the page behind the letter, which counts.
async fn confirms_at_the_button(page: &Page, stage: &Stage) {
    page.press(BUTTON).await;
    page.says("body", "thank").await;
    assert_eq!(stage.app.count().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_has_lost_its_form_is_left_by_opening_the_letter_again() {
    let stage = Stage::set().await;
    let article = stage.signature_page();

    visit("lost_form", async move |page| {
        let ada = stage.app.person("Ada Marlowe");
        signed_on(&page, &article, &ada).await;
        stage
            .site
            .page("/signature", "<p>Nothing to sign any more.</p>");

        let link = stage.app.letter_to(&ada).await.link();
        page.goto(&link).await;
        page.says("main", "nothing to sign").await;
        page.goto(&link).await;
        confirms_at_the_button(&page, &stage).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_webassembly_the_link_leads_to_the_button() {
    let stage = Stage::set().await;
    let article = stage.signature_page();
    let off = Visitor {
        wasm_off: true,
        ..Visitor::default()
    };
    let ada = stage.app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["site"] = json!(stage.site.origin);
    body["page_url"] = json!(article);
    body["returns"] = json!(true);
    // The phone on which it was signed is not the one on which the letter is read.
    let url = stage
        .app
        .at(&format!("/api/v1/declarations/{DECLARATION}/signatures"));
    let request = stage
        .app
        .client
        .post(url)
        .header("Origin", &stage.site.origin);
    let sent = request.json(&body).send().await.expect("it is sent");
    assert_eq!(sent.status(), 202);

    visit_as(off, "letter_without_wasm", async move |page| {
        page.goto(&stage.app.letter_to(&ada).await.link()).await;
        confirms_at_the_button(&page, &stage).await;
    })
    .await;
}
