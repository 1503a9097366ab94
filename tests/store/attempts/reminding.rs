//! Tests reminders: at most two for an unanswered email.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::declarations::Published;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::time::DAY_MS;
use widgets::wire::ConfirmedKind;

use crate::bases::Base;
use crate::deeds::{
    DECLARATION, LATER, NEWS, NOW, SLUG, campaign, confirm, confirmed, count, letters, publish,
    sign, sign_and_confirm, subscribe, token,
};

pub(crate) async fn two_reminders_go_days_apart_and_end_with_their_attempt(base: &Base) {
    let store = campaign(base).await;
    sign_and_confirm(&store, "Bo Example", "bo@mail.example", NOW).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    // Two attempts; only the later one gets reminders.
    sign(&store, "Ada M. Example", "ada@mail.example", LATER).await;
    subscribe(&store, "ada@mail.example", &[], NOW).await;
    letters(&store, LATER).await;

    let day = |days: i64| LATER + days * DAY_MS;
    for (days, due) in [(1, 0), (2, 2), (2, 0), (4, 0), (5, 2), (5, 0), (6, 0)] {
        assert_eq!(store.remind(day(days)).await.unwrap(), due, "day {days}");
        let sent = letters(&store, day(days)).await;
        assert_eq!(sent.len() as u64, due);
        for letter in sent {
            assert_eq!(letter.recipient, "ada@mail.example");
            let named = match letter.kind {
                MessageKind::RemindSignature => Some("Ada M. Example"),
                MessageKind::RemindSubscription => None,
                other => panic!("{other:?} is no reminder"),
            };
            assert_eq!(letter.facts.name.as_deref(), named);
        }
    }
    store.housekeep(day(7)).await.unwrap();
    assert_eq!(store.remind(day(9)).await.unwrap(), 0);
}

pub(crate) async fn a_reminder_confirms_and_ends_reminding(base: &Base) {
    let store = campaign(base).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    letters(&store, NOW).await;
    let day = |days: i64| NOW + days * DAY_MS;
    assert_eq!(store.remind(day(2)).await.unwrap(), 1);
    let reminder = letters(&store, day(2)).await.remove(0);
    let link = token(&reminder);
    assert_eq!(
        confirmed(confirm(&store, Credential::Token(link), day(3)).await).count,
        Some(1)
    );
    assert_eq!(store.remind(day(5)).await.unwrap(), 0);
    assert_eq!(count(&store).await, 1);
}

pub(crate) async fn whose_letter_never_went_is_not_reminded_of_it(base: &Base) {
    let store = campaign(base).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    // The email still waits.
    assert_eq!(store.remind(NOW + 2 * DAY_MS).await.unwrap(), 0);
    letters(&store, NOW + 2 * DAY_MS).await;
    assert_eq!(store.remind(NOW + 3 * DAY_MS).await.unwrap(), 1);
}

pub(crate) async fn the_second_of_a_household_is_reminded_although_the_first_has_signed(
    base: &Base,
) {
    let store = campaign(base).await;
    let day = |days: i64| NOW + days * DAY_MS;
    sign(&store, "Bo Example", "home@mail.example", NOW).await;
    letters(&store, NOW).await;
    sign_and_confirm(&store, "Ada Example", "home@mail.example", day(1)).await;
    for (days, due) in [(2, 1), (3, 0), (5, 1), (6, 0)] {
        assert_eq!(store.remind(day(days)).await.unwrap(), due, "day {days}");
        for letter in letters(&store, day(days)).await {
            assert_eq!(letter.facts.name.as_deref(), Some("Bo Example"));
        }
    }
    // A signatory gets no reminders, however many attempts are made for them.
    sign(&store, "Ada Example", "home@mail.example", day(6)).await;
    letters(&store, day(6)).await;
    assert_eq!(store.remind(day(8)).await.unwrap(), 0);
    sign(&store, "bo EXAMPLE", "home@mail.example", day(9)).await;
    let link = token(&letters(&store, day(9)).await.remove(0));
    confirmed(confirm(&store, Credential::Token(link), day(9)).await);
    assert_eq!(count(&store).await, 2);
    assert_eq!(store.remind(day(12)).await.unwrap(), 0);
}

pub(crate) async fn nobody_is_reminded_of_what_is_off_the_web(base: &Base) {
    let store = campaign(base).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    subscribe(&store, "bo@mail.example", &[], NOW).await;
    letters(&store, NOW).await;
    let day = |days: i64| NOW + days * DAY_MS;
    let both = [
        (ConfirmedKind::Signature, SLUG),
        (ConfirmedKind::Subscription, "news"),
    ];
    for (kind, slug) in both {
        store.unpublish(kind, slug, day(1)).await.unwrap();
    }
    assert_eq!(store.remind(day(3)).await.unwrap(), 0);
    for text in [DECLARATION, NEWS] {
        assert_eq!(publish(&store, text, day(3)).await, Published::Back);
    }
    assert_eq!(store.remind(day(4)).await.unwrap(), 2);
}
