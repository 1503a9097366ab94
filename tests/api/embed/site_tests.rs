//! "Test your site": real servers, each with its own policy, optimiser or fault, and what the page
//! reports to the site editor. The page around it is in `embed_page`, what is fetched in
//! `site_test_limits`.

use scraper::{Html, Selector};

use super::allied_server::Ally;
use crate::support::{
    app::App,
    campaign::{CONTACT, Campaign, DECLARATION},
    response::Response,
};

#[tokio::test]
async fn a_site_without_a_csp_allows_the_widget_once_the_organisers_allow_the_site() {
    let site = Ally::serve("", &[]).await;
    let app = app();
    let found = test_site(&app, &site.address("/news")).await;
    found.says("No Content-Security-Policy");
    found.says(&format!("{} may not embed it yet", site.origin));
    found.says(CONTACT);
    found.says("Our tag is not there yet");
    assert_eq!(
        found.verdict("line"),
        "the whole widget, without leaving the page"
    );
    assert_eq!(found.verdict("link"), "a link to our own page");

    let allowed = Campaign::on_sites(&[&site.origin]);
    assert!(app.publish(&allowed).status.success());
    crate::support::wait::until("the new sites to count", async || {
        let found = test_site(&app, &site.address("/news")).await;
        found
            .text
            .contains(&format!("{} may embed it", site.origin))
            .then_some(())
    })
    .await;
}

#[tokio::test]
async fn each_csp_is_reported_with_its_verdict_and_the_change_it_needs() {
    let app = app();
    let ours = &app.url;
    let whole = "the whole widget, without leaving the page";
    let form = "the form; it continues on our own page";
    let frame = "the widget in a frame, which it adds itself";
    let link = "a link to our own page";
    for (policy, verdict, change) in [
        (
            "script-src 'self'".to_owned(),
            link,
            format!("script-src 'self' {ours} 'wasm-unsafe-eval'"),
        ),
        (
            format!("script-src 'self' {ours}"),
            form,
            format!("script-src 'self' {ours} 'wasm-unsafe-eval'"),
        ),
        (
            format!("script-src {ours} 'wasm-unsafe-eval'; connect-src 'self'"),
            frame,
            format!("connect-src 'self' {ours}"),
        ),
        (
            format!("default-src 'none'; frame-src {ours}"),
            link,
            format!("connect-src {ours}"),
        ),
        ("style-src 'self'".to_owned(), whole, String::new()),
        (
            "require-trusted-types-for 'script'; trusted-types other".to_owned(),
            whole,
            "trusted-types other undersigned".to_owned(),
        ),
        (
            "script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'".to_owned(),
            link,
            "the nonce that the site’s own scripts have".to_owned(),
        ),
    ] {
        let site = Ally::serve("", &[("content-security-policy", &policy)]).await;
        let found = test_site(&app, &site.address("/")).await;
        assert_eq!(found.verdict("line"), verdict, "{policy}");
        found.says(&policy);
        found.says(&change);
    }
}

#[tokio::test]
async fn policies_from_headers_and_meta_tags_are_combined() {
    let app = app();
    let head = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'\">";
    let reported = [("content-security-policy-report-only", "connect-src 'none'")];
    let site = Ally::serve(head, &reported).await;
    let found = test_site(&app, &site.address("/")).await;
    found.says("page’s own <meta>: script-src 'self'");
    found.says("A policy only reports, and forbids nothing yet");
    found.says(&format!("connect-src {}", app.url));
    assert!(
        found.verdict("line").starts_with("a link"),
        "{}",
        found.verdict("line")
    );
}

#[tokio::test]
async fn the_site_test_reports_what_happened_to_the_tag() {
    let app = app();
    let place = format!(
        "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\"><a href=\"{}/d/{DECLARATION}\">Sign</a></div>",
        app.url
    );
    let script = format!("{}/undersigned.js", app.url);
    for (body, words) in [
        (
            format!("{place}<script async src=\"{script}\"></script>"),
            "Our tag is there and whole".to_owned(),
        ),
        (
            place.clone(),
            "The place is there, but its script is gone".to_owned(),
        ),
        (
            format!(
                "{place}<script type=\"rocketlazyloadscript\" data-rocket-src=\"{script}\"></script>"
            ),
            "WP Rocket changed the script’s type to “rocketlazyloadscript”".to_owned(),
        ),
        (
            format!(
                "{place}<script type=\"1f0e9c8b7a6d5c4b3a291807-text/javascript\" src=\"{script}\"></script><script src=\"/cdn-cgi/scripts/7d0fa10a/cloudflare-static/rocket-loader.min.js\"></script>"
            ),
            "data-cfasync=\"false\"".to_owned(),
        ),
        (
            format!("{place}<script type=\"text/plain\" src=\"{script}\"></script>"),
            "list undersigned.js as necessary".to_owned(),
        ),
        (
            format!(
                "{place}<script src=\"/wp-content/cache/min/1/undersigned.js?ver=3\"></script>"
            ),
            "such a copy becomes outdated".to_owned(),
        ),
        (
            "<p>&lt;script async src=\"https://act.example/undersigned.js\"&gt;</p>".to_owned(),
            "The tag is shown to readers as text".to_owned(),
        ),
        (
            format!(
                "<script async src=\"{script}\" data-widget=\"signature\" data-declaration=\"another\"></script>"
            ),
            "The tag is for “another”".to_owned(),
        ),
    ] {
        let site =
            Ally::serve_page(&format!("<!doctype html><title>News</title>{body}"), &[]).await;
        test_site(&app, &site.address("/")).await.says(&words);
    }
}

#[tokio::test]
async fn findings_are_in_the_editors_language_and_code_is_unchanged() {
    let app = app();
    let site = Ally::serve("", &[("content-security-policy", "script-src 'self'")]).await;
    for (lang, found, change) in [
        ("fr", "Ce que nous avons trouvé", "devient"),
        ("ur", "ہمیں کیا ملا", "کی جگہ"),
        ("en", "What we found", "becomes"),
    ] {
        let form = [("address", site.address("/news"))];
        let request = app.client.post(embed_page_url(&app)).form(&form);
        let response = Response::to(request.header("accept-language", lang)).await;
        let page = Html::parse_document(&response.body);
        assert_eq!(text_of(&page, ".findings > h3:first-child"), found);
        assert!(text_of(&page, "#verdict-line").contains(change), "{lang}");
        let english = Selector::parse("#findings[lang], #findings [lang]").expect("valid");
        assert_eq!(page.select(&english).count(), 0, "{lang} is the page's own");
        assert_eq!(
            text_of(&page, "#verdict-tag code[dir=ltr] ins"),
            format!("script-src 'self' {} 'wasm-unsafe-eval'", app.url)
        );
        let asked = text_of(&page, ".findings li:first-child");
        for part in [CONTACT, &format!("\"{}\"", site.origin), "sites"] {
            assert!(asked.contains(part), "{lang}: {asked}");
        }
    }
}

#[tokio::test]
async fn wordpress_is_detected_and_its_roles_are_explained() {
    let app = app();
    let generator = "<meta name=\"generator\" content=\"WordPress 6.8.1\">";
    let site = Ally::serve(generator, &[]).await;
    let found = test_site(&app, &site.address("/")).await;
    found.says("It runs on WordPress 6.8.1");
    found.says("Administrators and Editors");
    found.says("Author");
}

/// Allowed to reach this machine.
pub(crate) fn app() -> App {
    App::setup()
        .option("--site-test-allow", "127.0.0.0/8")
        .start()
}

pub(crate) fn embed_page_url(app: &App) -> String {
    format!("{}/d/{DECLARATION}/embed", app.url)
}

pub(crate) struct Found {
    pub(crate) status: u16,
    html: String,
    /// As it is read, with single spaces.
    pub(crate) text: String,
}

pub(crate) async fn test_site(app: &App, address: &str) -> Found {
    let request = app
        .client
        .post(embed_page_url(app))
        .form(&[("address", address)]);
    let response = Response::to(request).await;
    let parsed = Html::parse_document(&response.body);
    Found {
        status: response.status,
        text: text_of(&parsed, "main"),
        html: response.body,
    }
}

impl Found {
    #[track_caller]
    pub(crate) fn says(&self, words: &str) {
        assert!(self.text.contains(words), "{words:?} in: {}", self.text);
    }

    fn verdict(&self, route: &str) -> String {
        text_of(
            &Html::parse_document(&self.html),
            &format!("#verdict-{route} .mark"),
        )
    }
}

fn text_of(page: &Html, selector: &str) -> String {
    let selector = Selector::parse(selector).expect("a valid selector");
    let text: String = page.select(&selector).flat_map(|one| one.text()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
