//! Tests the consent ledger: what is recorded when, that it is append-only, and what a person gets
//! to see of it.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::id::Id;
use undersigned::domain::keys::token::Token;
use undersigned::domain::mail::email_key::EmailKey;
use undersigned::domain::privacy::consent::ConsentWording;
use undersigned::store::{Chain, Store};
use widgets::fields::EmailAddress;

use crate::actions::{
    DECLARATION, LATER, NOW, SLUG, attempt, attempt_at, campaign, confirm, confirmed, form, link,
    publish, send_queued_email, sign_and_confirm, sign_attempt, subscribe, token,
};
use crate::databases::TestDatabase;

const PRIVACY: &str = "Friends use your details for this declaration only.\n[Sign]";
const UPDATES: &str = "Send me updates from Friends";

pub(crate) async fn signing_and_updates_are_separate_consents_with_their_own_wording(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let (link, message) = sign_with_consent_wording(&store, "ada@mail.example", true).await;
    let told = store.signatures().consents(&link, NOW).await.unwrap();
    let said: Vec<_> = told
        .iter()
        .map(|one| (one.event.as_str(), one.wording.as_str()))
        .collect();
    assert_eq!(said, [("signed", PRIVACY), ("updates", UPDATES)]);
    for one in &told {
        assert_eq!(
            one.wording_hash,
            ConsentWording::new("en", one.wording.clone()).hash()
        );
        assert_eq!(one.about, "signature/reading-room");
        assert_eq!(one.page_url, "https://ally.example/article");
        assert_eq!(one.at, "2027-01-15T08:00:00Z");
        assert_eq!(one.message_id, Some(message), "the email that confirmed");
        assert_eq!(one.text_hash.len(), 64);
    }
    let (link, _) = sign_with_consent_wording(&store, "bo@mail.example", false).await;
    let told = store.signatures().consents(&link, NOW).await.unwrap();
    assert_eq!(told.len(), 1, "an empty tick agrees to nothing");
    assert_eq!(
        store.privacy().check_consents().await.unwrap(),
        Chain::Whole { records: 3 }
    );
}

pub(crate) async fn the_consent_ledger_is_append_only_and_detects_tampering(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    for name in ["ada", "bo", "cleo"] {
        sign_and_confirm(&store, "Ada Example", &format!("{name}@mail.example"), NOW).await;
    }
    let outside = database.outside().await;
    for sql in [
        "update consents set at = 0 where number = 2",
        "delete from consents where number = 2",
    ] {
        let refused = sqlx::query(sql).execute(&outside).await;
        let words = refused.expect_err("the database refuses").to_string();
        assert!(words.contains("only added to"), "{words}");
    }
    let whole = Chain::Whole { records: 3 };
    assert_eq!(store.privacy().check_consents().await.unwrap(), whole);

    // The database's owner can drop the trigger; the hash chain still reveals changes.
    sqlx::query(unguarded(database))
        .execute(&outside)
        .await
        .unwrap();
    let changed = sqlx::query("update consents set event = 'updates' where number = 2");
    changed.execute(&outside).await.unwrap();
    let broken = Chain::Broken {
        about: "signature/reading-room".to_owned(),
        at: 2,
    };
    assert_eq!(store.privacy().check_consents().await.unwrap(), broken);
    outside.close().await;
}

pub(crate) async fn each_declaration_and_list_has_a_chain_of_its_own(database: &TestDatabase) {
    let store = campaign(database).await;
    let other = DECLARATION.replace("slug: reading-room", "slug: other");
    publish(&store, &other, NOW).await;
    sign_and_confirm(&store, "Bo Example", "bo@mail.example", NOW).await;
    let mut ids = Vec::new();
    for slug in ["other", SLUG] {
        let attempt = attempt_at(&form("Ada Example", "ada@mail.example"), slug, 1);
        ids.push(sign_attempt(&store, attempt, NOW).await);
    }
    ids.push(subscribe(&store, "ada@mail.example", &[], NOW).await);
    for id in ids {
        confirmed(confirm(&store, Credential::Token(link(&store, id)), NOW).await);
    }
    let kept = store.privacy().person(&key("ada@mail.example")).await;
    let kept = kept.unwrap();
    let mut numbers: Vec<_> = kept["consents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["about"].as_str().unwrap(),
                one["number"].as_i64().unwrap(),
            )
        })
        .collect();
    numbers.sort_unstable();
    let expected = [
        ("signature/other", 1),
        ("signature/reading-room", 2),
        ("subscription/news", 1),
    ];
    assert_eq!(numbers, expected);
    let whole = Chain::Whole { records: 4 };
    assert_eq!(store.privacy().check_consents().await.unwrap(), whole);
    store.close().await;

    // A chain with a missing end is found by the erasure log alone; one with a changed link by itself.
    database.change(unguarded(database)).await;
    database
        .change(
            "update consents set hash = person where number = 1 and subject = \
            (select id from subjects where slug = 'other')",
        )
        .await;
    let store = database.open().await;
    let broken = Chain::Broken {
        about: "signature/other".to_owned(),
        at: 1,
    };
    assert_eq!(store.privacy().check_consents().await.unwrap(), broken);
}

/// Drops the trigger that keeps records as they were written, as the database's owner can.
fn unguarded(database: &TestDatabase) -> &'static str {
    if database.is_sqlite() {
        "drop trigger consents_kept_as_written"
    } else {
        "alter table consents disable trigger all"
    }
}

pub(crate) async fn erasure_leaves_only_a_keyed_hash_in_the_consent_ledger(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let (link, _) = sign_with_consent_wording(&store, "quillfeather@mail.example", true).await;
    store
        .signatures()
        .erase(&link, false, LATER)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        database
            .contains_any(&["quillfeather", "Quillfeather"])
            .await,
        None
    );
    let kept = store
        .privacy()
        .person(&key("quillfeather@mail.example"))
        .await
        .unwrap();
    let events: Vec<_> = kept["consents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["deed"].as_str().unwrap())
        .collect();
    assert_eq!(events, ["signed", "updates", "erased"]);
    assert_eq!(kept["signatures"].as_array().unwrap().len(), 0);
}

pub(crate) async fn a_personal_data_export_is_complete(database: &TestDatabase) {
    let store = campaign(database).await;
    let (link, _) = sign_with_consent_wording(&store, "Ada@mail.example", false).await;
    subscribe(&store, "ada@mail.example", &["books"], NOW).await;
    let subscription = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(subscription), NOW).await);
    send_queued_email(&store, NOW).await;
    let kept = store
        .privacy()
        .person(&key("ADA+x@mail.example"))
        .await
        .unwrap();
    assert_eq!(kept["signatures"][0]["email"], "Ada@mail.example");
    assert_eq!(kept["signatures"][0]["name"], "Quillfeather");
    assert_eq!(kept["subscriptions"][0]["topics"][0], "books");
    assert_eq!(kept["consents"][1]["deed"], "joined");
    store
        .signatures()
        .erase(&link, true, LATER)
        .await
        .unwrap()
        .unwrap();
    let kept = store
        .privacy()
        .person(&key("ada@mail.example"))
        .await
        .unwrap();
    assert_eq!(kept["refused"][0], "*");
    assert_eq!(kept["consents"][2]["deed"], "refused");
    let unknown = store
        .privacy()
        .person(&key("nobody@mail.example"))
        .await
        .unwrap();
    for list in ["signatures", "subscriptions", "consents", "refused"] {
        assert!(unknown[list].as_array().unwrap().is_empty(), "{list}");
    }
}

/// Signs and confirms with a form's consent wording; returns the email's token and id.
async fn sign_with_consent_wording(store: &Store, email: &str, updates: bool) -> (Token, Id) {
    let mut typed = form("Quillfeather", email);
    typed.updates = updates;
    let said = |words: &str| ConsentWording::new("en", words.to_owned());
    let signing = attempt(&typed).agreeing(said(PRIVACY), said(UPDATES));
    store.attempts().sign(signing, None, NOW).await.unwrap();
    let message = send_queued_email(store, NOW).await;
    let link = token(&message);
    confirmed(confirm(store, Credential::Token(link), NOW).await);
    (link, message.id)
}

fn key(email: &str) -> EmailKey {
    EmailKey::of(&EmailAddress::parse(email).unwrap())
}
