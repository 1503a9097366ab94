//! A site that is not allowed yet: what its visitors and editors get in place of the widget, and how it
//! asks the organisers, who get one email for each site.

use std::{sync::Arc, time::Duration};

use serde_json::Value;

use crate::support::{
    app::{App, Setup},
    campaign::{ALLY, CONTACT, DECLARATION, LIST, ORGANISERS, TITLE, UNLISTED_SITE},
    network::smtp::Smtp,
    response::Response,
};

const DAY: Duration = Duration::from_hours(24);

/// With a mail server of its own, since all campaigns have the same contact, and behind a proxy, so that
/// the visitors come from many networks.
fn setup() -> (Setup, Arc<Smtp>) {
    let smtp = Smtp::start();
    let setup = App::setup().smtp(&smtp).clock("+0s");
    (setup.option("--trusted-proxy", "127.0.0.1/32"), smtp)
}

/// Presses the button of the embed page, as the visitor of this number.
async fn ask_as(app: &App, visitor: u32, page: &str, address: &str) -> Response {
    let network = format!("198.{}.{}.7", visitor / 250, visitor % 250);
    let form = [("address", address), ("request", "true")];
    let request = app.client.post(app.at(&format!("{page}/embed")));
    // A connection that is kept would end when the clock is moved.
    let request = request.header("Connection", "close");
    let request = request.header("X-Forwarded-For", network).form(&form);
    Response::to(request).await
}

fn page() -> String {
    format!("/d/{DECLARATION}")
}

#[tokio::test]
async fn a_site_that_asks_a_hundred_times_sends_the_organisers_one_email() {
    let (setup, smtp) = setup();
    let app = setup.start();
    let address = format!("{UNLISTED_SITE}/news/article?reader=7#top");

    let first = ask_as(&app, 0, &page(), &address).await;
    assert_eq!(first.status, 200, "{}", first.body);
    assert!(
        first.body.contains("will get an email about"),
        "{}",
        first.body
    );
    for visitor in 1..100 {
        let again = ask_as(&app, visitor, &page(), &address).await;
        assert!(again.body.contains("in the last 30 days"), "{}", again.body);
    }

    let email = smtp.email_to(CONTACT).await;
    assert_eq!(
        email.subject(),
        format!("{UNLISTED_SITE} asks to show “{TITLE}”")
    );
    let text = email.text();
    // What is put into the file, on a line of its own; and the page, without what identifies a reader.
    let line = format!("\"{UNLISTED_SITE}\"");
    assert!(text.lines().any(|one| one.trim() == line), "{text}");
    assert!(
        text.contains(&format!("{UNLISTED_SITE}/news/article:")),
        "{text}"
    );
    assert!(text.contains("undersigned publish"), "{text}");
    app.all_emails_are_sent().await;
    assert_eq!(smtp.emails_so_far(CONTACT).len(), 1);

    // After a month it may ask again.
    app.advance(31 * DAY);
    ask_as(&app, 100, &page(), &address).await;
    assert_eq!(smtp.emails_to(CONTACT, 2).await.len(), 2);
}

#[tokio::test]
async fn sites_beyond_ten_a_day_send_no_email_and_get_an_address_to_write_to() {
    let (setup, smtp) = setup();
    let app = setup.start();
    for site in 0..10 {
        let asked = ask_as(&app, site, &page(), &format!("https://site-{site}.example")).await;
        assert!(asked.body.contains("will get an email"), "{}", asked.body);
    }
    let beyond = ask_as(&app, 10, &page(), "https://site-10.example").await;
    assert!(beyond.body.contains("It was not sent"), "{}", beyond.body);
    assert!(beyond.body.contains(CONTACT), "{}", beyond.body);
    // A list is another matter.
    let list = ask_as(&app, 11, &format!("/l/{LIST}"), "site-10.example").await;
    assert!(list.body.contains("will get an email"), "{}", list.body);
    assert_eq!(smtp.emails_to(CONTACT, 11).await.len(), 11);
    app.advance(DAY + Duration::from_mins(1));
    let next_day = ask_as(&app, 12, &page(), "https://site-10.example").await;
    assert!(
        next_day.body.contains("will get an email"),
        "{}",
        next_day.body
    );
}

#[tokio::test]
async fn only_a_press_on_our_own_page_asks_and_only_for_a_site_that_needs_it() {
    let (setup, smtp) = setup();
    let app = setup.start();
    // Another site's page sends the form in the name of its visitor.
    let path = app.at(&format!("{}/embed", page()));
    let form = [("address", UNLISTED_SITE), ("request", "true")];
    for origin in [UNLISTED_SITE, ALLY, "null"] {
        let request = app.client.post(&path).header("Origin", origin).form(&form);
        let shown = Response::to(request).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        assert!(
            shown.body.contains(UNLISTED_SITE),
            "it is filled in: {}",
            shown.body
        );
        assert!(!shown.body.contains("will get an email"), "{origin}");
    }
    for (address, says) in [
        (ALLY, "may embed it"),
        ("javascript:alert(1)", "address"),
        ("", "address"),
        ("https://ally.example@stranger.example/", "address"),
    ] {
        let asked = ask_as(&app, 20, &page(), address).await;
        assert!(!asked.body.contains("will get an email"), "{address}");
        assert!(asked.body.contains(says), "{address}: {}", asked.body);
    }
    assert_eq!(app.rows("site_requests"), 0);
    app.all_emails_are_sent().await;
    assert!(smtp.emails_so_far(CONTACT).is_empty());
}

#[tokio::test]
async fn the_refusal_of_a_fragment_has_words_for_visitors_and_editors_in_the_pages_language() {
    let app = App::start();
    let notice = async |path: &str| -> Value {
        let request = app.client.get(app.at(path)).header("Origin", UNLISTED_SITE);
        let refused = Response::to(request).await;
        refused.problem(403, "origin_not_allowed");
        refused.json()["notice"].clone()
    };
    let english = notice(&format!(
        "/embed/v1/signature?declaration={DECLARATION}&lang=en"
    ))
    .await;
    assert_eq!(
        english["visitor"],
        "This is not open on this site yet. It is here:"
    );
    let editor = english["editor"].as_str().expect("words");
    assert!(
        editor.contains(UNLISTED_SITE) && editor.contains(ORGANISERS),
        "{editor}"
    );
    assert_eq!(
        english["path"],
        format!("d/{DECLARATION}/embed?address=https%3A%2F%2Fstranger.example#test")
    );
    let french = notice(&format!("/embed/v1/signup?list={LIST}&lang=fr-CH")).await;
    let visitor = french["visitor"].as_str().expect("words");
    assert!(
        visitor.starts_with("Ce n’est pas encore ouvert"),
        "{visitor}"
    );
    let path = french["path"].as_str().expect("a path");
    // The page that it leads to has the address filled in.
    let page = app.get(&format!("/{path}")).await;
    assert!(
        page.body.contains(&format!("value=\"{UNLISTED_SITE}\"")),
        "{}",
        page.body
    );
}
