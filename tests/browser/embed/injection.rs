//! Injection: text from people who may save text on a page but no script (contributors, authors,
//! commenters). It has been through a sanitiser, WordPress's kses or DOMPurify, and is beside a
//! widget that the page's owner added. Nothing in it runs, no server is called that no script
//! names, and the owner's widget works; in each variant of the loader, with the text added before
//! the loader and after it.
//!
//! `kses.json` is what WordPress makes of the inputs; `tests/wordpress/kses.rs` compares it
//! with a real WordPress.

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};

use crate::{
    fixture::Fixture,
    support::{
        browsers::{Kind, page::Page, visit},
        campaign::DECLARATION,
        network::{attacker_server::AttackerServer, hostile_markup::inputs},
        process,
    },
};

const KSES: &str = include_str!("kses.json");

#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    BeforeTheLoader,
    AfterTheLoader,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sanitised_text_runs_nothing_beside_the_plain_loader() {
    let fixture = Fixture::start().await;
    let honest = fixture.signature_tag();
    nothing_runs(fixture, "plain", &honest).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sanitised_text_runs_nothing_beside_the_pinned_loader() {
    let fixture = Fixture::start().await;
    let (path, integrity) = fixture.pinned_loader().await;
    let server = &fixture.proxy.url;
    let honest = format!(
        "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\"><a href=\"{server}/d/{DECLARATION}\">Sign</a></div>\
         <script async src=\"{server}{path}\" integrity=\"{integrity}\" crossorigin=\"anonymous\"></script>"
    );
    nothing_runs(fixture, "pinned", &honest).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sanitised_text_runs_nothing_beside_the_local_loader() {
    let fixture = Fixture::start().await;
    let names = ["local.js", "widgets.js", "widgets_bg.wasm", "text-en.json"];
    copy_to_site(&fixture, "copies", &process::source("dist"), &names);
    let honest = format!(
        "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\"></div>\
         <script defer src=\"/copies/local.js\" data-server=\"{}\"></script>",
        fixture.proxy.url
    );
    nothing_runs(fixture, "local", &honest).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sanitised_text_runs_nothing_beside_the_npm_package() {
    let fixture = Fixture::start().await;
    let names = ["index.js", "widgets.js", "widgets_bg.wasm", "text-en.js"];
    let package = process::build_folder().join("npm/undersigned");
    copy_to_site(&fixture, "package", &package, &names);
    let honest = format!(
        "<undersigned-signature declaration=\"{DECLARATION}\"></undersigned-signature>\
         <script type=\"module\">import {{ trust }} from \"/package/index.js\"; trust([\"{}\"])</script>",
        fixture.proxy.url
    );
    nothing_runs(fixture, "package", &honest).await;
}

/// Copies files to a folder of the host site.
fn copy_to_site(fixture: &Fixture, folder: &str, from: &std::path::Path, names: &[&str]) {
    for name in names {
        let content = fs::read(from.join(name)).unwrap_or_else(|_| panic!("{name} is built"));
        let kind = match name.rsplit('.').next() {
            Some("wasm") => "application/wasm",
            Some("json") => "application/json",
            _ => "text/javascript",
        };
        fixture
            .site
            .file(&format!("/{folder}/{name}"), kind, content);
    }
}

/// One browser gets the text from both sanitisers at both moments, all inputs on one page.
async fn nothing_runs(fixture: Fixture, variant: &'static str, honest: &str) {
    let attacker = AttackerServer::start().await;
    let purify = tool("dompurify/dist/purify.min.js");
    fixture.site.file("/purify.js", "text/javascript", purify);
    fixture.site.file(
        "/wp-content/uploads/x.pdf",
        "text/plain",
        b"a leaflet".to_vec(),
    );
    let placed = |html: &str| {
        html.replace("https://evil.example", &attacker.url)
            .replace("//evil.example", attacker.url.trim_start_matches("http:"))
            .replace("evil.example", attacker.url.trim_start_matches("http://"))
            .replace("https://site.example", &fixture.site.origin)
    };
    let kept: Vec<String> = serde_json::from_str(KSES).expect("it is a list");
    let all = inputs();
    assert_eq!(kept.len(), all.len(), "kses.json is of these inputs");
    let chosen = chosen(&all);
    let kses: Vec<String> = chosen.iter().map(|at| placed(&kept[*at])).collect();
    let raw: Vec<String> = chosen.iter().map(|at| placed(all[*at].1)).collect();

    let mut pages = Vec::new();
    for (sanitiser, inputs) in [("kses", &kses), ("dompurify", &raw)] {
        for moment in [Moment::BeforeTheLoader, Moment::AfterTheLoader] {
            let put = format!(
                "<section id=\"hostile\"></section><script>{}</script>",
                put_in(sanitiser, inputs)
            );
            let honest = format!("<section id=\"honest\">{honest}</section>");
            let body = match moment {
                Moment::BeforeTheLoader => format!("{put}<script>putIn()</script>{honest}"),
                Moment::AfterTheLoader => format!("{put}{honest}"),
            };
            let head = "<script src=\"/purify.js\"></script>";
            let path = format!("/{variant}-{sanitiser}-{moment:?}");
            let address = fixture.site.page_with_head(&path, head, &body);
            pages.push((address, moment));
        }
    }

    visit(&format!("injecting_{variant}"), async move |page| {
        // The console says what is wrong with a tag, and which slugs do not exist.
        page.expect_error("undersigned:");
        page.expect_error("no-such");
        page.expect_error("/embed/v1/");
        for (address, moment) in pages {
            println!("{address}");
            page.goto(&address).await;
            nothing_runs_on(&page, moment).await;
            assert_eq!(attacker.requests(), [""; 0], "{address}: it was not named");
        }
        drop(fixture);
    })
    .await;
}

/// In the other browsers, one input of each family.
fn chosen(inputs: &[(&str, &str)]) -> Vec<usize> {
    let mut families = BTreeSet::new();
    let all = 0..inputs.len();
    match Kind::chosen() {
        Kind::Chromium => all.collect(),
        _ => all.filter(|at| families.insert(inputs[*at].0)).collect(),
    }
}

/// A script that defines the function which puts the sanitised inputs into their section, even if
/// the page's own names are replaced by then.
fn put_in(sanitiser: &str, inputs: &[String]) -> String {
    let inputs = json!(inputs).to_string().replace("</", "<\\/");
    let clean = match sanitiser {
        "dompurify" => ".map((dirty) => DOMPurify.sanitize(dirty))",
        _ => "",
    };
    format!(
        "const section = document.querySelector('#hostile');
         const clean = {inputs}{clean}.map((one) => '<div class=\"input\">' + one + '</div>').join('');
         globalThis.putIn = () => {{ section.innerHTML = clean }};"
    )
}

/// The tests' own lookup functions, which no name on the page can shadow.
const OBSERVER: &str = "
    const all = (css, from = document) => {
        const {querySelectorAll} = from == document ? Document.prototype : from.nodeType == 11 ? DocumentFragment.prototype : Element.prototype;
        return [...querySelectorAll.call(from, css)];
    };
";

async fn nothing_runs_on(page: &Page, moment: Moment) {
    const STANDS: &str = "return all('#honest undersigned-signature').some((one) => one.shadowRoot?.querySelector('form'))";
    const ALIVE: &str = "
        const root = all('#honest undersigned-signature')[0]?.shadowRoot;
        root?.querySelector('[data-island]')?.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));
        return Boolean(root?.querySelector('[data-alive]'))";
    let seen = async |what: &str, script: &str| {
        let script = format!("{OBSERVER}{script}");
        page.until(what, &script, vec![]).await
    };
    if moment == Moment::AfterTheLoader {
        seen("the owner's widget", STANDS).await;
        page.run("putIn()", vec![]).await;
    }
    let teeth = page
        .run(
            &format!("{OBSERVER}return all('#hostile [data-widget]').length"),
            vec![],
        )
        .await;
    assert!(teeth.as_u64() > Some(5), "the sanitiser left {teeth} tags");
    seen("the owner's widget to come alive", ALIVE).await;

    // Everything is touched, and then one more honest widget is added, after everything else.
    const TOUCHED: &str = "
        const touch = (one) => {
            HTMLElement.prototype.focus.call(one.focus ? one : document.activeElement);
            for (const name of ['focus', 'pointerover', 'mouseover', 'input', 'animationstart', 'beforetoggle', 'load'])
                EventTarget.prototype.dispatchEvent.call(one, new Event(name, {bubbles: true}));
        };
        for (const one of all('#hostile *')) {
            if (one instanceof HTMLElement) touch(one);
            if (one.shadowRoot) all('*', one.shadowRoot).forEach((inner) => inner instanceof HTMLElement && touch(inner));
        }
        const last = Document.prototype.createElement.call(document, 'undersigned-share');
        last.id = 'last';
        all('#honest')[0].append(last);
        return true";
    seen("everything to be touched", TOUCHED).await;
    const LAST: &str = "return Boolean(all('#last')[0].shadowRoot?.querySelector('[data-island]'))";
    seen("the last widget", LAST).await;

    const LEFT: &str = "
        const known = /^(declaration|principle|list|url|text|networks|follow|lang|layout|theme|server|bundle|id)$/;
        const widgets = all('#hostile undersigned-signature, #hostile undersigned-signup, #hostile undersigned-share');
        return {
            owned: globalThis.owned ?? null,
            attributes: widgets.flatMap((one) => [...one.attributes]).map(({name}) => name).filter((name) => !known.test(name)),
            frames: all('#hostile iframe').length + widgets.filter((one) => one.shadowRoot?.querySelector('iframe')).length,
            scripts: all('script[src]').map(({src}) => src).filter((src) => !/^http:.*(purify|undersigned|pinned|local|index|widgets)\\.js/.test(src)),
        }";
    let left = page.run(&format!("{OBSERVER}{LEFT}"), vec![]).await;
    let nothing: Value = json!({"owned": null, "attributes": [], "frames": 0, "scripts": []});
    assert_eq!(left, nothing, "what came of the text");
}

/// A file that `cargo xtask setup` installed from npm.
fn tool(name: &str) -> Vec<u8> {
    let path = process::build_folder()
        .join("build-tools/node_modules")
        .join(name);
    fs::read(&path).unwrap_or_else(|_| panic!("{}: `cargo xtask setup` brings it", path.display()))
}
