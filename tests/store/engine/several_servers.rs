//! Tests several servers on one PostgreSQL that write at the same time: each has connections and a writer
//! of its own, so only locks and unique keys keep their writes apart.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::declarations::Published;
use undersigned::domain::id::Id;
use undersigned::domain::signatures::verification::HoldReason;
use undersigned::domain::time::{HOUR_MS, MINUTE_MS};
use undersigned::store::{AttemptOutcome, Chain, Delivery, MAIL_AT_ONCE, Store};
use widgets::wire::{SignRequest, SignatoryKind};

use crate::actions::{
    DECLARATION, LATER, NOW, SLUG, accepted, attempt, attempt_at, campaign, confirm, confirmed,
    form, key, link, publish, share_by_email, sign, sign_attempt,
};
use crate::databases::TestDatabase;

/// Three servers on one new database, with the campaign.
pub(crate) async fn servers(database: &TestDatabase) -> [Store; 3] {
    let first = campaign(database).await;
    [first, database.open().await, database.open().await]
}

/// A name for each number below 676; names have no digits.
pub(crate) fn name(number: usize) -> String {
    let sign = |number: usize| char::from(b'a' + (number % 26) as u8);
    format!("Ada {}{} Example", sign(number / 26), sign(number))
}

/// Does something for each of so many numbers at once, on one server after the other.
pub(crate) async fn at_once<Answer, Action, Acting>(
    servers: &[Store; 3],
    many: usize,
    action: Action,
) -> Vec<Answer>
where
    Answer: Send + 'static,
    Action: Fn(Store, usize) -> Acting,
    Acting: Future<Output = Answer> + Send + 'static,
{
    let acting = (0..many).map(|number| {
        let store = servers[number % servers.len()].clone();
        tokio::spawn(action(store, number))
    });
    let mut answers = Vec::with_capacity(many);
    for one in acting.collect::<Vec<_>>() {
        answers.push(one.await.expect("it does not panic"));
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_of_a_mailbox_count_and_the_third_is_held() {
    const MAILBOXES: usize = 20;
    let database = TestDatabase::postgres();
    let servers = servers(&database).await;
    // The people of a mailbox are confirmed by three servers, all at once.
    let mut links = Vec::new();
    for number in 0..MAILBOXES * 3 {
        let name = ["Ada Example", "Bo Example", "Cy Example"][number % 3];
        let email = format!("{}@mail.example", number / 3);
        let id = sign(&servers[0], name, &email, NOW).await;
        links.push(link(&servers[0], id));
    }
    let held = at_once(&servers, links.len(), move |store, number| {
        let credential = Credential::Token(links[number]);
        async move { confirmed(confirm(&store, credential, LATER).await).held }
    });
    let held = held.await;
    for (mailbox, people) in held.chunks(3).enumerate() {
        let of_mailbox: Vec<_> = people.iter().flatten().collect();
        assert_eq!(of_mailbox, [&HoldReason::Mailbox], "mailbox {mailbox}");
    }
    assert_right(&servers, &database, &[SLUG]).await;
    assert_eq!(database.rows("signatures").await, 2 * MAILBOXES as i64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organisation_counts_once() {
    const ORGANISATIONS: usize = 12;
    let database = TestDatabase::postgres();
    let servers = servers(&database).await;
    let mut links = Vec::new();
    for number in 0..ORGANISATIONS * 3 {
        let union = number / 3;
        let request = SignRequest {
            kind: SignatoryKind::Organisation,
            organisation: Some(format!("Union {union}")),
            role: Some("Chair".to_owned()),
            ..form(
                "Ada Example",
                &format!("office{number}@union{union}.example"),
            )
        };
        let id = sign_attempt(&servers[0], attempt(&request), NOW).await;
        links.push(link(&servers[0], id));
    }
    let held = at_once(&servers, links.len(), move |store, number| {
        let credential = Credential::Token(links[number]);
        async move { confirmed(confirm(&store, credential, LATER).await).held }
    });
    for (union, offices) in held.await.chunks(3).enumerate() {
        let duplicates = offices
            .iter()
            .filter(|held| **held == Some(HoldReason::DuplicateOrganisation));
        assert_eq!(duplicates.count(), 2, "union {union}: {offices:?}");
        assert!(offices.contains(&None), "union {union}: {offices:?}");
    }
    assert_right(&servers, &database, &[SLUG]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idempotency_key_has_one_effect() {
    const KEYS: usize = 30;
    let database = TestDatabase::postgres();
    let servers = servers(&database).await;
    let sign = |body: &'static str| {
        move |store: Store, number: usize| {
            let whose = number / 3;
            let request = form("Ada Example", &format!("{whose}@mail.example"));
            let key = key(&format!("key {whose}"), body);
            async move {
                store
                    .attempts()
                    .sign(attempt(&request), key, NOW)
                    .await
                    .unwrap()
            }
        }
    };
    let mut ids: BTreeMap<usize, BTreeSet<Id>> = BTreeMap::new();
    let outcomes = at_once(&servers, KEYS * 3, sign("body")).await;
    for (number, outcome) in outcomes.into_iter().enumerate() {
        ids.entry(number / 3).or_default().insert(accepted(outcome));
    }
    assert!(ids.values().all(|ids| ids.len() == 1), "{ids:?}");
    assert_eq!(database.rows("attempts").await, KEYS as i64);
    for outcome in at_once(&servers, KEYS * 3, sign("another body")).await {
        assert_eq!(outcome, AttemptOutcome::KeyReused);
    }

    // The same for an answer that is stored, and for a key whose two days are over.
    let share = |store: Store, _: usize| async move {
        let (key, share) = (key("share", "body"), share_by_email(SLUG));
        let declarations = store.declarations();
        declarations.add_share(share, key, NOW).await.unwrap()
    };
    at_once(&servers, 30, share).await;
    let counted = servers[0].declarations().shares(Some(SLUG)).await.unwrap();
    assert_eq!(counted.len(), 1, "{counted:?}");
    assert_eq!(
        (counted[0].network.as_str(), counted[0].count),
        ("email", 1)
    );
    let again = at_once(&servers, 3, |store, _| async move {
        let request = form("Ada Example", "0@mail.example");
        let (key, now_ms) = (key("key 0", "later"), NOW + 49 * HOUR_MS);
        accepted(
            store
                .attempts()
                .sign(attempt(&request), key, now_ms)
                .await
                .unwrap(),
        )
    });
    let again: BTreeSet<Id> = again.await.into_iter().collect();
    assert_eq!(again.len(), 1, "{again:?}");
    assert!(again.is_disjoint(&ids[&0]), "a new attempt");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counts_and_consents_stay_right_on_one_declaration_and_on_several() {
    const PEOPLE: usize = 240;
    let database = TestDatabase::postgres();
    let servers = servers(&database).await;
    // Half of the people sign the first declaration.
    let slugs = [SLUG, SLUG, "museum", "park"];
    for slug in &slugs[2..] {
        let text = DECLARATION.replace("slug: reading-room", &format!("slug: {slug}"));
        assert_eq!(publish(&servers[0], &text, NOW).await, Published::New);
    }
    // Everybody signs and confirms; then some withdraw, some are erased, some say that it was not them,
    // and some are taken down and restored.
    at_once(&servers, PEOPLE, move |store, number| async move {
        let slug = slugs[number % slugs.len()];
        // Every ninth person uses a mailbox together with another.
        let email = format!("{}@mail.example", number - usize::from(number % 9 == 8));
        let request = form(&name(number), &email);
        let id = sign_attempt(&store, attempt_at(&request, slug, 1), NOW).await;
        let link = link(&store, id);
        confirmed(confirm(&store, Credential::Token(link), NOW).await);
        let (signatures, now_ms) = (store.signatures(), LATER);
        match number % 12 {
            // Erasing the only person who has signed from a mailbox drops the other's attempt too.
            3 | 5 if number % 9 >= 7 => {}
            1 => assert!(signatures.withdraw(&link, now_ms).await.unwrap().is_some()),
            3 => assert!(
                signatures
                    .erase(&link, false, now_ms)
                    .await
                    .unwrap()
                    .is_some()
            ),
            5 => assert!(
                store
                    .privacy()
                    .disown(&link, now_ms)
                    .await
                    .unwrap()
                    .is_some()
            ),
            7 => {
                signatures
                    .take_down(&[id], "Not a person", false, now_ms)
                    .await
                    .unwrap();
                signatures.put_back(&[id], false, now_ms).await.unwrap();
            }
            _ => {}
        }
    })
    .await;
    let signed = assert_right(&servers, &database, &slugs[1..]).await;
    assert!(signed > PEOPLE as u64 / 2, "{signed}");
}

/// Every count is that of the rows, on each server, and every chain of consents is whole; returns how
/// many signatures there are.
async fn assert_right(servers: &[Store; 3], database: &TestDatabase, slugs: &[&str]) -> u64 {
    let mut signed = 0;
    for slug in slugs {
        let of_declaration =
            format!("signatures s join subjects u on u.id = s.subject where u.slug = '{slug}'");
        let rows = u64::try_from(database.rows(&of_declaration).await).unwrap();
        for store in servers {
            assert_eq!(
                store.signatures().count(slug).await.unwrap(),
                rows,
                "{slug}"
            );
        }
        signed += rows;
    }
    let recounted = servers[0].signatures().recount().await.unwrap();
    assert!(recounted.is_empty(), "{recounted:?}");
    database.assert_entries_agree("several servers").await;
    let recounted = servers[0].entries().recount().await.unwrap();
    assert!(recounted.is_empty(), "{recounted:?}");
    let chain = servers[0].privacy().check_consents().await.unwrap();
    assert!(
        matches!(chain, Chain::Whole { records } if records >= signed),
        "{chain:?}"
    );
    signed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_emails_of_a_mailbox_stay_within_its_limits() {
    let database = TestDatabase::postgres();
    let servers = servers(&database).await;
    at_once(&servers, 60, |store, number| async move {
        sign(&store, &name(number), "ada@mail.example", NOW).await;
    })
    .await;
    // An address gets ten emails a day, and five more wait.
    let waiting = database.rows("emails where status = 'waiting'").await;
    let due = database.rows("emails where due_at = created_at").await;
    assert_eq!((waiting, due), (15, 10));
    let counted = "generate_series(1, (select (length(recent) / 16) from mailboxes))";
    assert_eq!(
        database.rows(counted).await,
        15,
        "what was dropped does not count"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_email_is_claimed_by_one_server() {
    let database = TestDatabase::postgres();
    let servers = servers(&database).await;
    at_once(&servers, 150, |store, number| async move {
        sign(
            &store,
            "Ada Example",
            &format!("{number}@mail.example"),
            NOW,
        )
        .await;
    })
    .await;
    let claimed = at_once(&servers, 12, |store, _| async move {
        let claimed = store.mail().claim(40, NOW).await.unwrap();
        let sent: Vec<_> = claimed.iter().map(|one| (one.id, Delivery::Sent)).collect();
        store.mail().mark(&sent, NOW).await.unwrap();
        claimed
    });
    let mut sent = HashSet::new();
    for email in claimed.await.into_iter().flatten() {
        assert!(sent.insert(email.id), "claimed twice: {}", email.id);
    }
    for email in servers[1].mail().claim(MAIL_AT_ONCE, NOW).await.unwrap() {
        assert!(sent.insert(email.id), "claimed twice: {}", email.id);
    }
    assert_eq!(sent.len(), 150);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whose_clock_is_ahead_sends_no_email_twice() {
    let database = TestDatabase::postgres();
    let [right, ahead, _] = servers(&database).await;
    let (now_ms, ahead_ms) = (NOW, NOW + 5 * MINUTE_MS);
    right.compare_clocks(now_ms).await.unwrap();
    ahead.compare_clocks(ahead_ms).await.unwrap();
    sign(&right, "Ada Example", "ada@mail.example", now_ms).await;
    let claimed = right.mail().claim(9, now_ms).await.unwrap();
    assert_eq!(claimed.len(), 1);
    let lease_ms = claimed[0].lease_until - now_ms;
    assert!(
        (1..=MINUTE_MS).contains(&lease_ms),
        "by its own clock: {lease_ms}"
    );
    assert!(ahead.mail().claim(9, ahead_ms).await.unwrap().is_empty());
    assert!(!ahead.stuck_mail(ahead_ms).await.unwrap().old_lease);
    // The lease ends after a minute by either clock.
    let again = ahead.mail().claim(9, ahead_ms + MINUTE_MS).await.unwrap();
    assert_eq!(again.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_open_a_new_database_at_once_share_its_key() {
    let database = TestDatabase::postgres();
    let (first, second, third) = tokio::join!(database.open(), database.open(), database.open());
    assert_eq!(database.rows("data_keys").await, 1);
    for store in [second, third] {
        assert_eq!(store.seal().key_id(), first.seal().key_id());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declaration_is_published_once() {
    let database = TestDatabase::postgres();
    let servers = [
        database.open().await,
        database.open().await,
        database.open().await,
    ];
    let published = at_once(&servers, 6, |store, _| async move {
        publish(&store, DECLARATION, NOW).await
    });
    let published = published.await;
    let new = published.iter().filter(|one| **one == Published::New);
    assert_eq!(new.count(), 1, "{published:?}");
    assert_eq!(database.rows("subjects").await, 1);
}
