//! Share counts by network, without tracking visitors, and which pages' shares count for a
//! declaration.

use serde_json::{Value, json};

use crate::{
    http::posted_forms::{form_of_a_frame, post_json, value},
    support::{
        app::{App, program::output_of},
        campaign::{ALLY, Campaign, DECLARATION, UNLISTED_SITE},
    },
};

const SHARES: &str = "/api/v1/shares";

fn of_the_declaration() -> Value {
    json!({"network": "copy", "url": "https://ally.example/", "declaration": DECLARATION})
}

/// Asserts the number of shares counted for the declaration, and for none. There is a row for each network,
/// site and source.
fn are_counted(app: &App, for_it: u64, for_none: u64) {
    for (all, expected) in [("subject <> 0", for_it), ("subject = 0", for_none)] {
        let rows = |count: u64| app.rows_where("shares", &format!("{all} and count = {count}"));
        let counted: u64 = (1..10).map(|count| count * rows(count)).sum();
        assert_eq!(counted, expected, "{all}");
    }
}

#[tokio::test]
async fn a_share_is_counted_and_gets_an_empty_answer() {
    let app = App::start();

    for body in [
        json!({"network": "mastodon", "url": "https://ally.example/a?b=c&d=é#f"}),
        of_the_declaration(),
    ] {
        let response = app.post(SHARES, &body).await;
        assert_eq!(response.status, 204, "{}", response.body);
        assert_eq!(response.body, "");
    }

    assert_eq!(app.rows("shares"), 2);
}

#[tokio::test]
async fn shares_are_counted_by_network_site_source_and_day_without_a_visitor() {
    let app = App::start();
    let ours = app.url.clone();
    let share = async |network: &str, site: &str, source: &str| {
        let mut body = of_the_declaration();
        body["network"] = network.into();
        body["source"] = source.into();
        body["url"] = "https://ally.example/?reader=Ada-Marlowe".into();
        let response = post_json(&app, SHARES, &[("Origin", site)], &body).await;
        assert_eq!(response.status, 204, "{}", response.body);
    };
    share("whatsapp", ALLY, "march-news").await;
    share("whatsapp", ALLY, " March-News ").await;
    share("email", ALLY, "").await;
    share("copy", &ours, "what is no source").await;
    share("copy", UNLISTED_SITE, "march-news").await;

    let output = app.run_command(&["stats", DECLARATION, "--format", "json"]);
    let output: Value = serde_json::from_str(&output_of(&output)).expect("JSON");
    let shares = |of: &Value| of["shares"].clone();
    assert_eq!(shares(&output["all"]), 4, "{output}");
    assert_eq!(output["network"]["whatsapp"], json!({"shares": 2}));
    assert_eq!(output["network"]["copy"], json!({"shares": 1}), "{output}");
    assert_eq!(shares(&output["site"][ALLY]), 3);
    assert_eq!(shares(&output["site"][""]), 1);
    assert_eq!(output["site"].as_object().expect("sites").len(), 2);
    assert_eq!(shares(&output["source"]["march-news"]), 2);
    assert_eq!(output["source"].as_object().expect("sources").len(), 1);
    let days = output["day"].as_object().expect("days").values();
    // Midnight may pass meanwhile.
    assert_eq!(
        days.filter_map(|day| day["shares"].as_u64()).sum::<u64>(),
        4
    );

    let csv = output_of(&app.run_command(&["stats", DECLARATION, "--format", "csv"]));
    assert!(csv.contains("\nnetwork,whatsapp,,,,,,2\n"), "{csv}");
    let table = output_of(&app.run_command(&["stats", DECLARATION]));
    let line = table.lines().find(|line| line.contains("whatsapp"));
    let cells: Vec<&str> = line.expect("a line").split_whitespace().collect();
    assert_eq!(cells, ["network", "whatsapp", "2"], "{table}");
    // Neither who shared nor the address that was shared.
    assert!(!app.all_rows().iter().any(|row| row.contains("Marlowe")));
}

#[tokio::test]
async fn an_invalid_share_is_refused() {
    let app = App::start();

    app.post(
        SHARES,
        &json!({"network": "carrier-pigeon", "url": "https://ally.example/"}),
    )
    .await
    .field_refused("network", "invalid_choice");
    app.post(SHARES, &json!({"network": "x"}))
        .await
        .problem(400, "malformed");

    assert_eq!(app.rows("shares"), 0);
}

#[tokio::test]
async fn a_foreign_page_counts_nothing_for_a_declaration() {
    let app = App::start();
    let ours = app.url.clone();
    for headers in [
        &[("Origin", UNLISTED_SITE)][..],
        &[("Origin", "null")],
        &[("Origin", "null"), ("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "cross-site")],
    ] {
        let response = post_json(&app, SHARES, headers, &of_the_declaration()).await;
        assert_eq!(response.status, 204, "it is a share all the same");
    }
    are_counted(&app, 0, 4);
    for headers in [&[("Origin", ALLY)][..], &[("Origin", &ours)], &[]] {
        let response = post_json(&app, SHARES, headers, &of_the_declaration()).await;
        assert_eq!(response.status, 204, "{}", response.body);
    }
    are_counted(&app, 3, 4);
}

#[tokio::test]
async fn a_view_of_a_sandboxed_frame_counts_once_for_each_network() {
    let app = App::start();
    let token = value(&form_of_a_frame(&app).await.fields, "form_token");
    let mut body = of_the_declaration();
    body["form_token"] = token.into();
    body["site"] = ALLY.into();
    for _ in 0..3 {
        let response = post_json(&app, SHARES, &[("Origin", "null")], &body).await;
        assert_eq!(response.status, 204, "{}", response.body);
    }
    are_counted(&app, 1, 0);
    body["site"] = UNLISTED_SITE.into();
    post_json(&app, SHARES, &[("Origin", "null")], &body).await;
    // A view belongs to its site.
    are_counted(&app, 1, 1);
}

#[tokio::test]
async fn each_site_shares_within_a_budget_that_takes_nothing_from_signing() {
    let app = App::setup()
        .campaign(Campaign::on_sites(&["*"]))
        .option("--write-limit", "12")
        .start();
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let evil = [("Origin", "https://evil.example")];
        let response = post_json(&app, SHARES, &evil, &of_the_declaration()).await;
        statuses.push(response.status);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
    let ada = app.person("Ada Marlowe").signature();
    let evil = [("Origin", "https://evil.example")];
    let signed = post_json(&app, &crate::support::actions::signatures(), &evil, &ada).await;
    assert_eq!(signed.status, 202, "{}", signed.body);
}
