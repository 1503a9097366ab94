//! "Test your site": real servers, each with its own policy, optimiser or fault, and what the page
//! reports to the site editor. The page around it is in `embed_page`.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    http::{HeaderMap, HeaderName},
    response::{Html as Page, IntoResponse},
};
use scraper::{Html, Selector};
use tokio::net::TcpListener;

use crate::support::{
    app::App,
    campaign::{CONTACT, Campaign, DECLARATION},
    response::Response,
};

#[tokio::test]
async fn a_site_without_a_csp_allows_the_widget_once_the_organisers_allow_the_site() {
    let site = Ally::serve("", &[]).await;
    let app = app();
    let found = test(&app, &site.address("/news")).await;
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
        let found = test(&app, &site.address("/news")).await;
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
    let form = "the form; it goes on on our own page";
    let frame = "the widget in a frame, which it puts there by itself";
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
        let found = test(&app, &site.address("/")).await;
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
    let found = test(&app, &site.address("/")).await;
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
            "such a copy grows old".to_owned(),
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
        test(&app, &site.address("/")).await.says(&words);
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
        let request = app.client.post(page(&app)).form(&form);
        let answer = Response::to(request.header("accept-language", lang)).await;
        let page = Html::parse_document(&answer.body);
        assert_eq!(spaced(&page, ".findings > h3:first-child"), found);
        assert!(spaced(&page, "#verdict-line").contains(change), "{lang}");
        let english = Selector::parse("#findings[lang], #findings [lang]").expect("valid");
        assert_eq!(page.select(&english).count(), 0, "{lang} is the page's own");
        assert_eq!(
            spaced(&page, "#verdict-tag code[dir=ltr] ins"),
            format!("script-src 'self' {} 'wasm-unsafe-eval'", app.url)
        );
        let asked = spaced(&page, ".findings li:first-child");
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
    let found = test(&app, &site.address("/")).await;
    found.says("It runs on WordPress 6.8.1");
    found.says("Administrators and Editors");
    found.says("Author");
}

#[tokio::test]
async fn private_networks_are_not_reached_by_address_name_or_redirect() {
    let site = Ally::serve("", &[]).await;
    let port = site.origin.rsplit(':').next().unwrap();
    let closed = App::start();
    for address in [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
    ] {
        let found = test(&closed, address).await;
        assert_eq!(found.status, 422, "{address}");
        found.says("is not on the public internet");
    }
    test(&closed, &site.address("/"))
        .await
        .says(&format!("Port {port} is not looked at"));
    assert_eq!(site.visits(), 0);

    // Allowing one address allows no other, not even after a redirect.
    let app = App::setup()
        .option("--site-test-allow", "127.0.0.2/32")
        .start();
    for target in [
        site.address("/"),
        "http://127.0.0.1/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://[::1]/".to_owned(),
    ] {
        let lure = Ally::serve_at("127.0.0.2", "", &[("location", &target)], 302).await;
        test(&app, &lure.address("/"))
            .await
            .says("is not on the public internet");
        assert_eq!(lure.visits(), 1);
    }
    assert_eq!(site.visits(), 0, "no redirect led into it");
}

#[tokio::test]
async fn a_limited_number_of_redirects_is_followed() {
    let app = app();
    let site = Ally::serve("", &[]).await;
    let once = Ally::serve_at(
        "127.0.0.1",
        "",
        &[("location", &site.address("/moved"))],
        301,
    )
    .await;
    let found = test(&app, &once.address("/")).await;
    found.says(&site.address("/moved"));
    found.says("where the address you gave leads");
    let around = Ally::serve_at("127.0.0.1", "", &[("location", "/again")], 307).await;
    test(&app, &around.address("/"))
        .await
        .says("redirects again and again");
    assert_eq!(around.visits(), 4);
}

#[tokio::test]
async fn every_site_failure_is_explained_with_advice() {
    let app = app();
    let plain = Ally::serve("", &[]).await;
    let secure = plain.address("/").replace("http:", "https:");
    test(&app, &secure)
        .await
        .says("Ask whoever runs the site to mend it");
    test(&app, "http://no-such-site.invalid/")
        .await
        .says("Look for a typing mistake");
    test(&app, "what is this")
        .await
        .says("This is no address of a web page");
    let unused = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    test(&app, &format!("http://{unused}/"))
        .await
        .says("does not answer");
    let gone = Ally::serve_at("127.0.0.1", "", &[], 404).await;
    test(&app, &gone.address("/"))
        .await
        .says("a draft must be published");
    let file = Ally::serve("", &[("content-type", "application/pdf")]).await;
    test(&app, &file.address("/"))
        .await
        .says("This is no page but application/pdf");
    let huge = format!(
        "<!doctype html><title>Long</title>{}<script src=\"{}/undersigned.js\"></script>",
        "<p>word</p>".repeat(300_000),
        app.url
    );
    let huge = Ally::serve_page(&huge, &[]).await;
    let found = test(&app, &huge.address("/")).await;
    found.says("only its beginning");
    found.says("Our tag is not there yet");
}

#[tokio::test]
async fn slow_sites_time_out_and_concurrent_site_tests_are_limited() {
    let app = app();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    // It accepts every connection and never sends anything.
    let silent = tokio::spawn(async move {
        let mut held = Vec::new();
        loop {
            held.push(listener.accept().await);
        }
    });
    let (one, two, three, four, five) = tokio::join!(
        test(&app, &address),
        test(&app, &address),
        test(&app, &address),
        test(&app, &address),
        test(&app, &address),
    );
    silent.abort();
    let all = [one, two, three, four, five];
    let reported = |words: &str| {
        all.iter()
            .filter(|found| found.text.contains(words))
            .count()
    };
    assert_eq!(reported("took longer than five seconds"), 4);
    assert_eq!(reported("Too many sites are being tested just now"), 1);
}

#[tokio::test]
async fn only_a_post_fetches_the_site_and_site_tests_are_rate_limited() {
    let app = app();
    let site = Ally::serve("", &[]).await;
    let looked = app
        .client
        .get(format!("{}?address={}", page(&app), site.address("/")));
    assert_eq!(Response::to(looked).await.status, 200);
    assert_eq!(site.visits(), 0);

    let (mut answered, mut refused) = (0, None);
    for _ in 0..60 {
        let found = test(&app, &site.address("/")).await;
        if found.status == 429 {
            refused = Some(found);
            break;
        }
        assert_eq!(found.status, 200);
        answered += 1;
    }
    let refused = refused.expect("a flood is held off");
    refused.says("Wait a minute");
    // More on a machine so slow that the limit of a minute refills meanwhile.
    assert!(answered >= 10, "{answered}");
    assert_eq!(site.visits(), answered);
    assert!(
        site.agents()
            .iter()
            .all(|agent| agent.starts_with("Undersigned/")),
        "{:?}",
        site.agents()
    );
}

/// Allowed to reach this machine.
fn app() -> App {
    App::setup()
        .option("--site-test-allow", "127.0.0.0/8")
        .start()
}

fn page(app: &App) -> String {
    format!("{}/d/{DECLARATION}/embed", app.url)
}

struct Found {
    status: u16,
    html: String,
    /// As it is read, with single spaces.
    text: String,
}

async fn test(app: &App, address: &str) -> Found {
    let request = app.client.post(page(app)).form(&[("address", address)]);
    let answer = Response::to(request).await;
    let parsed = Html::parse_document(&answer.body);
    Found {
        status: answer.status,
        text: spaced(&parsed, "main"),
        html: answer.body,
    }
}

impl Found {
    #[track_caller]
    fn says(&self, words: &str) {
        assert!(self.text.contains(words), "{words:?} in: {}", self.text);
    }

    fn verdict(&self, route: &str) -> String {
        spaced(
            &Html::parse_document(&self.html),
            &format!("#verdict-{route} .mark"),
        )
    }
}

fn spaced(page: &Html, selector: &str) -> String {
    let selector = Selector::parse(selector).expect("a valid selector");
    let text: String = page.select(&selector).flat_map(|one| one.text()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An allied site's server.
struct Ally {
    origin: String,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    visits: AtomicUsize,
    agents: std::sync::Mutex<Vec<String>>,
}

impl Ally {
    async fn serve(head: &str, headers: &[(&str, &str)]) -> Ally {
        let page = format!(
            "<!doctype html><html><head><title>News</title>{head}</head><body><h1>News</h1></body></html>"
        );
        Ally::start("127.0.0.1", &page, headers, 200).await
    }

    async fn serve_page(page: &str, headers: &[(&str, &str)]) -> Ally {
        Ally::start("127.0.0.1", page, headers, 200).await
    }

    async fn serve_at(host: &str, page: &str, headers: &[(&str, &str)], status: u16) -> Ally {
        Ally::start(host, page, headers, status).await
    }

    async fn start(host: &str, page: &str, headers: &[(&str, &str)], status: u16) -> Ally {
        let listener = TcpListener::bind((host, 0)).await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("it is bound"));
        let seen = Arc::<Seen>::default();
        let mut answered = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().expect("a header's name");
            answered.append(name, value.parse().expect("a header's value"));
        }
        let (page, noted) = (page.to_owned(), seen.clone());
        let status = axum::http::StatusCode::from_u16(status).expect("a status");
        let answer = async move |asked: HeaderMap| {
            noted.visits.fetch_add(1, Ordering::SeqCst);
            let agent = asked
                .get("user-agent")
                .map_or("", |agent| agent.to_str().unwrap_or_default());
            noted
                .agents
                .lock()
                .expect("nobody panics holding it")
                .push(agent.to_owned());
            let mut response = (status, Page(page)).into_response();
            response.headers_mut().extend(answered);
            response
        };
        tokio::spawn(async { axum::serve(listener, Router::new().fallback(answer)).await });
        Ally { origin, seen }
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    fn visits(&self) -> usize {
        self.seen.visits.load(Ordering::SeqCst)
    }

    fn agents(&self) -> Vec<String> {
        self.seen
            .agents
            .lock()
            .expect("nobody panics holding it")
            .clone()
    }
}
