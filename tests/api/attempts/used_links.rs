//! An email that was answered, opened once more: its link shows the current state and leads on, and
//! no longer offers what is done.

use scraper::{Html, Selector};

use crate::support::{
    app::App,
    campaign::{DECLARATION, LIST},
    email::Email,
    people::Person,
    response::Response,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_confirmation_link_says_so_and_links_to_the_signature() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let email = sign_and_press(&app, &ada).await;
    let manage = format!("/manage/{}", email.token());

    let page = Response::to(app.client.get(email.link())).await;

    assert_eq!(page.status, 200);
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(texts(&page, "h1"), ["You have already confirmed this"]);
    assert_eq!(
        texts(&page, "form button"),
        ["It wasn’t me"],
        "nothing to confirm"
    );
    let links = links(&page);
    assert!(links.contains(&app.at(&format!("/d/{DECLARATION}"))));
    assert!(links.contains(&manage));
    assert_eq!(app.get(&manage).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_thanks_page_has_the_manage_link() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;

    let thanks = app.press(&email.link()).await;

    let manage = format!("/manage/{}", email.token());
    assert!(links(&thanks).contains(&manage), "{}", thanks.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_link_shows_that_the_signature_was_withdrawn() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let email = sign_and_press(&app, &ada).await;
    let manage = app.at(&format!("/manage/{}", email.token()));
    let withdrawing = app.client.post(&manage).form(&[("action", "withdraw")]);
    assert_eq!(Response::to(withdrawing).await.status, 200);

    let looked = Response::to(app.client.get(email.link())).await;
    let led_to = (looked.status, looked.header("location"));
    assert_eq!(led_to, (303, Some(&*format!("/manage/{}", email.token()))));
    let pressed = app.press(&email.link()).await;
    assert!(pressed.body.contains("Withdrawn on"), "{}", pressed.body);
    app.confirm_by_token(&email.token())
        .await
        .problem(410, "expired");
    assert_eq!(app.count().await, 0);

    // Once they have signed again, the old email leads to that signature as well.
    let app = app.stop_for_restart().clock("+2m").start();
    app.keep_private(ada.private_words());
    let id = app.sign(&ada).await.id();
    let newer = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    let confirmed = app.confirm_by_code(&id, &newer.code()).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    let link = app.at(&format!("/confirm/{}", email.token()));
    let looked = Response::to(app.client.get(link)).await;
    assert_eq!(texts(&looked, "h1"), ["You have already confirmed this"]);
    assert_eq!(app.count().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_shared_mailbox_a_used_link_shows_the_withdrawal_of_its_own_signature() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let bashir = Person {
        email: ada.email.clone(),
        ..app.person("Bashir Quill")
    };
    let email = sign_and_press(&app, &ada).await;
    let id = app.sign(&bashir).await.id();
    let bashirs = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    app.confirm_by_code(&id, &bashirs.code()).await;
    assert_eq!(app.count().await, 2);
    let manage = app.at(&format!("/manage/{}", email.token()));
    let withdrawing = app.client.post(&manage).form(&[("action", "withdraw")]);
    assert_eq!(Response::to(withdrawing).await.status, 200);

    let looked = Response::to(app.client.get(email.link())).await;

    assert_eq!(looked.status, 303, "{}", looked.body);
    assert_eq!(app.names().await, ["Bashir Quill"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_link_shows_that_the_person_has_unsubscribed() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.subscribe(&ada).await.id();
    let email = app.email_to(&ada).await;
    assert_eq!(app.press(&email.link()).await.status, 200);
    let looked = Response::to(app.client.get(email.link())).await;
    assert_eq!(texts(&looked, "h1"), ["You have already confirmed this"]);
    assert!(links(&looked).contains(&app.at(&format!("/l/{LIST}"))));

    let welcome = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    let way_out = welcome.header("List-Unsubscribe").expect("a way out");
    let leaving = app.client.post(way_out.trim_matches(['<', '>']));
    assert_eq!(Response::to(leaving).await.status, 200);

    for page in [
        Response::to(app.client.get(email.link())).await,
        app.press(&email.link()).await,
    ] {
        assert_eq!(texts(&page, "h1"), ["You have unsubscribed"]);
    }
    app.confirm_by_token(&email.token())
        .await
        .problem(410, "expired");
}

/// Signs and presses the button; returns the email.
async fn sign_and_press(app: &App, person: &Person) -> Email {
    app.sign(person).await.id();
    let email = app.email_to(person).await;
    assert_eq!(app.press(&email.link()).await.status, 200);
    email
}

fn texts(page: &Response, selector: &str) -> Vec<String> {
    let document = Html::parse_document(&page.body);
    let selector = Selector::parse(selector).expect("a selector");
    let found = document.select(&selector);
    found.map(|one| one.text().collect()).collect()
}

fn links(page: &Response) -> Vec<String> {
    let document = Html::parse_document(&page.body);
    let selector = Selector::parse("main a").expect("a selector");
    let found = document.select(&selector);
    found
        .filter_map(|one| one.attr("href").map(str::to_owned))
        .collect()
}
