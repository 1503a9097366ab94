//! Idempotency: a write that is sent again has one effect.

use serde_json::json;

use crate::support::{actions::subscriptions, app::App};

#[tokio::test]
async fn an_idempotency_key_replays_the_response_and_rejects_another_body() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let first = app.sign_with_key(&ada.signature(), "key-one").await;
    let second = app.sign_with_key(&ada.signature(), "key-one").await;

    first.id();
    assert_eq!(first.body, second.body, "even the id");
    assert_eq!(first.status, second.status);
    app.email_to(&ada).await;
    let bashir = app.person("Bashir Quill");
    app.sign(&bashir).await.id();
    app.email_to(&bashir).await;
    assert_eq!(app.smtp.emails_so_far(&ada.email).len(), 1);
}

#[tokio::test]
async fn concurrent_requests_with_the_same_key_have_one_effect() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let body = ada.signature();

    let (one, two, three) = tokio::join!(
        app.sign_with_key(&body, "key-of-a-double-click"),
        app.sign_with_key(&body, "key-of-a-double-click"),
        app.sign_with_key(&body, "key-of-a-double-click"),
    );

    assert_eq!(one.id(), two.id());
    assert_eq!(two.id(), three.id());
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused_and_writes_nothing() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign_with_key(&ada.signature(), "key-one").await.id();

    let reused = app.sign_with_key(&bashir.signature(), "key-one").await;

    reused.problem(409, "idempotency_key_reused");
    app.email_to(&ada).await;
    assert!(app.smtp.emails_so_far(&bashir.email).is_empty());
}

#[tokio::test]
async fn an_idempotency_key_belongs_to_its_route() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    app.sign_with_key(&ada.signature(), "key-one").await.id();
    let request = app
        .request(reqwest::Method::POST, &subscriptions())
        .header("Idempotency-Key", "key-one")
        .json(&ada.subscription());
    let joined = crate::support::response::Response::to(request).await;

    joined.id();
}

#[tokio::test]
async fn an_idempotency_key_survives_a_restart() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let body = ada.signature();
    let first = app.sign_with_key(&body, "key-one").await;

    let app = app.stop_for_restart().start();
    app.keep_private(ada.private_words());
    let second = app.sign_with_key(&body, "key-one").await;

    assert_eq!(first.id(), second.id());
}

#[tokio::test]
async fn a_confirmation_accepts_an_idempotency_key() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let code = app.email_to(&ada).await.code();

    let confirm = |body: serde_json::Value| {
        crate::support::response::Response::to(
            app.request(reqwest::Method::POST, "/api/v1/confirmations")
                .header("Idempotency-Key", "key-of-the-code")
                .json(&body),
        )
    };
    let first = confirm(json!({"id": id, "code": code})).await;
    let second = confirm(json!({"id": id, "code": code})).await;

    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(first.body, second.body);
    assert_eq!(app.count().await, 1);
    confirm(json!({"id": id, "code": "000000"}))
        .await
        .problem(409, "idempotency_key_reused");
}
