//! What keeps working on other people's pages after the server is upgraded.

use undersigned::domain::hash;

use crate::support::{app::App, campaign::DECLARATION, database::keep_loader, response::Response};

#[tokio::test]
async fn the_pinned_loader_of_an_earlier_version_keeps_its_url() {
    let app = App::start();
    let script = "console.log('an earlier version’s')";
    let address = format!("/assets/{}/pinned.js", keep_loader(&app.database, script));
    let response = app.get(&address).await;
    assert_eq!((response.status, &*response.body), (200, script));
    for (header, value) in [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("vary", "accept-encoding"),
    ] {
        assert_eq!(response.header(header), Some(value), "{header}");
    }
    let asked = app.client.get(format!("{}{address}", app.url));
    let packed = Response::to(asked.header("accept-encoding", "br")).await;
    assert_eq!(packed.header("content-encoding"), Some("br"));
}

/// The pinned loader's path on the server, as the page that writes snippets gives it.
async fn pinned(app: &App) -> String {
    let page = app.get(&format!("/d/{DECLARATION}/embed")).await;
    let paths = page.body.match_indices("/assets/").map(|(at, _)| {
        let path = page.body[at..].split(['"', '&']).next();
        path.unwrap_or_default().to_owned()
    });
    let mut pinned = paths.filter(|path| path.ends_with("/pinned.js"));
    pinned.next().expect("the page writes a pinned line")
}

/// A copy of a script calls this server from wherever it is stored, so the address is in the
/// script, and a pinned one has a different hash for each address.
#[tokio::test]
async fn the_loader_contains_the_public_url_and_earlier_pinned_loaders_still_work() {
    let old = "http://old.act.example";
    let new = "https://act.example:8443";
    let app = App::setup().option("--public-url", old).start();
    let loader = app.get("/undersigned.js").await;
    assert!(
        loader.body.contains(&format!("\"{old}\"")),
        "its home is written in"
    );
    let etag = loader.header("etag").expect("it is known again").to_owned();
    let first = pinned(&app).await;
    let kept = app.get(&first).await;
    assert!(kept.body.contains(old), "as is the pinned one's");
    for (encoding, named) in [
        ("br", Some("br")),
        ("gzip", Some("gzip")),
        ("identity", None),
    ] {
        for path in ["/undersigned.js", &first] {
            let asked = app.client.get(format!("{}{path}", app.url));
            let packed = Response::to(asked.header("accept-encoding", encoding)).await;
            assert_eq!(packed.header("content-encoding"), named, "{path}");
            assert_eq!(packed.header("vary"), Some("accept-encoding"), "{path}");
        }
    }
    let again = app.client.get(format!("{}/undersigned.js", app.url));
    let again = Response::to(again.header("if-none-match", &etag)).await;
    assert_eq!(again.status, 304);

    let restarted = app.stop_for_restart().option("--public-url", new).start();
    let loader = restarted.get("/undersigned.js").await;
    assert!(loader.body.contains(&format!("\"{new}\"")));
    assert!(!loader.body.contains(old));
    assert_ne!(loader.header("etag"), Some(&*etag));
    assert_ne!(pinned(&restarted).await, first);
    let outlived = restarted.get(&first).await;
    assert_eq!((outlived.status, outlived.body), (200, kept.body));
}

#[tokio::test]
async fn a_restart_stores_the_loader_once_and_unknown_loaders_are_not_found() {
    // The script contains the public address, which has a different port each time if none is
    // given.
    let public = ["--public-url", "https://act.example"];
    let app = App::setup().option(public[0], public[1]).start();
    assert_eq!(app.rows("loaders"), 1);
    let app = app.stop_for_restart().option(public[0], public[1]).start();
    assert_eq!(app.rows("loaders"), 1);

    let unknown = hash::of_asset(b"nobody made it");
    for address in [
        format!("/assets/{unknown}/pinned.js"),
        format!("/assets/{unknown}/widgets.js"),
        "/assets/'/pinned.js".to_owned(),
    ] {
        assert_eq!(app.get(&address).await.status, 404, "{address}");
    }
}
