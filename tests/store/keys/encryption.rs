//! Tests that the database alone reveals nothing about people: encryption at rest, keys, rotation.

use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::task::Poll;

use sqlx::Row;
use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::keys::sealed::DataKey;
use undersigned::domain::keys::source::KeySource;
use undersigned::store::{Error, Store};

use crate::actions::{
    LATER, NOW, attempt, campaign, confirm, confirmed, form, send_queued_email, send_queued_mail,
    sign, sign_and_confirm, sign_attempt, subscribe, token,
};
use crate::databases::TestDatabase;

pub(crate) async fn email_addresses_and_postcodes_are_encrypted_at_rest(database: &TestDatabase) {
    let store = campaign(database).await;
    let mut waiting = form("Ada Example", "quillfeather@mail.example");
    waiting.postcode = Some("QF7 7ZX".to_owned());
    sign_attempt(&store, attempt(&waiting), NOW).await;
    assert_eq!(database.contains_any(WORDS).await, None, "an email waits");
    let confirming = send_queued_email(&store, NOW).await;
    assert_eq!(confirming.recipient, "quillfeather@mail.example");
    confirmed(confirm(&store, Credential::Token(token(&confirming)), NOW).await);
    subscribe(&store, "quillfeather@mail.example", &[], NOW).await;
    let subscription = send_queued_email(&store, NOW).await;
    confirmed(confirm(&store, Credential::Token(token(&subscription)), NOW).await);
    send_queued_mail(&store, NOW).await;
    sign_attempt(&store, attempt(&waiting), LATER).await;
    let again = send_queued_email(&store, LATER).await;
    store
        .privacy()
        .disown(&token(&again), LATER)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(database.contains_any(WORDS).await, None, "while it is open");
    store.close().await;
    assert_eq!(
        database.contains_any(WORDS).await,
        None,
        "when it is closed"
    );
    assert!(
        database.contains_any(&["Ada Example"]).await.is_some(),
        "the search finds what is there"
    );
}

pub(crate) async fn a_wrong_or_missing_data_key_does_not_open_the_database(
    database: &TestDatabase,
) {
    campaign(database).await.close().await;
    let other = DataKey::random();
    let refused = Store::open(&database.url, &KeySource::Given(other.clone())).await;
    let Err(Error::Key(words)) = refused else {
        panic!("opened, or refused otherwise");
    };
    for said in [other.id().as_str(), "--data-key", "nobody can read"] {
        assert!(words.contains(said), "{words}");
    }
    let nowhere = KeySource::File(Path::new("/nowhere/key").to_owned());
    let Err(Error::Key(words)) = Store::open(&database.url, &nowhere).await else {
        panic!("opened without a key");
    };
    assert!(words.contains("/nowhere/key"), "{words}");
    database.open().await.close().await;
}

pub(crate) async fn an_interrupted_key_rotation_is_resumed(database: &TestDatabase) {
    let store = campaign(database).await;
    sign_and_confirm(&store, "Ada Example", "ada@mail.example", NOW).await;
    sign(&store, "Cleo Example", "cleo@mail.example", NOW).await;
    let refused = token(&send_queued_email(&store, NOW).await);
    store
        .privacy()
        .disown(&refused, NOW)
        .await
        .unwrap()
        .unwrap();
    send_queued_email(&store, NOW).await;
    for number in 0..40 {
        let email = format!("person{number}@mail.example");
        sign(&store, "Many Example", &email, NOW).await;
    }

    let (mut killed, mut awaits) = (0, 2);
    let rotated = loop {
        let rotation = Store::rotate_key(&database.url, &database.key, None);
        match drop_after(awaits, rotation).await {
            Some(done) => break done.expect("it is rotated"),
            None => killed += 1,
        }
        awaits *= 2;
    };
    // If interrupted at the very end, only the key files are left to replace.
    assert!(killed > 3 && !rotated.to.is_empty(), "{rotated:?}");

    // The server that kept running must not write values that could not be decrypted.
    let outcome = store
        .attempts()
        .sign(attempt(&form("Dan", "dan@mail.example")), None, LATER)
        .await;
    assert!(matches!(outcome, Err(Error::Unavailable(_))), "{outcome:?}");

    let store = database.open().await;
    assert_eq!(
        send_queued_mail(&store, NOW).await.len(),
        40,
        "what waited can be read"
    );
    sign(&store, "Ada Example", "ADA@mail.example", LATER).await;
    let again = send_queued_email(&store, LATER).await;
    assert_eq!(
        again.kind.as_str(),
        "already_signed",
        "people are known again"
    );
    sign(&store, "Cleo Example", "cleo@mail.example", LATER).await;
    assert!(
        send_queued_mail(&store, LATER).await.is_empty(),
        "a suppression holds"
    );
}

pub(crate) async fn rotating_between_given_keys_needs_both(database: &TestDatabase) {
    let (old, new) = (DataKey::random(), DataKey::random());
    let given = |key: &DataKey| KeySource::Given(key.clone());
    let store = Store::open(&database.url, &given(&old)).await.unwrap();
    store.close().await;
    let unnamed = Store::rotate_key(&database.url, &given(&old), None).await;
    assert!(matches!(unnamed, Err(Error::Key(_))), "{unnamed:?}");
    let rotated = Store::rotate_key(&database.url, &given(&old), Some(new.clone())).await;
    let rotated = rotated.unwrap();
    assert_eq!((rotated.from, rotated.to), (old.id(), new.id()));
    assert!(Store::open(&database.url, &given(&old)).await.is_err());
    Store::open(&database.url, &given(&new)).await.unwrap();
}

/// The name as typed and as compared, and the postcode.
const WORDS: &[&str] = &["quillfeather", "Quillfeather", "QF7 7ZX"];

impl TestDatabase {
    /// The first of these words found anywhere in the database: in the bytes of SQLite's files, or
    /// in any row of PostgreSQL's tables.
    pub(crate) async fn contains_any(&self, words: &[&str]) -> Option<String> {
        let Some(path) = self.url.strip_prefix("sqlite:") else {
            return self.rows_contain_any(words).await;
        };
        let files = ["", "-wal", "-shm", "-journal"].map(|ending| format!("{path}{ending}"));
        let bytes: Vec<u8> = files
            .iter()
            .filter_map(|file| std::fs::read(file).ok())
            .flatten()
            .collect();
        let found = words.iter().find(|word| {
            let mut windows = bytes.windows(word.len());
            windows.any(|window| window == word.as_bytes())
        });
        found.map(|word| (*word).to_owned())
    }

    async fn rows_contain_any(&self, words: &[&str]) -> Option<String> {
        let pool = self.outside().await;
        let sql = "select table_name::text from information_schema.tables \
            where table_schema = 'public'";
        let mut found = None;
        for row in sqlx::query(sql).fetch_all(&pool).await.unwrap() {
            let table: String = row.get(0);
            for word in words {
                let sql = format!("select count(*) from {table} t where t::text like '%{word}%'");
                let query = sqlx::query(sqlx::AssertSqlSafe(sql));
                let count: i64 = query.fetch_one(&pool).await.unwrap().get(0);
                if count > 0 {
                    found = Some(format!("{word} in {table}"));
                }
            }
        }
        pool.close().await;
        found
    }
}

/// Runs a future until it has yielded this many times, then drops it, as a kill would.
async fn drop_after<T>(awaits: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut waited = 0;
    std::future::poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if waited == awaits => Poll::Ready(None),
        Poll::Pending => {
            waited += 1;
            Poll::Pending
        }
    })
    .await
}
