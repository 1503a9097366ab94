//! The pinned and the local loader: they run only the bytes they were built with, so that a
//! compromised server runs nothing on the pages of its allied sites.

use std::fs;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha384};

use crate::{
    fixture::{
        Fixture, SHARE, SIGNATURE, SIGNUP, confirm_on_server_page, enter_code, is_on_server_page,
        sign,
    },
    support::{
        browsers::{page::Page, visit},
        campaign::{DECLARATION, LIST},
        database::keep_loader,
        network::faulty_proxy::Fault,
        process, wait,
    },
};

const PINNED: &str = "pinned.js";

fn manifest() -> Value {
    let manifest = fs::read(process::source("dist/manifest.json")).expect("there is a bundle");
    serde_json::from_slice(&manifest).expect("the manifest is JSON")
}

/// The tag as the organiser gives it out, around the fallback link.
async fn pinned(fixture: &Fixture, attributes: &str, link: &str) -> String {
    let (path, integrity) = fixture.pinned_loader().await;
    format!(
        "<div {attributes}><a href=\"{0}{link}\">On the campaign's page</a></div>\
         <script async src=\"{0}{path}\" integrity=\"{integrity}\" crossorigin=\"anonymous\"></script>",
        fixture.proxy.url
    )
}

pub(super) async fn pinned_signature(fixture: &Fixture) -> String {
    let attributes = format!("data-widget=\"signature\" data-declaration=\"{DECLARATION}\"");
    pinned(fixture, &attributes, &format!("/d/{DECLARATION}")).await
}

/// Waits until only the link is visible, and returns the console.
async fn only_the_link_is_shown(page: &Page) {
    let script = "
        const place = document.querySelector('main div');
        const root = document.querySelector(arguments[0])?.shadowRoot;
        return document.querySelector('main a').checkVisibility()
            && !root?.querySelector('form, iframe, [data-alive]')
            && place.querySelector('[role=status]')?.checkVisibility()";
    page.until("the link alone", script, vec![json!(SIGNATURE)])
        .await;
}

async fn console_contains(page: &Page, words: &str) {
    wait::until(&format!("{words:?} in the console"), async || {
        let console = page.console().await;
        let mut lines = console.iter();
        lines.any(|line| line.contains(words)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_byte_in_any_asset_stops_the_widget() {
    for (name, file, from, to, words) in [
        (
            "glue",
            "/widgets.js",
            "WebAssembly",
            "WebAssemblz",
            "widgets.js is not what",
        ),
        (
            "wasm",
            "/widgets_bg.wasm",
            "undersigned",
            "undersignee",
            "widgets_bg.wasm is not what",
        ),
        (
            "text",
            "/text-en.json",
            "Confirm",
            "Confirn",
            "text-en.json is not what",
        ),
    ] {
        let fixture = Fixture::start().await;
        fixture.proxy.add_fault(file, Fault::Change(from, to));
        let address = fixture
            .site
            .page("/changed", &pinned_signature(&fixture).await);

        visit(&format!("changed_{name}"), async move |page| {
            page.expect_error("undersigned:");
            page.expect_error("integrity");
            page.expect_error(&fixture.proxy.url);
            page.goto(&address).await;
            console_contains(&page, words).await;
            only_the_link_is_shown(&page).await;
        })
        .await;
    }
}

/// The style sheet of a fragment is not used either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pinned_loader_ignores_styles_in_the_fragment() {
    let fixture = Fixture::start().await;
    let other = Fault::Change("</script>", "*{outline:9px solid red!important}</script>");
    fixture.proxy.add_fault("/embed/v1/", other);
    let address = fixture
        .site
        .page("/styled", &pinned_signature(&fixture).await);

    visit("pinned_style", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        let form = widget.find("form[data-form=sign]").await;
        assert_ne!(form.css_value("outline-width").await.unwrap(), "9px");
        assert_eq!(form.css_value("display").await.unwrap(), "grid");
    })
    .await;
}

/// The tag on a page that nobody has changed since an earlier version: the loader is that
/// version's, and everything else is the current server's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_pinned_before_an_upgrade_still_signs_and_loads_no_newer_code() {
    let fixture = Fixture::start().await;
    let today = fs::read_to_string(process::source("dist/pinned.js")).expect("it is built");
    let manifest = manifest();
    let hash = manifest["assets"]["widgets_bg.wasm"].as_str().unwrap();
    let earlier = today.replace(&hash[..6], "0ld0ld");
    assert_ne!(earlier, today, "it is bound to another bundle");
    let hash = keep_loader(&fixture.app.database, &earlier);
    let server = &fixture.proxy.url;
    let address = fixture.site.page(
        "/earlier",
        &format!(
            "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\"><a href=\"{server}/d/{DECLARATION}\">Sign</a></div>\
             <script async src=\"{server}/assets/{}/{PINNED}\" integrity=\"sha384-{}\" crossorigin=\"anonymous\"></script>",
            hash,
            STANDARD.encode(Sha384::digest(&earlier)),
        ),
    );

    visit("pinned_earlier", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        let form = widget.find("form[data-form=sign]").await;
        assert_eq!(form.css_value("display").await.unwrap(), "grid", "styled");
        console_contains(&page, "another version").await;
        let asked = fixture.proxy.requests_for("/assets/");
        assert_eq!(asked.len(), 1, "the loader alone: {asked:?}");
        sign(&widget, &ada).await;
        is_on_server_page(&page, "/d/").await;
        confirm_on_server_page(&page, &fixture, &ada).await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn subresource_integrity_blocks_a_changed_loader() {
    let fixture = Fixture::start().await;
    fixture
        .proxy
        .add_fault(PINNED, Fault::Change("undersigned", "undersignee"));
    let address = fixture
        .site
        .page("/changed", &pinned_signature(&fixture).await);

    visit("changed_loader", async move |page| {
        page.expect_error("integrity");
        page.expect_error(PINNED);
        page.goto(&address).await;
        // The page has loaded, so the browser has decided; not every browser lets scripts read why.
        assert_eq!(fixture.proxy.requests_for(PINNED).len(), 1);
        let untouched = "return document.querySelector('main a').checkVisibility()
            && !document.querySelector(arguments[0])";
        page.until("the link alone", untouched, vec![json!(SIGNATURE)])
            .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scripts_in_a_hostile_servers_fragment_do_not_run() {
    let fixture = Fixture::start().await;
    let hostile = "<img src=x onerror=\"window.owned = 1\"><script>window.owned = 2</script>\
        <a id=bad href=\" java\nscript:window.owned = 3\">x</a><svg onload=\"window.owned = 4\"><use href=\"data:,\"/></svg>\
        <iframe srcdoc=\"<script>parent.owned = 5</script>\"></iframe><input onfocus=\"window.owned = 6\" autofocus>\
        <form action=\"https://evil.example/\"><input name=card></form></form>";
    fixture
        .proxy
        .add_fault("/embed/v1/", Fault::Change("</form>", hostile));
    let address = fixture
        .site
        .page("/hostile", &pinned_signature(&fixture).await);

    visit("hostile_fragment", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.find("form[data-form=sign]").await;
        let left = "
            root.querySelector('#bad')?.click();
            const all = [...root.querySelectorAll('*')];
            return {
                tags: all.filter((one) => /img|script|iframe|use/.test(one.localName)).map((one) => one.localName),
                handlers: all.flatMap((one) => [...one.attributes]).filter(({name}) => /^on|^src|^style/.test(name)).length,
                link: root.querySelector('#bad')?.getAttribute('href') ?? null,
                elsewhere: root.querySelectorAll('[action*=evil]').length,
            }";
        let left = widget.run(left, vec![]).await;
        assert_eq!(
            left,
            json!({"tags": [], "handlers": 0, "link": null, "elsewhere": 0})
        );
        page.driver()
            .execute_async(
                "requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]()))",
                vec![],
            )
            .await
            .expect("two frames");
        assert_eq!(page.run("return window.owned ?? null", vec![]).await, json!(null));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pinned_loader_never_falls_back_to_a_frame() {
    let fixture = Fixture::start().await;
    let policy = format!(
        "default-src 'none'; script-src {0}; connect-src 'self'; frame-src {0}",
        fixture.proxy.url
    );
    let address =
        fixture
            .site
            .page_with_policy("/policy", &policy, &pinned_signature(&fixture).await);

    visit("pinned_policy", async move |page| {
        page.expect_error("Content Security Policy");
        page.expect_error("favicon");
        page.expect_error(&fixture.proxy.url);
        page.goto(&address).await;
        only_the_link_is_shown(&page).await;
        assert!(fixture.proxy.requests_for("/frame/v1/").is_empty());
        assert!(fixture.proxy.requests_for("stepdown").is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pinned_loader_renders_and_signs_like_the_plain_one() {
    let fixture = Fixture::start().await;
    let widgets = [
        (
            SIGNATURE,
            format!("data-widget=\"signature\" data-declaration=\"{DECLARATION}\""),
        ),
        (
            SIGNUP,
            format!("data-widget=\"signup\" data-list=\"{LIST}\" data-layout=\"compact\""),
        ),
        (
            SHARE,
            "data-widget=\"share\" data-follow=\"rss=https://ally.example/feed\"".to_owned(),
        ),
    ];
    let plain: String = widgets
        .iter()
        .map(|(_, attributes)| fixture.tag(attributes))
        .collect();
    let mut strict = String::new();
    for (_, attributes) in &widgets {
        strict += &pinned(&fixture, attributes, "").await;
    }
    let (plain, strict) = (
        fixture.site.page("/plain", &plain),
        fixture.site.page("/strict", &strict),
    );
    let signature = fixture
        .site
        .page("/pinned", &pinned_signature(&fixture).await);

    visit("pinned_well", async move |page| {
        let drawn = "return root.innerHTML.replaceAll('strict', 'plain')";
        let mut markup = Vec::new();
        for address in [&plain, &strict] {
            page.goto(address).await;
            for (name, _) in &widgets {
                let widget = page.widget(name);
                widget.find("[data-island]").await;
                // Its parts are shown one after another.
                wait::until("all parts to be shown", async || {
                    let hidden = "return root.querySelectorAll('article[hidden], [data-island] > * > [hidden]').length";
                    (widget.run(hidden, vec![]).await == json!(0)).then_some(())
                })
                .await;
                let html = widget.run(drawn, vec![]).await;
                markup.push(html.as_str().unwrap_or_default().to_owned());
            }
        }
        let (plain, strict) = markup.split_at(widgets.len());
        for (plain, strict) in plain.iter().zip(strict) {
            assert!(plain.len() > 500, "{plain}");
            assert_eq!(
                plain, strict,
                "the list lets through all that widgets are made of"
            );
        }

        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&signature).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign(&widget, &ada).await;
        let code = widget.find("input[name=code]").await;
        assert_ne!(code.css_value("border-top-width").await.unwrap(), "2px");
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}
