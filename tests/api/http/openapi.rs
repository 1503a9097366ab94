//! The OpenAPI 3.1 description: it is valid, has every route and every constraint on a request, and
//! the server conforms to it. Also the pages about problems.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    postgres::Cluster,
    support::{
        actions::{signatures, subscriptions},
        app::{App, Setup},
        campaign::{Campaign, DECLARATION},
        process,
        response::Response,
    },
};

#[tokio::test]
async fn the_openapi_document_is_valid_openapi_3_1() {
    let app = App::start();
    let description = app.get("/api/v1/openapi.json").await;
    assert_eq!(description.status, 200, "{}", description.body);
    assert!(
        description.json()["openapi"]
            .as_str()
            .expect("a version")
            .starts_with("3.1")
    );

    let mut judge = Command::new(process::python())
        .args(["-m", "openapi_spec_validator", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the judge starts");
    let mut paper = judge.stdin.take().expect("piped");
    paper
        .write_all(description.body.as_bytes())
        .expect("it reads");
    drop(paper);
    let verdict = judge.wait_with_output().expect("it ends");

    assert!(verdict.status.success(), "{verdict:?}");
}

#[tokio::test]
async fn the_openapi_document_lists_the_main_routes_and_their_statuses() {
    let app = App::start();
    let description = app.get("/api/v1/openapi.json").await.json();

    for (path, method, statuses) in [
        ("/api/v1/declarations/{slug}", "get", vec!["200", "404"]),
        (
            "/api/v1/declarations/{slug}/signatures",
            "get",
            vec!["200", "404"],
        ),
        (
            "/api/v1/declarations/{slug}/signatures",
            "post",
            vec![
                "202", "400", "403", "404", "409", "410", "413", "415", "422", "429",
            ],
        ),
        (
            "/api/v1/lists/{slug}/subscriptions",
            "post",
            vec![
                "202", "400", "403", "404", "409", "413", "415", "422", "429",
            ],
        ),
        (
            "/api/v1/confirmations",
            "post",
            vec!["200", "400", "410", "422", "429"],
        ),
        ("/api/v1/shares", "post", vec!["204", "400", "422", "429"]),
    ] {
        let operation = &description["paths"][path][method];
        assert!(operation.is_object(), "{method} {path} is missing");
        for status in statuses {
            let response = &operation["responses"][status];
            assert!(
                response.is_object(),
                "{method} {path} answers {status} and does not say so"
            );
        }
        assert!(
            operation["summary"].is_string() || operation["description"].is_string(),
            "{method} {path} says what it is for"
        );
    }
    assert!(keys(&description["components"]["schemas"]).contains(&"Problem".to_owned()));
}

#[tokio::test]
async fn every_problem_type_has_a_page_that_explains_it() {
    let app = App::start();
    let problem = app
        .get("/api/v1/declarations/no-such-slug")
        .await
        .problem(404, "not_found");

    let page = app.client.get(problem["type"].as_str().expect("a type"));
    let page = Response::to(page).await;

    assert_eq!(page.status, 200);
    assert!(page.body.contains("not_found"), "{}", page.body);
}

/// Request fields that accept any value: visitors do not type them, and an invalid one is dropped.
const FREE: [&str; 9] = [
    "form_token",
    "lang",
    "organisation",
    "page_url",
    "site",
    "source",
    "text_lang",
    "updates",
    "url",
];

#[tokio::test]
async fn every_field_of_a_request_has_its_constraints() {
    let app = App::start();
    let description = app.get("/api/v1/openapi.json").await.json();
    let schemas = &description["components"]["schemas"];
    for (schema, required) in [
        ("SignRequest", json!(["name", "email"])),
        ("SubscribeRequest", json!(["email"])),
        ("CorrectRequest", json!(["email"])),
        ("ShareRequest", json!(["network", "url"])),
        ("ReservationNote", json!(["principle", "text"])),
    ] {
        let schema = &schemas[schema];
        assert_eq!(schema["required"], required, "{schema}");
        for (name, field) in schema["properties"].as_object().expect("properties") {
            let asked = [
                "$ref",
                "pattern",
                "enum",
                "maxLength",
                "maximum",
                "maxItems",
            ];
            let asked = asked.iter().any(|word| field.get(word).is_some());
            let asked = asked || field["items"].get("pattern").is_some();
            assert!(
                asked || FREE.contains(&name.as_str()),
                "{name} has no constraint: {field}"
            );
        }
    }
    let organisation = &schemas["SignRequest"]["then"]["properties"]["organisation"];
    assert_eq!(organisation["maxLength"], 120);
    let either = &schemas["ConfirmRequest"]["anyOf"];
    assert!(either[0]["properties"]["token"]["pattern"].is_string());
    assert!(either[1]["properties"]["code"]["pattern"].is_string());
}

#[tokio::test]
async fn every_parameter_has_its_constraints() {
    let app = App::start();
    let description = app.get("/api/v1/openapi.json").await.json();
    for (path, operations) in description["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let parameters = operation["parameters"].as_array().expect("parameters");
            let asked = |name: &str| {
                let named = parameters.iter().find(|one| one["name"] == name);
                named.map(|named| &named["schema"])
            };
            let key = asked("Idempotency-Key");
            assert_eq!(key.is_some(), method != "get", "{method} {path}");
            assert!(key.is_none_or(|key| key["maxLength"] == 255 && key["pattern"].is_string()));
            assert!(asked("slug").is_none_or(|slug| slug["maxLength"] == 64));
            assert!(asked("limit").is_none_or(|limit| limit["maximum"] == 100));
            let mut kinds = parameters.iter().map(|one| &one["schema"]["type"]);
            assert!(kinds.all(Value::is_string), "{parameters:?}");
        }
    }
}

#[tokio::test]
async fn a_text_longer_than_the_description_allows_is_rejected() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let description = app.get("/api/v1/openapi.json").await.json();
    let schemas = &description["components"]["schemas"];
    let most = |field: &Value| field["maxLength"].as_u64().expect("a length") as usize;
    for (path, body, schema, fields) in [
        (
            signatures(),
            ada.signature(),
            &schemas["SignRequest"],
            &["name", "postcode", "role"][..],
        ),
        (
            subscriptions(),
            ada.subscription(),
            &schemas["SubscribeRequest"],
            &["name", "postcode"],
        ),
    ] {
        for &name in fields {
            let most = most(&schema["properties"][name]);
            let mut body = body.clone();
            body[name] = "x".repeat(most).into();
            app.post(&path, &body).await.id();
            body[name] = "x".repeat(most + 1).into();
            app.post(&path, &body).await.field_refused(name, "too_long");
        }
    }
    let mut body = ada.signature();
    body["reservations"] = json!([2]);
    let note = most(&schemas["ReservationNote"]["properties"]["text"]);
    body["reservation_notes"] = json!([{"principle": 2, "text": "x".repeat(note + 1)}]);
    let refused = app.post(&signatures(), &body).await;
    refused.field_refused("reservation_notes", "too_long");
}

#[tokio::test]
async fn enumerated_values_and_statuses_are_described() {
    let app = App::start();
    let description = app.get("/api/v1/openapi.json").await.json();
    let schemas = &description["components"]["schemas"];
    let field = |schema: &str, name: &str| schemas[schema]["properties"][name].clone();
    for (schema, name, words) in [
        (
            "Waiting",
            "waits_for",
            ["household", "organisation", "namesake"],
        ),
        (
            "DeclarationAnswer",
            "status",
            ["open", "not_yet_open", "closed"],
        ),
        ("Verification", "by", ["letter", "dns", "organisers"]),
        (
            "Problem",
            "code",
            ["malformed", "unpublished", "code_of_another"],
        ),
        (
            "FieldProblem",
            "code",
            ["required", "stacked_marks", "wrong_code"],
        ),
    ] {
        let said = field(schema, name)["enum"].clone();
        let said = said.as_array().expect("an enum");
        for word in words {
            assert!(said.contains(&word.into()), "{schema}.{name}: {said:?}");
        }
    }
    assert_eq!(field("Accepted", "status")["const"], "pending");
    assert_eq!(field("Confirmed", "status")["const"], "confirmed");
    // A conditional request.
    let path = format!("/api/v1/declarations/{DECLARATION}");
    let response = app.get(&path).await;
    let tag = response.header("etag").expect("an ETag");
    let again = app.request(Method::GET, &path).header("If-None-Match", tag);
    assert_eq!(Response::to(again).await.status, 304);
    let reading = &description["paths"]["/api/v1/declarations/{slug}"]["get"];
    assert!(reading["responses"]["304"].is_object());
    assert!(reading["responses"]["410"].is_object(), "unpublished");
    let writing = &description["paths"]["/api/v1/shares"]["post"]["responses"];
    for status in ["429", "503"] {
        assert!(writing[status]["headers"]["Retry-After"].is_object());
    }
}

#[test]
fn the_server_conforms_to_its_description_on_sqlite() {
    test_with_schemathesis(App::setup());
}

#[test]
fn the_server_conforms_to_its_description_on_postgresql() {
    test_with_schemathesis(App::setup().database(&Cluster::shared().new_database()));
}

/// Schemathesis generates valid and invalid requests from the description, in all its phases, and compares
/// each response with it.
fn test_with_schemathesis(setup: Setup) {
    // The maximum number of principles, since the description cannot depend on a declaration.
    let principles = (1..=100).map(|number| format!("## {number}. Principle {number}\nYes.\n\n"));
    let campaign = Campaign {
        body: principles.collect(),
        ..Campaign::default()
    };
    let app = setup.campaign(campaign).without_smtp().start();
    let tested = Command::new(process::python())
        .args(["-m", "schemathesis.cli", "--no-color", "--config-file"])
        .arg(process::source("tests/openapi/schemathesis.toml"))
        .args(["run", &app.at("/api/v1/openapi.json"), "--checks", "all"])
        .env(
            "SCHEMATHESIS_HOOKS",
            process::source("tests/openapi/hooks.py"),
        )
        .current_dir(app.folder())
        .output();
    let tested = tested.expect("Schemathesis starts");
    let reported = String::from_utf8_lossy(&tested.stdout);
    let errors = String::from_utf8_lossy(&tested.stderr);
    let phases = ["Examples", "Coverage", "Fuzzing", "Stateful"];
    let mut phases = phases.map(|phase| format!("✅  {phase}")).into_iter();
    let all = phases.all(|phase| reported.contains(&phase));
    assert!(tested.status.success() && all, "{reported}{errors}");
}

fn keys(value: &Value) -> Vec<String> {
    value
        .as_object()
        .map_or(Vec::new(), |object| object.keys().cloned().collect())
}
