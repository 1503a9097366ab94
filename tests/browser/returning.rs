//! The way back from the letter: in the browser that signed, its link ends on the article, which
//! thanks; in any other on the page with the button.

use serde_json::{Value, json};

use crate::{
    stage::{SIGNATURE, SIGNUP, Stage, sign},
    support::{
        browser::{Visitor, visit, visit_as},
        campaign::DECLARATION,
        page::Page,
        people::Person,
        wait,
        widget::Widget,
    },
};

/// What the page keeps, and what its address carries.
const KEPT: &str = "return [Object.keys(localStorage), location.hash]";
const BUTTON: &str = "button[value=confirm]";

async fn kept(page: &Page) -> Value {
    page.run(KEPT, vec![]).await
}

/// The form on the article, filled in and sent: the letter is on its way.
async fn signed_on(page: &Page, article: &str, person: &Person) -> Widget {
    page.goto(article).await;
    let widget = page.widget(SIGNATURE);
    sign(&widget, person).await;
    widget.find("input[name=code]").await;
    widget
}

/// Waits until the browser has been on the article once more, and is on the page of the letter again.
async fn is_back_at_the_letter(page: &Page, stage: &Stage, visits: usize) {
    wait::until("the article to be left again", async || {
        let here = page.look("return location.pathname", vec![]).await?;
        let there = here
            .as_str()
            .is_some_and(|path| path.starts_with("/confirm/"));
        (there && stage.site.visits("/signature") > visits).then_some(())
    })
    .await;
}

/// Presses the button on the page behind the letter, which counts.
async fn confirms_at_the_button(page: &Page, stage: &Stage) {
    page.press(BUTTON).await;
    page.says("body", "thank").await;
    assert_eq!(stage.app.count().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_ends_on_the_article_which_confirms_and_thanks() {
    let stage = Stage::set().await;
    let tags = format!("{}{}", stage.signature_tag(), stage.signup_tag());
    let listen = "<script>
        window.heard = [];
        // As routers of apps do.
        history.replaceState({page: 7}, '');
        document.addEventListener('undersigned:confirmed', (event) => heard.push(event.detail));
    </script>";
    let article = stage.site.page_with_head("/article", listen, &tags);

    visit("comes_back", async move |page| {
        let ada = stage.app.person("Ada Marlowe");
        let widget = signed_on(&page, &article, &ada).await;
        let key = format!("undersigned-signature-{DECLARATION}");
        assert_eq!(kept(&page).await, json!([[key], ""]));

        page.goto(&stage.app.letter_to(&ada).await.link()).await;
        widget.says("[part~=thanks]", "you have signed").await;
        assert_eq!(widget.count().await, 1);
        assert_eq!(stage.app.count().await, 1);
        let focused = "return root.activeElement?.localName ?? ''";
        assert_eq!(widget.run(focused, vec![]).await, json!("h3"));
        let heard = page.run("return window.heard", vec![]).await;
        assert_eq!(heard, json!([{"declaration": DECLARATION, "count": 1}]));
        assert_eq!(kept(&page).await, json!([[], ""]), "nothing is left behind");
        let here = page.run("return location.href", vec![]).await;
        assert_eq!(here, json!(article));
        let state = page.run("return history.state", vec![]).await;
        assert_eq!(state, json!({"page": 7}), "the page's own is left alone");

        // The other widget of the page was not spoken to.
        page.widget(SIGNUP).find("form[data-form=join]").await;
        // The letter opened once more says that it is done.
        page.goto(&stage.app.letter_to(&ada).await.link()).await;
        page.says("main", "confirmed this before").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn joining_ends_on_the_page_as_well() {
    let stage = Stage::set().await;
    let article = stage.site.page("/join", &stage.signup_tag());

    visit("joins_back", async move |page| {
        let ada = stage.app.person("Ada Marlowe");
        page.goto(&article).await;
        let widget = page.widget(SIGNUP);
        widget.fill("email", &ada.email).await;
        widget
            .press("form[data-form=join] button[type=submit]")
            .await;
        widget.find("input[name=code]").await;
        page.goto(&stage.app.letter_to(&ada).await.link()).await;
        widget.says("[part~=thanks]", "thank").await;
        assert_eq!(stage.app.rows("subscriptions"), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_browser_is_brought_back_to_the_button_and_confirms_nothing_before() {
    let stage = Stage::set().await;
    let article = stage.signature_page();

    visit("another_browser", async move |page| {
        let ada = stage.app.person("Ada Marlowe");
        signed_on(&page, &article, &ada).await;
        let link = stage.app.letter_to(&ada).await.link();

        let visits = stage.site.visits("/signature");
        page.goto_as_another(&link).await;
        is_back_at_the_letter(&page, &stage, visits).await;
        assert_eq!(stage.app.count().await, 0, "looking is not confirming");
        // Reloaded or opened again, it stays.
        page.goto(&link).await;
        confirms_at_the_button(&page, &stage).await;
    })
    .await;
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
async fn a_letter_that_was_used_up_meanwhile_is_told_of_on_the_article() {
    let stage = Stage::set().await;
    let article = stage.signature_page();

    visit("used_up", async move |page| {
        page.expect_complaint("410");
        page.expect_complaint("/api/v1/confirmations");
        let ada = stage.app.person("Ada Marlowe");
        let widget = signed_on(&page, &article, &ada).await;
        let nonsense = "0".repeat(64);
        page.goto("about:blank").await;
        page.goto(&format!(
            "{article}#undersigned-signature-{DECLARATION}-{nonsense}"
        ))
        .await;
        widget.find("[data-press=again]").await;
        widget.says("[role=alert]", "expired").await;
        assert_eq!(stage.app.count().await, 0);
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
