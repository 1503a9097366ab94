//! Host pages with old libraries that replaced built-in objects, and with optimisers that move,
//! delay, combine and re-host scripts.

use std::fs;

use serde_json::json;

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, SIGNUP, sign_and_confirm},
    support::{
        browsers::visit,
        campaign::{DECLARATION, LIST},
        process,
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_that_an_optimiser_rewrites_and_delays_still_works() {
    let fixture = Fixture::start().await;
    let tags = format!(
        "<script type=\"text/lazy\" data-lazy-src=\"{0}?ver=6.8\" data-widget=\"signature\" data-declaration=\"{DECLARATION}\"></script>\
         <script type=\"0f3a-text/javascript\" src=\"{0}\" data-widget=\"share\"></script>",
        fixture.loader()
    );
    let address = fixture.site.page("/delayed", &tags);

    visit("optimiser_delays", async move |page| {
        page.goto(&address).await;
        // At the visitor's first touch it replaces the old tags with new ones, as these optimisers
        // do.
        let run = "
            for (const old of document.querySelectorAll('script[type]')) {
                const fresh = document.createElement('script');
                for (const {name, value} of old.attributes)
                    if (name != 'type') fresh.setAttribute(name == 'data-lazy-src' ? 'src' : name, value);
                old.replaceWith(fresh);
            }";
        page.run(run, vec![]).await;
        page.widget(SIGNATURE).is_hydrated().await;
        page.widget(SHARE).is_hydrated().await;
        let count = format!("return document.querySelectorAll('{SIGNATURE}, {SHARE}').length");
        assert_eq!(page.run(&count, vec![]).await, json!(2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_an_optimiser_has_not_run_is_mounted_by_another_loader() {
    let fixture = Fixture::start().await;
    let body = format!(
        "<script type=\"text/lazy\" data-lazy-src=\"{0}\" data-widget=\"signup\" data-list=\"{LIST}\"></script>\
         <script defer src=\"{0}\"></script>",
        fixture.loader()
    );
    let address = fixture.site.page("/half-delayed", &body);

    visit("optimiser_half", async move |page| {
        page.goto(&address).await;
        page.widget(SIGNUP).find("form[data-form=join]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loader_combined_with_other_scripts_finds_its_server() {
    let fixture = Fixture::start().await;
    let loader = fixture.loader_text().await;
    let server = &fixture.proxy.url;
    // One file of many, stored elsewhere: its own address is lost.
    let body = format!(
        "<div data-widget=\"share\"></div>\
         <div data-widget=\"signature\" data-declaration=\"{DECLARATION}\" style=\"min-height:40rem\">\
         <a href=\"{server}/d/{DECLARATION}?from=ally\">Sign the declaration</a></div>\
         <div data-widget=\"signup\" data-list=\"{LIST}\" data-server=\"{server}/\"></div>\
         <script>window.before = function () {{ return 1 }}\n{loader}\nwindow.after = 1</script>"
    );
    let address = fixture.site.page("/combined", &body);

    visit("optimiser_combines", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        page.widget(SHARE).find("[data-network=whatsapp]").await;
        page.widget(SIGNUP).find("form[data-form=join]").await;
        let widget = page.widget(SIGNATURE);
        sign_and_confirm(&fixture, &widget, &ada).await;
        let scripts = "return [typeof window.before, window.after]";
        assert_eq!(page.run(scripts, vec![]).await, json!(["function", 1]));
    })
    .await;
}

/// WP Rocket, LiteSpeed and Autoptimize copy scripts like this; a site may also have its own copy
/// at its root.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loader_rehosted_on_the_pages_site_finds_its_server() {
    let fixture = Fixture::start().await;
    let loader = fixture.loader_text().await;
    for (name, path) in [
        ("minified", "/wp-content/cache/min/1/undersigned.js"),
        ("hashed", "/wp-content/litespeed/js/5f2a9.js"),
        ("root", "/undersigned.js"),
    ] {
        let kind = "text/javascript";
        fixture.site.file(path, kind, loader.clone().into_bytes());
        let body = format!(
            "<script defer src=\"{path}?ver=6.8\" data-widget=\"signature\" data-declaration=\"{DECLARATION}\"></script>\
             <div data-widget=\"share\"></div>"
        );
        let address = fixture.site.page(&format!("/copy-{name}"), &body);
        let server = fixture.proxy.url.clone();

        visit(&format!("copy_{name}"), async move |page| {
            page.goto(&address).await;
            page.widget(SIGNATURE).is_hydrated().await;
            page.widget(SHARE).find("[data-network=whatsapp]").await;
            // Without the server, the link still leads to it.
            let link = "const box = document.createElement('undersigned-signature');
                box.setAttribute('declaration', 'no-such');
                document.body.append(box);";
            page.expect_error("undersigned:");
            page.expect_error("404");
            page.run(link, vec![]).await;
            let leads = "return [...document.querySelectorAll('undersigned-signature a')].some((a) => a.href == arguments[0])";
            let wanted = json!(format!("{server}/d/no-such"));
            page.until("the link to the campaign's own page", leads, vec![wanted])
                .await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loader_without_a_server_reports_what_it_needs() {
    let fixture = Fixture::start().await;
    let loader = fs::read_to_string(process::source("dist/undersigned.js")).expect("a bundle");
    let body = format!(
        "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\"></div><script>{loader}</script>"
    );
    let address = fixture.site.page("/no-hint", &body);

    visit("no_hint", async move |page| {
        page.expect_error("undersigned:");
        page.goto(&address).await;
        page.until(
            "a word in its place",
            "return document.querySelector('undersigned-signature [role=status]')?.checkVisibility()",
            vec![],
        )
        .await;
        let console = page.console().await;
        let ours = console.iter().find(|line| line.contains("undersigned:"));
        assert!(
            ours.is_some_and(|line| line.contains("server=") && line.contains("allowed")),
            "{console:?}"
        );
    })
    .await;
}
