//! Tests what happens to signatures when the text changes: a correction carries them over, a change
//! requests renewal. Also lookalike names.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::declarations::{Published, RevisionKind};
use undersigned::domain::id::Id;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::signatures::lookalike::Lookalike;
use undersigned::domain::time::DAY_MS;
use undersigned::store::{Step, Store};

use crate::actions::{
    DECLARATION, LATER, NOW, SLUG, attempt, attempt_at, campaign, confirm, confirmed, form, link,
    publish, second_token, send_queued_email, send_queued_mail, sign, sign_and_confirm,
    sign_attempt, token,
};
use crate::databases::TestDatabase;

const DIFFERENCE: &str = r#"[{"pieces":[{"kind":"added","words":"Daily."}]}]"#;

/// Publishes the second version, and chooses what happens to the first version's signatures.
async fn publish_second_version(store: &Store, revision: RevisionKind) -> Step {
    let changed = DECLARATION.replace("It stays open.", "It stays open, daily.");
    let published = publish(store, &changed, LATER).await;
    assert_eq!(published, Published::Changed { version: 2 });
    let step = Step {
        slug: SLUG.to_owned(),
        lang: "en".to_owned(),
        from: 1,
        to: 2,
    };
    for _ in 0..2 {
        let chosen = store
            .declarations()
            .choose(&step, revision, DIFFERENCE.to_owned(), LATER);
        chosen.await.unwrap();
    }
    step
}

/// The number of signatures for each version.
async fn signatures_by_version(store: &Store) -> Vec<(u32, u64)> {
    let versions = store.declarations().versions(SLUG, "en").await.unwrap();
    let of = versions.iter().map(|one| (one.version, one.signatures));
    of.collect()
}

pub(crate) async fn a_correction_carries_signatures_over_in_batches(database: &TestDatabase) {
    let store = campaign(database).await;
    for number in 0..5 {
        let email = format!("visitor-{number}@mail.example");
        sign_and_confirm(&store, "Ada Example", &email, NOW).await;
    }
    sign(&store, "Bo Example", "bo@mail.example", NOW).await;
    let waiting = token(&send_queued_email(&store, NOW).await);

    let step = publish_second_version(&store, RevisionKind::Correction).await;
    let mut carried = Vec::new();
    while carried.last() != Some(&0) {
        carried.push(
            store
                .declarations()
                .carry_over(&step, 2, LATER)
                .await
                .unwrap(),
        );
    }
    assert_eq!(carried, [2, 2, 1, 0]);
    assert_eq!(signatures_by_version(&store).await, [(2, 5), (1, 0)]);
    let versions = store.declarations().versions(SLUG, "en").await.unwrap();
    assert_eq!(versions[0].revision, Some(RevisionKind::Correction));
    assert_eq!(versions[1].revision, None);

    // A person who had not answered their email yet signs the corrected text; a visitor with the
    // earlier one on screen signs that.
    confirmed(confirm(&store, Credential::Token(waiting), LATER).await);
    assert_eq!(signatures_by_version(&store).await, [(2, 6), (1, 0)]);
    let late = attempt_at(&form("Cy Example", "cy@mail.example"), SLUG, 1);
    let late = Credential::Token(link(&store, sign_attempt(&store, late, LATER).await));
    confirmed(confirm(&store, late, LATER).await);
    assert_eq!(signatures_by_version(&store).await, [(2, 6), (1, 1)]);
    assert_eq!(
        store
            .declarations()
            .carry_over(&step, 2, LATER)
            .await
            .unwrap(),
        1
    );
}

pub(crate) async fn a_change_asks_each_signatory_once_to_renew_by_link(database: &TestDatabase) {
    let store = campaign(database).await;
    sign_and_confirm(&store, "Ada Example", "ada@mail.example", NOW).await;
    sign_and_confirm(&store, "Bo Example", "bo@mail.example", NOW).await;
    // A suppressed address is left alone.
    sign_and_confirm(&store, "Cy Example", "cy@mail.example", NOW).await;
    sign(&store, "Mallory Example", "cy@mail.example", LATER).await;
    let unwanted = token(&send_queued_email(&store, LATER).await);
    store
        .privacy()
        .disown(&unwanted, LATER)
        .await
        .unwrap()
        .unwrap();
    send_queued_email(&store, LATER).await;

    let step = publish_second_version(&store, RevisionKind::Change).await;
    let (mut asked, mut after) = (0, Id::FIRST);
    loop {
        let some = store
            .declarations()
            .ask_to_renew(&step, after, 1, LATER)
            .await
            .unwrap();
        asked += some.emails;
        match some.last {
            Some(last) => after = last,
            None => break,
        }
    }
    assert_eq!(asked, 2);
    let again = store
        .declarations()
        .ask_to_renew(&step, Id::FIRST, 10, LATER)
        .await
        .unwrap();
    assert_eq!(again.emails, 0, "nobody is asked twice");
    assert_eq!(signatures_by_version(&store).await, [(2, 0), (1, 3)]);

    let messages = send_queued_mail(&store, LATER).await;
    assert!(messages.iter().all(|one| one.kind == MessageKind::Renew));
    let ada = messages
        .iter()
        .find(|one| one.recipient == "ada@mail.example");
    let ada = ada.expect("an email to Ada");
    let change = ada.facts.change.as_ref().expect("what changed");
    assert_eq!(change.difference[0].pieces[0].words, "Daily.");
    let link = token(ada);
    let own = store.signatures().managed(&second_token(ada), LATER).await;
    assert_eq!(own.unwrap().unwrap().name, "Ada Example");

    let looked = store.declarations().renewal(&link).await.unwrap().unwrap();
    assert!(!looked.renewed, "looking changes nothing");
    for _ in 0..2 {
        assert!(
            store
                .declarations()
                .renew(&link, LATER)
                .await
                .unwrap()
                .unwrap()
                .renewed
        );
        assert_eq!(signatures_by_version(&store).await, [(2, 1), (1, 2)]);
    }
    // A withdrawn signature cannot be renewed.
    let bo = messages
        .iter()
        .find(|one| one.recipient == "bo@mail.example");
    let bo = bo.expect("an email to Bo");
    let withdrawn = store.signatures().withdraw(&second_token(bo), LATER).await;
    assert!(withdrawn.unwrap().is_some());
    let renewed = store.declarations().renew(&token(bo), LATER).await;
    assert!(renewed.unwrap().is_none());
}

pub(crate) async fn signatories_without_an_email_address_are_not_asked_to_renew(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let closing = DECLARATION.replace("goal: 100", "closes: 2027-02-01\nkeep_days: 10");
    publish(&store, &closing, NOW).await;
    sign_and_confirm(&store, "Ada Example", "ada@mail.example", NOW).await;
    let erased = store
        .privacy()
        .erase_contacts(NOW + 60 * DAY_MS, NOW + 60 * DAY_MS)
        .await
        .unwrap();
    assert_eq!(erased[0].signatures, 1);

    let step = publish_second_version(&store, RevisionKind::Change).await;
    let asked = store
        .declarations()
        .ask_to_renew(&step, Id::FIRST, 10, LATER)
        .await
        .unwrap();
    assert_eq!((asked.emails, asked.last), (0, None));
}

pub(crate) async fn lookalike_names_are_listed_once_confirmed(database: &TestDatabase) {
    let store = campaign(database).await;
    let mut imitating = form("Ada Example", "ada@mail.example");
    imitating.kind = widgets::wire::SignatoryKind::Organisation;
    imitating.organisation = Some("\u{410}mnesty Example".to_owned());
    sign_attempt(&store, attempt(&imitating), NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    sign_and_confirm(&store, "Bo Example", "bo@mail.example", NOW).await;
    assert!(store.signatures().lookalikes(10).await.unwrap().is_empty());

    confirmed(confirm(&store, Credential::Token(link), LATER).await);
    let found = store.signatures().lookalikes(10).await.unwrap();
    let [one] = &found[..] else {
        panic!("one name to look at: {found:?}");
    };
    assert_eq!(one.name, "\u{410}mnesty Example");
    assert_eq!(
        (one.of_organisation, one.why),
        (true, Lookalike::MixedScripts)
    );
}
