//! How visitors are identified, and how often one network may write, through a proxy that appends
//! to X-Forwarded-For, as most do. The tables of addresses and blocks are beside the code.

use std::time::Instant;

use reqwest::Method;

use crate::{
    http::posted_forms::post_json,
    support::{
        actions::signatures,
        app::App,
        campaign::{ALLY, Campaign},
        response::Response,
    },
};

/// The proxy is this machine; five writes a minute keep the test short.
fn behind_a_proxy() -> App {
    App::setup()
        .option("--write-limit", "5")
        .option("--trusted-proxy", "127.0.0.0/8")
        .start()
}

/// A signature that the proxy forwards with these X-Forwarded-For lines.
async fn sign_as(app: &App, lines: &[&str]) -> u16 {
    let body = app.person("Ada Marlowe").signature();
    let mut request = app.request(Method::POST, &signatures()).json(&body);
    for line in lines {
        request = request.header("X-Forwarded-For", *line);
    }
    Response::to(request).await.status
}

async fn statuses(app: &App, entries: impl IntoIterator<Item = String>) -> Vec<u16> {
    let mut statuses = Vec::new();
    for entry in entries {
        statuses.push(sign_as(app, &[&entry]).await);
    }
    statuses
}

/// Calculates what a budget allows: all of it at once, and what was added while the test ran.
pub(crate) struct Budget {
    a_minute: f64,
    began: Instant,
}

impl Budget {
    pub(crate) fn of(a_minute: u32) -> Budget {
        Budget {
            a_minute: f64::from(a_minute),
            began: Instant::now(),
        }
    }

    pub(crate) fn assert_respected_by(&self, statuses: &[u16]) {
        let accepted = statuses.iter().filter(|status| **status == 202).count();
        let accepted = u32::try_from(accepted).map(f64::from).expect("few");
        let came = self.a_minute * self.began.elapsed().as_secs_f64() / 60.0;
        let kept = accepted >= self.a_minute && accepted <= self.a_minute + came;
        assert!(
            kept,
            "{accepted} of {} a minute: {statuses:?}",
            self.a_minute
        );
        let others = statuses
            .iter()
            .filter(|status| ![202, 429].contains(*status));
        assert_eq!(others.count(), 0, "{statuses:?}");
    }
}

#[tokio::test]
async fn entries_before_the_proxys_own_do_not_escape_the_rate_limit() {
    for written in [
        "203.0.NUMBER.77, x",
        "x, 203.0.NUMBER.77, _",
        ", unknown, 203.0.NUMBER.77:",
    ] {
        let (app, budget) = (behind_a_proxy(), Budget::of(5));
        let entries = (0..12).map(|number| {
            let written = written.replace("NUMBER", &number.to_string());
            format!("{written}, 198.51.100.9")
        });

        let statuses = statuses(&app, entries).await;

        budget.assert_respected_by(&statuses);
    }
}

#[tokio::test]
async fn an_unreadable_forwarded_entry_does_not_escape_the_rate_limit() {
    let (app, budget) = (behind_a_proxy(), Budget::of(5));
    let entries = (0..12).map(|number| format!("203.0.{number}.77, unknown"));
    let statuses = statuses(&app, entries).await;
    budget.assert_respected_by(&statuses);
}

#[tokio::test]
async fn forwarded_entries_with_a_port_identify_visitors() {
    let app = behind_a_proxy();
    for number in 0..12 {
        for entry in [
            format!("198.{number}.100.9:5000{}", number % 10),
            format!("[2001:{number}::9]:5000{}", number % 10),
            format!("\"[2001:a{number}::9]\""),
        ] {
            assert_eq!(sign_as(&app, &[&entry]).await, 202, "{entry}");
        }
    }
    let budget = Budget::of(5);
    let entries = (0..12).map(|number| format!("203.0.113.9:{}", 50_000 + number));
    let statuses = statuses(&app, entries).await;
    budget.assert_respected_by(&statuses);
}

#[tokio::test]
async fn several_forwarded_header_lines_are_read_as_one_list() {
    let (app, budget) = (behind_a_proxy(), Budget::of(5));
    let mut statuses = Vec::new();
    for number in 0..12 {
        let written = format!("203.0.{number}.77");
        statuses.push(sign_as(&app, &[&written, "198.51.100.9, 127.0.0.3"]).await);
    }
    budget.assert_respected_by(&statuses);
}

#[tokio::test]
async fn the_forwarded_header_is_ignored_and_logged_once() {
    let (app, budget) = (behind_a_proxy(), Budget::of(5));
    let mut statuses = Vec::new();
    for number in 0..12 {
        let body = app.person("Ada Marlowe").signature();
        let request = app.request(Method::POST, &signatures()).json(&body);
        let forwarded = format!("for=203.0.{number}.77");
        statuses.push(
            Response::to(request.header("Forwarded", forwarded))
                .await
                .status,
        );
    }
    budget.assert_respected_by(&statuses);
    let reported = |line: &str| line.contains("have it send X-Forwarded-For");
    app.wait_for_log("which header is read", reported).await;
    let lines = app.log();
    assert_eq!(
        lines.iter().filter(|line| reported(line)).count(),
        1,
        "once"
    );
}

#[tokio::test]
async fn the_rate_limit_covers_a_visitors_larger_ipv6_networks() {
    let app = behind_a_proxy();
    let (of_a_56, of_a_48) = (Budget::of(10), Budget::of(20));
    let of_one_56 = (0..15).map(|last| format!("2001:db8:1:{last:x}::1"));
    let mut all = statuses(&app, of_one_56).await;
    of_a_56.assert_respected_by(&all);
    let of_one_48 = (1..30).map(|last| format!("2001:db8:1:{last:x}00::1"));
    all.extend(statuses(&app, of_one_48).await);
    of_a_48.assert_respected_by(&all);
    assert_eq!(sign_as(&app, &["2001:db8:2::1"]).await, 202, "a neighbour");
}

#[tokio::test]
async fn the_rate_limit_covers_an_ipv4_16_network() {
    let (app, budget) = (behind_a_proxy(), Budget::of(50));
    let of_one_16 = (0..60).map(|third| format!("198.51.{third}.7"));
    let statuses = statuses(&app, of_one_16).await;
    budget.assert_respected_by(&statuses);
    assert_eq!(sign_as(&app, &["198.52.0.7"]).await, 202, "a neighbour");
}

#[tokio::test]
async fn too_many_writes_from_one_network_are_rate_limited_before_any_row_is_written() {
    let app = App::setup().option("--write-limit", "5").start();

    let mut accepted = 0;
    let refused = loop {
        let response = app.sign(&app.person("Ada Marlowe")).await;
        if response.status != 202 {
            break response;
        }
        accepted += 1;
        assert!(accepted <= 20, "nothing holds writes off");
    };

    refused.problem(429, "too_many_requests");
    let wait: u64 = refused
        .header("retry-after")
        .expect("Retry-After")
        .parse()
        .expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(app.rows("attempts"), accepted);
    assert_eq!(
        app.get(&signatures()).await.status,
        200,
        "reading still works"
    );
}

#[tokio::test]
async fn a_forged_forwarded_address_does_not_escape_the_rate_limit() {
    let app = App::setup().option("--write-limit", "5").start();

    let mut statuses = Vec::new();
    for number in 0..12 {
        let body = app.person("Ada Marlowe").signature();
        let request = app.request(Method::POST, &signatures()).json(&body);
        let invented = format!("198.51.{number}.7");
        statuses.push(
            Response::to(request.header("X-Forwarded-For", invented))
                .await
                .status,
        );
    }

    assert!(statuses.contains(&429), "{statuses:?}");
}

#[tokio::test]
async fn visitors_behind_a_trusted_proxy_are_rate_limited_separately() {
    let app = App::setup()
        .option("--write-limit", "5")
        .option("--trusted-proxy", "127.0.0.0/8")
        .start();

    for number in 0..12 {
        let body = app.person("Ada Marlowe").signature();
        let request = app.request(Method::POST, &signatures()).json(&body);
        let visitor = format!("198.51.{number}.7");
        Response::to(request.header("X-Forwarded-For", visitor))
            .await
            .id();
    }
}

#[tokio::test]
async fn requests_without_an_origin_share_a_rate_limit_of_their_own() {
    let app = App::setup().option("--write-limit", "12").start();
    let budget = Budget::of(3);
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let mut body = app.person("Ada Marlowe").signature();
        body["site"] = "".into();
        statuses.push(post_json(&app, &signatures(), &[], &body).await.status);
    }
    budget.assert_respected_by(&statuses);
    app.sign(&app.person("Bashir Quill")).await.id();
}

#[tokio::test]
async fn with_a_wildcard_unknown_sites_share_a_rate_limit_that_spares_others() {
    let app = App::setup()
        .campaign(Campaign::on_sites(&["*"]))
        .option("--write-limit", "12")
        .start();
    let budget = Budget::of(3);
    let send = async |origin: &str| {
        let body = app.person("Ada Marlowe").signature();
        post_json(&app, &signatures(), &[("Origin", origin)], &body)
            .await
            .status
    };
    let mut statuses = Vec::new();
    for number in 0..5 {
        statuses.push(send(&format!("https://n{number}.evil.example")).await);
    }
    budget.assert_respected_by(&statuses);
    assert_eq!(send(ALLY).await, 202, "another site");
    let at_home = app.url.clone();
    assert_eq!(send(&at_home).await, 202, "our own page");
}
