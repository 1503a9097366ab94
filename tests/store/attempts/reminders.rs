//! Tests reminders: at most two for an unanswered email.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::declarations::Published;
use undersigned::domain::keys::token::Token;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::time::DAY_MS;
use undersigned::store::{ConfirmOutcome, ReminderRun, Store};
use widgets::wire::ConfirmedKind;

use crate::actions::{
    DECLARATION, LATER, NEWS, NOW, SLUG, by_code, by_emailed_code, campaign, confirm, confirmed,
    count, housekeep, publish, remind, send_queued_email, send_queued_mail, sign, sign_and_confirm,
    subscribe, token, wrong_code,
};
use crate::databases::TestDatabase;

pub(crate) async fn two_reminders_are_sent_days_apart_while_the_attempt_is_pending(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    sign_and_confirm(&store, "Bo Example", "bo@mail.example", NOW).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    // Two attempts; only the later one gets reminders.
    sign(&store, "Ada M. Example", "ada@mail.example", LATER).await;
    subscribe(&store, "ada@mail.example", &[], NOW).await;
    send_queued_mail(&store, LATER).await;

    let day = |days: i64| LATER + days * DAY_MS;
    for (days, due) in [(1, 0), (2, 2), (2, 0), (4, 0), (5, 2), (5, 0), (6, 0)] {
        assert_eq!(remind(&store, day(days)).await, due, "day {days}");
        let sent = send_queued_mail(&store, day(days)).await;
        assert_eq!(sent.len() as u64, due);
        for message in sent {
            assert_eq!(message.recipient, "ada@mail.example");
            let named = match message.kind {
                MessageKind::RemindSignature => Some("Ada M. Example"),
                MessageKind::RemindSubscription => None,
                other => panic!("{other:?} is no reminder"),
            };
            assert_eq!(message.facts.name.as_deref(), named);
        }
    }
    housekeep(&store, day(7)).await;
    assert_eq!(remind(&store, day(9)).await, 0);
}

pub(crate) async fn confirming_by_a_reminder_stops_further_reminders(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    send_queued_mail(&store, NOW).await;
    let day = |days: i64| NOW + days * DAY_MS;
    assert_eq!(remind(&store, day(2)).await, 1);
    let reminder = send_queued_mail(&store, day(2)).await.remove(0);
    let link = token(&reminder);
    assert_eq!(
        confirmed(confirm(&store, Credential::Token(link), day(3)).await).count,
        Some(1)
    );
    assert_eq!(remind(&store, day(5)).await, 0);
    assert_eq!(count(&store).await, 1);
}

pub(crate) async fn a_reminder_has_the_first_emails_link_and_code(database: &TestDatabase) {
    let store = campaign(database).await;
    let day = |days: i64| NOW + days * DAY_MS;
    let id = sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let first = send_queued_email(&store, NOW).await;
    let emailed = by_emailed_code(id, &first);
    let outcome = confirm(&store, emailed.clone(), day(2)).await;
    assert_eq!(outcome, ConfirmOutcome::Expired, "a code lasts a day");
    assert_eq!(remind(&store, day(2)).await, 1);
    let reminder = send_queued_email(&store, day(2)).await;
    assert_eq!(reminder.kind, MessageKind::RemindSignature);
    assert_eq!(reminder.facts, first.facts);
    assert_eq!(database.rows("attempts").await, 1);

    // A code that was voided by wrong guesses is replaced.
    for _ in 0..5 {
        confirm(&store, by_code(id, wrong_code(&first)), day(2)).await;
    }
    let outcome = confirm(&store, emailed, day(2)).await;
    assert_eq!(outcome, ConfirmOutcome::Void);
    assert_eq!(remind(&store, day(5)).await, 1);
    let second = send_queued_email(&store, day(5)).await;
    assert_eq!(token(&second), token(&first));
    confirmed(confirm(&store, by_emailed_code(id, &second), day(5)).await);
    assert_eq!(count(&store).await, 1);
}

pub(crate) async fn no_reminder_is_sent_before_the_first_email(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    // The email still waits.
    assert_eq!(remind(&store, NOW + 2 * DAY_MS).await, 0);
    send_queued_mail(&store, NOW + 2 * DAY_MS).await;
    assert_eq!(remind(&store, NOW + 3 * DAY_MS).await, 1);
}

pub(crate) async fn an_attempt_is_reminded_even_if_another_person_in_the_mailbox_signed(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let day = |days: i64| NOW + days * DAY_MS;
    sign(&store, "Bo Example", "home@mail.example", NOW).await;
    send_queued_mail(&store, NOW).await;
    sign_and_confirm(&store, "Ada Example", "home@mail.example", day(1)).await;
    for (days, due) in [(2, 1), (3, 0), (5, 1), (6, 0)] {
        assert_eq!(remind(&store, day(days)).await, due, "day {days}");
        for message in send_queued_mail(&store, day(days)).await {
            assert_eq!(message.facts.name.as_deref(), Some("Bo Example"));
        }
    }
    // A signatory gets no reminders, however many attempts are made for them.
    sign(&store, "Ada Example", "home@mail.example", day(6)).await;
    send_queued_mail(&store, day(6)).await;
    assert_eq!(remind(&store, day(8)).await, 0);
    sign(&store, "bo EXAMPLE", "home@mail.example", day(9)).await;
    let link = token(&send_queued_mail(&store, day(9)).await.remove(0));
    confirmed(confirm(&store, Credential::Token(link), day(9)).await);
    assert_eq!(count(&store).await, 2);
    assert_eq!(remind(&store, day(12)).await, 0);
}

pub(crate) async fn unpublished_declarations_and_lists_send_no_reminders(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    subscribe(&store, "bo@mail.example", &[], NOW).await;
    send_queued_mail(&store, NOW).await;
    let day = |days: i64| NOW + days * DAY_MS;
    let both = [
        (ConfirmedKind::Signature, SLUG),
        (ConfirmedKind::Subscription, "news"),
    ];
    for (kind, slug) in both {
        store
            .declarations()
            .unpublish(kind, slug, day(1))
            .await
            .unwrap();
    }
    assert_eq!(remind(&store, day(3)).await, 0);
    for text in [DECLARATION, NEWS] {
        assert_eq!(publish(&store, text, day(3)).await, Published::Back);
    }
    assert_eq!(remind(&store, day(4)).await, 2);
}

/// Signs for this many people, and sends their emails.
async fn sign_many(store: &Store, many: usize) -> Vec<Token> {
    for number in 0..many {
        sign(store, "Ada Example", &format!("{number}@mail.example"), NOW).await;
    }
    let sent = send_queued_mail(store, NOW).await;
    assert_eq!(sent.len(), many);
    sent.iter().map(token).collect()
}

pub(crate) async fn many_reminders_are_written_some_at_a_time(database: &TestDatabase) {
    let store = campaign(database).await;
    sign_many(&store, 50).await;
    let mut run = ReminderRun::starting(NOW + 2 * DAY_MS);
    let mut chunks = Vec::new();
    loop {
        let chunk = store.attempts().remind_some(&mut run).await.unwrap();
        if !chunk.has_more {
            break;
        }
        chunks.push(chunk.rows);
    }
    assert_eq!(chunks, [20, 20, 10]);
    assert_eq!(send_queued_mail(&store, NOW + 2 * DAY_MS).await.len(), 50);
}

pub(crate) async fn a_reminder_that_was_due_is_checked_again_before_it_is_written(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let links = sign_many(&store, 30).await;
    let later = NOW + 2 * DAY_MS;
    let mut run = ReminderRun::starting(later);
    let first = store.attempts().remind_some(&mut run).await.unwrap();
    assert_eq!(first.rows, 20);
    // Everybody answers after the run has found the others due.
    for link in links {
        confirmed(confirm(&store, Credential::Token(link), later).await);
    }
    let second = store.attempts().remind_some(&mut run).await.unwrap();
    assert_eq!((second.rows, second.has_more), (0, true));
    let last = store.attempts().remind_some(&mut run).await.unwrap();
    assert_eq!((last.rows, last.has_more), (0, false));
}
