//! The server's own health: faults are reported while people can sign, and only what stops them
//! from signing is an outage.

use std::time::Duration;

use serde_json::Value;

use crate::support::app::App;
use crate::support::network::smtp::Smtp;
use crate::support::response::Response;
use crate::support::{
    database::{self, WriteLock},
    wait,
};

/// The HTTP status, the health status, and the codes of all reasons.
async fn health(app: &App) -> (u16, String, Vec<String>) {
    let response = app.get("/healthz").await;
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(response.header("content-type"), Some("application/json"));
    let reported: Value = serde_json::from_str(&response.body).expect("JSON");
    let reasons = reported["reasons"].as_array().expect("reasons").iter();
    let codes = reasons.map(|reason| {
        let message = reason["message"].as_str().expect("a message");
        assert!(message.len() > 20, "{message}");
        reason["code"].as_str().expect("a code").to_owned()
    });
    let status = reported["status"].as_str().expect("a status").to_owned();
    (response.status, status, codes.collect())
}

async fn wait_for_health(app: &App, status: u16, word: &str, codes: &[&str]) {
    let expected = (
        status,
        word.to_owned(),
        codes.iter().map(|code| (*code).to_owned()).collect(),
    );
    wait::until(&format!("{expected:?}"), async || {
        (health(app).await == expected).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_healthy_server_reports_ok() {
    let app = App::start();
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;
    wait_for_health(&app, 200, "ok", &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn low_disk_space_is_reported_as_degraded_while_signing_works() {
    // No disk has a hundred exabytes.
    let app = App::setup()
        .option("--disk-reserve", "100000000000000")
        .start();
    wait_for_health(&app, 200, "degraded", &["disk_low"]).await;
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;

    let app = app.stop_for_restart().option("--disk-reserve", "0").start();
    wait_for_health(&app, 200, "ok", &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_can_be_read_but_not_written_is_unavailable() {
    let app = App::start();
    app.expect_failures();
    let lock = WriteLock::of(&app.database);
    wait_for_health(&app, 503, "unavailable", &["cannot_write"]).await;
    assert!(app.get("/healthz").await.header("retry-after").is_some());
    assert_eq!(app.declaration().await["count"], 0, "it can be read");

    drop(lock);
    wait_for_health(&app, 200, "ok", &[]).await;
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn emails_with_an_old_lease_or_held_are_reported_as_degraded() {
    let smtp = Smtp::start();
    let app = App::setup().smtp(&smtp).start();
    smtp.go_down();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    // As a server with a clock a year ahead leaves it.
    let claimed = "update emails set lease_until = next_try_at + 31536000000, \
        next_try_at = next_try_at + 31536000000";
    // Until no earlier attempt to send undoes it.
    wait::until("an old lease", async || {
        database::change(&app.database, claimed);
        (health(&app).await.2 == ["old_lease"]).then_some(())
    })
    .await;
    wait_for_health(&app, 200, "degraded", &["old_lease"]).await;
    database::change(&app.database, "update emails set status = 'held'");
    wait_for_health(&app, 200, "degraded", &["mail_held"]).await;
    smtp.come_up();
    app.sign_and_confirm(&app.person("Bashir Quill")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_that_panics_is_reported_and_restarted_while_signing_works() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.subscribe(&ada).await.id();
    let email = app.email_to(&ada).await;
    assert_eq!(app.confirm_by_token(&email.token()).await.status, 200);
    let welcome = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    let mut leaving = welcome.links().into_iter();
    let leaving = leaving.rfind(|link| link.contains("/unsubscribe/"));
    let left = app.client.post(leaving.expect("the way off the list"));
    assert_eq!(Response::to(left).await.status, 200);
    let setup = app.stop_for_restart();
    // A number too large to calculate with: the task that uses it panics.
    database::change(
        &setup.database_url(),
        "update lists set keep_unsubscribed_days = -9223372036854775807",
    );

    let app = setup.clock("+2d").start();
    app.expect_failures();
    app.keep_private(ada.private_words());
    app.wait_for_log("the warning of an erasure in an hour", |line| {
        line.contains("erased in an hour")
    })
    .await;
    app.advance(Duration::from_secs(61 * 60));
    wait_for_health(&app, 200, "degraded", &["task_fell"]).await;
    app.sign_and_confirm(&app.person("Bashir Quill")).await;
    app.wait_for_log("that the task is restarted", |line| {
        line.contains("restarting the task")
    })
    .await;
}
