//! The loader that a site hosts itself, with a copy of everything that browsers load: no code comes
//! from the server, and a copy of another version leaves the form to the browser.

use std::fs;

use crate::{
    fixture::{Fixture, SIGNATURE, confirm_on_server_page, sign, sign_and_confirm},
    support::{browsers::visit, campaign::DECLARATION, network::faulty_proxy::Fault, process},
};

/// The host's own copy of everything that browsers load, and a page with the signature box.
fn copied_page(fixture: &Fixture) -> String {
    fixture.site.page("/local", &copied(fixture))
}

/// The copy, and the tag of the signature box that uses it.
pub(crate) fn copied(fixture: &Fixture) -> String {
    for (name, kind) in [
        ("local.js", "text/javascript"),
        ("widgets.js", "text/javascript"),
        // Many hosts do not know the type of WebAssembly.
        ("widgets_bg.wasm", "application/octet-stream"),
        ("text-en.json", "application/json"),
    ] {
        let content = fs::read(process::source(&format!("dist/{name}"))).expect("it is built");
        fixture.site.file(&format!("/copies/{name}"), kind, content);
    }
    let server = &fixture.proxy.url;
    format!(
        "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\">\
         <a href=\"{server}/d/{DECLARATION}\">Sign</a></div>\
         <script defer src=\"/copies/local.js?ver=1\" data-server=\"{server}\"></script>"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_self_hosted_copy_loads_no_code_from_the_server() {
    let fixture = Fixture::start().await;
    let address = copied_page(&fixture);

    visit("local_copy", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign_and_confirm(&fixture, &widget, &ada).await;
        assert_eq!(fixture.app.count().await, 1);
        assert!(fixture.proxy.requests_for("/assets/").is_empty());
        assert!(fixture.proxy.requests_for(".js").is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_self_hosted_copy_of_another_version_submits_the_form_natively() {
    for (name, file, from, to) in [
        (
            "version",
            "/embed/v1/signature",
            "/widgets_bg.wasm",
            "/widgets_bh.wasm",
        ),
        ("byte", "", "", ""),
    ] {
        let fixture = Fixture::start().await;
        let address = copied_page(&fixture);
        if file.is_empty() {
            let mut glue = fs::read(process::source("dist/widgets.js")).expect("it is built");
            glue.extend(b"\nwindow.owned = 1");
            fixture
                .site
                .file("/copies/widgets.js", "text/javascript", glue);
        } else {
            fixture.proxy.add_fault(file, Fault::Change(from, to));
        }

        visit(&format!("local_{name}"), async move |page| {
            page.expect_error("integrity");
            page.expect_error("undersigned:");
            page.expect_error("widgets.js");
            let ada = fixture.app.person("Ada Marlowe");
            page.goto(&address).await;
            sign(&page.widget(SIGNATURE), &ada).await;
            page.until(
                "the server's own page",
                "return location.pathname.startsWith('/d/') && window.owned === undefined",
                vec![],
            )
            .await;
            confirm_on_server_page(&page, &fixture, &ada).await;
            assert_eq!(fixture.app.count().await, 1);
        })
        .await;
    }
}
