//! What an upgrade of the server leaves working on other people's pages.

use undersigned::domain::hash;

use crate::support::{answer::Answer, app::App, database::keep_loader};

#[tokio::test]
async fn the_pinned_loader_of_an_earlier_version_keeps_its_address() {
    let app = App::start();
    let script = "console.log('an earlier version’s')";
    let address = format!("/assets/{}/pinned.js", keep_loader(&app.database, script));
    let answer = app.get(&address).await;
    assert_eq!((answer.status, &*answer.body), (200, script));
    for (header, value) in [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("vary", "accept-encoding"),
    ] {
        assert_eq!(answer.header(header), Some(value), "{header}");
    }
    let asked = app.client.get(format!("{}{address}", app.url));
    let packed = Answer::to(asked.header("accept-encoding", "br")).await;
    assert_eq!(packed.header("content-encoding"), Some("br"));
}

#[tokio::test]
async fn a_starting_server_keeps_its_own_loader_once_and_no_other_address_is_answered() {
    let app = App::start();
    assert_eq!(app.rows("loaders"), 1);
    let app = app.stop_for_restart().start();
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
