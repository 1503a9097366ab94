//! Tests subscribing to lists by one email, and unsubscribing by the next.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::id::Id;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::time::{HOUR_MS, MINUTE_MS};
use undersigned::store::ConfirmOutcome;
use widgets::wire::ConfirmedKind;

use crate::actions::{
    LATER, LIST, NOW, by_emailed_code, campaign, confirm, confirmed, link, second_token,
    send_queued_email, send_queued_mail, subscribe, token, unknown_token,
};
use crate::databases::TestDatabase;

pub(crate) async fn a_person_subscribes_unsubscribes_and_subscribes_again(database: &TestDatabase) {
    let store = campaign(database).await;
    let id = subscribe(&store, "ada@mail.example", &["events"], NOW).await;
    let asking = send_queued_email(&store, NOW).await;
    assert_eq!(asking.kind, MessageKind::ConfirmSubscription);
    let joined = confirmed(confirm(&store, by_emailed_code(id, &asking), NOW).await);
    assert_eq!(
        (joined.kind, joined.slug.as_str(), joined.count),
        (ConfirmedKind::Subscription, LIST, None)
    );
    let welcome = send_queued_email(&store, NOW).await;
    assert_eq!(
        (welcome.kind, welcome.facts.code.clone()),
        (MessageKind::Welcome, None)
    );

    let way_out = token(&welcome);
    assert!(
        store
            .lists()
            .subscribed(&way_out)
            .await
            .unwrap()
            .unwrap()
            .active
    );
    for _ in 0..2 {
        let left = store.lists().unsubscribe(&way_out, LATER).await.unwrap();
        let left = left.expect("this is a way out");
        assert_eq!(left.kind, ConfirmedKind::Subscription);
        assert_eq!(left.title, "News from the reading room");
        assert_eq!(left.lang, "en");
    }
    assert!(
        !store
            .lists()
            .subscribed(&way_out)
            .await
            .unwrap()
            .unwrap()
            .active
    );
    assert_eq!(
        store
            .lists()
            .unsubscribe(&unknown_token(), LATER)
            .await
            .unwrap(),
        None
    );

    let again = subscribe(&store, "ada@mail.example", &[], NOW + HOUR_MS).await;
    let asking = send_queued_email(&store, NOW + HOUR_MS).await;
    assert_eq!(
        asking.kind,
        MessageKind::ConfirmSubscription,
        "they are on it no more"
    );
    confirmed(confirm(&store, by_emailed_code(again, &asking), NOW + HOUR_MS).await);
    assert!(
        store
            .lists()
            .subscribed(&way_out)
            .await
            .unwrap()
            .unwrap()
            .active
    );
    assert_eq!(
        send_queued_email(&store, NOW + HOUR_MS).await.kind,
        MessageKind::Welcome
    );
}

pub(crate) async fn a_used_confirmation_link_does_not_resubscribe(database: &TestDatabase) {
    let store = campaign(database).await;
    subscribe(&store, "ada@mail.example", &[], NOW).await;
    let asking = send_queued_email(&store, NOW).await;
    let link = Credential::Token(token(&asking));
    confirmed(confirm(&store, link.clone(), NOW).await);
    let way_out = token(&send_queued_email(&store, NOW).await);
    store.lists().unsubscribe(&way_out, LATER).await.unwrap();
    let used = confirm(&store, link, LATER).await;
    assert_eq!(used, ConfirmOutcome::Expired, "no thanks for a used link");
    assert!(
        !store
            .lists()
            .subscribed(&way_out)
            .await
            .unwrap()
            .unwrap()
            .active,
        "a scanner opened the old email"
    );
}

pub(crate) async fn subscribing_again_queues_no_second_welcome(database: &TestDatabase) {
    let store = campaign(database).await;
    let id = subscribe(&store, "ada@mail.example", &["events"], NOW).await;
    let asking = send_queued_email(&store, NOW).await;
    confirmed(confirm(&store, by_emailed_code(id, &asking), NOW).await);
    send_queued_email(&store, NOW).await;
    let soon = NOW + 2 * MINUTE_MS;
    let id = subscribe(&store, "ada@mail.example", &["books"], soon).await;
    let again = send_queued_email(&store, soon).await;
    assert_eq!(again.kind, MessageKind::AlreadySubscribed);
    confirmed(confirm(&store, by_emailed_code(id, &again), soon).await);
    assert!(
        send_queued_mail(&store, soon).await.is_empty(),
        "one welcome is enough"
    );
    let way_out = second_token(&again);
    store
        .lists()
        .unsubscribe(&way_out, soon)
        .await
        .unwrap()
        .expect("this email too is a way out");
    assert!(
        !store
            .lists()
            .subscribed(&way_out)
            .await
            .unwrap()
            .unwrap()
            .active
    );
}

pub(crate) async fn attempts_of_one_mailbox_that_are_confirmed_at_once_make_one_subscription(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let mut confirming = tokio::task::JoinSet::new();
    for number in 0..10 {
        let email = format!("reader{number}@mail.example");
        for topic in ["events", "books"] {
            let id = subscribe(&store, &email, &[topic], NOW).await;
            let credential = Credential::Token(link(&store, id));
            let store = store.clone();
            confirming.spawn(async move { confirmed(confirm(&store, credential, LATER).await) });
        }
    }
    assert_eq!(confirming.join_all().await.len(), 20);
    let (list, after) = (ConfirmedKind::Subscription, Id::FIRST);
    let page = store.lists().subscribers(list, LIST, after, 100);
    assert_eq!(page.await.unwrap().people.len(), 10);
    let emails = send_queued_mail(&store, LATER).await.into_iter();
    let welcome = emails.filter(|email| email.kind == MessageKind::Welcome);
    assert_eq!(welcome.count(), 10, "one welcome is enough");
}
