//! Tests upgrading a database that an earlier version filled, with the tables that its migrations
//! created. `sealing` tests one in plain text, from the very first version.

use sqlx::AssertSqlSafe;
use undersigned::store::Store;

use crate::actions::{LATER, NOW, SLUG, send_queued_email, sign, sign_and_confirm};
use crate::databases::TestDatabase;
use crate::signatures::name_search::search_names;

/// The last migration before the name index (0040) and the running counts (0041).
const BEFORE_NAMES: u32 = 39;

/// One signatory of each kind: name, organisation, version signed, visibility.
const SIGNED: [(&str, Option<&str>, u32, &str); 6] = [
    ("Ada Quillfeather", None, 1, "full"),
    ("Bashir Example", None, 1, "initials"),
    ("Carys Example", None, 2, "hidden"),
    ("Siân Example", None, 2, "full"),
    ("Ed Example", Some("Rivers Example Union"), 2, "full"),
    ("Flo Example", Some("Hills Example Union"), 2, "initials"),
];

/// A declaration in two versions and its signatories, Ada and Carys with a reservation.
async fn write_earlier_version(database: &TestDatabase) {
    let pool = database.migrated_to(BEFORE_NAMES).await;
    let mut written = vec![
        format!(
            "insert into declarations (slug, lang, organisers, contact, sites, count, created_at, updated_at) \
            values ('{SLUG}', 'en', 'Friends', 'friends@readingroom.example', '[]', 6, {NOW}, {NOW})"
        ),
        format!(
            "insert into declaration_texts (slug, lang, title, drafted_by, version, text_hash, published_at) \
            values ('{SLUG}', 'en', 'Keep the reading room open', '[]', 2, 'hash 2', {NOW})"
        ),
    ];
    for version in [1, 2] {
        written.push(format!("insert into declaration_versions values \
            ('{SLUG}', 'en', {version}, 'hash {version}', 'Keep the reading room open', 'We ask.', {NOW})"));
    }
    for (at, (name, organisation, version, shown)) in SIGNED.into_iter().enumerate() {
        let kind = organisation.map_or("person", |_| "organisation");
        let organisation = organisation.map_or("null".to_owned(), |name| format!("'{name}'"));
        let time = NOW + at as i64;
        written.push(format!("insert into signatures (id, slug, text_lang, version, kind, name, email, \
            email_key, organisation, visibility, updates, lang, site, page_url, signed_at, confirmed_at) \
            values ('s{at}', '{SLUG}', 'en', {version}, '{kind}', '{name}', 's{at}@mail.example', \
            's{at}@mail.example', {organisation}, '{shown}', 0, 'en', '', '', {time}, {time})"));
    }
    for at in [0, 2] {
        written.push(format!(
            "insert into reservations values ('s{at}', '{SLUG}', 1, 'But not on Sundays.')"
        ));
    }
    for sql in written {
        let run = sqlx::query(AssertSqlSafe(sql.clone())).execute(&pool).await;
        run.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
    pool.close().await;
}

/// Repeats until no signature is left; returns how many there were.
async fn index_all_names(store: Store) -> u64 {
    let mut all = 0;
    loop {
        match store.signatures().make_findable(2).await.unwrap() {
            0 => return all,
            some => all += some,
        }
    }
}

pub(crate) async fn an_upgrade_indexes_and_counts_existing_signatures(database: &TestDatabase) {
    write_earlier_version(database).await;

    let store = database.open().await;
    let counts = async || {
        let declaration = store.declarations().find(SLUG).await.unwrap().unwrap();
        let hidden = store.signatures().hidden_count(SLUG).await.unwrap();
        (declaration.count, declaration.organisations, hidden)
    };
    assert_eq!(counts().await, (6, 2, 1));
    let versions = store.signatures().signed_versions(SLUG).await.unwrap();
    let english = |version, count| ("en".to_owned(), version, count);
    assert_eq!(versions, [english(1, 2), english(2, 4)]);
    assert_eq!(store.signatures().reserved(SLUG).await.unwrap(), [(1, 2)]);
    assert!(
        store.signatures().recount().await.unwrap().is_empty(),
        "nothing is astray"
    );

    assert_eq!(index_all_names(store.clone()).await, 6);
    // Rivers comes first because of Ed Example, who signed for it and is not hidden.
    let organisations = ["Rivers Example Union", "Hills Example Union"];
    assert_eq!(
        search_names(&store, "example").await,
        [&organisations[..], &["Siân Example"]].concat()
    );
    assert_eq!(search_names(&store, "quill").await, ["Ada Quillfeather"]);
    assert_eq!(search_names(&store, "sian").await, ["Siân Example"]);
    for hidden in ["bashir", "carys", "flo"] {
        assert!(search_names(&store, hidden).await.is_empty(), "{hidden}");
    }
    let (listed, _) = store
        .signatures()
        .signatories(SLUG, None, 10)
        .await
        .unwrap();
    let listed: Vec<&str> = listed.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(listed.len(), 5, "all but the hidden one: {listed:?}");
    assert_eq!(listed[4], "Ada Quillfeather", "newest first: {listed:?}");

    // Signing still works: an earlier signatory is recognised, and a new one counts.
    sign(&store, "Ada Quillfeather", "S0@mail.example", LATER).await;
    let told = send_queued_email(&store, LATER).await;
    assert_eq!(told.kind.as_str(), "already_signed");
    let new = sign_and_confirm(&store, "Gwen Example", "gwen@mail.example", LATER).await;
    assert_eq!(new.count, Some(7));
    assert_eq!(search_names(&store, "gwen").await, ["Gwen Example"]);
    assert_eq!(counts().await, (7, 2, 1));
}

pub(crate) async fn several_servers_share_the_name_indexing_after_an_upgrade(
    database: &TestDatabase,
) {
    write_earlier_version(database).await;

    let (one, other) = (database.open().await, database.open().await);
    assert!(search_names(&one, "example").await.is_empty());
    let both = tokio::join!(index_all_names(one.clone()), index_all_names(other.clone()));

    assert_eq!(both.0 + both.1, 6, "each is gone through once");
    assert_eq!(search_names(&one, "example").await.len(), 3);
    assert_eq!(search_names(&other, "quill").await, ["Ada Quillfeather"]);
}
