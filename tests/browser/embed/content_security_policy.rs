//! Content-Security-Policies of the page around, as `docs/embedding.md` lists them with their
//! effect in each browser. The table there is read, and each of its lines is set up and signed
//! under to the end. Each time, the page's globals stay as they were, and no third party is called
//! (the watch of every visit ensures that).

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    embed::globals,
    fixture::{Fixture, SIGNATURE, confirm_on_server_page, enter_code, is_on_server_page, sign},
    support::{
        browsers::{Kind, page::Page, visit},
        campaign::DECLARATION,
        people::Person,
        wait,
    },
};

const DOCUMENTED: &str = include_str!("../../../docs/embedding.md");

/// A line of the table: a policy with the server's address in it, and the outcome in this browser.
struct Line {
    policy: &'static str,
    outcome: &'static str,
}

fn documented() -> Vec<Line> {
    let (_, section) = DOCUMENTED
        .split_once("\n## Policies\n")
        .expect("the policies have a section");
    let section = section.split("\n## ").next().expect("it ends somewhere");
    let lines = section.lines().filter(|line| line.starts_with('|')).skip(2);
    let column = 2 + match Kind::chosen() {
        Kind::Chromium => 0,
        Kind::Firefox => 1,
        Kind::WebKit => 2,
    };
    lines
        .map(|line| {
            let cells: Vec<_> = line.split('|').map(str::trim).collect();
            Line {
                policy: cells[1].trim_matches('`'),
                outcome: cells[column],
            }
        })
        .collect()
}

/// Signs under the policy of this line of the table.
async fn signing_works(name: &'static str, line: usize) {
    let Line { policy, outcome } = documented().remove(line);
    let fixture = Fixture::start().await;
    let policy = policy.replace("https://ACT.EXAMPLE", &fixture.proxy.url);
    let put = |path: &str, body: &str| match policy.as_str() {
        "none" => fixture.site.page(path, body),
        policy => fixture.site.page_with_policy(path, policy, body),
    };
    let pasted = format!(
        "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\" style=\"min-height:40rem\">\
         <a href=\"{}/d/{DECLARATION}\">Sign the declaration</a></div>{}",
        fixture.proxy.url,
        fixture.tag("")
    );
    let (bare, article) = (put("/bare", ""), put("/article", &pasted));

    visit(name, async move |page| {
        page.expect_error("favicon");
        if outcome != "widget" {
            // The browser names what it blocked, and the loader says what that means.
            for words in [
                "undersigned:",
                "Content Security Policy",
                "Content-Security-Policy",
            ] {
                page.expect_error(words);
            }
            page.expect_error(&fixture.proxy.url);
        }
        if policy.contains("style-src") {
            // The placeholder's own `style` attribute.
            page.expect_error("inline style");
            page.expect_error("style-src-attr inline");
        }
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&bare).await;
        let globals = globals::snapshot(&page).await;
        page.goto(&article).await;
        match outcome {
            "widget" => sign_in_the_widget(&fixture, &page, &ada, &globals).await,
            "form" => sign_by_the_form(&fixture, &page, &ada, &globals).await,
            "frame" => sign_in_a_frame(&fixture, &page, &ada, &globals).await,
            "link" => sign_by_the_link(&fixture, &page, &ada, &globals).await,
            other => panic!("{other:?} is no outcome: widget, form, frame or link"),
        }
        assert_eq!(fixture.app.count().await, 1);
        assert_eq!(fixture.app.names().await, ["Ada Marlowe"]);
    })
    .await;
}

type Globals = BTreeSet<String>;

/// Signs to the end on the article's page; its globals are checked at the end.
async fn sign_in_the_widget(fixture: &Fixture, page: &Page, ada: &Person, globals: &Globals) {
    let widget = page.widget(SIGNATURE);
    widget.is_hydrated().await;
    let button = widget.find("form[data-form=sign] [part~=button]").await;
    let colour = button.css_value("background-color").await.expect("a style");
    assert!(
        !colour.contains("239"),
        "styled, not the browser's grey: {colour}"
    );
    sign(&widget, ada).await;
    enter_code(&widget, &fixture.app.email_to(ada).await.code()).await;
    widget.says("[part~=thanks]", "thank").await;
    globals::assert_same_as(globals, page).await;
}

/// By then the loader has tried to hydrate the widget and given up.
async fn sign_by_the_form(fixture: &Fixture, page: &Page, ada: &Person, globals: &Globals) {
    let widget = page.widget(SIGNATURE);
    widget.find("form[data-form=sign]").await;
    const GIVEN_UP: &str = "
        root.querySelector('[data-island]').dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));
        return root.host.failed === true";
    wait::until("the loader to give the bundle up", async || {
        (widget.run(GIVEN_UP, vec![]).await == json!(true)).then_some(())
    })
    .await;
    globals::assert_same_as(globals, page).await;
    sign(&widget, ada).await;
    is_on_server_page(page, "/d/").await;
    confirm_on_server_page(page, fixture, ada).await;
}

async fn sign_in_a_frame(fixture: &Fixture, page: &Page, ada: &Person, globals: &Globals) {
    let frame = page.find("iframe").await;
    frame.enter_frame().await.expect("a frame of the server's");
    let widget = page.widget(SIGNATURE);
    sign(&widget, ada).await;
    enter_code(&widget, &fixture.app.email_to(ada).await.code()).await;
    widget.says("[part~=thanks]", "thank").await;
    page.leave_frames().await;
    globals::assert_same_as(globals, page).await;
}

/// By the editor's own link; a loader that runs at all has put its message before it.
async fn sign_by_the_link(fixture: &Fixture, page: &Page, ada: &Person, globals: &Globals) {
    let own = format!("main a[href='{}/d/{DECLARATION}']", fixture.proxy.url);
    const LEFT: &str = "
        const place = document.querySelector(arguments[0]);
        return !place || (place.querySelector('[role=status]')?.checkVisibility() && !place.shadowRoot.querySelector('iframe'))";
    page.until("nothing but a link", LEFT, vec![json!(SIGNATURE)])
        .await;
    globals::assert_same_as(globals, page).await;
    page.press(&own).await;
    is_on_server_page(page, "/d/").await;
    let widget = page.widget(SIGNATURE);
    sign(&widget, ada).await;
    enter_code(&widget, &fixture.app.email_to(ada).await.code()).await;
    widget.says("[part~=thanks]", "thank").await;
}

#[test]
fn every_documented_policy_is_tested() {
    assert_eq!(documented().len(), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_without_csp() {
    signing_works("policy_none", 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_under_csp_without_wasm_unsafe_eval() {
    signing_works("policy_scripts", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_under_csp_with_wasm_unsafe_eval() {
    signing_works("policy_wasm", 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_under_csp_with_connect_src_self() {
    signing_works("policy_connect", 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_under_csp_with_style_src_self() {
    signing_works("policy_style", 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_under_strict_csp_that_allows_the_frame() {
    signing_works("policy_frame", 5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_under_trusted_types_that_allow_our_policy() {
    signing_works("policy_trusted_named", 6).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_under_trusted_types_that_omit_our_policy() {
    signing_works("policy_trusted", 7).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_under_csp_that_blocks_requests_and_frames() {
    signing_works("policy_neither", 8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_under_csp_that_blocks_our_scripts() {
    signing_works("policy_no_scripts", 9).await;
}
