//! Tests attempts and their emails, before anything is confirmed.

use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::time::{DAY_MS, MINUTE_MS};
use undersigned::store::AttemptOutcome;

use crate::actions::{
    DECLARATION, NOW, SLUG, accepted, attempt, attempt_at, campaign, count, form, key, publish,
    send_queued_email, send_queued_mail, sign, sign_attempt, signatories, token,
};
use crate::databases::TestDatabase;

pub(crate) async fn an_unconfirmed_attempt_does_not_count_and_queues_one_email(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "Ada+x@mail.example", NOW).await;
    let message = send_queued_email(&store, NOW).await;
    assert_eq!(message.kind, MessageKind::ConfirmSignature);
    assert_eq!(message.recipient, "Ada+x@mail.example", "as it was typed");
    assert_eq!(message.facts.title, "Keep the reading room open");
    assert_eq!(message.facts.name.as_deref(), Some("Ada Example"));
    assert_eq!(count(&store).await, 0);
    assert!(signatories(&store).await.is_empty());
    let view = store
        .attempts()
        .pending(&token(&message), NOW)
        .await
        .unwrap()
        .expect("the page knows it");
    assert_eq!((view.slug.as_str(), view.confirmed), (SLUG, false));
    assert_eq!(view.name.as_deref(), Some("Ada Example"));
}

pub(crate) async fn an_idempotency_key_replays_the_response_and_rejects_another_body(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let try_with = |key_text: &'static str, body: &'static str| {
        let attempt = attempt(&form("Ada Example", "ada@mail.example"));
        store.attempts().sign(attempt, key(key_text, body), NOW)
    };
    let first = try_with("k", "body").await.unwrap();
    assert_eq!(
        try_with("k", "body").await.unwrap(),
        first,
        "the swallowed answer comes again"
    );
    assert_eq!(
        try_with("k", "other").await.unwrap(),
        AttemptOutcome::KeyReused
    );
    let other = try_with("l", "body").await.unwrap();
    assert_ne!(other, first, "another key is another attempt");
    assert_eq!(send_queued_mail(&store, NOW).await.len(), 1);
}

pub(crate) async fn a_repeated_idempotency_key_in_one_batch_has_one_effect(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let tries = (0..40).map(|number: u32| {
        let store = store.clone();
        let body = if number == 39 { "other" } else { "body" };
        tokio::spawn(async move {
            let attempt = attempt(&form("Ada Example", "ada@mail.example"));
            store
                .attempts()
                .sign(attempt, key("k", body), NOW)
                .await
                .unwrap()
        })
    });
    let mut answers = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        answers.push(one.await.unwrap());
    }
    let ids: std::collections::HashSet<_> = answers
        .iter()
        .filter(|answer| !matches!(answer, AttemptOutcome::KeyReused))
        .map(|answer| accepted(answer.clone()))
        .collect();
    assert_eq!(ids.len(), 1, "one attempt, whoever came first: {answers:?}");
    assert_eq!(send_queued_mail(&store, NOW).await.len(), 1);
}

pub(crate) async fn an_email_has_the_title_at_the_time_of_sending(database: &TestDatabase) {
    let store = campaign(database).await;
    let title = "Keep the reading room open";
    for (version, new) in [(1, "Keep it open"), (2, title)] {
        let email = format!("{version}@mail.example");
        let attempt = attempt_at(&form("Ada Example", &email), SLUG, version);
        sign_attempt(&store, attempt, NOW).await;
        publish(&store, &DECLARATION.replace(title, new), NOW).await;
        assert_eq!(send_queued_email(&store, NOW).await.facts.title, new);
    }
}

pub(crate) async fn emails_to_one_mailbox_are_rate_limited(database: &TestDatabase) {
    let store = campaign(database).await;
    for slug in ["b", "c", "d", "e"] {
        publish(
            &store,
            &DECLARATION.replace("slug: reading-room", &format!("slug: {slug}")),
            NOW,
        )
        .await;
    }
    let mut sent = 0;
    for minute in 0..20 {
        let now_ms = NOW + minute * MINUTE_MS;
        for email in [
            "ada@mail.example",
            "ADA+more@mail.example",
            "Ada@mail.example",
        ] {
            sign(&store, "Ada Example", email, now_ms).await;
        }
        sent += send_queued_mail(&store, now_ms).await.len();
    }
    assert_eq!(sent, 3, "three a day about one declaration");
    for slug in ["b", "c", "d", "e"] {
        for minute in 20..25 {
            let attempt = attempt_at(&form("Ada Example", "ada@mail.example"), slug, 1);
            store
                .attempts()
                .sign(attempt, None, NOW + minute * MINUTE_MS)
                .await
                .unwrap();
        }
    }
    sent += send_queued_mail(&store, NOW + 25 * MINUTE_MS).await.len();
    assert_eq!(sent, 10, "ten a day in all");
    sign(
        &store,
        "Ada Example",
        "ada@mail.example",
        NOW + DAY_MS + 25 * MINUTE_MS,
    )
    .await;
    let waited = send_queued_mail(&store, NOW + DAY_MS + 25 * MINUTE_MS)
        .await
        .len();
    assert!((2..=10).contains(&waited), "a new day: {waited}");
}

pub(crate) async fn an_attempt_for_an_unknown_declaration_is_rejected(database: &TestDatabase) {
    let store = campaign(database).await;
    let attempt = attempt_at(&form("Ada Example", "ada@mail.example"), "no-such", 1);
    assert_eq!(
        store.attempts().sign(attempt, None, NOW).await.unwrap(),
        AttemptOutcome::Unknown
    );
    assert!(send_queued_mail(&store, NOW).await.is_empty());
    assert!(
        store
            .declarations()
            .find("no-such")
            .await
            .unwrap()
            .is_none()
    );
}
