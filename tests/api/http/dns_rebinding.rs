//! DNS rebinding: an attacker points a domain at our address, so a page at that domain sends requests
//! as if it were ours: `Host` and `Origin` are equal, and both are the attacker's.

use serde_json::Value;

use crate::{
    http::{
        native_forms::Page,
        posted_forms::{filled, form_of_a_frame, post, post_json, set, value},
    },
    support::{
        actions::signatures,
        app::App,
        campaign::{ALLY, DECLARATION},
        response::Response,
    },
};

const EVIL: &str = "evil.example:8080";

/// The headers that a visitor's browser sends from the attacker's page.
fn rebound(host: &'static str) -> [(&'static str, String); 3] {
    [
        ("Host", host.to_owned()),
        ("Origin", format!("http://{host}")),
        ("Sec-Fetch-Site", "same-origin".to_owned()),
    ]
}

async fn send(app: &App, headers: &[(&str, String)], body: &Value) -> Response {
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    post_json(app, &signatures(), &headers, body).await
}

fn signing(app: &App) -> Value {
    let mut body = app.person("Ada Marlowe").signature();
    body["site"] = "".into();
    body
}

#[tokio::test]
async fn a_name_that_leads_to_us_is_none_of_ours() {
    let app = App::start();
    for host in [EVIL, "evil.example", "localhost.evil.example"] {
        let refused = send(&app, &rebound(host), &signing(&app)).await;
        refused.problem(403, "origin_not_allowed");
    }
    // With the origin hidden, for example by `no-referrer`.
    let hidden = [
        ("Host", EVIL.to_owned()),
        ("Origin", "null".to_owned()),
        ("Sec-Fetch-Site", "same-origin".to_owned()),
    ];
    let refused = send(&app, &hidden, &signing(&app)).await;
    refused.problem(403, "check_needed");
    assert_eq!(app.rows("attempts"), 0);
    assert_eq!(app.emails_written(), 0);
}

/// Such a page can read our responses, since for the browser it has the same origin.
#[tokio::test]
async fn a_page_at_such_a_name_is_given_no_view_of_its_own() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let frame = app
        .client
        .get(app.at(&format!("/frame/v1/signature?declaration={DECLARATION}")))
        .header("Host", EVIL)
        .header("Referer", format!("{ALLY}/"));
    let stolen = Page {
        response: Response::to(frame).await,
    }
    .form("input[name=email]");
    let form = form_of_a_frame(&app).await;
    let looked_at = [("Host", EVIL), ("Origin", "null")];
    let mut typed = filled(&form, &ada);
    set(&mut typed, "form_token", "");
    let here = "/d/open-the-library/signatures";
    let checked = post(&app, here, &looked_at, &typed);
    let checked = Page {
        response: checked.await,
    }
    .form("input[name=email]");
    for (form, site) in [(stolen, ALLY), (checked, ALLY)] {
        let mut body = ada.signature();
        body["form_token"] = value(&form.fields, "form_token").into();
        body["site"] = site.into();
        let refused = post_json(&app, &signatures(), &[("Origin", "null")], &body).await;
        refused.problem(403, "check_needed");
    }
    assert_eq!(app.rows("attempts"), 0);
}

#[tokio::test]
async fn what_the_operator_names_is_ours_and_so_is_this_machine() {
    let app = App::setup()
        .option(
            "--other-origin",
            "http://act.internal:8080,https://www.act.example",
        )
        .start();
    let port = app.url.rsplit(':').next().expect("a port").to_owned();
    let named =
        |host: &str, origin: &str| [("Host", host.to_owned()), ("Origin", origin.to_owned())];
    for headers in [
        named("act.internal:8080", "http://act.internal:8080"),
        named("www.act.example", "https://www.act.example"),
        // A proxy that does not pass the host name on.
        named("undersigned:8080", "https://www.act.example"),
        named(
            &format!("localhost:{port}"),
            &format!("http://localhost:{port}"),
        ),
        named(&format!("[::1]:{port}"), &format!("http://[::1]:{port}")),
    ] {
        let accepted = send(&app, &headers, &signing(&app)).await;
        assert_eq!(accepted.status, 202, "{headers:?}: {}", accepted.body);
    }
    let other = named("act.internal:9090", "http://act.internal:9090");
    send(&app, &other, &signing(&app))
        .await
        .problem(403, "origin_not_allowed");
}
