//! Tests what is kept about how forms were sent: keyed hashes, for 30 days, erased with their person.

use undersigned::domain::attempts::Resend;
use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::id::Id;
use undersigned::domain::mail::email_key::EmailKey;
use undersigned::domain::privacy::signals::Signals;
use undersigned::domain::time::DAY_MS;
use undersigned::store::{ErasureScope, Store};
use widgets::fields;

use crate::actions::{
    LATER, NOW, attempt, campaign, confirm, confirmed, form, housekeep, link, sign_attempt,
};
use crate::databases::TestDatabase;

/// Signs from this network address.
async fn sign_from(store: &Store, visitor: &str, email: &str, now_ms: i64) -> Id {
    let signals = Signals {
        visitor: Some(visitor.parse().expect("an address")),
        by_widget: true,
    };
    let signature = attempt(&form("Ada Example", email)).sent(signals);
    sign_attempt(store, signature, now_ms).await
}

async fn answer(store: &Store, id: Id, now_ms: i64) {
    let token = link(store, id);
    confirmed(confirm(store, Credential::Token(token), now_ms).await);
}

pub(crate) async fn networks_and_mail_domains_are_recognised_and_not_named(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    for (visitor, email) in [
        ("198.51.100.7", "ada@quillfeather.example"),
        ("198.51.100.250", "bo@quillfeather.example"),
        ("198.51.7.7", "cy@mail.example"),
        ("2001:db8:1:2::7", "dee@mail.example"),
        ("2001:db8:1:3::7", "eve@mail.example"),
    ] {
        sign_from(&store, visitor, email, NOW).await;
    }
    for (distinct, expected) in [("network", 4), ("wide_network", 2), ("mail_domain", 2)] {
        let found = format!("(select distinct {distinct} from signals) as distinct_values");
        assert_eq!(database.rows(&found).await, expected, "{distinct}");
    }
    store.close().await;
    let named = ["198.51", "2001:db8", "quillfeather.example"];
    assert_eq!(database.contains_any(&named).await, None);
}

pub(crate) async fn signals_are_deleted_after_thirty_days(database: &TestDatabase) {
    let store = campaign(database).await;
    let confirmed = sign_from(&store, "198.51.100.7", "ada@mail.example", NOW).await;
    answer(&store, confirmed, NOW).await;
    sign_from(&store, "198.51.100.7", "bo@mail.example", NOW).await;
    // The same signatory again: this attempt leaves nothing behind.
    let again = sign_from(&store, "198.51.100.7", "ada@mail.example", NOW).await;
    answer(&store, again, NOW).await;
    housekeep(&store, NOW + 7 * DAY_MS).await;
    assert_eq!(
        database.rows("signals").await,
        1,
        "only the signature is left"
    );
    sign_from(&store, "198.51.100.7", "cy@mail.example", LATER).await;
    housekeep(&store, NOW + 30 * DAY_MS - 1).await;
    assert_eq!(database.rows("signals").await, 1, "still");
    housekeep(&store, NOW + 30 * DAY_MS).await;
    assert_eq!(database.rows("signals").await, 0);
}

pub(crate) async fn signals_are_exported_and_erased_with_their_person(database: &TestDatabase) {
    let store = campaign(database).await;
    let id = sign_from(&store, "198.51.100.7", "ada@mail.example", NOW).await;
    answer(&store, id, NOW).await;
    let token = link(&store, id);
    let own = store.signatures().managed(&token, NOW).await.unwrap();
    let own = own.expect("a signature").signals.expect("30 days");
    assert!(own.script && own.network.is_some(), "{own:?}");
    let key = EmailKey::of_kept("ada@mail.example");
    let exported = store.privacy().person(&key).await.unwrap();
    assert_eq!(exported["signals"], serde_json::json!([own]));

    // The attempt is gone by then, and only the signature is left to erase.
    housekeep(&store, NOW + 8 * DAY_MS).await;
    assert_eq!(database.rows("signals").await, 1);
    let whose = ErasureScope::TheOnlyOne;
    let erased = store.privacy().erase_person(&key, &whose, false, LATER);
    erased.await.unwrap();
    assert_eq!(database.rows("signals").await, 0);
}

pub(crate) async fn a_corrected_address_has_its_own_mail_domain(database: &TestDatabase) {
    let store = campaign(database).await;
    let id = sign_from(&store, "198.51.100.7", "ada@mial.example", NOW).await;
    sign_from(&store, "198.51.100.7", "bo@mail.example", NOW).await;
    let domains = "(select distinct mail_domain from signals) as domains";
    assert_eq!(database.rows(domains).await, 2);
    let to = fields::EmailAddress::parse("ada@mail.example").expect("an address");
    let resend = Resend { id, to: Some(to) };
    store.attempts().resend(resend, None, LATER).await.unwrap();
    assert_eq!(database.rows(domains).await, 1);
}
