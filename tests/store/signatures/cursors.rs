//! Tests the cursors of public lists: an attempt's id is known to its sender alone.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::id::Id;
use undersigned::domain::signatures::name_search::Query;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::actions::{
    LATER, NOW, SLUG, campaign, confirm, link, send_queued_mail, sign, signatories,
};
use crate::databases::TestDatabase;

/// More than a page.
const MANY: usize = 30;

pub(crate) async fn a_public_cursor_contains_no_id(database: &TestDatabase) {
    let store = campaign(database).await;
    let mut ids = Vec::new();
    for number in 0..MANY {
        let email = format!("{number}@mail.example");
        ids.push(sign(&store, "Ada Example", &email, NOW).await);
    }
    send_queued_mail(&store, NOW).await;
    // All in the same millisecond, in which only a random number orders them.
    for id in &ids {
        confirm(&store, Credential::Token(link(&store, *id)), LATER).await;
    }
    assert_eq!(signatories(&store).await.len(), MANY, "each once");

    let query = Query::parse("ada").unwrap();
    let (mut listed, mut found) = (None, None);
    for _ in 0..5 {
        let page = store.signatures().signatories(SLUG, listed, 5).await;
        let cursor = page.unwrap().1.expect("there are more");
        contains_none_of(&cursor.to_string(), &ids);
        listed = Some(cursor);
        let page = store.signatures().find_signatories(SLUG, &query, found, 5);
        let cursor = page.await.unwrap().1.expect("there are more");
        contains_none_of(&cursor.to_string(), &ids);
        found = Some(cursor);
    }
}

fn contains_none_of(cursor: &str, ids: &[Id]) {
    let decoded = URL_SAFE_NO_PAD.decode(cursor).expect("it is base64");
    let holds = |part: &[u8]| decoded.windows(part.len()).any(|some| some == part);
    for id in ids {
        let written = [id.to_string(), hex::encode(id.bytes())];
        let texts = written.iter().map(String::as_bytes);
        assert!(
            !holds(&id.bytes()) && !texts.into_iter().any(holds),
            "{cursor}"
        );
    }
}
