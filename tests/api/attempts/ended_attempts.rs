//! Pending attempts whose declaration or list is unpublished, closed or deleted: what their links and
//! codes do meanwhile, and that they work again after it is published again.

use scraper::{Html, Selector};
use serde_json::json;

use crate::{
    http::native_forms::Page,
    support::{
        app::App,
        campaign::{ALLY, CONTACT, Campaign, DECLARATION, LIST, ORGANISERS},
        email::Email,
        response::Response,
        wait,
    },
};

fn run_confirmed(app: &App, command: &[&str]) {
    let output = app.run_command(&[command, &["--yes"]].concat());
    assert!(output.status.success(), "{output:?}");
}

/// Unpublishes a declaration or list, and waits until the server responds accordingly.
async fn unpublish(app: &App, slug: &str, path: &str) {
    run_confirmed(app, &["unpublish", slug]);
    responses(app, path, 410).await;
}

async fn responses(app: &App, path: &str, status: u16) {
    wait::until(&format!("{path} to answer {status}"), async || {
        (app.get(path).await.status == status).then_some(())
    })
    .await;
}

async fn follow(app: &App, email: &Email) -> Page {
    let response = Response::to(app.client.get(email.link())).await;
    Page { response }
}

async fn press(app: &App, email: &Email, action: &str) -> Page {
    let request = app.client.post(email.link()).form(&[("action", action)]);
    Page {
        response: Response::to(request).await,
    }
}

/// Asserts that the page says what happened and whom to contact.
fn says_it_is_unpublished(page: &Page) {
    assert_eq!(page.response.status, 410, "{}", page.response.body);
    assert_eq!(page.response.header("cache-control"), Some("no-store"));
    let words = page.words();
    for reported in [
        "No longer published",
        "Nothing was confirmed",
        ORGANISERS,
        CONTACT,
    ] {
        assert!(words.contains(reported), "{reported}: {words}");
    }
    let to = format!("a[href=\"mailto:{CONTACT}\"]");
    assert!(page.has(&to), "{}", page.response.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_off_the_web_is_not_confirmed_until_it_comes_back() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    let id = app.sign(&ada).await.id();
    let subscribing = app.subscribe(&bashir).await.id();
    let (signing, list) = (app.email_to(&ada).await, app.email_to(&bashir).await);
    unpublish(&app, DECLARATION, &format!("/d/{DECLARATION}")).await;
    unpublish(&app, LIST, &format!("/l/{LIST}")).await;

    for (id, email) in [(&id, &signing), (&subscribing, &list)] {
        says_it_is_unpublished(&follow(&app, email).await);
        says_it_is_unpublished(&press(&app, email, "confirm").await);
        let token = email.token();
        app.confirm_by_token(&token)
            .await
            .problem(410, "unpublished");
        let by_code = app.confirm_by_code(id, &email.code()).await;
        by_code.problem(410, "unpublished");
        let resend = format!("/api/v1/attempts/{id}/resend");
        let resent = app.post(&resend, &json!({})).await;
        resent.problem(410, "unpublished");
        let typed = [("id", id.as_str()), ("code", &email.code()), ("lang", "en")];
        let page = app.submit("/confirm", &typed).await;
        says_it_is_unpublished(&Page { response: page });
    }
    assert_eq!(app.rows("signatures") + app.rows("subscriptions"), 0);
    assert_eq!(app.rows("consents"), 0, "nobody agreed to anything");
    assert_eq!(app.emails_written(), 2, "no further email");

    let published = app.publish(&Campaign::default());
    assert!(published.status.success(), "{published:?}");
    responses(&app, &format!("/d/{DECLARATION}"), 200).await;
    responses(&app, &format!("/l/{LIST}"), 200).await;
    let thanks = press(&app, &signing, "confirm").await;
    assert_eq!(thanks.response.status, 200, "{}", thanks.response.body);
    let joined = app.confirm_by_code(&subscribing, &list.code()).await;
    assert_eq!(joined.status, 200, "{}", joined.body);
    assert_eq!(app.count().await, 1);
    assert_eq!(app.rows("subscriptions"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_says_so_too_and_what_was_confirmed_before_stays() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign_and_confirm(&ada).await;
    let before = app.email_to(&ada).await;
    let id = app.sign(&bashir).await.id();
    let email = app.email_to(&bashir).await;
    unpublish(&app, DECLARATION, &format!("/d/{DECLARATION}")).await;

    let frame = format!("/frame/v1/signature?declaration={DECLARATION}&lang=en");
    let typed = [("id", id.as_str()), ("code", &email.code()), ("site", ALLY)];
    let request = app.client.post(app.at(&frame)).header("Origin", &app.url);
    let response = Response::to(request.form(&typed)).await;
    assert_eq!(response.status, 410, "{}", response.body);
    assert!(Page { response }.words().contains("taken this"));
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
    let email = app.email_to(&ada).await;
    unpublish(&app, DECLARATION, &format!("/d/{DECLARATION}")).await;
    let page = follow(&app, &email).await;
    assert!(page.has("button[value=refuse]"), "{}", page.response.body);
    let refused = press(&app, &email, "refuse").await;
    assert_eq!(refused.response.status, 200, "{}", refused.response.body);
    assert_eq!(app.rows("attempts"), 0);
    assert_eq!(app.rows("suppressions"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_that_says_so_speaks_the_language_of_the_form() {
    let app = App::start();
    let mut emails = Vec::new();
    let languages = ["en", "cy", "fr", "pl", "pa", "bn", "ur", "ar"];
    for lang in languages {
        let person = app.person("Ada Marlowe");
        let mut body = person.signature();
        body["lang"] = lang.into();
        app.sign_with(&body).await.id();
        emails.push(app.email_to(&person).await);
    }
    unpublish(&app, DECLARATION, &format!("/d/{DECLARATION}")).await;
    let mut said = std::collections::BTreeSet::new();
    for (lang, email) in languages.iter().zip(&emails) {
        let page = press(&app, email, "confirm").await.response.body;
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
        waiting.push((id, app.email_to(person).await));
    }
    run_confirmed(&app, &["close", DECLARATION]);
    wait::until("it has closed", async || {
        (app.declaration().await["status"] == "closed").then_some(())
    })
    .await;
    let thanks = press(&app, &waiting[0].1, "confirm").await;
    assert_eq!(thanks.response.status, 200, "{}", thanks.response.body);
    let (id, email) = &waiting[1];
    let typed = [("id", id.as_str()), ("code", &email.code()), ("lang", "en")];
    let thanks = app.submit("/confirm", &typed).await;
    assert_eq!(thanks.status, 200, "{}", thanks.body);
    let (id, email) = &waiting[2];
    assert_eq!(app.confirm_by_code(id, &email.code()).await.status, 200);
    assert_eq!(app.count().await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_to_confirm_of_what_was_deleted() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    let id = app.sign(&ada).await.id();
    app.subscribe(&bashir).await.id();
    let (signing, list) = (app.email_to(&ada).await, app.email_to(&bashir).await);
    app.all_emails_are_sent().await;
    for slug in [DECLARATION, LIST] {
        run_confirmed(&app, &["delete", slug]);
    }
    for email in [&signing, &list] {
        let page = press(&app, email, "confirm").await;
        assert_eq!(page.response.status, 410, "{}", page.response.body);
        app.confirm_by_token(&email.token())
            .await
            .problem(410, "expired");
    }
    app.confirm_by_code(&id, &signing.code())
        .await
        .problem(410, "expired");
    assert_eq!(app.rows("signatures") + app.rows("subscriptions"), 0);
}
