//! Pending attempts whose declaration or list is unpublished, closed or deleted: what their links and
//! codes do meanwhile, and that they work again after it is published again.

use scraper::{Html, Selector};
use serde_json::json;

use crate::{
    http::native_forms::Page,
    support::{
        app::App,
        campaign::{ALLY, CONTACT, Campaign, DECLARATION, LIST, ORGANISERS},
        email::Letter,
        response::Answer,
        wait,
    },
};

fn tell(app: &App, command: &[&str]) {
    let output = app.tell(&[command, &["--yes"]].concat());
    assert!(output.status.success(), "{output:?}");
}

/// Unpublishes a declaration or list, and waits until the server responds accordingly.
async fn take_off(app: &App, slug: &str, path: &str) {
    tell(app, &["unpublish", slug]);
    answers(app, path, 410).await;
}

async fn answers(app: &App, path: &str, status: u16) {
    wait::until(&format!("{path} to answer {status}"), async || {
        (app.get(path).await.status == status).then_some(())
    })
    .await;
}

async fn follow(app: &App, letter: &Letter) -> Page {
    let answer = Answer::to(app.client.get(letter.link())).await;
    Page { answer }
}

async fn press(app: &App, letter: &Letter, action: &str) -> Page {
    let request = app.client.post(letter.link()).form(&[("action", action)]);
    Page {
        answer: Answer::to(request).await,
    }
}

/// Asserts that the page says what happened and whom to contact.
fn says_that_it_is_off_the_web(page: &Page) {
    assert_eq!(page.answer.status, 410, "{}", page.answer.body);
    assert_eq!(page.answer.header("cache-control"), Some("no-store"));
    let words = page.words();
    for told in [
        "Taken off the web",
        "Nothing was confirmed",
        ORGANISERS,
        CONTACT,
    ] {
        assert!(words.contains(told), "{told}: {words}");
    }
    let to = format!("a[href=\"mailto:{CONTACT}\"]");
    assert!(page.has(&to), "{}", page.answer.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_off_the_web_is_not_confirmed_until_it_comes_back() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    let id = app.sign(&ada).await.id();
    let joining = app.subscribe(&bashir).await.id();
    let (signing, list) = (app.letter_to(&ada).await, app.letter_to(&bashir).await);
    take_off(&app, DECLARATION, &format!("/d/{DECLARATION}")).await;
    take_off(&app, LIST, &format!("/l/{LIST}")).await;

    for (id, letter) in [(&id, &signing), (&joining, &list)] {
        says_that_it_is_off_the_web(&follow(&app, letter).await);
        says_that_it_is_off_the_web(&press(&app, letter, "confirm").await);
        let token = letter.token();
        app.confirm_by_token(&token)
            .await
            .problem(410, "unpublished");
        let by_code = app.confirm_by_code(id, &letter.code()).await;
        by_code.problem(410, "unpublished");
        let resend = format!("/api/v1/attempts/{id}/resend");
        let resent = app.post(&resend, &json!({})).await;
        resent.problem(410, "unpublished");
        let typed = [
            ("id", id.as_str()),
            ("code", &letter.code()),
            ("lang", "en"),
        ];
        let page = app.submit("/confirm", &typed).await;
        says_that_it_is_off_the_web(&Page { answer: page });
    }
    assert_eq!(app.rows("signatures") + app.rows("subscriptions"), 0);
    assert_eq!(app.rows("consents"), 0, "nobody agreed to anything");
    assert_eq!(app.rows("outbox"), 2, "no further email");

    let published = app.publish(&Campaign::default());
    assert!(published.status.success(), "{published:?}");
    answers(&app, &format!("/d/{DECLARATION}"), 200).await;
    answers(&app, &format!("/l/{LIST}"), 200).await;
    let thanks = press(&app, &signing, "confirm").await;
    assert_eq!(thanks.answer.status, 200, "{}", thanks.answer.body);
    let joined = app.confirm_by_code(&joining, &list.code()).await;
    assert_eq!(joined.status, 200, "{}", joined.body);
    assert_eq!(app.count().await, 1);
    assert_eq!(app.rows("subscriptions"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_says_so_too_and_what_was_confirmed_before_stays() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign_and_confirm(&ada).await;
    let before = app.letter_to(&ada).await;
    let id = app.sign(&bashir).await.id();
    let letter = app.letter_to(&bashir).await;
    take_off(&app, DECLARATION, &format!("/d/{DECLARATION}")).await;

    let frame = format!("/frame/v1/signature?declaration={DECLARATION}&lang=en");
    let typed = [
        ("id", id.as_str()),
        ("code", &letter.code()),
        ("site", ALLY),
    ];
    let request = app.client.post(app.at(&frame)).header("Origin", &app.url);
    let answer = Answer::to(request.form(&typed)).await;
    assert_eq!(answer.status, 410, "{}", answer.body);
    assert!(Page { answer }.words().contains("taken this"));
    // The same link, opened again, says the same.
    let again = app.confirm_by_token(&before.token()).await;
    assert_eq!(again.status, 200, "{}", again.body);
    assert_eq!(app.rows("signatures"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_was_not_me_works_while_it_is_off_the_web() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let letter = app.letter_to(&ada).await;
    take_off(&app, DECLARATION, &format!("/d/{DECLARATION}")).await;
    let page = follow(&app, &letter).await;
    assert!(page.has("button[value=refuse]"), "{}", page.answer.body);
    let refused = press(&app, &letter, "refuse").await;
    assert_eq!(refused.answer.status, 200, "{}", refused.answer.body);
    assert_eq!(app.rows("pending_signatures"), 0);
    assert_eq!(app.rows("refusals"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_that_says_so_speaks_the_language_of_the_form() {
    let app = App::start();
    let mut letters = Vec::new();
    let languages = ["en", "cy", "fr", "pl", "pa", "bn", "ur", "ar"];
    for lang in languages {
        let person = app.person("Ada Marlowe");
        let mut body = person.signature();
        body["lang"] = lang.into();
        app.sign_with(&body).await.id();
        letters.push(app.letter_to(&person).await);
    }
    take_off(&app, DECLARATION, &format!("/d/{DECLARATION}")).await;
    let mut said = std::collections::BTreeSet::new();
    for (lang, letter) in languages.iter().zip(&letters) {
        let page = press(&app, letter, "confirm").await.answer.body;
        assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{page}");
        let article = Selector::parse("article").expect("a selector");
        let html = Html::parse_document(&page);
        let article = html.select(&article).next().expect("what happened");
        let words = article.text().collect::<String>();
        assert!(words.contains(CONTACT) && !words.contains('{'), "{words}");
        said.insert(words);
    }
    assert_eq!(said.len(), 8, "{said:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signed_before_it_closed_confirms_by_link_code_and_form() {
    let app = App::start();
    let people = ["Ada Marlowe", "Bashir Quill", "Carys Thorne"].map(|name| app.person(name));
    let mut waiting = Vec::new();
    for person in &people {
        let id = app.sign(person).await.id();
        waiting.push((id, app.letter_to(person).await));
    }
    tell(&app, &["close", DECLARATION]);
    wait::until("it has closed", async || {
        (app.declaration().await["status"] == "closed").then_some(())
    })
    .await;
    let thanks = press(&app, &waiting[0].1, "confirm").await;
    assert_eq!(thanks.answer.status, 200, "{}", thanks.answer.body);
    let (id, letter) = &waiting[1];
    let typed = [
        ("id", id.as_str()),
        ("code", &letter.code()),
        ("lang", "en"),
    ];
    let thanks = app.submit("/confirm", &typed).await;
    assert_eq!(thanks.status, 200, "{}", thanks.body);
    let (id, letter) = &waiting[2];
    assert_eq!(app.confirm_by_code(id, &letter.code()).await.status, 200);
    assert_eq!(app.count().await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_to_confirm_of_what_was_deleted() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    let id = app.sign(&ada).await.id();
    app.subscribe(&bashir).await.id();
    let (signing, list) = (app.letter_to(&ada).await, app.letter_to(&bashir).await);
    app.all_letters_are_sent().await;
    for slug in [DECLARATION, LIST] {
        tell(&app, &["delete", slug]);
    }
    for letter in [&signing, &list] {
        let page = press(&app, letter, "confirm").await;
        assert_eq!(page.answer.status, 410, "{}", page.answer.body);
        app.confirm_by_token(&letter.token())
            .await
            .problem(410, "expired");
    }
    app.confirm_by_code(&id, &signing.code())
        .await
        .problem(410, "expired");
    assert_eq!(app.rows("signatures") + app.rows("subscriptions"), 0);
}
