//! Tests retention: contacts are kept for as long as the declaration's file says, and the public
//! record stays.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::declarations::Published;
use undersigned::domain::keys::token::Token;
use undersigned::domain::signatures::managed::SignatureState;
use undersigned::domain::time::{DAY_MS, rfc3339};
use undersigned::store::{Chain, Store, Unsubscribed};
use widgets::wire::Visibility;

use crate::actions::{
    DECLARATION, LATER, LIST, NEWS, NOW, attempt, campaign, confirm, confirmed, count, form,
    publish, send_queued_email, send_queued_mail, sign, sign_and_confirm, sign_attempt,
    signatories, subscribe, token,
};
use crate::databases::TestDatabase;

pub(crate) async fn retention_erases_contact_details_and_keeps_public_names(
    database: &TestDatabase,
) {
    let store = database.open().await;
    let closing = DECLARATION.replace("goal: 100", "closes: 2027-02-01\nkeep_days: 10");
    assert_eq!(publish(&store, &closing, NOW).await, Published::New);
    let mut links = Vec::new();
    for (name, visibility) in [
        ("Ada Example", Visibility::Full),
        ("Bo Quillfeather", Visibility::Initials),
        ("Cleo Quillfeather", Visibility::Hidden),
    ] {
        let mut typed = form(name, &format!("{}@mail.example", &name[..2]));
        typed.postcode = Some("QF7 7ZX".to_owned());
        typed.public = visibility;
        sign_attempt(&store, attempt(&typed), NOW).await;
        let link = token(&send_queued_email(&store, NOW).await);
        confirmed(confirm(&store, Credential::Token(link), NOW).await);
        links.push(link);
    }
    sign_and_confirm(&store, "Dee Quillfeather", "dee@mail.example", NOW).await;
    sign(&store, "Dee Quillfeather", "dee@mail.example", LATER).await;
    let dee = token(&send_queued_email(&store, LATER).await);
    store
        .signatures()
        .withdraw(&dee, LATER)
        .await
        .unwrap()
        .unwrap();
    sign(
        &store,
        "Eve Quillfeather",
        "quillfeather@mail.example",
        LATER,
    )
    .await;

    let before = store.privacy().contacts().await.unwrap();
    let [due] = &before[..] else {
        panic!("one declaration: {before:?}");
    };
    assert_eq!(rfc3339(due.until), "2027-02-12T00:00:00Z");
    assert_eq!((due.signatures, due.withdrawn), (3, 1));
    let early = store
        .privacy()
        .erase_contacts(due.until - 1, due.until - 1)
        .await
        .unwrap();
    assert!(early.is_empty(), "not a moment too early");
    assert_eq!(
        store.privacy().contacts().await.unwrap(),
        before,
        "looking changes nothing"
    );

    let erased = store
        .privacy()
        .erase_contacts(due.until, due.until)
        .await
        .unwrap();
    assert_eq!(erased, before);
    assert!(store.privacy().contacts().await.unwrap().is_empty());
    assert!(
        store
            .privacy()
            .erase_contacts(due.until, due.until)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(count(&store).await, 3);
    let mut names: Vec<_> = signatories(&store)
        .await
        .into_iter()
        .map(|one| one.name)
        .collect();
    names.sort();
    assert_eq!(names, ["Ada Example", "B. Q."]);
    let private = ["uillfeather", "QF7 7ZX"];
    assert_eq!(
        database.contains_any(&private).await,
        None,
        "emails and attempts too"
    );
    let chain = store.privacy().check_consents().await.unwrap();
    assert_eq!(
        chain,
        Chain::Whole { records: 9 },
        "signed 4, withdrawn 1, expired 4"
    );

    // The link still works for what is left, and nothing new can be stored through it.
    let own = store
        .signatures()
        .managed(&links[1], due.until)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((own.state, own.email), (SignatureState::Signed, None));
    store
        .signatures()
        .erase(&links[1], false, due.until)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(count(&store).await, 2);
}

pub(crate) async fn many_contacts_are_erased_some_at_a_time(database: &TestDatabase) {
    let store = database.open().await;
    let closing = DECLARATION.replace("goal: 100", "closes: 2027-02-01\nkeep_days: 10");
    publish(&store, &closing, NOW).await;
    for number in 0..30 {
        let email = format!("{number}@mail.example");
        sign_and_confirm(&store, "Ada Example", &email, NOW).await;
    }
    let due = store.privacy().contacts().await.unwrap().remove(0).until;
    let mut run = store.privacy().contacts_run(due, due).await.unwrap();
    assert_eq!(run.current().map(|one| one.signatures), Some(30));
    let mut chunks = Vec::new();
    loop {
        let chunk = store.privacy().erase_some_contacts(&mut run).await.unwrap();
        if !chunk.has_more {
            break;
        }
        chunks.push(chunk.rows);
    }
    // Addresses, then the attempts that they were signed by.
    assert_eq!(chunks, [25, 5, 25, 5]);
    assert_eq!(run.current(), None);
    assert!(store.privacy().contacts().await.unwrap().is_empty());
    let chain = store.privacy().check_consents().await.unwrap();
    assert_eq!(chain, Chain::Whole { records: 60 });
}

pub(crate) async fn default_retention_is_ninety_days_after_closing(database: &TestDatabase) {
    let store = database.open().await;
    publish(&store, DECLARATION, NOW).await;
    sign_and_confirm(&store, "Ada Example", "ada@mail.example", NOW).await;
    let far = NOW + 4_000 * DAY_MS;
    assert!(
        store
            .privacy()
            .erase_contacts(far, far)
            .await
            .unwrap()
            .is_empty(),
        "it never closes"
    );
    let closing = DECLARATION.replace("goal: 100", "closes: 2027-02-01");
    assert_eq!(publish(&store, &closing, LATER).await, Published::Settings);
    let contacts = store.privacy().contacts().await.unwrap();
    assert_eq!(rfc3339(contacts[0].until), "2027-05-03T00:00:00Z");
    let named = DECLARATION.replace("goal: 100", "closes: 2027-02-01\nkeep_until: 2027-06-01");
    assert_eq!(publish(&store, &named, LATER).await, Published::Settings);
    let contacts = store.privacy().contacts().await.unwrap();
    assert_eq!(rfc3339(contacts[0].until), "2027-06-02T00:00:00Z");
}

/// `None` once nothing is kept about this unsubscribe link's owner.
async fn is_subscribed(store: &Store, way_out: &Token) -> Option<bool> {
    let subscribed = store.lists().subscribed(way_out).await.unwrap();
    subscribed.map(|one| one.active)
}

pub(crate) async fn unsubscribed_people_are_erased_after_the_lists_keep_days(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let mut ways_out = Vec::new();
    for email in [
        "quillfeather@mail.example",
        "bo@mail.example",
        "cy@mail.example",
    ] {
        subscribe(&store, email, &["books"], NOW).await;
        let link = token(&send_queued_email(&store, NOW).await);
        confirmed(confirm(&store, Credential::Token(link), NOW).await);
        ways_out.push(token(&send_queued_email(&store, NOW).await));
    }
    for way_out in &ways_out[..2] {
        store
            .lists()
            .unsubscribe(way_out, LATER)
            .await
            .unwrap()
            .unwrap();
    }
    // Bo subscribes again, and unsubscribes later.
    subscribe(&store, "bo@mail.example", &[], LATER).await;
    let back = token(&send_queued_email(&store, LATER).await);
    confirmed(confirm(&store, Credential::Token(back), LATER).await);
    send_queued_mail(&store, LATER).await;
    let day = |days: i64| LATER + days * DAY_MS;
    store
        .lists()
        .unsubscribe(&ways_out[1], day(20))
        .await
        .unwrap()
        .unwrap();

    let unsubscribed = |keep_days, due, later| {
        let slug = LIST.to_owned();
        vec![Unsubscribed {
            slug,
            keep_days,
            due,
            later,
        }]
    };
    assert!(
        store
            .lists()
            .erase_unsubscribed(day(30) - 1, day(30) - 1)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        store.lists().unsubscribed(day(30)).await.unwrap(),
        unsubscribed(30, 1, 1)
    );
    assert_eq!(
        store
            .lists()
            .erase_unsubscribed(day(30), day(30))
            .await
            .unwrap(),
        unsubscribed(30, 1, 1)
    );
    assert_eq!(database.contains_any(&["quillfeather"]).await, None);
    for (way_out, expected) in ways_out.iter().zip([None, Some(false), Some(true)]) {
        assert_eq!(is_subscribed(&store, way_out).await, expected);
    }

    let sooner = NEWS.replace("kind: list", "kind: list\nkeep_days: 3");
    assert_eq!(publish(&store, &sooner, day(30)).await, Published::Settings);
    assert_eq!(
        publish(&store, &sooner, day(30)).await,
        Published::Unchanged
    );
    assert_eq!(
        store.lists().unsubscribed(day(31)).await.unwrap(),
        unsubscribed(3, 1, 0)
    );
    assert_eq!(
        store
            .lists()
            .erase_unsubscribed(day(31), day(31))
            .await
            .unwrap(),
        unsubscribed(3, 1, 0)
    );
    assert!(
        store
            .lists()
            .unsubscribed(day(31))
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(is_subscribed(&store, &ways_out[2]).await, Some(true));
    let chain = store.privacy().check_consents().await.unwrap();
    assert_eq!(
        chain,
        Chain::Whole { records: 9 },
        "joined 4, left 3, expired 2"
    );
}
