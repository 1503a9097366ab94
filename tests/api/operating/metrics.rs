//! The metrics for an operator's monitoring.

use crate::support::app::App;
use crate::support::wait;

#[tokio::test]
async fn metrics_are_not_served_on_a_public_url() {
    let app = App::start();
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;

    let metrics = app.get("/metrics").await;
    assert_eq!(metrics.status, 200, "on loopback");
    assert!(metrics.body.contains("# TYPE"), "{}", metrics.body);
    assert!(!metrics.body.contains("quillfeather"));

    let public = App::setup()
        .option("--public-url", "https://act.example")
        .start();
    assert_eq!(
        public.get("/metrics").await.status,
        404,
        "off on a public address"
    );
}

#[tokio::test]
async fn metrics_show_how_long_writes_hold_the_lock_and_commit() {
    let app = App::start();
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;

    for job in ["visitors", "mail"] {
        for part in ["write", "commit"] {
            let series = format!("undersigned_{part}_seconds_bucket{{job=\"{job}\",");
            wait::until(&series, async || {
                let metrics = app.get("/metrics").await.body;
                metrics.contains(&series).then_some(())
            })
            .await;
        }
    }
}
