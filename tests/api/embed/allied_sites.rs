//! One fragment for all allied sites: whether a site may have it is decided for each request, and
//! what the site gets names no site. Its loader fills that in
//! (`tests/browser/embed/allied_site.rs`).

use crate::{
    http::caching::{etag, fragment, past_the_hour, rendered},
    support::{
        app::App,
        campaign::{ALLY, Campaign, LIST, UNLISTED_SITE},
        response::Response,
    },
};

const OTHER: &str = "https://other.example";

/// On sites of this front matter, with the tokens of the forms unchanged for the next hour.
fn app_on(sites: &[&str]) -> App {
    let campaign = Campaign::on_sites(sites);
    App::setup()
        .campaign(campaign)
        .clock(&past_the_hour())
        .start()
}

/// The response to a page of this origin.
async fn from(app: &App, origin: &str, path: &str) -> Response {
    let request = app.client.get(app.at(path)).header("Origin", origin);
    Response::to(request).await
}

/// The response to a client that names no origin.
async fn from_nowhere(app: &App, path: &str) -> Response {
    Response::to(app.client.get(app.at(path))).await
}

/// With every kind of key: a share bar's words and invalid attributes have one of their own.
fn fragments() -> [String; 5] {
    [
        fragment("lang=en"),
        fragment("lang=cy&layout=compact"),
        fragment("lang=en&layout=wide"),
        format!("/embed/v1/signup?list={LIST}&lang=en"),
        "/embed/v1/share?lang=en&url=https://a.example/cake&text=Cake".to_owned(),
    ]
}

#[tokio::test]
async fn allied_sites_get_the_same_fragment() {
    let app = app_on(&[ALLY, OTHER]);
    for path in fragments() {
        let at = |site: &str| format!("{path}&site={site}");
        let first = from(&app, ALLY, &at(ALLY)).await;
        assert_eq!(first.status, 200, "{path}: {}", first.body);
        for site in ["ally.example", "other.example"] {
            assert!(!first.body.contains(site), "{path}: {}", first.body);
        }
        // By origin and address, as the loader asks, and by the address alone.
        let others = [
            from(&app, OTHER, &at(OTHER)).await,
            from_nowhere(&app, &at(OTHER)).await,
        ];
        for other in others {
            assert_eq!(other.body, first.body, "{path}");
            assert_eq!(etag(&other), etag(&first), "{path}");
        }
        let request = app.client.get(app.at(&at(OTHER))).header("Origin", OTHER);
        let again = request.header("If-None-Match", etag(&first));
        assert_eq!(Response::to(again).await.status, 304, "{path}");

        // On our own pages no loader fills in a site.
        let ours = from_nowhere(&app, &path).await;
        assert_eq!(ours.status, 200, "{path}: {}", ours.body);
        assert_ne!(etag(&ours), etag(&first), "{path}");
    }
    // Of each form one for the allied sites and one for our own pages.
    assert_eq!(rendered(&app, "signup").await, 2);
}

#[tokio::test]
async fn where_every_site_may_embed_their_number_renders_no_more_fragments() {
    let app = app_on(&["*"]);
    let path = fragment("lang=en");
    let mut etags = Vec::new();
    for number in 0..20 {
        let site = format!("https://site-{number}.example");
        let response = from(&app, &site, &format!("{path}&site={site}")).await;
        assert_eq!(response.status, 200, "{site}: {}", response.body);
        etags.push(etag(&response));
    }
    etags.dedup();
    assert_eq!(etags.len(), 1, "{etags:?}");
    assert_eq!(rendered(&app, "signature").await, 1);
}

#[tokio::test]
async fn a_site_that_is_not_allied_gets_nothing_of_a_cached_fragment() {
    let app = app_on(&[ALLY, OTHER]);
    let forms = fragments().into_iter();
    for path in forms.filter(|path| !path.contains("/share")) {
        let allied = format!("{path}&site={ALLY}");
        let first = from(&app, ALLY, &allied).await;
        assert_eq!(first.status, 200, "{path}: {}", first.body);
        // The browser's own header takes precedence over the address.
        for (origin, path) in [
            (UNLISTED_SITE, allied),
            ("null", format!("{path}&site=null")),
        ] {
            let request = app.client.get(app.at(&path)).header("Origin", origin);
            let request = request.header("If-None-Match", etag(&first));
            let refused = Response::to(request).await;
            let problem = refused.problem(403, "origin_not_allowed");
            let title = problem["title"].as_str().expect("a title");
            assert!(title.contains(origin), "{path}: {title}");
            assert_eq!(refused.header("etag"), None, "{path}");
        }
    }
}
