//! Tests confirming an attempt by the email's link and code.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::id::Id;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use undersigned::store::{ConfirmOutcome, Confirmed};
use widgets::wire::{ConfirmedKind, SignRequest, SignatoryKind, Visibility};

use crate::actions::{
    LATER, NOW, SLUG, attempt, by_code, by_emailed_code, campaign, confirm, confirmed, count, form,
    key, send_queued_email, sign, sign_and_confirm, sign_attempt, signatories, token,
    unknown_token, wrong_code,
};
use crate::databases::TestDatabase;

pub(crate) async fn the_emailed_link_confirms_once_and_is_idempotent(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let message = send_queued_email(&store, NOW).await;
    let credential = Credential::Token(token(&message));
    let first = confirmed(confirm(&store, credential.clone(), LATER).await);
    assert_eq!(
        (first.kind, first.slug.as_str(), first.count),
        (ConfirmedKind::Signature, SLUG, Some(1))
    );
    assert_eq!(first.page_url, "https://ally.example/article");
    assert_eq!(first.place, Some(1), "it became a signature just now");
    for _ in 0..3 {
        let again = confirmed(confirm(&store, credential.clone(), LATER).await);
        let known = Confirmed {
            place: None,
            ..first.clone()
        };
        assert_eq!(again, known);
    }
    assert_eq!(count(&store).await, 1);
    assert!(
        store
            .attempts()
            .pending(&token(&message), LATER)
            .await
            .unwrap()
            .unwrap()
            .confirmed
    );
    let unknown = Credential::Token(unknown_token());
    assert_eq!(
        confirm(&store, unknown, LATER).await,
        ConfirmOutcome::Expired
    );
}

pub(crate) async fn signatures_confirmed_at_the_same_time_have_different_places(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let mut tokens = Vec::new();
    for number in 0..12 {
        let email = format!("ada{number}@mail.example");
        let name = format!("Ada {}", &"abcdefghijkl"[number..=number]);
        sign(&store, &name, &email, NOW).await;
        tokens.push(token(&send_queued_email(&store, NOW).await));
    }
    let confirming: Vec<_> = tokens
        .into_iter()
        .map(|token| {
            let store = store.clone();
            tokio::spawn(async move { confirm(&store, Credential::Token(token), LATER).await })
        })
        .collect();
    let mut places = Vec::new();
    for one in confirming {
        places.push(confirmed(one.await.expect("it does not panic")).place);
    }
    places.sort_unstable();
    let all: Vec<Option<u64>> = (1..=12).map(Some).collect();
    assert_eq!(places, all);
}

pub(crate) async fn the_emailed_code_confirms(database: &TestDatabase) {
    let store = campaign(database).await;
    let id = sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let message = send_queued_email(&store, NOW).await;
    assert_eq!(
        confirm(&store, by_code(id, wrong_code(&message)), LATER).await,
        ConfirmOutcome::Wrong
    );
    let key = |body: &str| key("confirming", body);
    let first = store
        .attempts()
        .confirm(by_emailed_code(id, &message), key("a"), LATER)
        .await
        .unwrap();
    assert_eq!(confirmed(first.clone()).count, Some(1));
    assert_eq!(
        store
            .attempts()
            .confirm(by_emailed_code(id, &message), key("a"), LATER)
            .await
            .unwrap(),
        first
    );
    assert_eq!(
        store
            .attempts()
            .confirm(by_emailed_code(id, &message), key("b"), LATER)
            .await
            .unwrap(),
        ConfirmOutcome::KeyReused
    );
    assert_eq!(
        confirm(&store, by_emailed_code(Id::new(NOW), &message), LATER).await,
        ConfirmOutcome::Expired
    );
}

pub(crate) async fn a_code_from_another_email_of_the_same_person_is_recognised(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let first = sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let first_message = send_queued_email(&store, NOW).await;
    let second = sign(&store, "Ada Example", "ada@mail.example", LATER).await;
    let second_message = send_queued_email(&store, LATER).await;
    if first_message.facts.code != second_message.facts.code {
        for (id, message) in [(second, &first_message), (first, &second_message)] {
            assert_eq!(
                confirm(&store, by_emailed_code(id, message), LATER).await,
                ConfirmOutcome::OfAnother
            );
        }
    }
    confirmed(confirm(&store, by_emailed_code(second, &second_message), LATER).await);
    assert_eq!(count(&store).await, 1);
}

pub(crate) async fn spellings_of_one_mailbox_count_once(database: &TestDatabase) {
    let store = campaign(database).await;
    sign_and_confirm(&store, "Ada Example", "ada@mail.example", NOW).await;
    let id = sign(&store, "ada EXAMPLE", "ADA+again@Mail.example", LATER).await;
    let message = send_queued_email(&store, LATER).await;
    assert_eq!(
        message.kind,
        MessageKind::AlreadySigned,
        "only the email tells"
    );
    let again = confirmed(confirm(&store, by_emailed_code(id, &message), LATER).await);
    assert_eq!(again.count, Some(1));
    let names: Vec<String> = signatories(&store)
        .await
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names, ["Ada Example"], "the first signature stays as it is");
}

pub(crate) async fn five_wrong_codes_void_the_code_of_that_attempt_only(database: &TestDatabase) {
    let store = campaign(database).await;
    let first = sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let first_message = send_queued_email(&store, NOW).await;
    let second = sign(&store, "Ada Example", "ada@mail.example", LATER).await;
    let second_message = send_queued_email(&store, LATER).await;
    let wrong = ["111111", "222222", "333333", "444444", "555555", "666666"]
        .into_iter()
        .find(|code| {
            [&first_message, &second_message]
                .iter()
                .all(|one| one.facts.code.as_deref() != Some(code))
        })
        .unwrap();
    // Wrong codes also count if they arrive in one batch.
    let tries = (0..9).map(|_| {
        let (store, credential) = (store.clone(), by_code(first, wrong));
        tokio::spawn(async move { confirm(&store, credential, LATER).await })
    });
    let tries: Vec<_> = tries.collect();
    let mut outcomes = Vec::new();
    for one in tries {
        outcomes.push(one.await.unwrap());
    }
    let count_of = |wanted| outcomes.iter().filter(|one| **one == wanted).count();
    assert_eq!(count_of(ConfirmOutcome::Wrong), 5, "{outcomes:?}");
    assert_eq!(count_of(ConfirmOutcome::Void), 4, "{outcomes:?}");
    assert_eq!(
        confirm(&store, by_emailed_code(first, &first_message), LATER).await,
        ConfirmOutcome::Void,
        "the right code too is refused now"
    );
    assert_eq!(count(&store).await, 0);
    // Its link is not a guess, and the other attempt's code still works.
    let by_link = confirm(&store, Credential::Token(token(&first_message)), LATER).await;
    assert_eq!(confirmed(by_link).count, Some(1));
    confirmed(confirm(&store, by_emailed_code(second, &second_message), LATER).await);
}

pub(crate) async fn a_code_expires_after_a_day_and_a_link_after_a_week(database: &TestDatabase) {
    let store = campaign(database).await;
    let id = sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let message = send_queued_email(&store, NOW).await;
    let (code, link) = (
        by_emailed_code(id, &message),
        Credential::Token(token(&message)),
    );
    assert_eq!(
        confirm(&store, code.clone(), NOW + DAY_MS).await,
        ConfirmOutcome::Expired
    );
    assert_eq!(
        confirm(&store, link.clone(), NOW + 7 * DAY_MS).await,
        ConfirmOutcome::Expired
    );
    assert!(
        store
            .attempts()
            .pending(&token(&message), NOW + 7 * DAY_MS)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(count(&store).await, 0);
    confirmed(confirm(&store, code, NOW + 24 * HOUR_MS - 1).await);
    confirmed(confirm(&store, link, NOW + 7 * DAY_MS - 1).await);
    assert_eq!(count(&store).await, 1);
}

pub(crate) async fn another_persons_code_is_rejected(database: &TestDatabase) {
    let store = campaign(database).await;
    let ada = sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let for_ada = send_queued_email(&store, NOW).await;
    sign(&store, "Bo Example", "bo@mail.example", NOW).await;
    let for_bo = send_queued_email(&store, NOW).await;
    if for_ada.facts.code != for_bo.facts.code {
        assert_eq!(
            confirm(&store, by_emailed_code(ada, &for_bo), NOW).await,
            ConfirmOutcome::Wrong
        );
    }
    assert_eq!(count(&store).await, 0);
}

pub(crate) async fn public_signatories_respect_each_visibility(database: &TestDatabase) {
    let store = campaign(database).await;
    let ways = [
        ("Ada Example", SignatoryKind::Person, Visibility::Full),
        ("Bo Example", SignatoryKind::Person, Visibility::Initials),
        ("Cy Example", SignatoryKind::Person, Visibility::Hidden),
        ("Di Example", SignatoryKind::Organisation, Visibility::Full),
    ];
    for (number, (name, kind, public)) in ways.into_iter().enumerate() {
        let now_ms = NOW + number as i64 * MINUTE_MS;
        let request = SignRequest {
            kind,
            public,
            organisation: Some("Rivers Union".to_owned()),
            role: Some("Chair".to_owned()),
            ..form(name, &format!("{number}@mail.example"))
        };
        sign_attempt(&store, attempt(&request), now_ms).await;
        let message = send_queued_email(&store, now_ms).await;
        confirmed(confirm(&store, Credential::Token(token(&message)), now_ms).await);
    }
    let shown: Vec<(String, Option<String>)> = signatories(&store)
        .await
        .into_iter()
        .map(|one| (one.name, one.role))
        .collect();
    let role = |words: &str| Some(words.to_owned());
    assert_eq!(
        shown,
        [
            ("Rivers Union".to_owned(), role("Di Example, Chair")),
            ("B. E.".to_owned(), role("Chair")),
            ("Ada Example".to_owned(), role("Chair")),
        ]
    );
    let declaration = store.declarations().find(SLUG).await.unwrap().unwrap();
    assert_eq!((declaration.count, declaration.organisations), (4, 1));
    let recent = store
        .signatures()
        .recent_signatories(SLUG, 2)
        .await
        .unwrap();
    let recent: Vec<&str> = recent.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(recent, ["Rivers Union", "B. E."], "organisations first");
}
