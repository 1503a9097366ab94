//! A full disk, and recovery when there is space again.
//!
//! The engine itself reports a full disk with its own code: SQLite when an autoincrement table has used
//! its last row id (<https://www.sqlite.org/autoinc.html>: `SQLITE_FULL`), PostgreSQL when a trigger
//! raises `disk_full`. The tests add and remove both while the server runs. How a file that cannot grow
//! affects a batch is tested in `src/store/engine/full.rs`.

use serde_json::Value;

use crate::{
    postgres::Cluster,
    support::{app::App, campaign::DECLARATION, database, wait},
};

/// The tables written by signing, by confirming and by the health check.
const WRITTEN: [&str; 4] = ["attempts", "signatures", "emails", "heartbeats"];

fn fill_up(app: &App) {
    if !app.database.starts_with("sqlite:") {
        Cluster::shared().tell(
            &app.database,
            "create function no_room() returns trigger language plpgsql as $$ begin \
             raise exception 'could not extend file: No room' using errcode = 'disk_full'; end $$",
        );
    } else {
        let counted = "create table no_room (id integer primary key autoincrement)";
        database::change(&app.database, counted);
        let last = "insert into no_room values (9223372036854775807)";
        database::change(&app.database, last);
    }
    for table in WRITTEN {
        for event in ["insert", "update"] {
            if app.database.starts_with("sqlite:") {
                let sql = format!(
                    "create trigger no_room_{table}_{event} before {event} on {table} \
                     begin insert into no_room (id) values (null); end"
                );
                database::change(&app.database, &sql);
            } else {
                let sql = format!(
                    "create trigger no_room_{table}_{event} before {event} on {table} \
                     execute function no_room()"
                );
                Cluster::shared().tell(&app.database, &sql);
            }
        }
    }
}

fn make_room(app: &App) {
    if !app.database.starts_with("sqlite:") {
        return Cluster::shared().tell(&app.database, "drop function no_room cascade");
    }
    for table in WRITTEN {
        for event in ["insert", "update"] {
            database::change(
                &app.database,
                &format!("drop trigger no_room_{table}_{event}"),
            );
        }
    }
    database::change(&app.database, "drop table no_room");
}

async fn health(app: &App) -> (u16, Vec<String>) {
    let response = app.get("/healthz").await;
    let reported: Value = serde_json::from_str(&response.body).expect("JSON");
    let reasons = reported["reasons"].as_array().expect("reasons").iter();
    let codes = reasons.map(|reason| reason["code"].as_str().expect("a code").to_owned());
    (response.status, codes.collect())
}

async fn wait_for_health(app: &App, status: u16, codes: &[&str]) {
    let expected = (
        status,
        codes.iter().map(|code| (*code).to_owned()).collect(),
    );
    wait::until(&format!("{expected:?}"), async || {
        (health(app).await == expected).then_some(())
    })
    .await;
}

async fn loses_nothing_and_recovers(app: App) {
    app.expect_failures();
    let [ada, bashir, carys] =
        ["Ada Marlowe", "Bashir Quill", "Carys Thorne"].map(|name| app.person(name));
    let id = app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;
    let form = app.open(&format!("/d/{DECLARATION}")).await;
    let form = form.form("input[name=email]");
    wait_for_health(&app, 200, &[]).await;

    fill_up(&app);
    wait_for_health(&app, 503, &["disk_full"]).await;
    for refused in [
        app.sign(&bashir).await,
        app.confirm_by_code(&id, &email.code()).await,
        app.confirm_by_token(&email.token()).await,
    ] {
        let problem = refused.problem(503, "unavailable");
        assert!(refused.header("retry-after").is_some());
        let reported = problem.to_string().to_lowercase();
        assert!(
            !reported.contains("disk") && !reported.contains("sql"),
            "{reported}"
        );
    }
    let typed = [("name", carys.name.as_str()), ("email", &carys.email)];
    let returned = app.send(&form, &typed).await;
    assert_eq!(returned.response.status, 503, "{}", returned.response.body);
    assert!(
        returned.has("button + [role=alert][autofocus]"),
        "it says so: {}",
        returned.response.body
    );
    for (field, value) in typed {
        let input = returned.one(&format!("input[name={field}]"));
        assert_eq!(input.value.as_deref(), Some(value), "nothing is lost");
    }
    assert_eq!(app.count().await, 0, "it can be read");

    make_room(&app);
    wait_for_health(&app, 200, &[]).await;
    let sent = returned.form("input[name=email]");
    let pending = app.send(&sent, &[]).await;
    assert_eq!(pending.response.status, 200, "{}", pending.response.body);
    let confirmed = app.confirm_by_code(&id, &email.code()).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    app.sign_and_confirm(&bashir).await;
    app.email_to(&carys).await;
    assert_eq!(app.count().await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_and_is_recovered_from_on_sqlite() {
    loses_nothing_and_recovers(App::start()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_and_is_recovered_from_on_postgresql() {
    let app = App::setup()
        .database(&Cluster::shared().new_database())
        .start();
    loses_nothing_and_recovers(app).await;
}
