//! Forms in cached responses: their tokens change in time, and the wording they show is stored.

use widgets::text::{Key, Text};

use crate::{
    http::caching::{etag, fragment, page, rendered},
    support::{
        app::App,
        campaign::{LIST, ORGANISERS},
        database::WriteLock,
        response::Response,
        wait,
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_of_a_cached_form_changes_each_hour() {
    let app = App::setup().clock("+5m").start();
    let list = format!("/l/{LIST}");
    let paths = [page("?lang=en"), list, fragment("lang=en")];
    let token = async |path: &str| {
        let page = app.open(path).await;
        let token = page.one("input[name=form_token]").value;
        (etag(&page.response), token.expect("a token"))
    };
    let mut earlier = Vec::new();
    for path in &paths {
        earlier.push(token(path).await);
    }
    app.advance(std::time::Duration::from_secs(3_600));
    for (path, earlier) in paths.iter().zip(earlier) {
        let now = token(path).await;
        assert!(now.0 != earlier.0 && now.1 != earlier.1, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wording_of_a_cached_form_is_in_the_ledger() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let path = page("?lang=cy");
    app.open(&path).await;
    let cached = app.open(&path).await;
    assert_eq!(rendered(&app, "declaration_page").await, 1);
    let form = cached.form("input[name=email]");
    let typed = [("name", ada.name.as_str()), ("email", &ada.email)];
    let sent = app.send(&form, &typed).await;
    assert!(sent.has("input[name=code]"), "{}", sent.response.body);
    let email = app.email_to(&ada).await;
    app.press(&email.link()).await;

    let link = email.link().replace("/confirm/", "/manage/");
    let file = Response::to(app.client.get(format!("{link}/signature.json"))).await;
    let wording = Text::of("cy").with(Key::Privacy, ORGANISERS);
    let recorded = file.json()["consents"][0]["words"].to_string();
    assert!(recorded.contains(&wording), "{wording} in {recorded}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wording_shown_while_nothing_can_be_written_is_stored_later() {
    let app = App::start();
    app.expect_failures();
    let wording = Text::of("cy").with(Key::Privacy, ORGANISERS);
    let is_stored = || app.all_rows().iter().any(|row| row.contains(&wording));
    let lock = WriteLock::of(&app.database);

    let shown = app.open(&fragment("lang=cy")).await;
    assert!(shown.has("input[name=form_token]"));
    let says = |line: &str| line.contains("words that are shown wait to be kept");
    app.wait_for_log("a wording that waits", says).await;
    assert!(!is_stored());
    drop(lock);

    // No further request is needed.
    wait::until("the wording", async || is_stored().then_some(())).await;
}
