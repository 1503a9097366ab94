//! Tests many writes at once, with bad ones among them, and what survives a stop.

use std::collections::BTreeSet;

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::signatures::name;
use undersigned::domain::time::MINUTE_MS;
use undersigned::store::{Error, Store};

use crate::actions::{
    LATER, NOW, SLUG, accepted, at_once, attempt, by_code, by_emailed_code, campaign, confirm,
    confirmed, count, form, key, link, send_queued_email, send_queued_mail, share_by_email, sign,
    sign_and_confirm, sign_attempt, signatories, token,
};
use crate::databases::TestDatabase;

pub(crate) async fn concurrent_signatures_from_one_mailbox_count_once(database: &TestDatabase) {
    let store = campaign(database).await;
    let tries: Vec<_> = (0..200_i64)
        .map(|number| {
            let store = store.clone();
            let email = if number % 2 == 0 {
                "ada@mail.example"
            } else {
                "Ada+x@MAIL.example"
            };
            // Spread over three minutes so that several emails can be answered.
            let now_ms = NOW + number % 3 * MINUTE_MS;
            tokio::spawn(async move { sign(&store, "Ada Example", email, now_ms).await })
        })
        .collect();
    let mut ids = Vec::new();
    for one in tries {
        ids.push(one.await.unwrap());
    }
    let messages = send_queued_mail(&store, NOW + 3 * MINUTE_MS).await;
    assert!((1..=3).contains(&messages.len()), "{}", messages.len());
    assert_eq!(ids.len(), 200);
    let answers: Vec<_> = (0..50)
        .flat_map(|_| {
            messages
                .iter()
                .map(|message| Credential::Token(token(message)))
        })
        .map(|credential| {
            let store = store.clone();
            tokio::spawn(async move { confirm(&store, credential, NOW + 3 * MINUTE_MS).await })
        })
        .collect();
    for answer in answers {
        assert_eq!(confirmed(answer.await.unwrap()).count, Some(1));
    }
    assert_eq!(count(&store).await, 1);
    assert_eq!(signatories(&store).await.len(), 1);
}

pub(crate) async fn a_failed_write_does_not_affect_its_batch(database: &TestDatabase) {
    let store = campaign(database).await;
    reject_attempts_of(database, "Bad Example").await;
    let tries: Vec<_> = (0..1_000)
        .map(|number| {
            let store = store.clone();
            let name = if number == 617 {
                "Bad Example"
            } else {
                "Ada Example"
            };
            let one = attempt(&form(name, &format!("{number}@mail.example")));
            tokio::spawn(async move { store.attempts().sign(one, None, NOW).await })
        })
        .collect();
    for (number, one) in tries.into_iter().enumerate() {
        match one.await.unwrap() {
            Ok(outcome) => _ = accepted(outcome),
            Err(error) => assert!(
                number == 617 && matches!(error, Error::Internal(_)),
                "{number}: {error}"
            ),
        }
    }
    assert_eq!(
        send_queued_mail(&store, NOW).await.len(),
        999,
        "all but the bad one"
    );
}

/// Has the database itself reject this person's attempts.
async fn reject_attempts_of(database: &TestDatabase, name: &str) {
    let rule = if database.is_sqlite() {
        format!(
            "create trigger rejected before insert on attempts when new.name = '{name}' \
                begin select raise(abort, 'rejected'); end"
        )
    } else {
        format!("alter table attempts add constraint rejected check (name <> '{name}')")
    };
    database.change(rule).await;
}

pub(crate) async fn every_character_survives_a_batch(database: &TestDatabase) {
    let store = campaign(database).await;
    let people = [
        ("D'Arcy O’Neill", "https://ally.example/?q='); drop table--"),
        (
            "Ada \"May\" Example",
            "https://ally.example/\"quoted\"\\back\\\\slash",
        ),
        (
            "Nguyễn Thị Hồng",
            "{in} {place} $1 $2 ?1 :name null true 1e3",
        ),
        (
            "محمد علی‌زاده",
            "\\u0041 \\n is not a line\nand this is one\r\n\ttab",
        ),
        (
            "e\u{301}lodie",
            "\u{1}\u{7f}\u{85}\u{2028}\u{2029}\u{feff}\u{fffd}",
        ),
        ("𠮷田 李〇", "😀 \u{10ffff} ß ı İ ﷽"),
    ];
    let writes = (0..).zip(people).map(|(number, (name, page_url))| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut one = attempt(&form(name, &format!("{number}@mail.example")));
            one.page.page_url = page_url.to_owned();
            let id = sign_attempt(&store, one, NOW).await;
            let outcome = confirm(&store, Credential::Token(link(&store, id)), NOW).await;
            assert_eq!(confirmed(outcome).page_url, page_url);
        })
    });
    for write in writes.collect::<Vec<_>>() {
        write.await.unwrap();
    }
    let shown = signatories(&store).await.into_iter();
    let shown: BTreeSet<String> = shown.map(|one| one.name).collect();
    let expected = people.map(|(name, _)| name::nfc(name));
    assert_eq!(shown, BTreeSet::from(expected));
}

pub(crate) async fn the_count_matches_the_signatories_under_concurrency(database: &TestDatabase) {
    let store = campaign(database).await;
    at_once(&store, 6, act_at_random).await;
    let shown = signatories(&store).await.len() as u64;
    assert!(shown > 5, "something was signed: {shown}");
    assert_eq!(count(&store).await, shown);
}

/// Signs, confirms, confirms again and disowns, in an order decided by a seed.
async fn act_at_random(store: Store, seed: u64) {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut known: Vec<Credential> = Vec::new();
    for step in 0..60 {
        let now_ms = NOW + step * MINUTE_MS;
        match random(4) {
            0 | 1 => {
                let email = format!("{}@mail.example", random(25));
                let id = sign(&store, "Ada Example", &email, now_ms).await;
                known.push(Credential::Token(link(&store, id)));
                known.push(by_code(id, "000000"));
            }
            2 if !known.is_empty() => {
                let credential = known[random(known.len() as u64) as usize].clone();
                confirm(&store, credential, now_ms).await;
            }
            3 if random(5) == 0 => {
                if let Some(Credential::Token(token)) = known.first() {
                    store.privacy().disown(token, now_ms).await.unwrap();
                }
            }
            _ => {}
        }
    }
}

pub(crate) async fn data_survives_a_restart(database: &TestDatabase) {
    let store = campaign(database).await;
    sign_and_confirm(&store, "Ada Example", "ada@mail.example", NOW).await;
    let id = sign(&store, "Bo Example", "bo@mail.example", NOW).await;
    store.close().await;
    assert!(matches!(store.ping().await, Err(Error::Unavailable(_))));
    let late = store
        .attempts()
        .sign(attempt(&form("Cy Example", "cy@mail.example")), None, NOW)
        .await;
    assert!(matches!(late, Err(Error::Unavailable(_))));

    let store = database.open().await;
    store.ping().await.unwrap();
    assert_eq!(count(&store).await, 1);
    let message = send_queued_email(&store, NOW).await;
    assert_eq!(
        confirmed(confirm(&store, by_emailed_code(id, &message), LATER).await).count,
        Some(2)
    );
}

pub(crate) async fn closing_the_store_flushes_accepted_writes(database: &TestDatabase) {
    let store = campaign(database).await;
    let tries: Vec<_> = (0..300)
        .map(|number| {
            let store = store.clone();
            let one = attempt(&form("Ada Example", &format!("{number}@mail.example")));
            tokio::spawn(async move { store.attempts().sign(one, None, NOW).await })
        })
        .collect();
    tokio::task::yield_now().await;
    store.close().await;
    let mut acknowledged = 0;
    for one in tries {
        match one.await.unwrap() {
            Ok(_) => acknowledged += 1,
            Err(error) => assert!(matches!(error, Error::Unavailable(_)), "{error}"),
        }
    }
    let store = database.open().await;
    assert_eq!(
        send_queued_mail(&store, NOW).await.len(),
        acknowledged,
        "neither lost nor doubled"
    );
}

pub(crate) async fn shares_are_counted_by_day(database: &TestDatabase) {
    let store = campaign(database).await;
    let shares: Vec<_> = (0..30)
        .map(|number| {
            let store = store.clone();
            let share = share_by_email(if number % 3 == 0 { "no-such" } else { SLUG });
            let key = key("share", "body").filter(|_| number < 2);
            tokio::spawn(async move {
                store
                    .declarations()
                    .add_share(share, key, NOW)
                    .await
                    .unwrap()
            })
        })
        .collect();
    for share in shares {
        share.await.unwrap();
    }
    // Of the two shares with one key and body, one counted: the one that came first.
    let counted = store.declarations().shares(Some(SLUG)).await.unwrap();
    let elsewhere = store.declarations().shares(None).await.unwrap();
    assert_eq!(
        counted.len() + elsewhere.len(),
        2,
        "{counted:?} {elsewhere:?}"
    );
    assert_eq!(counted[0].count + elsewhere[0].count, 29);
    assert_eq!(counted[0].network, "email");
}
