//! A subscription from the form to the list, and unsubscribing.

use reqwest::Method;
use serde_json::json;

use crate::support::{app::App, campaign::ORGANISERS, response::Response};

#[tokio::test]
async fn a_subscription_is_created_once_the_code_is_entered() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let id = app.subscribe(&ada).await.id();
    let code = app.email_to(&ada).await.code();
    assert_eq!(app.rows("subscriptions"), 0, "not before it is confirmed");
    let confirmed = app.confirm_by_code(&id, &code).await;

    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(
        confirmed.json(),
        json!({"status": "confirmed", "kind": "subscription"}),
        "nobody learns how long the list is"
    );
    assert_eq!(app.rows("subscriptions"), 1);
}

#[tokio::test]
async fn subscribing_needs_only_an_email_address() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let mut body = json!({"email": ada.email});
    body["site"] = json!(crate::support::campaign::ALLY);
    app.subscribe_with(&body).await.id();
    let link = app.email_to(&ada).await.link();
    let page = app.press(&link).await;

    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(app.rows("subscriptions"), 1);
}

#[tokio::test]
async fn subscribing_twice_creates_one_subscription_and_gets_the_same_answer() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let first = app.subscribe(&ada).await;
    let token = app.email_to(&ada).await.token();
    app.confirm_by_token(&token).await;
    let second = app.subscribe(&ada).await;
    app.confirm_by_token(&token).await;

    assert_eq!(
        first.body.replace(&first.id(), "ID"),
        second.body.replace(&second.id(), "ID")
    );
    assert_eq!(app.rows("subscriptions"), 1);
}

#[tokio::test]
async fn signing_without_updates_creates_no_subscription() {
    let app = App::start();

    app.sign_and_confirm(&app.person("Ada Marlowe")).await;

    assert_eq!(app.rows("subscriptions"), 0);
    assert_eq!(app.rows_where("attempts", "kind = 'subscription'"), 0);
}

#[tokio::test]
async fn an_invalid_subscription_is_refused() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let with = |field: &str, value: serde_json::Value| {
        let mut body = ada.subscription();
        body[field] = value;
        body
    };

    for (field, value, code) in [
        ("email", json!(""), "required"),
        ("email", json!("nobody"), "missing_at"),
        ("name", json!("<b>Ada</b>"), "markup"),
        ("name", json!("x".repeat(100)), "too_long"),
        ("postcode", json!("!!"), "invalid_postcode"),
        ("topics", json!(["no-such-topic"]), "invalid_choice"),
    ] {
        app.subscribe_with(&with(field, value))
            .await
            .field_refused(field, code);
    }
    app.post(
        "/api/v1/lists/no-such-list/subscriptions",
        &ada.subscription(),
    )
    .await
    .problem(404, "not_found");

    assert_eq!(app.rows("attempts"), 0);
    assert_eq!(app.emails_written(), 0);
}

#[tokio::test]
async fn opening_the_unsubscribe_link_changes_nothing_and_one_click_unsubscribes() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.subscribe(&ada).await.id();
    let code = app.email_to(&ada).await.code();
    app.confirm_by_code(&id, &code).await;

    // The welcome is the first email of the list itself, so it carries the unsubscribe link.
    let welcome = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    assert!(welcome.text().contains(ORGANISERS));
    let header = welcome
        .header("List-Unsubscribe")
        .expect("List-Unsubscribe");
    let link = header.trim_matches(['<', '>']).to_owned();
    assert!(link.starts_with(&app.url), "{link}");
    assert_eq!(
        welcome.header("List-Unsubscribe-Post").as_deref(),
        Some("List-Unsubscribe=One-Click")
    );
    for method in [Method::GET, Method::HEAD] {
        let looked = Response::to(app.client.request(method, &link)).await;
        assert_eq!(looked.status, 200);
    }
    assert_eq!(
        app.rows_where("subscriptions", "unsubscribed_at is null"),
        1
    );

    // As mail programs do by RFC 8058: no origin, no page, one field.
    let one_click = app
        .client
        .post(&link)
        .form(&[("List-Unsubscribe", "One-Click")]);
    let left = Response::to(one_click).await;

    assert!(left.status < 300, "{}: {}", left.status, left.body);
    assert_eq!(
        app.rows_where("subscriptions", "unsubscribed_at is null"),
        0
    );
}

#[tokio::test]
async fn an_unsubscribed_person_can_subscribe_again() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.subscribe(&ada).await.id();
    let email = app.email_to(&ada).await;
    app.confirm_by_code(&id, &email.code()).await;
    let welcome = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    let header = welcome
        .header("List-Unsubscribe")
        .expect("List-Unsubscribe");
    Response::to(app.client.post(header.trim_matches(['<', '>']))).await;
    assert_eq!(
        app.rows_where("subscriptions", "unsubscribed_at is null"),
        0
    );

    // Emails to one person are a minute apart.
    let app = app.stop_for_restart().clock("+2m").start();
    app.keep_private(ada.private_words());
    let again = app.subscribe(&ada).await.id();
    let email = app.smtp.emails_to(&ada.email, 3).await.remove(2);
    let confirmed = app.confirm_by_code(&again, &email.code()).await;

    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(
        app.rows_where("subscriptions", "unsubscribed_at is null"),
        1
    );
}
