//! Tests the files of those who have left a list or a declaration's updates, page by page, and the
//! numbers of them.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::id::Id;
use undersigned::domain::keys::token::Token;
use undersigned::domain::mail::email_key::EmailKey;
use undersigned::store::{ErasureScope, LeftCount, LeftCursor, Store};
use widgets::wire::ConfirmedKind;

use crate::actions::{
    LIST, NOW, SLUG, attempt, campaign, confirm, confirmed, form, send_queued_email, sign_attempt,
    subscribe_and_confirm, token,
};
use crate::databases::TestDatabase;

const PEOPLE: usize = 5;
const AT_ONCE: u32 = 2;

fn address(number: usize) -> String {
    format!("reader{number}@mail.example")
}

/// Five people on the list who also sign and ask for updates.
async fn readers(store: &Store) {
    for number in 0..PEOPLE {
        let email = address(number);
        subscribe_and_confirm(store, &email, NOW).await;
        let mut wanted = form(
            &format!("Ada Reader {}", ["A", "B", "C", "D", "E"][number]),
            &email,
        );
        wanted.updates = true;
        sign_attempt(store, attempt(&wanted), NOW + 120_000).await;
        let message = send_queued_email(store, NOW + 120_000).await;
        confirmed(confirm(store, Credential::Token(token(&message)), NOW + 120_000).await);
        while !crate::actions::send_queued_mail(store, NOW + 120_000)
            .await
            .is_empty()
        {}
    }
}

/// Leaves by the link in the file.
async fn leave(store: &Store, kind: ConfirmedKind, number: usize, at: i64) {
    let slug = slug(kind);
    let page = store.lists().subscribers(kind, slug, Id::FIRST, 100);
    let people = page.await.unwrap().people;
    let one = people.iter().find(|one| one.email == address(number));
    let link = Token::parse(&one.expect("who leaves is there").unsubscribe_token);
    let link = link.expect("a token");
    let left = store.lists().unsubscribe(&link, at);
    left.await.unwrap().expect("the link leads out");
}

const fn slug(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => SLUG,
        ConfirmedKind::Subscription => LIST,
    }
}

/// The addresses in the file of those who left, in its order.
async fn left(store: &Store, kind: ConfirmedKind, since: i64) -> Vec<String> {
    let (mut addresses, mut after) = (Vec::new(), Some(LeftCursor::since(since)));
    while let Some(cursor) = after {
        let page = store.lists().left(kind, slug(kind), cursor, AT_ONCE);
        let page = page.await.unwrap();
        addresses.extend(page.people.into_iter().map(|one| one.email));
        after = page.next;
    }
    addresses
}

pub(crate) async fn everybody_who_left_is_once_in_the_file_and_counted(database: &TestDatabase) {
    let store = campaign(database).await;
    readers(&store).await;
    let day = NOW + 86_400_000;
    for kind in [ConfirmedKind::Subscription, ConfirmedKind::Signature] {
        let count = |since| store.lists().count_left(kind, slug(kind), since);
        assert_eq!(count(0).await.unwrap(), LeftCount::default());
        // Three leave at one moment, so that a page ends between them.
        for (number, at) in [(3, day), (0, day), (4, day), (1, day + 1)] {
            leave(&store, kind, number, at).await;
        }
        let mut of_the_day = left(&store, kind, day).await;
        assert_eq!(of_the_day.pop(), Some(address(1)), "the last to leave");
        of_the_day.sort();
        assert_eq!(of_the_day, [0, 3, 4].map(address), "{kind:?}");
        assert_eq!(left(&store, kind, day + 1).await, [address(1)]);
        assert!(left(&store, kind, day + 2).await.is_empty());
        for (since, people) in [(day, 4), (day + 1, 1), (day + 2, 0)] {
            let counted = count(since).await.unwrap();
            assert_eq!((counted.people, counted.more), (people, false), "{since}");
        }
    }
}

pub(crate) async fn erased_people_are_counted_among_those_who_left_but_not_named(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    readers(&store).await;
    let day = NOW + 86_400_000;
    leave(&store, ConfirmedKind::Subscription, 0, day).await;
    let person = EmailKey::of_kept(&address(0));
    let whose = ErasureScope::Everybodys;
    let erased = store
        .privacy()
        .erase_person(&person, &whose, false, day + 1);
    erased.await.unwrap();
    for kind in [ConfirmedKind::Subscription, ConfirmedKind::Signature] {
        let counted = store.lists().count_left(kind, slug(kind), day);
        let counted = counted.await.unwrap();
        assert_eq!((counted.people, counted.unnamed), (0, 1), "{kind:?}");
        assert!(left(&store, kind, day).await.is_empty());
    }
}
