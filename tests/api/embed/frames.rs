//! Frames in a browser without script: which pages may embed one, what it contains, and that every
//! step after a press stays inside it. What scripts add is in `tests/browser/embed/frames.rs`.

use reqwest::Method;

use crate::{
    http::native_forms::Page,
    support::{
        app::App,
        campaign::{ALLY, Campaign, DECLARATION, LIST, TITLE, UNLISTED_SITE},
        response::Response,
    },
};

/// Requests a frame as a browser does from a page.
async fn framed(app: &App, path: &str, page: &str) -> Response {
    let request = app.client.get(app.at(path)).header("Referer", page);
    Response::to(request).await
}

fn signature_frame_path() -> String {
    format!("/frame/v1/signature?declaration={DECLARATION}")
}

fn assert_any_page_may_hold(response: &Response) {
    assert_eq!(response.header("x-frame-options"), None);
    let policy = response
        .header("content-security-policy")
        .expect("a policy");
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("frame-ancestors"),
        "an editor's preview has an origin that no policy can name: {policy}"
    );
}

#[tokio::test]
async fn signing_in_a_frame_without_script_stays_in_the_frame() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let response = framed(&app, &signature_frame_path(), &format!("{ALLY}/")).await;
    assert_eq!(response.status, 200, "{}", response.body);
    assert_any_page_may_hold(&response);
    let frame = Page { response };
    assert!(frame.words().contains(TITLE));
    let form = frame.form("input[name=email]");
    assert!(
        form.action.contains("/frame/v1/signature?"),
        "{}",
        form.action
    );
    assert!(frame.has("form[target=_self]") && frame.has("base[target=_blank]"));

    let faulty = app.send(&form, &[("name", &ada.name)]).await;
    assert_eq!(faulty.response.status, 422);
    assert_any_page_may_hold(&faulty.response);
    assert_eq!(faulty.one("input[name=name]").value, Some(ada.name.clone()));
    assert_eq!(
        faulty.one("input[name=email]").invalid.as_deref(),
        Some("true")
    );

    let form = faulty.form("input[name=email]");
    let pending = app.send(&form, &[("email", &ada.email)]).await;
    assert_any_page_may_hold(&pending.response);
    let code_form = pending.form("input[name=code]");
    assert_eq!(code_form.action, form.action, "one address for all of it");

    let wrong = app.send(&code_form, &[("code", "12")]).await;
    assert_eq!(wrong.response.status, 422);
    assert_eq!(
        wrong.one("input[name=code]").invalid.as_deref(),
        Some("true")
    );

    let code = app.email_to(&ada).await.code();
    let thanks = app
        .send(&wrong.form("input[name=code]"), &[("code", &code)])
        .await;
    assert_eq!(thanks.response.status, 200, "{}", thanks.response.body);
    assert_any_page_may_hold(&thanks.response);
    assert!(thanks.has("[part~=thanks]"), "{}", thanks.response.body);
    assert_eq!(app.names().await, ["Ada Marlowe"]);
    assert_eq!(
        app.rows_where("signatures", &format!("site = '{ALLY}'")),
        1,
        "it is known where it was signed"
    );
}

#[tokio::test]
async fn a_held_signature_is_reported_in_the_frame() {
    let app = App::start();
    let choir = app.person("Ada Marlowe");
    let gmail = choir.email.replace("people.example", "gmail.com");
    let response = framed(&app, &signature_frame_path(), &format!("{ALLY}/about")).await;
    let form = Page { response }.form("input[name=email]");
    let fields = [
        ("kind", "organisation"),
        ("organisation", "Lantern Street Choir"),
        ("name", &choir.name),
        ("email", &gmail),
    ];
    let pending = app.send(&form, &fields).await;
    let code = app.smtp.email_to(&gmail).await.code();
    let code_form = pending.form("input[name=code]");
    let reported = app.send(&code_form, &[("code", &code)]).await;
    assert_eq!(reported.response.status, 200, "{}", reported.response.body);
    let words = reported.words();
    assert!(words.contains("does not count until you prove"), "{words}");
    assert!(!words.contains("You have signed"), "{words}");
    assert_eq!(app.count().await, 0);
}

#[tokio::test]
async fn subscribing_works_in_a_frame_without_script() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let path = format!("/frame/v1/signup?list={LIST}&layout=compact");
    let response = framed(&app, &path, &format!("{ALLY}/about")).await;
    assert_eq!(response.status, 200, "{}", response.body);
    let form = Page { response }.form("input[name=email]");
    let pending = app.send(&form, &[("email", &ada.email)]).await;
    let code = app.email_to(&ada).await.code();
    let thanks = app
        .send(&pending.form("input[name=code]"), &[("code", &code)])
        .await;

    assert!(thanks.has("[part~=thanks]"), "{}", thanks.response.body);
    assert_eq!(app.rows("subscriptions"), 1);
}

#[tokio::test]
async fn a_sandboxed_frame_may_post_and_read_the_answer() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let response = framed(&app, &signature_frame_path(), &format!("{ALLY}/")).await;
    let form = Page { response }.form("input[name=email]");

    let mut fields = form.fields.clone();
    fields.retain(|(name, _)| name != "name" && name != "email");
    fields.extend([
        ("name".to_owned(), ada.name.clone()),
        ("email".to_owned(), ada.email.clone()),
    ]);
    let request = app
        .client
        .request(Method::POST, &form.action)
        .header("Origin", "null");
    let response = Response::to(request.form(&fields)).await;

    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    assert!(Page { response }.has("input[name=code]"));
}

#[tokio::test]
async fn a_frame_on_a_site_that_is_not_allowed_names_the_site_and_links_to_our_page() {
    let app = App::start();

    let refused = framed(
        &app,
        &signature_frame_path(),
        &format!("{UNLISTED_SITE}/article"),
    )
    .await;

    assert_eq!(refused.status, 403);
    assert_any_page_may_hold(&refused);
    let page = Page { response: refused };
    assert!(
        page.words().contains(UNLISTED_SITE) && page.words().contains("sites"),
        "{}",
        page.words()
    );
    assert!(page.has(&format!("a[href=\"{}/d/{DECLARATION}\"]", app.url)));
    // A claimed origin that differs from the browser's is ignored.
    let lied = format!("{}&site={ALLY}", signature_frame_path());
    assert_eq!(
        framed(&app, &lied, &format!("{UNLISTED_SITE}/"))
            .await
            .status,
        403
    );
    let claimed = format!("{}&site={UNLISTED_SITE}", signature_frame_path());
    assert_eq!(
        Response::to(app.client.get(app.at(&claimed))).await.status,
        403
    );
}

#[tokio::test]
async fn an_unknown_frame_address_gets_a_not_found_page_that_can_be_framed() {
    let app = App::start();

    for (path, status) in [
        ("/frame/v1/signature?declaration=no-such-slug", 404),
        ("/frame/v1/signature", 404),
        ("/frame/v1/signup?list=no-such-list&theme=dark", 404),
        ("/frame/v1/carousel", 404),
    ] {
        let response = framed(&app, path, &format!("{ALLY}/")).await;
        assert_eq!(response.status, status, "{path}: {}", response.body);
        assert_any_page_may_hold(&response);
        assert_eq!(response.header("cache-control"), Some("no-store"));
        let page = Page { response };
        assert!(page.has("h1") && page.has("a[href]"), "{path}");
    }
}

#[tokio::test]
async fn the_frame_of_a_closed_declaration_shows_that_it_is_closed() {
    let closed = Campaign {
        closes: Some("2020-01-31".to_owned()),
        ..Campaign::default()
    };
    let app = App::setup().campaign(closed).start();

    let response = framed(&app, &signature_frame_path(), &format!("{ALLY}/")).await;

    assert_eq!(response.status, 200);
    let page = Page { response };
    assert!(
        page.words().contains("Signing closed on 31 January 2020"),
        "{}",
        page.words()
    );
    assert!(!page.has("form"));
}

/// Addresses of frames are stored in other people's posts and in WordPress's database, which never
/// updates them: addresses listed here are never removed.
#[tokio::test]
async fn every_frame_url_ever_published_still_works() {
    let app = App::start();

    for path in [
        "/frame/v1/signature?declaration=open-the-library",
        "/frame/v1/signature?declaration=open-the-library&lang=en&layout=compact&theme=auto",
        "/frame/v1/signature?declaration=open-the-library&theme=dark&site=https%3A%2F%2Fally.example",
        "/frame/v1/signature?declaration=open-the-library&what=nobody-knows",
        "/frame/v1/signup?list=library-news",
        "/frame/v1/signup?list=library-news&lang=en&layout=compact&theme=light",
        "/frame/v1/share",
        "/frame/v1/share?url=https%3A%2F%2Fally.example%2F&text=Sunday&networks=copy%20email&follow=youtube%3Dhttps%3A%2F%2Fvideos.example%2Fus",
        "/frame/v1/share?declaration=open-the-library",
    ] {
        let response = framed(&app, path, &format!("{ALLY}/")).await;
        assert_eq!(response.status, 200, "{path}: {}", response.body);
        assert!(response.body.contains("shadowrootmode=\"open\""), "{path}");
    }
}

#[tokio::test]
async fn a_share_bar_frame_revalidates_by_etag_and_varies_by_referer() {
    let app = App::start();

    let path = "/frame/v1/share";
    let first = framed(&app, path, &format!("{ALLY}/")).await;
    let tag = first.header("etag").expect("an ETag").to_owned();
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    assert!(
        first
            .headers
            .get_all("vary")
            .iter()
            .any(|value| value == "referer")
    );
    let again = app
        .client
        .get(app.at(path))
        .header("Referer", format!("{ALLY}/"))
        .header("If-None-Match", tag);
    assert_eq!(Response::to(again).await.status, 304);
}

/// Such a page cannot be told from a visitor who opened the frame on its own.
#[tokio::test]
async fn a_frame_without_a_referer_is_served_and_records_no_site() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let response = Response::to(app.client.get(app.at(&signature_frame_path()))).await;
    assert_eq!(response.status, 200, "{}", response.body);
    let frame = Page { response };
    let form = frame.form("input[name=email]");
    let pending = app
        .send(&form, &[("name", &ada.name), ("email", &ada.email)])
        .await;
    let code = app.email_to(&ada).await.code();
    let form = pending.form("input[name=code]");
    app.send(&form, &[("code", &code)]).await;
    assert_eq!(app.rows_where("signatures", "site = ''"), 1);

    let claimed = format!("{}&site={UNLISTED_SITE}", signature_frame_path());
    let refused = Response::to(app.client.get(app.at(&claimed))).await;
    assert_eq!(refused.status, 403, "what the address says counts");
}
