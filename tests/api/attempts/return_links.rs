//! After the press on the page behind an email's link: the way back to the page where the person
//! signed, which carries no data, and what that page may request about the attempt. That browsers
//! follow it is in `tests/browser/signatures/return_to_article.rs`.

use reqwest::Method;
use scraper::{Html, Selector};
use serde_json::json;

use crate::support::{
    app::App,
    campaign::{ALLY, Campaign, DECLARATION},
    people::Person,
    response::Response,
};

/// Where a page leads back to.
#[derive(Debug, Eq, PartialEq)]
struct ReturnLink {
    /// By a link, with its text.
    link: Option<(String, String)>,
    /// By an automatic redirect.
    by_itself: Option<String>,
}

impl ReturnLink {
    /// The ways back on a page, to addresses that are not the server's own.
    fn on_page(app: &App, page: &str) -> ReturnLink {
        let page = Html::parse_document(page);
        let select = |selector| Selector::parse(selector).expect("a selector");
        let of_share = |one: &scraper::ElementRef| {
            let mut around = one.ancestors().filter_map(scraper::ElementRef::wrap);
            around.any(|parent| parent.value().name() == "undersigned-share")
        };
        let link = page
            .select(&select("main .notice a[href^=http]"))
            .filter(|one| !of_share(one))
            .map(|one| {
                let words = one.text().collect::<String>();
                (one.attr("href").unwrap_or_default().to_owned(), words)
            })
            .find(|(href, _)| !href.starts_with(&app.url));
        let by_itself = page.select(&select("[data-back]")).next();
        ReturnLink {
            link,
            by_itself: by_itself.and_then(|one| one.attr("data-back").map(str::to_owned)),
        }
    }

    fn none() -> ReturnLink {
        ReturnLink {
            link: None,
            by_itself: None,
        }
    }
}

/// The page behind the link of a person's email, after its button was pressed.
async fn pressed(app: &App, person: &Person) -> ReturnLink {
    let link = app.email_to(person).await.link();
    let page = app.press(&link).await;
    assert_eq!(page.status, 200, "{}", page.body);
    ReturnLink::on_page(app, &page.body)
}

async fn status(app: &App, id: &str) -> String {
    let response = app.get(&format!("/api/v1/attempts/{id}")).await;
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let response = response.json();
    let fields = response.as_object().expect("an object");
    assert_eq!(fields.len(), 1, "nothing else is returned: {response}");
    response["status"].as_str().expect("a status").to_owned()
}

#[tokio::test]
async fn confirming_leads_back_to_the_allied_page_with_no_data_in_the_url() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let link = app.email_to(&ada).await.link();
    let asked = Response::to(app.client.get(&link)).await;
    assert_eq!(
        ReturnLink::on_page(&app, &asked.body),
        ReturnLink::none(),
        "not before"
    );
    assert_eq!(app.count().await, 0, "looking changes nothing");

    let page = app.press(&link).await;
    let back = ReturnLink::on_page(&app, &page.body);
    let article = format!("{ALLY}/an-article");
    let (address, words) = back.link.expect("a link");
    assert_eq!(address, article);
    assert!(words.contains("ally.example"), "{words}");
    // Without a bundle there is no script to redirect.
    assert!(back.by_itself.is_none_or(|address| address == article));
    assert!(!address.contains(&id) && !address.contains('#'));
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn only_the_token_or_the_code_confirms() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["returns"] = true.into();
    let id = app.sign_with(&body).await.id();
    app.email_to(&ada).await;
    for pass in ["", "x", &"0".repeat(64)] {
        let body = json!({"id": id, "pass": pass});
        let refused = app.post("/api/v1/confirmations", &body).await;
        refused.problem(400, "malformed");
    }
    assert_eq!(status(&app, &id).await, "pending");
    assert_eq!(app.count().await, 0);
}

#[tokio::test]
async fn with_a_wildcard_the_way_back_is_a_link_that_shows_its_host() {
    let app = App::setup().campaign(Campaign::on_sites(&["*"])).start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let back = pressed(&app, &ada).await;
    let (address, words) = back.link.expect("a link");
    assert_eq!(address, format!("{ALLY}/an-article"));
    assert!(words.contains("ally.example"), "{words}");
    assert_eq!(back.by_itself, None, "nobody is led to what any page wrote");
}

#[tokio::test]
async fn a_page_outside_the_allied_site_is_not_linked_back_to() {
    let app = App::start();
    for address in [
        "https://evil.example/",
        "javascript:alert(1)",
        "//evil.example",
        "https://ally.example@evil.example/",
        "",
    ] {
        let ada = app.person("Ada Marlowe");
        let mut body = ada.signature();
        body["page_url"] = address.into();
        app.sign_with(&body).await.id();
        assert_eq!(pressed(&app, &ada).await, ReturnLink::none(), "{address}");
    }
    // A person who signed on our own page stays there.
    let home = app.person("Chen Arkwright");
    app.sign_on_server(&home).await;
    assert_eq!(pressed(&app, &home).await, ReturnLink::none());
    // The organisers have removed the site meanwhile.
    let late = app.person("Bashir Quill");
    app.sign(&late).await.id();
    let link = app.email_to(&late).await.link();
    let published = app.publish(&Campaign::on_sites(&["https://other.example"]));
    assert!(published.status.success(), "{published:?}");
    let app = app.stop_for_restart().start();
    let (_, path) = link.rsplit_once("/confirm/").expect("a link to confirm");
    let page = app.press(&app.at(&format!("/confirm/{path}"))).await;
    assert_eq!(ReturnLink::on_page(&app, &page.body), ReturnLink::none());
}

#[tokio::test]
async fn an_attempt_is_pending_then_confirmed_then_gone() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    assert_eq!(status(&app, &id).await, "pending");
    let link = app.email_to(&ada).await.link();
    app.press(&link).await;
    assert_eq!(status(&app, &id).await, "confirmed");
    let manage = link.replace("/confirm/", "/manage/");
    let erased = app.client.post(&manage).form(&[("action", "withdraw")]);
    assert!(Response::to(erased).await.status < 400);
    assert_eq!(status(&app, &id).await, "gone");

    for unknown_attempt in ["nobody", "00000000-0000-4000-8000-000000000000", "%00", "'"] {
        assert_eq!(
            status(&app, unknown_attempt).await,
            "gone",
            "{unknown_attempt}"
        );
    }
    // The same for a list.
    let ben = app.person("Bashir Quill");
    let id = app.subscribe(&ben).await.id();
    assert_eq!(status(&app, &id).await, "pending");
    app.press(&app.email_to(&ben).await.link()).await;
    assert_eq!(status(&app, &id).await, "confirmed");
}

#[tokio::test]
async fn the_state_of_an_attempt_does_not_reveal_an_earlier_signature() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign_and_confirm(&ada).await;
    let again = app.sign(&ada).await.id();
    assert_eq!(status(&app, &again).await, "pending");
}

#[tokio::test]
async fn the_state_of_an_attempt_is_readable_by_any_origin_and_changes_nothing() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    app.email_to(&ada).await;
    app.all_emails_are_sent().await;
    let before = app.all_rows();
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let path = format!("/api/v1/attempts/{id}");
        let response = Response::to(app.request(method, &path)).await;
        assert_eq!(response.status, 200);
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    }
    assert_eq!(app.all_rows(), before);
}

#[tokio::test]
async fn confirming_by_a_reminder_confirms_the_first_attempt() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    app.email_to(&ada).await;

    let app = app.stop_for_restart().clock("+49h").start();
    let reminder = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    app.keep_private(vec![reminder.token()]);
    assert_eq!(status(&app, &id).await, "pending");
    let (_, token) = reminder
        .link()
        .rsplit_once("/confirm/")
        .map(|(before, token)| (before.to_owned(), token.to_owned()))
        .expect("a link to confirm");
    let page = app.press(&app.at(&format!("/confirm/{token}"))).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(status(&app, &id).await, "confirmed");
    let declared = app.get(&format!("/d/{DECLARATION}")).await;
    assert!(declared.body.contains("Ada Marlowe"));
}
