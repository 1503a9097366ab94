//! Tests erasing a person for an organiser, and the erasure log that outlives the database.

use std::fs;
use std::path::Path;

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::mail::email_key::EmailKey;
use undersigned::domain::time::{DAY_MS, MINUTE_MS};
use undersigned::store::{Chain, DeskErased, ErasureScope, Holding, PersonErased, Store};
use widgets::fields::EmailAddress;
use widgets::wire::ConfirmedKind;

use crate::actions::{
    DECLARATION, LATER, LIST, NOW, SLUG, campaign, confirm, confirmed, count, housekeep, publish,
    send_queued_email, send_queued_mail, sign, sign_and_confirm, signatories, subscribe, token,
};
use crate::databases::TestDatabase;

const HOME: &str = "quillfeather@mail.example";

fn key() -> EmailKey {
    EmailKey::of(&EmailAddress::parse("Quillfeather+x@mail.example").unwrap())
}

fn erased_holding(kind: ConfirmedKind, confirmed: u64, attempts: u64, emails: u64) -> Holding {
    let slug = match kind {
        ConfirmedKind::Signature => SLUG,
        ConfirmedKind::Subscription => LIST,
    };
    Holding {
        kind,
        slug: slug.to_owned(),
        confirmed,
        withdrawn: 0,
        attempts,
        emails,
    }
}

fn erased_all(gone: Vec<Holding>) -> PersonErased {
    PersonErased::Gone {
        gone,
        left: Vec::new(),
        desk: DeskErased::default(),
    }
}

pub(crate) async fn erasing_a_person_covers_declarations_and_lists(database: &TestDatabase) {
    let (store, person) = (campaign(database).await, key());
    sign_and_confirm(&store, "Bo Example", "bo@mail.example", NOW).await;
    sign_and_confirm(&store, "Ada Quillfeather", HOME, NOW).await;
    subscribe(&store, HOME, &["books"], NOW).await;
    let subscription = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(subscription), NOW).await);
    send_queued_mail(&store, NOW).await;
    // An email that has not been sent yet.
    sign(&store, "Ada Quillfeather", HOME, LATER).await;
    let all = vec![
        erased_holding(ConfirmedKind::Signature, 1, 2, 1),
        erased_holding(ConfirmedKind::Subscription, 1, 1, 0),
    ];
    for dry_run in [true, false] {
        let erased = store
            .privacy()
            .erase_person(&person, &ErasureScope::TheOnlyOne, dry_run, LATER)
            .await
            .unwrap();
        assert_eq!(erased, erased_all(all.clone()), "dry run: {dry_run}");
        assert_eq!(count(&store).await, if dry_run { 2 } else { 1 });
    }
    assert_eq!(database.contains_any(&["uillfeather"]).await, None);
    assert!(send_queued_mail(&store, LATER).await.is_empty());
    let again = store
        .privacy()
        .erase_person(&person, &ErasureScope::TheOnlyOne, false, LATER);
    assert_eq!(again.await.unwrap(), erased_all(Vec::new()));

    assert!(
        store
            .privacy()
            .exports_of(&person)
            .await
            .unwrap()
            .is_empty()
    );
    store.privacy().note_export(&person, NOW).await.unwrap();
    assert_eq!(
        store.privacy().exports_of(&person).await.unwrap(),
        ["2027-01-15"]
    );
}

pub(crate) async fn erasing_a_person_keeps_the_limits_of_emails_for_a_week(
    database: &TestDatabase,
) {
    let (store, person) = (campaign(database).await, key());
    let whose = ErasureScope::Everybodys;
    let erase = |now_ms| store.privacy().erase_person(&person, &whose, false, now_ms);
    for minute in 0..3 {
        let now_ms = NOW + minute * MINUTE_MS;
        sign(&store, "Ada Quillfeather", HOME, now_ms).await;
        send_queued_email(&store, now_ms).await;
    }
    let now_ms = NOW + 3 * MINUTE_MS;
    erase(now_ms).await.unwrap();
    assert_eq!(database.contains_any(&["uillfeather"]).await, None);
    assert_eq!(database.rows("mailboxes").await, 1);
    sign(&store, "Ada Quillfeather", HOME, now_ms).await;
    let sent = send_queued_mail(&store, now_ms).await;
    assert_eq!(sent.len(), 0, "three a day, erased or not");
    erase(now_ms).await.unwrap();
    housekeep(&store, NOW + 9 * DAY_MS).await;
    assert_eq!(database.rows("mailboxes").await, 0);
}

pub(crate) async fn erasure_in_a_shared_mailbox_removes_only_the_named_person(
    database: &TestDatabase,
) {
    let (store, person) = (campaign(database).await, key());
    sign_and_confirm(&store, "Ada Quillfeather", HOME, NOW).await;
    sign_and_confirm(&store, "Bo Quillfeather", HOME, NOW + DAY_MS).await;
    let later = NOW + 2 * DAY_MS;
    let asked = store
        .privacy()
        .erase_person(&person, &ErasureScope::TheOnlyOne, false, later);
    let names = ["Ada Quillfeather", "Bo Quillfeather"].map(str::to_owned);
    assert_eq!(asked.await.unwrap(), PersonErased::Several(names.into()));
    let named = ErasureScope::Named("Quillfeather, Ada".to_owned());
    let erased = store
        .privacy()
        .erase_person(&person, &named, false, later)
        .await
        .unwrap();
    assert_eq!(
        erased,
        PersonErased::Gone {
            gone: vec![erased_holding(ConfirmedKind::Signature, 1, 1, 0)],
            left: vec![(
                "Bo Quillfeather".to_owned(),
                erased_holding(ConfirmedKind::Signature, 1, 1, 0)
            )],
            desk: DeskErased::default(),
        }
    );
    let names: Vec<_> = signatories(&store)
        .await
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names, ["Bo Quillfeather"]);
    let everybody = store
        .privacy()
        .erase_person(&person, &ErasureScope::Everybodys, false, later);
    assert!(matches!(everybody.await.unwrap(), PersonErased::Gone { gone, .. } if gone.len() == 1));
    assert_eq!(database.contains_any(&["uillfeather"]).await, None);
}

pub(crate) async fn the_erasure_log_repeats_erasures_that_a_restored_backup_lost(
    database: &TestDatabase,
) {
    let person = key();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("erased");
    campaign(database).await.close().await;
    let open = async || {
        let file = Some(file.clone());
        Store::open_with_erasure_log(&database.url, &database.key, file, NOW + 10 * DAY_MS)
            .await
            .unwrap()
    };
    let store = open().await;
    assert!(!file.exists(), "nothing has ended yet");
    let refusing = "refuser@mail.example";
    for (days, email) in [(0, HOME), (0, refusing)] {
        let now = NOW + days * DAY_MS;
        sign(&store, "Ada Quillfeather", email, now).await;
        let link = token(&send_queued_email(&store, now).await);
        confirmed(confirm(&store, Credential::Token(link), now).await);
        subscribe(&store, email, &[], now).await;
        let subscription = token(&send_queued_email(&store, now).await);
        confirmed(confirm(&store, Credential::Token(subscription), now).await);
        let way_out = token(&send_queued_email(&store, now).await);
        store.lists().unsubscribe(&way_out, LATER).await.unwrap();
        let refuses = email == refusing;
        store
            .signatures()
            .erase(&link, refuses, LATER)
            .await
            .unwrap();
        assert_eq!(
            send_queued_mail(&store, LATER).await.len(),
            usize::from(refuses)
        );
    }
    let events = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let mut events: Vec<_> = lines
            .map(|line| line.split(' ').nth(1).unwrap().to_owned())
            .collect();
        events.sort();
        events
    };
    let told = fs::read_to_string(&file).unwrap();
    assert_eq!(
        events(&told),
        [
            "disowned",
            "erased",
            "suppression",
            "unsubscribed",
            "unsubscribed"
        ]
    );
    assert!(!told.contains('@'));

    // New data that the log does not cover: both sign and subscribe again.
    sign_and_confirm(&store, "Ada Quillfeather", HOME, NOW + DAY_MS).await;
    subscribe(&store, HOME, &[], NOW + DAY_MS).await;
    let link = token(&send_queued_email(&store, NOW + DAY_MS).await);
    confirmed(confirm(&store, Credential::Token(link), NOW + DAY_MS).await);
    send_queued_mail(&store, NOW + DAY_MS).await;
    store.close().await;
    open().await.close().await;
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        told,
        "nothing is written twice"
    );
    let store = open().await;
    assert_eq!(count(&store).await, 1, "an end is no ban");
    store.close().await;

    // The same endings at later times than the new data, as if a backup from before them was
    // restored.
    postpone(&file, &told, 2 * DAY_MS);
    let store = open().await;
    assert_eq!(count(&store).await, 0);
    let kept = store.privacy().person(&person).await.unwrap();
    assert_eq!(kept["signatures"].as_array().unwrap().len(), 0);
    let left = store.lists().unsubscribed(NOW + 9 * DAY_MS).await.unwrap();
    assert_eq!(left[0].later, 2, "who left is off the list again");
    let ends = store.privacy().check_consents().await.unwrap();
    store.close().await;
    let store = open().await;
    assert_eq!(
        store.privacy().check_consents().await.unwrap(),
        ends,
        "once is enough"
    );
}

pub(crate) async fn an_erasure_log_entry_from_a_fast_clock_spares_later_signatures(
    database: &TestDatabase,
) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("erased");
    campaign(database).await.close().await;
    let open = async |now_ms: i64| {
        let file = Some(file.clone());
        Store::open_with_erasure_log(&database.url, &database.key, file, now_ms)
            .await
            .unwrap()
    };
    // Erased under a clock that was ten years ahead; only the log records it.
    let store = open(NOW).await;
    sign(&store, "Ada Quillfeather", HOME, NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(link), NOW).await);
    store.signatures().erase(&link, false, LATER).await.unwrap();
    store.close().await;
    let told = fs::read_to_string(&file).unwrap();
    postpone(&file, &told, 3_650 * DAY_MS);

    // There is nothing to erase; then the person signs again.
    open(NOW + DAY_MS).await.close().await;
    let store = open(NOW + DAY_MS).await;
    sign_and_confirm(&store, "Ada Quillfeather", HOME, NOW + 2 * DAY_MS).await;
    store.close().await;
    for days in [3, 30] {
        let store = open(NOW + days * DAY_MS).await;
        assert_eq!(count(&store).await, 1, "{days} days later");
        store.close().await;
    }
}

pub(crate) async fn a_newer_declaration_in_the_erasure_log_is_recorded_once(
    database: &TestDatabase,
) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("erased");
    campaign(database).await.close().await;
    // A later version's event, and two people of a declaration that the restored backup lacks.
    let told = format!(
        "# A comment\n1 forgotten 1 {0} -\n1 erased 999 {0} -\n2 erased 999 {1} -\n",
        "ab".repeat(16),
        "cd".repeat(16)
    );
    fs::write(&file, &told).unwrap();
    for _ in 0..3 {
        let file = Some(file.clone());
        let opened = Store::open_with_erasure_log(&database.url, &database.key, file, NOW).await;
        let store = opened.unwrap();
        let whole = Chain::Whole { records: 2 };
        assert_eq!(store.privacy().check_consents().await.unwrap(), whole);
        store.close().await;
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), told);
    let store = database.open().await;
    let other = DECLARATION.replace("slug: reading-room", "slug: other");
    publish(&store, &other, NOW).await;
    let newest = "subjects where slug = 'other' and id = 1000";
    assert_eq!(
        database.rows(newest).await,
        1,
        "the number is not taken again"
    );
}

pub(crate) async fn a_suppression_that_a_restored_backup_lost_is_repeated_unless_it_was_lifted(
    database: &TestDatabase,
) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("erased");
    campaign(database).await.close().await;
    let open = async || {
        let file = Some(file.clone());
        Store::open_with_erasure_log(&database.url, &database.key, file, NOW + 10 * DAY_MS)
            .await
            .unwrap()
    };
    let is_suppressed = async |store: &Store| {
        let way_back = store.privacy().way_back(HOME).await.unwrap();
        way_back.is_some()
    };
    let store = open().await;
    sign(&store, "Ada Quillfeather", HOME, NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    let disowned = store.privacy().disown(&link, NOW).await.unwrap().unwrap();
    let lifted = store
        .privacy()
        .lift_suppression(&disowned.way_back, NOW + DAY_MS);
    assert!(lifted.await.unwrap());
    store.close().await;
    let store = open().await;
    assert!(!is_suppressed(&store).await, "it was lifted since");
    store.close().await;

    // The log of a database in which the address was suppressed again two days later.
    let told = fs::read_to_string(&file).unwrap();
    postpone(&file, &told, 2 * DAY_MS);
    let store = open().await;
    assert!(is_suppressed(&store).await, "the backup is older");
}

/// Moves every ending to a later time.
pub(crate) fn postpone(file: &Path, told: &str, by_ms: i64) {
    let later = |line: &str| match line.split_once(' ') {
        Some((at, rest)) if !line.starts_with('#') => {
            format!("{} {rest}\n", at.parse::<i64>().unwrap() + by_ms)
        }
        _ => format!("{line}\n"),
    };
    let later: String = told.lines().map(later).collect();
    fs::write(file, later).unwrap();
}
