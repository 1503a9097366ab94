//! Tests publishing declarations and lists, and publishing them again.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::declarations::Published;
use undersigned::domain::hash;

use crate::actions::{
    DECLARATION, LATER, LIST, NEWS, NOW, SLUG, attempt_at, campaign, confirm, confirmed, form,
    link, publish, send_queued_mail, sign_and_confirm, sign_attempt, token,
};
use crate::databases::TestDatabase;

pub(crate) async fn a_changed_text_is_a_new_version_and_signatures_keep_theirs(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    sign_and_confirm(&store, "Ada Example", "ada@mail.example", NOW).await;
    assert_eq!(
        publish(&store, DECLARATION, LATER).await,
        Published::Unchanged
    );
    let settings = DECLARATION.replace("goal: 100", "goal: 200");
    assert_eq!(publish(&store, &settings, LATER).await, Published::Settings);
    let changed = settings.replace("It stays open.", "It stays open, daily.");
    assert_eq!(
        publish(&store, &changed, LATER).await,
        Published::Changed { version: 2 }
    );
    let declaration = store.declarations().find(SLUG).await.unwrap().unwrap();
    assert_eq!(
        (declaration.version, declaration.goal, declaration.count),
        (2, Some(200), 1)
    );
    assert_eq!(
        declaration.text_hash,
        hash::of_text(&declaration.title, &declaration.body)
    );
    assert!(declaration.body.contains("daily"));
    // A visitor who still had the first version on screen.
    for (name, email, version) in [
        ("Bo Example", "bo@mail.example", 1),
        ("Cy Example", "cy@mail.example", 2),
    ] {
        let attempt = attempt_at(&form(name, email), SLUG, version);
        sign_attempt(&store, attempt, LATER).await;
    }
    for message in send_queued_mail(&store, LATER).await {
        let credential = Credential::Token(token(&message));
        confirmed(confirm(&store, credential, LATER).await);
    }
    let mut versions = store.signatures().signed_versions(SLUG).await.unwrap();
    versions.sort_unstable();
    let expected = [("en".to_owned(), 1, 2), ("en".to_owned(), 2, 1)];
    assert_eq!(versions, expected, "version and how many signed it");
    assert_eq!(
        publish(&store, DECLARATION, LATER).await,
        Published::Changed { version: 3 }
    );
}

pub(crate) async fn translations_share_the_count_and_settings(database: &TestDatabase) {
    let store = campaign(database).await;
    let welsh = "---\nslug: reading-room\ntitle: Cadwch yr ystafell ar agor\nlang: cy\n---\n\
        Gofynnwn.\n\n## 1. Agored\nMae’n aros ar agor.\n";
    assert_eq!(publish(&store, welsh, LATER).await, Published::Language);
    assert_eq!(publish(&store, welsh, LATER).await, Published::Unchanged);
    sign_and_confirm(&store, "Ada Example", "ada@mail.example", LATER).await;
    let mut attempt = attempt_at(&form("Bo Example", "bo@mail.example"), SLUG, 1);
    attempt.text_lang = "cy".to_owned();
    let id = sign_attempt(&store, attempt, LATER).await;
    let credential = Credential::Token(link(&store, id));
    let outcome = confirmed(confirm(&store, credential, LATER).await);
    assert_eq!(outcome.title, "Cadwch yr ystafell ar agor");
    assert_eq!(outcome.count, Some(2));

    let texts = store.declarations().texts(SLUG).await.unwrap();
    let seen: Vec<_> = texts
        .iter()
        .map(|text| (text.lang.as_str(), text.version, text.count, text.goal))
        .collect();
    assert_eq!(seen, [("en", 1, 2, Some(100)), ("cy", 1, 2, Some(100))]);
    assert!(texts.iter().all(|text| text.languages == ["en", "cy"]));
    let signed = store.signatures().signed_versions(SLUG).await.unwrap();
    assert_eq!(signed, [("cy".to_owned(), 1, 1), ("en".to_owned(), 1, 1)]);

    // A new version in one language leaves the others alone; a signed text must exist.
    let changed = welsh.replace("Gofynnwn.", "Rydym yn gofyn.");
    assert_eq!(
        publish(&store, &changed, LATER).await,
        Published::Changed { version: 2 }
    );
    assert_eq!(
        store
            .declarations()
            .find(SLUG)
            .await
            .unwrap()
            .unwrap()
            .version,
        1
    );
    let mut nowhere = attempt_at(&form("Cy Example", "cy@mail.example"), SLUG, 1);
    nowhere.text_lang = "la".to_owned();
    let outcome = store.attempts().sign(nowhere, None, LATER).await.unwrap();
    assert_eq!(outcome, undersigned::store::AttemptOutcome::Unknown);
}

pub(crate) async fn a_list_is_published_and_updated(database: &TestDatabase) {
    let store = campaign(database).await;
    assert_eq!(publish(&store, NEWS, LATER).await, Published::Unchanged);
    let changed = NEWS.replace("Once a month", "Twice a month");
    assert_eq!(publish(&store, &changed, LATER).await, Published::Settings);
    let list = store.lists().find(LIST).await.unwrap().unwrap();
    assert_eq!(
        (list.description.as_str(), list.topics.len()),
        ("Twice a month.", 2)
    );
    assert!(store.lists().find("no-such").await.unwrap().is_none());
}
