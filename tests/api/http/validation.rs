//! Bad input: each gets the contract's status and a message that says what to do, and nothing is
//! half-written.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    actions::{signatures, subscriptions},
    app::App,
    campaign::{ALLY, UNLISTED_SITE},
    response::Response,
};

#[tokio::test]
async fn an_invalid_field_is_reported_with_its_error_code() {
    let app = App::start();
    let written = Written::at(&app);
    let ada = app.person("Ada Marlowe");
    let long_address = format!("{}@people.example", "x".repeat(250));

    for (field, value, code) in [
        ("name", "", "required"),
        ("name", "   ", "required"),
        ("name", &"x".repeat(81), "too_long"),
        ("name", &"x".repeat(9_000), "too_long"),
        ("name", "Ada\u{0}Marlowe", "control_characters"),
        ("name", "Ada\nBcc: a@b.example", "link"),
        ("name", "Ada\u{1b}[31mMarlowe", "control_characters"),
        ("name", "Ada \u{202e}ewolraM", "bidi_overrides"),
        ("name", "Ada \u{2066}Marlowe\u{2069}", "bidi_overrides"),
        ("name", "<script>alert(1)</script>", "markup"),
        ("name", "Ada <b>Marlowe", "markup"),
        ("name", "https://watches.example", "link"),
        ("name", "www.watches.example", "link"),
        ("name", "Buy at watches.example/now", "link"),
        ("name", "Ada 4 Marlowe", "digits"),
        ("name", "Call ٠٧٠٠", "digits"),
        ("email", "", "required"),
        ("name", "\u{3164}", "required"),
        ("name", "\u{115f}\u{1160}", "required"),
        ("name", "\u{180e}", "required"),
        ("name", "\u{200d}\u{fe0f}\u{ffa0}", "required"),
        ("name", "Ada\u{e0061}\u{e007f}", "control_characters"),
        ("name", "Ada\u{1d173}", "control_characters"),
        (
            "name",
            &format!("A{}da", "\u{301}".repeat(70)),
            "stacked_marks",
        ),
        (
            "name",
            &format!("Ada {}", "e\u{20e4}\u{20e4}\u{20e4}\u{20e4}\u{20e4}"),
            "stacked_marks",
        ),
        ("email", "ada", "missing_at"),
        ("email", "ada@people", "invalid_domain"),
        ("email", "ada@people,example", "invalid_domain"),
        ("email", "ada@büch er.example", "invalid_domain"),
        ("email", "adé@people.example", "invalid_email"),
        ("email", "ada@@people.example", "invalid_email"),
        (
            "email",
            "ada@people.example, bashir@people.example",
            "invalid_email",
        ),
        (
            "email",
            "ada@people.example\r\nBcc: x@y.example",
            "invalid_email",
        ),
        ("email", &long_address, "too_long"),
        ("postcode", "!!!", "invalid_postcode"),
        ("postcode", "X1234567890123456", "too_long"),
    ] {
        let mut body = ada.signature();
        body[field] = json!(value);
        println!("{field} {value:?} must be {code}");
        app.sign_with(&body).await.field_refused(field, code);
    }

    written.is_unchanged(&app);
}

#[tokio::test]
async fn an_organisation_needs_a_valid_name() {
    let app = App::start();
    let written = Written::at(&app);
    let ada = app.person("Ada Marlowe");

    for (field, value, code) in [
        ("organisation", json!(""), "required"),
        ("organisation", json!(null), "required"),
        ("organisation", json!("y".repeat(121)), "too_long"),
        ("organisation", json!("<i>Choir</i>"), "markup"),
        ("organisation", json!("Choir \u{202e}"), "bidi_overrides"),
        ("organisation", json!("http://choir.example"), "link"),
        ("role", json!("z".repeat(81)), "too_long"),
        ("role", json!("<u>Treasurer"), "markup"),
        ("role", json!("Treasurer\u{7}"), "control_characters"),
    ] {
        let mut body = ada.signature();
        body["kind"] = json!("organisation");
        body["organisation"] = json!("Lantern Street Choir");
        body["role"] = json!("Treasurer");
        body[field] = value.clone();
        println!("{field} {value} must be {code}");
        app.sign_with(&body).await.field_refused(field, code);
    }

    written.is_unchanged(&app);
}

#[tokio::test]
async fn every_invalid_field_is_reported_at_once() {
    let app = App::start();

    let response = app
        .sign_with(&json!({"name": "", "email": "nobody", "site": ALLY}))
        .await;

    let problem = response.problem(422, "validation_failed");
    let errors = problem["errors"].as_array().expect("errors");
    let fields: Vec<_> = errors.iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["name", "email"], "in the order of the form");
}

#[tokio::test]
async fn a_wrong_json_type_is_malformed() {
    let app = App::start();
    let written = Written::at(&app);
    let ada = app.person("Ada Marlowe");

    for (field, value) in [
        ("name", json!(7)),
        ("name", json!(["Ada"])),
        ("email", json!({"address": "ada@people.example"})),
        ("kind", json!("robot")),
        ("public", json!("sometimes")),
        ("updates", json!("yes please")),
        ("postcode", json!(12345)),
    ] {
        let mut body = ada.signature();
        body[field] = value;
        let response = app.sign_with(&body).await;
        response.problem(400, "malformed");
    }

    written.is_unchanged(&app);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let app = App::start();
    let written = Written::at(&app);
    let ada = app.person("Ada Marlowe");
    let send = |kind: &'static str, body: String| {
        let request = app.request(Method::POST, &signatures());
        Response::to(request.header("Content-Type", kind).body(body))
    };

    let sound = ada.signature().to_string();
    send("text/plain", sound.clone())
        .await
        .problem(415, "not_json");
    send("application/x-www-form-urlencoded", "name=Ada".to_owned())
        .await
        .problem(415, "not_json");
    let bare = app.request(Method::POST, &signatures()).body(sound.clone());
    Response::to(bare).await.problem(415, "not_json");
    for broken in [
        "",
        "{",
        "null",
        "[]",
        "\"Ada\"",
        "{\"name\": \"Ada\",}",
        "\u{feff}nonsense",
    ] {
        send("application/json", broken.to_owned())
            .await
            .problem(400, "malformed");
    }
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    send("application/json", deep)
        .await
        .problem(400, "malformed");
    let request = app.request(Method::POST, &signatures());
    let bytes = request
        .header("Content-Type", "application/json")
        .body(vec![0xff, 0xfe, 0x00]);
    Response::to(bytes).await.problem(400, "malformed");
    // JSON under another of its media types is JSON.
    send("application/json; charset=utf-8", sound).await.id();

    assert_eq!(written.more_than_before(&app, "attempts"), 1);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let app = App::start();
    let written = Written::at(&app);
    let mut body = app.person("Ada Marlowe").signature();
    body["name"] = json!("x".repeat(10 << 20));

    // The server may respond before it has read everything; either way the visitor learns the
    // reason.
    app.sign_with(&body).await.problem(413, "too_large");
    app.post(&subscriptions(), &body)
        .await
        .problem(413, "too_large");
    body["name"] = json!("x".repeat(17 << 10));
    app.sign_with(&body).await.problem(413, "too_large");

    written.is_unchanged(&app);
}

#[tokio::test]
async fn a_site_that_is_not_allowed_is_named_in_the_refusal() {
    let app = App::start();
    let written = Written::at(&app);
    let ada = app.person("Ada Marlowe");

    for (origin, site) in [
        (Some(UNLISTED_SITE), UNLISTED_SITE),
        (Some(UNLISTED_SITE), ALLY),
        (None, UNLISTED_SITE),
        (Some("https://ally.example.evil.example"), ALLY),
        (Some("http://ally.example"), ALLY),
        (Some("https://ally.example:8443"), ALLY),
        (Some("https://sub.ally.example"), ALLY),
    ] {
        let mut body = ada.signature();
        body["site"] = json!(site);
        let mut request = app.client.post(app.at(&signatures())).json(&body);
        if let Some(origin) = origin {
            request = request.header("Origin", origin);
        }
        let problem = Response::to(request)
            .await
            .problem(403, "origin_not_allowed");
        let named = origin.unwrap_or(site);
        let title = problem["title"].as_str().expect("a title");
        assert!(title.contains(named), "{named} in {title}");
    }

    written.is_unchanged(&app);
}

#[tokio::test]
async fn other_methods_get_405_with_an_allow_header() {
    let app = App::start();

    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let response = Response::to(app.request(method, &signatures())).await;
        assert_eq!(response.status, 405, "{}", response.body);
        let allow = response.header("allow").expect("Allow");
        assert!(allow.contains("POST") && allow.contains("GET"), "{allow}");
    }
}

#[tokio::test]
async fn an_invalid_cursor_or_limit_is_never_a_server_error() {
    let app = App::start();
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;

    for query in [
        "cursor=nonsense",
        "cursor=%FF%00",
        "limit=0",
        "limit=-1",
        "limit=ten",
        "limit=1000000",
    ] {
        let response = app.get(&format!("{}?{query}", signatures())).await;
        assert!(
            response.status == 400 || response.status == 200 || response.status == 422,
            "{query}: {} {}",
            response.status,
            response.body
        );
    }
}

#[tokio::test]
async fn hostile_slugs_and_paths_get_a_client_error() {
    let app = App::start();

    for slug in [
        "%00",
        "..%2f..%2fetc%2fpasswd",
        "'%20or%201=1",
        "%F0%9F%98%80",
        &"a".repeat(3000),
    ] {
        for path in [
            format!("/api/v1/declarations/{slug}"),
            format!("/d/{slug}"),
            format!("/l/{slug}"),
            format!("/confirm/{slug}"),
        ] {
            let response = app.get(&path).await;
            assert!(
                (400..500).contains(&response.status),
                "{path}: {}",
                response.status
            );
        }
    }
}

/// The number of rows in every table, to show that a refusal left none behind.
struct Written(BTreeMap<&'static str, u64>);

const TABLES: [&str; 6] = [
    "attempts",
    "signatures",
    "subscriptions",
    "mailboxes",
    "idempotency_keys",
    "shares",
];

impl Written {
    fn at(app: &App) -> Written {
        Written(
            TABLES
                .iter()
                .map(|table| (*table, app.rows(table)))
                .collect(),
        )
    }

    fn is_unchanged(&self, app: &App) {
        assert_eq!(self.0, Written::at(app).0, "something was half-written");
    }

    fn more_than_before(&self, app: &App, table: &'static str) -> u64 {
        app.rows(table) - self.0[table]
    }
}

#[tokio::test]
async fn a_refused_request_can_be_corrected_with_the_same_idempotency_key() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut wrong: Value = ada.signature();
    wrong["name"] = json!("");

    app.sign_with_key(&wrong, "key-one")
        .await
        .field_refused("name", "required");

    // A refusal wrote nothing, so the key can still be used for the corrected body.
    app.sign_with_key(&ada.signature(), "key-one").await.id();
}
