//! The sources of visitors: each counts by itself, until there are 200 of a declaration; and the sites that
//! ask to be allowed.

use undersigned::domain::mail::message::{MessageKind, RequestingSite};
use undersigned::store::SiteRequestOutcome;
use widgets::wire::ConfirmedKind::{Signature, Subscription};

use crate::actions::{LIST, NOW, SLUG, at_once, campaign, send_queued_email};
use crate::databases::TestDatabase;

pub(crate) async fn the_two_hundred_and_first_source_counts_as_other(database: &TestDatabase) {
    let store = campaign(database).await;
    let subject = store.declarations().find(SLUG).await.unwrap().unwrap();
    let subject = subject.subject;
    for number in 0..200 {
        let name = format!("source-{number}");
        let counted = store.declarations().counted_source(subject, &name).await;
        assert_eq!(counted, name);
    }
    let declarations = store.declarations();
    assert_eq!(
        declarations.counted_source(subject, "one-more").await,
        "other"
    );
    assert_eq!(
        declarations.counted_source(subject, "source-7").await,
        "source-7"
    );
    assert_eq!(declarations.counted_source(subject, "").await, "");
    assert_eq!(database.rows("sources").await, 200);
    // A list has its own.
    let list = store.lists().find(LIST).await.unwrap().unwrap();
    let counted = store
        .declarations()
        .counted_source(list.subject, "one-more")
        .await;
    assert_eq!(counted, "one-more");
}

pub(crate) async fn a_site_that_asks_many_times_at_once_causes_one_email(database: &TestDatabase) {
    let store = campaign(database).await;
    at_once(&store, 8, |store, _| async move {
        let about = (Signature, SLUG);
        let declarations = store.declarations();
        let outcome = declarations.request_site(about, &site(), "en", NOW).await;
        let outcome = outcome.unwrap();
        let expected = [SiteRequestOutcome::Sent, SiteRequestOutcome::SentBefore];
        assert!(expected.contains(&outcome), "{outcome:?}");
    })
    .await;
    let email = send_queued_email(&store, NOW).await;
    assert_eq!(email.kind, MessageKind::SiteRequest);
    assert_eq!(email.facts.site, Some(site()));
    let about = (Subscription, "nothing");
    let declarations = store.declarations();
    let unknown = declarations.request_site(about, &site(), "en", NOW).await;
    assert_eq!(unknown.unwrap(), SiteRequestOutcome::Unknown);
}

fn site() -> RequestingSite {
    RequestingSite {
        origin: "https://new.example".to_owned(),
        page: "https://new.example/article".to_owned(),
    }
}
