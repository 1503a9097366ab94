//! How often each network was used, counted without tracking visitors.

use serde_json::json;

use crate::support::{app::App, campaign::DECLARATION};

#[tokio::test]
async fn a_share_is_counted_without_an_answer_to_read() {
    let app = App::start();

    for body in [
        json!({"network": "mastodon", "url": "https://ally.example/a?b=c&d=é#f"}),
        json!({"network": "copy", "url": "https://ally.example/", "declaration": DECLARATION}),
    ] {
        let answer = app.post("/api/v1/shares", &body).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
        assert_eq!(answer.body, "");
    }

    assert_eq!(app.rows("shares"), 2);
}

#[tokio::test]
async fn a_share_that_cannot_be_is_refused() {
    let app = App::start();

    app.post(
        "/api/v1/shares",
        &json!({"network": "carrier-pigeon", "url": "https://ally.example/"}),
    )
    .await
    .field_refused("network", "invalid_choice");
    app.post("/api/v1/shares", &json!({"network": "x"}))
        .await
        .problem(400, "malformed");

    assert_eq!(app.rows("shares"), 0);
}
