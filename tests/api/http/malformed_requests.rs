//! Malformed URLs, headers and bodies: the API responds with a problem, a page with a page.

use reqwest::Method;
use serde_json::json;

use crate::support::{actions::signatures, app::App, campaign::DECLARATION, response::Response};

#[tokio::test]
async fn a_malformed_url_gets_a_problem_response() {
    let app = App::start();
    let names = signatures();
    let declaration = format!("/api/v1/declarations/{DECLARATION}");
    for (path, status, code) in [
        (format!("{names}?limit=1&limit=2"), 400, "malformed"),
        (format!("{names}?q=a&q=b"), 400, "malformed"),
        (format!("{names}?limit=%2B5"), 400, "malformed"),
        (format!("{names}?limit=%ff"), 400, "malformed"),
        (format!("{names}?cursor=%ff"), 400, "malformed"),
        (format!("{declaration}?lang=en&lang=cy"), 400, "malformed"),
        ("/api/v1/declarations/%ff".into(), 404, "not_found"),
        ("/api/v1/attempts/%ff".into(), 400, "malformed"),
        ("/api".into(), 404, "not_found"),
        ("/api/".into(), 404, "not_found"),
        ("/api/v1".into(), 404, "not_found"),
        ("/api/v2/%ff".into(), 404, "not_found"),
        (format!("{names}/"), 404, "not_found"),
        ("/api/v1/shares".into(), 405, "method_not_allowed"),
        ("/oembed?url=a&url=b".into(), 400, "malformed"),
        ("/embed/v1/signature?lang=a&lang=b".into(), 400, "malformed"),
        ("/embed/v1/%ff".into(), 400, "malformed"),
    ] {
        println!("{path}");
        app.get(&path).await.problem(status, code);
    }
}

#[tokio::test]
async fn a_malformed_body_or_key_gets_a_problem_response() {
    let app = App::start();
    let ada = app.person("Ada Marlowe").signature().to_string();
    let send = async |kind: &str, keys: &[&[u8]], body: &str| {
        let mut request = app.request(Method::POST, &signatures());
        for key in keys {
            request = request.header("Idempotency-Key", *key);
        }
        let request = request.header("Content-Type", kind);
        Response::to(request.body(body.to_owned())).await
    };
    let twice = r#"{"name": "A", "name": "B"}"#;
    let (json, long, longest) = ("application/json", [b'k'; 256], [b'k'; 255]);
    let none: &[&[u8]] = &[];
    for (kind, keys, body, status, code) in [
        ("text/plain", none, &*ada, 415, "not_json"),
        (json, none, "{", 400, "malformed"),
        (json, none, "[]", 400, "malformed"),
        (json, none, twice, 400, "malformed"),
        (json, none, &"x".repeat(16_385), 413, "too_large"),
        (json, &[b"one", b"two"], &ada, 400, "malformed"),
        (json, &[b"k\xc3\xa9y"], &ada, 400, "malformed"),
        (json, &[b"one\ttwo"], &ada, 400, "malformed"),
        (json, &[&long], &ada, 400, "malformed"),
    ] {
        println!("{keys:?}");
        send(kind, keys, body).await.problem(status, code);
    }
    send(json, &[&longest], &ada).await.id();
}

#[tokio::test]
async fn a_malformed_url_of_a_page_gets_a_page() {
    let app = App::start();
    for path in [
        format!("/d/{DECLARATION}?lang=en&lang=cy"),
        format!("/d/{DECLARATION}/names?q=a&q=b"),
        "/confirm/%ff".to_owned(),
        "/manage/%ff".to_owned(),
        "/frame/v1/signature?theme=dark&theme=light".to_owned(),
        "/frame/v1/%ff".to_owned(),
    ] {
        let response = app.get(&path).await;
        assert_eq!(response.status, 400, "{path}: {}", response.body);
        let kind = response.header("content-type");
        assert_eq!(kind, Some("text/html; charset=utf-8"), "{path}");
    }
}

#[tokio::test]
async fn an_integer_may_be_written_with_a_fraction_of_zero() {
    let app = App::start();
    let mut body = app.person("Ada Marlowe").signature();
    body["reservations"] = json!([1.0, 2]);
    body["reservation_notes"] = json!([{"principle": 2.0, "text": "Only from ten."}]);
    app.post(&signatures(), &body).await.id();
    for wrong in [
        json!(1.5),
        json!(-1),
        json!(4_294_967_297_u64),
        json!(1e300),
    ] {
        body["reservations"] = json!([wrong]);
        let refused = app.post(&signatures(), &body).await;
        refused.problem(400, "malformed");
    }
}
