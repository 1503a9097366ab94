//! Tests that several servers on one PostgreSQL number sites, count, mend and delete at the same time.

use std::collections::BTreeMap;
use std::time::Duration;

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::time::DAY_MS;
use undersigned::store::Store;
use widgets::wire::{SignRequest, SignatoryKind};

use crate::actions::{
    LIST, NOW, SLUG, attempt, confirm, confirmed, form, housekeep, link, sign_and_confirm,
    sign_attempt, subscribe_and_confirm,
};
use crate::databases::TestDatabase;
use crate::engine::several_servers::{at_once, name, servers};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_sites_have_one_number_and_every_form_is_counted() {
    const FORMS: usize = 240;
    const SITES: usize = 40;
    let database = TestDatabase::postgres();
    let servers = servers(&database).await;
    at_once(&servers, FORMS, |store, number| async move {
        let email = format!("{number}@mail.example");
        let mut signature = attempt(&form(&name(number), &email));
        signature.page.site = format!("https://ally{}.example", number * 7 % SITES);
        let id = sign_attempt(&store, signature, NOW).await;
        if number % 2 == 0 {
            let credential = Credential::Token(link(&store, id));
            confirmed(confirm(&store, credential, NOW).await);
        }
    })
    .await;
    assert_eq!(database.rows("sites").await, SITES as i64);
    let highest = format!("sites where id > {SITES} or id < 1");
    assert_eq!(database.rows(&highest).await, 0, "numbers are small");
    let of_a_site = format!(
        "daily_tallies where measure = 0 and count = {}",
        FORMS / SITES
    );
    assert_eq!(database.rows(&of_a_site).await, SITES as i64);
    let (sent, signed) = (FORMS as i64, FORMS as i64 / 2);
    assert_eq!(
        database.counts(SLUG).await,
        BTreeMap::from([(0, sent), (1, signed)])
    );
    database.assert_entries_agree("signed and confirmed").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counts_are_mended_while_others_sign() {
    const PEOPLE: usize = 60;
    let database = TestDatabase::postgres();
    let servers = servers(&database).await;
    subscribe_and_confirm(&servers[0], "ada@mail.example", NOW).await;
    let sign = |from: usize| {
        let people = move |store: Store, number: usize| async move {
            let email = format!("{}@mail.example", from + number);
            let id = sign_attempt(&store, attempt(&form(&name(number), &email)), NOW).await;
            let credential = Credential::Token(link(&store, id));
            confirmed(confirm(&store, credential, NOW).await);
        };
        at_once(&servers, PEOPLE, people)
    };
    sign(0).await;
    database.change("delete from entries").await;
    database
        .change("update daily_tallies set count = count + 5 where measure <> 0")
        .await;
    let recount = at_once(&servers, 3, |store, _| async move {
        store.entries().recount().await.unwrap()
    });
    tokio::join!(recount, sign(PEOPLE));
    database
        .assert_entries_agree("mended by three servers")
        .await;
    let signed = 2 * PEOPLE as i64;
    assert_eq!(
        database.counts(SLUG).await,
        BTreeMap::from([(0, signed), (1, signed)])
    );
    assert_eq!(
        database.counts(LIST).await,
        BTreeMap::from([(0, 1), (1, 1)])
    );
    assert!(servers[0].entries().recount().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_several_servers_count_at_the_same_moment_is_mended_once() {
    let database = TestDatabase::postgres();
    let servers = servers(&database).await;
    sign_and_confirm(&servers[0], "Ada Example", "ada@mail.example", NOW).await;
    database
        .change("update daily_tallies set count = count + 5 where measure <> 0")
        .await;
    let outside = database.outside().await;
    let mut held = outside.begin().await.expect("a transaction");
    let locked = sqlx::query("select id from subjects for update");
    locked.execute(&mut *held).await.expect("locked");
    let recount = at_once(&servers, 3, |store, _| async move {
        store.entries().recount().await.unwrap()
    });
    // All of them have counted what is missing when they wait.
    let waiting = "pg_stat_activity \
        where datname = current_database() and wait_event_type = 'Lock'";
    let release = tokio::time::timeout(Duration::from_secs(60), async {
        while database.rows(waiting).await < 3 {}
        held.rollback().await.expect("released");
    });
    let (_, released) = tokio::join!(recount, release);
    released.expect("three servers wait for the lock");
    database
        .assert_entries_agree("mended by three servers")
        .await;
    assert_eq!(
        database.counts(SLUG).await,
        BTreeMap::from([(0, 1), (1, 1)])
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn held_signatures_expire_once() {
    const HELD: usize = 90;
    let database = TestDatabase::postgres();
    let servers = servers(&database).await;
    at_once(&servers, HELD, |store, number| async move {
        // A webmail address verifies no organisation.
        let request = SignRequest {
            kind: SignatoryKind::Organisation,
            organisation: Some(format!("Union {number}")),
            ..form("Ada Example", &format!("union{number}@gmail.com"))
        };
        let id = sign_attempt(&store, attempt(&request), NOW).await;
        let credential = Credential::Token(link(&store, id));
        assert!(
            confirmed(confirm(&store, credential, NOW).await)
                .held
                .is_some()
        );
    })
    .await;
    let held = HELD as i64;
    assert_eq!(
        database.counts(SLUG).await,
        BTreeMap::from([(0, held), (2, held)])
    );
    let deleted = at_once(&servers, 3, |store, _| async move {
        housekeep(&store, NOW + 200 * DAY_MS).await
    });
    deleted.await;
    assert_eq!(database.counts(SLUG).await, BTreeMap::from([(0, held)]));
    database.assert_entries_agree("expired").await;
    assert_eq!(database.rows("signals").await, 0);
}
