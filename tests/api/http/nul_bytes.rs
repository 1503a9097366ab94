//! A NUL (U+0000) in an address, a query or a body of every route, on both engines: PostgreSQL
//! accepts none in text, so if one reached it unparsed, that would be a fault of ours.

use std::{collections::BTreeSet, path::Path};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    postgres::Cluster,
    support::{
        app::App,
        campaign::{DECLARATION, LIST},
        response::Response,
    },
};

/// Every name that some route reads from a query.
const QUERIES: [&str; 17] = [
    "cursor",
    "declaration",
    "follow",
    "lang",
    "layout",
    "limit",
    "list",
    "names",
    "networks",
    "organisations",
    "pages",
    "principle",
    "q",
    "site",
    "text",
    "theme",
    "url",
];

/// Every field of a body or a form.
const FIELDS: [&str; 26] = [
    "action",
    "code",
    "declaration",
    "domain",
    "email",
    "id",
    "kind",
    "lang",
    "layout",
    "list",
    "name",
    "network",
    "organisation",
    "page_url",
    "pass",
    "postcode",
    "proof",
    "public",
    "role",
    "site",
    "text",
    "text_lang",
    "theme",
    "token",
    "topics",
    "url",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nul_is_refused_by_every_route_on_sqlite() {
    request_every_route(&App::start()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nul_is_refused_by_every_route_on_postgresql() {
    let url = Cluster::shared().new_database();
    request_every_route(&App::setup().database(&url).start()).await;
}

async fn request_every_route(app: &App) {
    let routes = routes(app).await;
    assert!(routes.len() > 30, "{routes:?}");
    let mut fell = Vec::new();
    let mut note = |request: String, status: u16, allowed: &[u16]| {
        if !allowed.contains(&status) {
            fell.push(format!("{status} {request}"));
        }
    };
    for route in &routes {
        for (path, allowed) in paths(route) {
            for method in [Method::GET, Method::POST, Method::PATCH] {
                let status = ask(app, &method, &path).await;
                note(format!("{method} {path}"), status, allowed);
            }
        }
        let valid_path = valid_path(route);
        for name in QUERIES {
            let path = format!("{valid_path}?{name}=a%00b");
            let status = ask(app, &Method::GET, &path).await;
            note(format!("GET {path}"), status, ANY);
        }
        for name in FIELDS {
            let form = [(name, "a\0b")];
            let status = app.submit(&valid_path, &form).await.status;
            note(format!("POST {valid_path} with {name}"), status, ANY);
        }
    }
    for (path, body) in bodies(app) {
        let fields = body.as_object().expect("an object");
        for field in fields.keys().map(String::as_str).chain(FIELDS) {
            let mut bad = body.clone();
            bad[field] = match body[field] {
                Value::Array(_) => json!(["a\0b"]),
                _ => "a\0b".into(),
            };
            let status = app.post(&path, &bad).await.status;
            note(format!("POST {path} with {field}"), status, ANY);
        }
    }
    assert!(fell.is_empty(), "{fell:#?}");
    // Other visitors were not affected.
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;
}

/// Rejected with a message, ignored, or not a route; never a server error.
const ANY: &[u16] = &[
    200, 202, 204, 303, 400, 403, 404, 405, 406, 409, 410, 413, 415, 422, 429,
];
/// No such thing, or no such method.
const NOTHING: &[u16] = &[404, 405];
/// A token that was never issued cannot be told from an expired one.
const ENDED: &[u16] = &[400, 403, 404, 405, 410, 415, 422];

/// Every address that the server answers: those of the description and those of the router.
async fn routes(app: &App) -> BTreeSet<String> {
    let description = app.get("/api/v1/openapi.json").await.json();
    let described = description["paths"].as_object().expect("paths");
    let mut routes: BTreeSet<String> = described.keys().cloned().collect();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/mod.rs");
    let source = std::fs::read_to_string(source).expect("the router");
    for (at, _) in source.match_indices(".route(") {
        let quoted = source[at..].split('"').nth(1).expect("an address");
        routes.insert(quoted.to_owned());
    }
    routes
}

/// The route with a NUL in one of its parts, and the statuses that are allowed.
fn paths(route: &str) -> Vec<(String, &'static [u16])> {
    let names = route.split(['{', '}']).skip(1).step_by(2);
    names
        .map(|name| {
            let bad = route.replace(&format!("{{{name}}}"), "open%00the-library");
            let allowed = match name {
                "slug" | "widget" | "hash" | "name" | "version" => NOTHING,
                // An attempt with no such id is reported as gone.
                "id" => ANY,
                _ => ENDED,
            };
            (valid_path(&bad), allowed)
        })
        .collect()
}

/// The route with parts that exist, or look as if they did.
fn valid_path(route: &str) -> String {
    let slug = if route.starts_with("/l/") || route.contains("/lists/") {
        LIST
    } else {
        DECLARATION
    };
    let mut path = String::new();
    for (number, part) in route.split(['{', '}']).enumerate() {
        path.push_str(match part {
            "slug" if number % 2 == 1 => slug,
            "widget" if number % 2 == 1 => "signature",
            "version" if number % 2 == 1 => "1",
            "code" if number % 2 == 1 => "expired",
            _ if number % 2 == 1 => "MTcwMDAwMDAxNTAwMC9zMTUwMDA",
            plain => plain,
        });
    }
    path
}

async fn ask(app: &App, method: &Method, path: &str) -> u16 {
    let request = app.request(method.clone(), path);
    let request = match *method {
        Method::GET => request,
        _ => request.json(&json!({})),
    };
    Response::to(request).await.status
}

/// Bodies that are valid as they are.
fn bodies(app: &App) -> Vec<(String, Value)> {
    let ada = app.person("Ada Marlowe");
    let mut signature = ada.signature();
    signature["reservations"] = json!([2]);
    signature["reservation_notes"] = json!([{"principle": 2, "text": "a\0b"}]);
    vec![
        (
            format!("/api/v1/declarations/{DECLARATION}/signatures"),
            ada.signature(),
        ),
        (
            format!("/api/v1/declarations/{DECLARATION}/signatures"),
            signature,
        ),
        (
            format!("/api/v1/lists/{LIST}/subscriptions"),
            ada.subscription(),
        ),
        ("/api/v1/confirmations".into(), json!({"token": "a"})),
        (
            "/api/v1/confirmations".into(),
            json!({"id": "a", "code": "123456"}),
        ),
        (
            "/api/v1/shares".into(),
            json!({"network": "email", "url": "https://ally.example/"}),
        ),
    ]
}
