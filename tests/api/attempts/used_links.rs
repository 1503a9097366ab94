//! An email that was answered, opened once more: its link shows the current state and leads on, and
//! no longer offers what is done.

use scraper::{Html, Selector};

use crate::support::{
    app::App,
    campaign::{DECLARATION, LIST},
    email::Letter,
    people::Person,
    response::Answer,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_confirmation_link_says_so_and_links_to_the_signature() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let letter = signed(&app, &ada).await;
    let manage = format!("/manage/{}", letter.token());

    let page = Answer::to(app.client.get(letter.link())).await;

    assert_eq!(page.status, 200);
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(texts(&page, "h1"), ["You have confirmed this before"]);
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
    let letter = app.letter_to(&ada).await;

    let thanks = app.press(&letter.link()).await;

    let manage = format!("/manage/{}", letter.token());
    assert!(links(&thanks).contains(&manage), "{}", thanks.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_link_shows_that_the_signature_was_withdrawn() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let letter = signed(&app, &ada).await;
    let manage = app.at(&format!("/manage/{}", letter.token()));
    let withdrawing = app.client.post(&manage).form(&[("action", "withdraw")]);
    assert_eq!(Answer::to(withdrawing).await.status, 200);

    let looked = Answer::to(app.client.get(letter.link())).await;
    let led_to = (looked.status, looked.header("location"));
    assert_eq!(led_to, (303, Some(&*format!("/manage/{}", letter.token()))));
    let pressed = app.press(&letter.link()).await;
    assert!(pressed.body.contains("Withdrawn on"), "{}", pressed.body);
    app.confirm_by_token(&letter.token())
        .await
        .problem(410, "expired");
    assert_eq!(app.count().await, 0);

    // Once they have signed again, the old email leads to that signature as well.
    let app = app.stop_for_restart().clock("+2m").start();
    app.keep_private(ada.private_words());
    let id = app.sign(&ada).await.id();
    let newer = app.smtp.letters_to(&ada.email, 2).await.remove(1);
    let confirmed = app.confirm_by_code(&id, &newer.code()).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    let link = app.at(&format!("/confirm/{}", letter.token()));
    let looked = Answer::to(app.client.get(link)).await;
    assert_eq!(texts(&looked, "h1"), ["You have confirmed this before"]);
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
    let letter = signed(&app, &ada).await;
    let id = app.sign(&bashir).await.id();
    let bashirs = app.smtp.letters_to(&ada.email, 2).await.remove(1);
    app.confirm_by_code(&id, &bashirs.code()).await;
    assert_eq!(app.count().await, 2);
    let manage = app.at(&format!("/manage/{}", letter.token()));
    let withdrawing = app.client.post(&manage).form(&[("action", "withdraw")]);
    assert_eq!(Answer::to(withdrawing).await.status, 200);

    let looked = Answer::to(app.client.get(letter.link())).await;

    assert_eq!(looked.status, 303, "{}", looked.body);
    assert_eq!(app.names().await, ["Bashir Quill"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_link_shows_that_the_person_has_unsubscribed() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.subscribe(&ada).await.id();
    let letter = app.letter_to(&ada).await;
    assert_eq!(app.press(&letter.link()).await.status, 200);
    let looked = Answer::to(app.client.get(letter.link())).await;
    assert_eq!(texts(&looked, "h1"), ["You have confirmed this before"]);
    assert!(links(&looked).contains(&app.at(&format!("/l/{LIST}"))));

    let welcome = app.smtp.letters_to(&ada.email, 2).await.remove(1);
    let way_out = welcome.header("List-Unsubscribe").expect("a way out");
    let leaving = app.client.post(way_out.trim_matches(['<', '>']));
    assert_eq!(Answer::to(leaving).await.status, 200);

    for page in [
        Answer::to(app.client.get(letter.link())).await,
        app.press(&letter.link()).await,
    ] {
        assert_eq!(texts(&page, "h1"), ["You have left the list"]);
    }
    app.confirm_by_token(&letter.token())
        .await
        .problem(410, "expired");
}

/// Signs and presses the button; returns the email.
async fn signed(app: &App, person: &Person) -> Letter {
    app.sign(person).await.id();
    let letter = app.letter_to(person).await;
    assert_eq!(app.press(&letter.link()).await.status, 200);
    letter
}

fn texts(page: &Answer, selector: &str) -> Vec<String> {
    let document = Html::parse_document(&page.body);
    let selector = Selector::parse(selector).expect("a selector");
    let found = document.select(&selector);
    found.map(|one| one.text().collect()).collect()
}

fn links(page: &Answer) -> Vec<String> {
    let document = Html::parse_document(&page.body);
    let selector = Selector::parse("main a").expect("a selector");
    let found = document.select(&selector);
    found
        .filter_map(|one| one.attr("href").map(str::to_owned))
        .collect()
}
