//! The page that helps a site editor, with script: a choice is shown at once, and buttons copy.

use serde_json::json;
use thirtyfour::Key;

use crate::{
    fixture::Fixture,
    support::{
        browsers::{Visitor, axe::assert_accessible, page::Page, visit, visit_as},
        campaign::DECLARATION,
        network::faulty_proxy::Fault,
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn options_update_the_preview_and_the_url_at_once() {
    let fixture = Fixture::start().await;
    let address = format!("{}/d/{DECLARATION}/embed", fixture.proxy.url);

    visit("embed_choices", async move |page| {
        page.goto(&address).await;
        page.press("#layout-compact").await;
        copied(&page, "data-layout=\"compact\"").await;
        let compact = "return !!document.querySelector('#preview > undersigned-signature')?.shadowRoot?.querySelector('.compact')";
        page.until("the preview to be compact", compact, vec![]).await;

        page.run(
            "const accent = document.querySelector('#accent'); accent.value = '#7a1f3d'; accent.dispatchEvent(new Event('input', {bubbles: true}))",
            vec![],
        )
        .await;
        copied(&page, "--undersigned-accent:#7a1f3d").await;
        let button = "
            const button = document.querySelector('#preview > undersigned-signature')?.shadowRoot?.querySelector('[part~=button]');
            return button && getComputedStyle(button).backgroundColor == 'rgb(122, 31, 61)';
        ";
        page.until("the preview to take the accent", button, vec![]).await;

        page.press("#widget-share").await;
        page.until("the share bar to be shown", "return !!document.querySelector('#preview > undersigned-share')?.shadowRoot", vec![]).await;
        page.press("#up-email").await;
        copied(&page, "data-networks=\"native email copy").await;
        let focused = page.run("return document.activeElement.id", vec![]).await;
        assert_eq!(focused, json!("up-email"), "the focus stays where it was");
        page.fill("text", "Read this").await;
        copied(&page, "data-text=\"Read this\"").await;

        let kept = page.run("return location.search", vec![]).await;
        page.goto(&format!("{address}{}", kept.as_str().unwrap())).await;
        copied(&page, "data-text=\"Read this\"").await;
        copied(&page, "data-networks=\"native email copy").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_shown_changes_the_preview_and_what_stays_in_the_page_only_the_snippet() {
    let fixture = Fixture::start().await;
    let address = format!("{}/d/{DECLARATION}/embed", fixture.proxy.url);

    visit("embed_parts", async move |page| {
        page.goto(&address).await;
        let choose = "
            const select = document.getElementById(arguments[0]);
            select.value = arguments[1];
            select.dispatchEvent(new Event('input', {bubbles: true}))";
        page.run(choose, vec![json!("font"), json!("serif")]).await;
        copied(&page, "--undersigned-font:Georgia,serif").await;
        page.press("#field-postcode").await;
        let fields = "data-fields=\"organisation role public reservations updates\"";
        copied(&page, fields).await;
        let inside = "
            const root = document.querySelector('#preview > undersigned-signature')?.shadowRoot;
            return root?.querySelector('[name=email]') && !root.querySelector('[name=postcode]')";
        page.until("the preview without a postcode", inside, vec![])
            .await;
        page.fill("source", "March-Newsletter").await;
        copied(&page, "data-source=\"march-newsletter\"").await;
        page.fill("thanks-url", "javascript:alert(1)").await;
        page.fill("thanks-text", "Thank you from all of us").await;
        copied(&page, "data-thanks-text=\"Thank you from all of us\"").await;
        let snippet = "return document.querySelector('#code-line').textContent";
        let snippet = page.run(snippet, vec![]).await;
        assert!(
            !snippet.as_str().unwrap().contains("thanks-url"),
            "{snippet}"
        );
        page.run(choose, vec![json!("show"), json!("count")]).await;
        copied(&page, "data-show=\"count\"").await;
        let count = "
            const root = document.querySelector('#preview > undersigned-signature')?.shadowRoot;
            return root && !root.querySelector('form') && !!root.querySelector('a')";
        page.until("the preview without a form", count, vec![])
            .await;
        // Asking for what stays in the page would count every preview of every editor.
        for request in fixture.proxy.requests_for("/embed/v1/signature") {
            assert!(
                !request.contains("source=") && !request.contains("thanks"),
                "{request}"
            );
        }
        assert_accessible(&page, "the embed page with its choices").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_copy_button_copies_the_snippet_and_announces_it() {
    let fixture = Fixture::start().await;
    let address = format!("{}/l/library-news/embed", fixture.proxy.url);

    visit("embed_copying", async move |page| {
        page.goto(&address).await;
        page.press("[data-copy=code-line]").await;
        page.says("[data-copy=code-line]", "Copied").await;
        page.until(
            "the copying to be said aloud",
            "return document.querySelector('.announcement').textContent == 'Copied'",
            vec![],
        )
        .await;
        // Pasted with the usual keys.
        let field = page.find("#address").await;
        let paste = Key::Control + "v";
        field.send_keys(paste).await.expect("it takes keys");
        let pasted = page
            .run("return document.querySelector('#address').value", vec![])
            .await;
        let snippet = page
            .run(
                "return document.querySelector('#code-line').textContent",
                vec![],
            )
            .await;
        assert_eq!(pasted, snippet);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_site_test_shows_progress_and_keeps_the_options() {
    let fixture = Fixture::start().await;
    let address = format!("{}/d/{DECLARATION}/embed", fixture.proxy.url);

    visit("embed_testing", async move |page| {
        page.expect_error("422");
        page.goto(&address).await;
        page.press("#layout-compact").await;
        copied(&page, "data-layout=\"compact\"").await;
        page.fill("address", "http://localhost/").await;
        fixture
            .proxy
            .add_fault(&format!("POST /d/{DECLARATION}/embed"), Fault::Hold);
        page.press("#testing .button").await;
        page.says("#testing .button", "Opening it").await;
        fixture.proxy.end_faults();
        page.says("#findings", "not on the public internet").await;
        page.says("#testing .button", "Test it").await;
        copied(&page, "data-layout=\"compact\"").await;
        let left = page.run("return document.querySelector('#address').value", vec![]);
        assert_eq!(left.await, json!("http://localhost/"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_embed_page_generates_snippets_and_tests_sites_without_scripts() {
    let fixture = Fixture::start().await;
    let address = format!("{}/d/{DECLARATION}/embed", fixture.proxy.url);
    let visitor = Visitor {
        scripts_off: true,
        ..Visitor::default()
    };

    visit_as(visitor, "embed_no_script", async move |page| {
        page.expect_error("422");
        page.goto(&address).await;
        page.press("#layout-compact").await;
        page.press("#theme-dark").await;
        page.press(".show button").await;
        page.says("#code-line", "data-layout=\"compact\"").await;
        page.says("#code-line", "data-theme=\"dark\"").await;
        page.fill("address", "http://localhost/").await;
        page.press("#testing .button").await;
        page.says("#findings", "not on the public internet").await;
        page.says("#code-line", "data-theme=\"dark\"").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_embed_page_is_accessible_in_every_state() {
    let fixture = Fixture::start().await;
    let address = format!("{}/d/{DECLARATION}/embed", fixture.proxy.url);

    visit("embed_axe", async move |page| {
        // A refused test is an ordinary response, and the browser logs it.
        page.expect_error("422");
        page.goto(&format!("{address}?accent=%23ffd400&radius=8"))
            .await;
        page.run(
            "for (const one of document.querySelectorAll('details')) one.open = true",
            vec![],
        )
        .await;
        assert_accessible(&page, "the signature box").await;
        page.goto(&format!("{address}?widget=share")).await;
        page.run(
            "for (const one of document.querySelectorAll('details')) one.open = true",
            vec![],
        )
        .await;
        assert_accessible(&page, "the share bar").await;
        page.fill("address", "http://localhost/").await;
        page.press("#testing .button").await;
        page.says("#findings", "not on the public internet").await;
        assert_accessible(&page, "a test that found nothing").await;
    })
    .await;
}

/// Waits until the recommended snippet contains this.
async fn copied(page: &Page, part: &str) {
    let script = "return document.querySelector('#code-line').textContent.includes(arguments[0])";
    page.until(
        &format!("{part} in what is copied"),
        script,
        vec![json!(part)],
    )
    .await;
}
