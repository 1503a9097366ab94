//! Three servers on one PostgreSQL: they sign at once, one is stopped in the middle of a write, and links
//! that lead nowhere hold up nobody.

use reqwest::Method;
use tokio::task::JoinSet;

use crate::{
    postgres::Cluster,
    support::{
        app::{App, program},
        campaign::DECLARATION,
        people::Person,
        response::Response,
        wait,
    },
};

/// What the database calls the connections of the second server.
const NAME: &str = "second";

/// Three servers on one database.
fn servers(url: &str) -> [App; 3] {
    let first = App::setup().database(url).start();
    let named = format!("{url}&application_name={NAME}");
    let second = first.another_server().database(&named).start();
    let third = first.another_server().start();
    [first, second, third]
}

/// Whether a write of the second server waits for a lock.
fn waits_for_lock(url: &str) -> bool {
    let sql = format!(
        "select count(*) from pg_stat_activity \
         where application_name = '{NAME}' and wait_event_type = 'Lock'"
    );
    Cluster::shared().ask(url, &sql) != "0"
}

/// How many people sign one after the other.
const EACH: usize = 6;

async fn sign_and_confirm(signing: &App, confirming: &App) {
    for _ in 0..EACH {
        let ada = signing.person("Ada Marlowe");
        let id = signing.sign(&ada).await.id();
        confirm(confirming, &ada, &id).await;
    }
}

async fn confirm(app: &App, person: &Person, id: &str) {
    let code = app.email_to(person).await.code();
    let confirmed = app.confirm_by_code(id, &code).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_servers_sign_at_once() {
    let url = Cluster::shared().new_database();
    let servers = servers(&url);
    let [first, second, third] = &servers;
    // What one server accepts, another confirms.
    tokio::join!(
        sign_and_confirm(first, second),
        sign_and_confirm(second, third),
        sign_and_confirm(third, first),
        sign_and_confirm(first, third),
    );
    for app in &servers {
        wait::until("every signature on each server", async || {
            (app.count().await == 4 * EACH as u64).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_stopped_with_locks_in_hand_holds_up_the_others_for_seconds_only() {
    let url = Cluster::shared().new_database();
    let [first, second, third] = servers(&url);
    second.expect_failures();
    let (ada, bashir) = (first.person("Ada Marlowe"), first.person("Bashir Quill"));

    // The second server has locked Ada's mailbox, and waits for the declaration, when it is stopped.
    let held = Cluster::shared().hold(&url, "select id from subjects for update");
    let stopped = second.sign(&ada);
    let others = async {
        wait::until("a write that waits for a lock", async || {
            waits_for_lock(&url).then_some(())
        })
        .await;
        program::signal("-STOP", second.process_id());
        drop(held);
        wait::until("a write with locks in hand", async || {
            (!waits_for_lock(&url)).then_some(())
        })
        .await;

        // Ada's mailbox is free again once the database ends that write. A request waits 15 seconds at
        // most.
        let id = first.sign(&ada).await.id();
        let beside = third.sign(&bashir).await.id();
        confirm(&first, &ada, &id).await;
        confirm(&third, &bashir, &beside).await;
        program::signal("-CONT", second.process_id());
    };
    let (stopped, ()) = tokio::join!(stopped, others);

    // The stopped server's request has been answered, either way, and it goes on as before.
    assert!([202, 503].contains(&stopped.status), "{}", stopped.body);
    let cleo = second.person("Cleo Thorne");
    let id = second.sign(&cleo).await.id();
    confirm(&second, &cleo, &id).await;
    wait::until("three signatures", async || {
        (second.count().await == 3).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_links_that_lead_nowhere_hold_up_neither_pages_nor_health() {
    let url = Cluster::shared().new_database();
    let app = App::setup().database(&url).start();
    let ada = app.person("Ada Marlowe");
    app.sign_and_confirm(&ada).await;
    let link = app.email_to(&ada).await.token();
    // Another write holds every mailbox and every declaration.
    let everything = "select person from mailboxes for update; select id from subjects for update";
    let held = Cluster::shared().hold(&url, everything);
    let mut unknown = JoinSet::new();
    for number in 0..8 {
        // Another secret for the same signature, and the secret of no signature.
        let forged = format!("{}{}", &link[..link.len() - 8], "AAAAAAAA");
        let unknown_token = format!("{}{}", "AAAAAAAA", &link[8..]);
        let action = ["withdraw", "erase", "disown", "confirm"][number % 4];
        let request = if action == "confirm" {
            let body = serde_json::json!({"token": unknown_token});
            app.request(Method::POST, "/api/v1/confirmations")
                .json(&body)
        } else {
            let page = app.at(&format!("/manage/{forged}"));
            let request = app.client.post(page).header("Origin", &app.url);
            request.form(&[("action", action)])
        };
        unknown.spawn(Response::to(request));
    }
    for page in [format!("/d/{DECLARATION}"), "/healthz".to_owned()] {
        let response = app.get(&page).await;
        assert_eq!(response.status, 200, "{page}: {}", response.body);
    }
    while let Some(response) = unknown.join_next().await {
        let response = response.expect("it does not panic");
        assert!((400..500).contains(&response.status), "{}", response.body);
    }
    drop(held);
    assert_eq!(app.count().await, 1);
}
