//! Tests the outbox's rows: claimed, leased, deferred, failed.

use std::collections::BTreeSet;
use std::time::Duration;

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::id::Id;
use undersigned::domain::time::{DAY_MS, MINUTE_MS};
use undersigned::store::{Delivery, QueueDepth, Stuck};

use crate::actions::{
    LATER, NOW, campaign, confirm, housekeep, send_queued_email, send_queued_mail, sign, subscribe,
    token,
};
use crate::databases::TestDatabase;

pub(crate) async fn a_claimed_email_is_not_claimed_again_before_its_lease_expires(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    for name in ["a", "b", "c"] {
        sign(&store, "Ada Example", &format!("{name}@mail.example"), NOW).await;
    }
    let first = store.mail().claim(2, NOW).await.unwrap();
    assert_eq!(first.len(), 2);
    let second = store.mail().claim(2, NOW).await.unwrap();
    assert_eq!(second.len(), 1, "the one that was left");
    assert!(store.mail().claim(2, NOW).await.unwrap().is_empty());
    assert_eq!(store.mail().next_at().await.unwrap(), Some(NOW + MINUTE_MS));
    // The server crashed before it could mark them.
    let again = store.mail().claim(10, NOW + MINUTE_MS).await.unwrap();
    assert_eq!(again.len(), 3);
    assert!(again.iter().all(|message| message.tries == 2));
    let ids = |messages: &[undersigned::store::ClaimedMail]| {
        messages
            .iter()
            .map(|message| message.id)
            .collect::<BTreeSet<_>>()
    };
    let all: Vec<_> = first.into_iter().chain(second).collect();
    assert_eq!(ids(&all), ids(&again), "the same Message-IDs");
}

pub(crate) async fn a_deferred_email_waits_for_its_back_off(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let claimed = store.mail().claim(10, NOW).await.unwrap().remove(0);
    let delivery = Delivery::Deferred {
        next_try_at: NOW + 5_000,
        error: "451".to_owned(),
    };
    store
        .mail()
        .mark(&[(claimed.id, delivery)], NOW)
        .await
        .unwrap();
    assert!(
        store
            .mail()
            .claim(10, NOW + 4_999)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(store.mail().next_at().await.unwrap(), Some(NOW + 5_000));
    let again = store.mail().claim(10, NOW + 5_000).await.unwrap().remove(0);
    assert_eq!((again.id, again.facts), (claimed.id, claimed.facts));
}

pub(crate) async fn a_failed_email_is_counted_and_not_retried(database: &TestDatabase) {
    let store = campaign(database).await;
    for name in ["a", "b"] {
        sign(&store, "Ada Example", &format!("{name}@mail.example"), NOW).await;
    }
    assert_eq!(
        store.mail().queue_depth().await.unwrap(),
        QueueDepth {
            waiting: 2,
            failed: 0,
            held: 0,
        }
    );
    let claimed = store.mail().claim(1, NOW).await.unwrap().remove(0);
    let delivery = Delivery::Failed {
        error: "550".to_owned(),
        for_us: false,
    };
    store
        .mail()
        .mark(&[(claimed.id, delivery)], NOW)
        .await
        .unwrap();
    assert_eq!(
        store.mail().queue_depth().await.unwrap(),
        QueueDepth {
            waiting: 1,
            failed: 1,
            held: 0,
        }
    );
    assert_eq!(
        send_queued_mail(&store, NOW + MINUTE_MS).await.len(),
        1,
        "the failed one is not tried again"
    );
    assert_eq!(
        store.mail().queue_depth().await.unwrap(),
        QueueDepth {
            waiting: 0,
            failed: 1,
            held: 0,
        }
    );
}

pub(crate) async fn stuck_emails_are_reported(database: &TestDatabase) {
    let store = campaign(database).await;
    assert_eq!(store.stuck_mail(NOW).await.unwrap(), Stuck::default());
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let minutes = async |minutes: i64| store.stuck_mail(NOW + minutes * MINUTE_MS).await.unwrap();
    assert_eq!(minutes(9).await, Stuck::default(), "nothing is late");
    assert!(minutes(11).await.overdue, "no server claims it");
    store.mail().claim(1, NOW).await.unwrap();
    assert_eq!(minutes(4).await, Stuck::default());
    assert!(minutes(7).await.old_lease, "its claimant is gone");
    assert!(
        minutes(-60).await.old_lease,
        "claimed by a clock that ran ahead"
    );
}

pub(crate) async fn delayed_emails_are_kept_under_a_fast_clock(database: &TestDatabase) {
    let store = campaign(database).await;
    for _ in 0..2 {
        sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    }
    assert_eq!(store.mail().claim(9, NOW).await.unwrap().len(), 1);
    let ahead = NOW + 400 * DAY_MS;
    let claimed = store.mail().claim_trusting(9, ahead, NOW).await.unwrap();
    assert_eq!(claimed.len(), 2, "the one that was claimed, and the other");
    assert_eq!(store.mail().queue_depth().await.unwrap().waiting, 2);
}

pub(crate) async fn a_queued_email_wakes_the_outbox(database: &TestDatabase) {
    let store = campaign(database).await;
    let woken = store.mail().queued();
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let waited = tokio::time::timeout(Duration::from_secs(30), woken.notified()).await;
    waited.expect("the outbox is notified of the email");
}

pub(crate) async fn a_restart_keeps_the_back_off_that_a_server_asked_for(database: &TestDatabase) {
    let store = campaign(database).await;
    for name in ["a", "b", "c"] {
        sign(&store, "Ada Example", &format!("{name}@mail.example"), NOW).await;
    }
    let ids: Vec<Id> = store
        .mail()
        .claim(10, NOW)
        .await
        .unwrap()
        .into_iter()
        .map(|message| message.id)
        .collect();
    let (next_try_at, error) = (NOW + 60 * MINUTE_MS, "the reply".to_owned());
    let deliveries = [
        Delivery::Deferred {
            next_try_at,
            error: error.clone(),
        },
        Delivery::Unreachable {
            next_try_at,
            error: error.clone(),
        },
        Delivery::Refused { next_try_at, error },
    ];
    let deliveries: Vec<_> = ids.iter().copied().zip(deliveries).collect();
    store.mail().mark(&deliveries, NOW).await.unwrap();
    store.close().await;

    let store = database.open().await;
    assert_eq!(store.mail().end_leases(NOW + 1).await.unwrap(), 0);
    let mut due = 0;
    while let more @ 1.. = store.mail().retry_now(NOW + 1).await.unwrap() {
        due += more;
    }
    assert_eq!(due, 2, "the server may be well, or accept us, by now");
    let again = store.mail().claim(10, NOW + 1).await.unwrap();
    let again: BTreeSet<_> = again.into_iter().map(|message| message.id).collect();
    assert_eq!(again, BTreeSet::from([ids[1], ids[2]]));
    // What is being sent is not tried by another worker.
    assert_eq!(store.mail().retry_now(NOW + 2).await.unwrap(), 0);
    assert_eq!(
        send_queued_mail(&store, next_try_at).await.len(),
        3,
        "the deferred one, and two whose lease has ended"
    );
}

pub(crate) async fn leases_of_a_crashed_server_end_at_the_next_start_unless_shared(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    assert_eq!(store.mail().claim(1, NOW).await.unwrap().len(), 1);
    store.close().await;

    let store = database.open().await;
    let is_shared = !database.is_sqlite();
    let ended = store.mail().end_leases(NOW + 1).await.unwrap();
    assert_eq!(ended, u64::from(!is_shared));
    assert_eq!(store.mail().end_leases(NOW + 1).await.unwrap(), 0);
    let again = store.mail().claim(1, NOW + 1).await.unwrap();
    assert_eq!(again.len() as u64, ended);
    if is_shared {
        let again = store.mail().claim(1, NOW + MINUTE_MS).await.unwrap();
        assert_eq!(again.len(), 1, "another server took it over");
    }
}

pub(crate) async fn an_email_that_was_not_tried_is_due_again(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let claimed = store.mail().claim(1, NOW).await.unwrap().remove(0);
    let returned = [(claimed.id, Delivery::Returned)];
    for _ in 0..2 {
        store.mail().mark(&returned, NOW).await.unwrap();
    }
    let again = store.mail().claim(1, NOW).await.unwrap().remove(0);
    assert_eq!(
        (again.id, again.tries),
        (claimed.id, 1),
        "not counted as a try"
    );
}

pub(crate) async fn an_unreadable_email_fails_alone_and_keeps_its_contents(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    subscribe(&store, "welcome@mail.example", &[], NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    confirm(&store, Credential::Token(link), NOW).await;
    let mut attempts = Vec::new();
    for name in ["a", "b", "c"] {
        let email = format!("{name}@mail.example");
        attempts.push(sign(&store, "Ada Example", &email, NOW).await);
    }
    database
        .change("update emails set payload = 'unreadable' where kind = 'welcome'")
        .await;
    // An email that is made from its attempt when it is claimed, and one of an unknown kind.
    let outside = database.outside().await;
    for (attempt, sql) in [
        (
            attempts[0],
            "update attempts set email = 'unreadable' where id = $1",
        ),
        (
            attempts[1],
            "update emails set kind = 'unreadable' where attempt = $1",
        ),
    ] {
        let changed = sqlx::query(sql).bind(attempt).execute(&outside).await;
        assert_eq!(changed.unwrap().rows_affected(), 1, "{sql}");
    }
    outside.close().await;
    let sent = send_queued_email(&store, NOW).await;
    assert_eq!(
        sent.recipient, "c@mail.example",
        "the email that can be read"
    );
    let depth = store.mail().queue_depth().await.unwrap();
    assert_eq!((depth.waiting, depth.failed), (0, 3));
    assert_eq!(store.mail().trouble(NOW).await.unwrap().given_up, 3);
    let kept = "emails where status = 'failed' and payload = 'unreadable'";
    assert_eq!(database.rows(kept).await, 1);
    let kept = "emails where status = 'failed' and attempt is not null";
    assert_eq!(database.rows(kept).await, 3);
}

pub(crate) async fn a_sent_email_is_deleted_and_still_counted(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    assert_eq!(send_queued_mail(&store, NOW).await.len(), 1);
    assert_eq!(database.rows("emails").await, 0);
    assert_eq!(database.rows("mailboxes").await, 1);
    // Housekeeping keeps what the limits need, for a week and no longer.
    let day = |days: i64| NOW + days * DAY_MS;
    for days in [1, 2, 3] {
        sign(&store, "Ada Example", "ada@mail.example", day(days)).await;
        housekeep(&store, day(days)).await;
        assert_eq!(send_queued_mail(&store, day(days)).await.len(), 1);
    }
    sign(&store, "Ada Example", "ada@mail.example", day(3) + 1).await;
    assert!(send_queued_mail(&store, day(3) + 1).await.is_empty());
    let next = store.mail().next_at().await.unwrap();
    assert_eq!(next, Some(day(3) + MINUTE_MS));
    assert_eq!(send_queued_mail(&store, day(3) + MINUTE_MS).await.len(), 1);
    housekeep(&store, day(10)).await;
    assert_eq!(database.rows("mailboxes").await, 1);
    housekeep(&store, day(11)).await;
    assert_eq!(database.rows("mailboxes").await, 0);
    assert_eq!(database.rows("emails").await, 0);
}

pub(crate) async fn a_repeated_email_to_one_person_waits_a_minute(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    assert_eq!(send_queued_mail(&store, NOW).await.len(), 1);
    for second in [1, 2, 59] {
        let now_ms = NOW + second * 1_000;
        sign(&store, "EXAMPLE, Ada", "Ada+x@mail.example", now_ms).await;
        assert!(
            send_queued_mail(&store, now_ms).await.is_empty(),
            "{second}"
        );
        let next = store.mail().next_at().await.unwrap();
        assert_eq!(next, Some(NOW + MINUTE_MS), "{second}");
    }
    // Neither person in the mailbox delays the other's emails.
    sign(&store, "Bo Example", "ada@mail.example", NOW + 1_000).await;
    assert_eq!(send_queued_mail(&store, NOW + 59_999).await.len(), 1);
    store.mail().retry_now(NOW + 59_999).await.unwrap();
    assert!(send_queued_mail(&store, NOW + 59_999).await.is_empty());
    assert_eq!(
        send_queued_mail(&store, NOW + MINUTE_MS).await.len(),
        1,
        "the newest"
    );
    assert_eq!(store.mail().queue_depth().await.unwrap().waiting, 0);
}

pub(crate) async fn emails_given_up_are_retried_while_their_attempt_is_valid(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    for name in ["a", "b"] {
        sign(&store, "Ada Example", &format!("{name}@mail.example"), NOW).await;
    }
    for message in store.mail().claim(2, NOW).await.unwrap() {
        let delivery = Delivery::Failed {
            error: "550 5.7.60 not allowed".to_owned(),
            for_us: true,
        };
        store
            .mail()
            .mark(&[(message.id, delivery)], NOW)
            .await
            .unwrap();
    }
    assert_eq!(store.mail().trouble(NOW).await.unwrap().given_up, 2);
    let dry = store.mail().retry(true, LATER).await.unwrap();
    assert_eq!((dry.again, dry.over), (2, 0));
    assert_eq!(dry.reasons["550 5.7.60 not allowed"], 2);
    assert!(
        send_queued_mail(&store, LATER).await.is_empty(),
        "a dry run"
    );
    let over = store.mail().retry(true, NOW + 8 * DAY_MS).await.unwrap();
    assert_eq!((over.again, over.over), (0, 2));
    assert_eq!(store.mail().retry(false, LATER).await.unwrap(), dry);
    assert_eq!(send_queued_mail(&store, LATER).await.len(), 2);
    // The email's content is kept for a week.
    sign(&store, "Ada Example", "c@mail.example", LATER).await;
    let message = store.mail().claim(1, LATER).await.unwrap().remove(0);
    let delivery = Delivery::Failed {
        error: "550 5.1.1".to_owned(),
        for_us: false,
    };
    store
        .mail()
        .mark(&[(message.id, delivery)], LATER)
        .await
        .unwrap();
    assert_eq!(store.mail().trouble(LATER).await.unwrap().given_up, 0);
    housekeep(&store, LATER + 7 * DAY_MS).await;
    let gone = store.mail().retry(true, LATER).await.unwrap();
    assert_eq!((gone.again, gone.over), (0, 0));
}
