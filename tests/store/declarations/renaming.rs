//! Tests giving declarations and lists another slug: the former one leads on and is never given to
//! another.

use undersigned::domain::attempts::credential::Credential;
use undersigned::store::{AttemptOutcome, RenameObstacle};
use widgets::wire::ConfirmedKind::{self, Signature, Subscription};

use crate::actions::{
    DECLARATION, LATER, LIST, NOW, SLUG, accepted, attempt_at, campaign, confirm, confirmed, form,
    publish, send_queued_email, sign_and_confirm, subscribe, token,
};
use crate::databases::TestDatabase;

pub(crate) async fn a_former_slug_leads_to_the_same_declaration(database: &TestDatabase) {
    let store = campaign(database).await;
    sign_and_confirm(&store, "Ada Example", "ada@mail.example", NOW).await;
    let new = "keep-it-open";
    let done = store
        .declarations()
        .rename(Signature, SLUG, new, LATER)
        .await;
    assert_eq!(done.unwrap(), None);

    for slug in [SLUG, new] {
        let found = store.declarations().find(slug).await.unwrap().unwrap();
        assert_eq!((found.slug.as_str(), found.count), (new, 1), "{slug}");
        let now = store.declarations().slug_now(Signature, slug).await;
        assert_eq!(now.unwrap().as_deref(), Some(new));
        let (page, _) = store.signatures().signatories(slug, None, 9).await.unwrap();
        assert_eq!(page.len(), 1, "{slug}");
    }
    // Forms that were open meanwhile, and embeds, still have the former one.
    let attempt = attempt_at(&form("Bo Example", "bo@mail.example"), SLUG, 1);
    accepted(store.attempts().sign(attempt, None, LATER).await.unwrap());
    let link = Credential::Token(token(&send_queued_email(&store, LATER).await));
    let outcome = confirmed(confirm(&store, link, LATER).await);
    assert_eq!((outcome.slug.as_str(), outcome.count), (new, Some(2)));
    let own = sign_and_confirm(&store, "Ada Example", "ada@mail.example", LATER).await;
    assert_eq!(own.count, Some(2), "the same signatory");
}

pub(crate) async fn a_list_is_renamed_and_keeps_its_subscribers(database: &TestDatabase) {
    let store = campaign(database).await;
    subscribe(&store, "ada@mail.example", &[], NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(link), NOW).await);
    let way_out = token(&send_queued_email(&store, NOW).await);
    let done = store
        .declarations()
        .rename(Subscription, LIST, "news-from-us", LATER);
    assert_eq!(done.await.unwrap(), None);
    for slug in [LIST, "news-from-us"] {
        let list = store.lists().find(slug).await.unwrap().unwrap();
        assert_eq!(list.slug, "news-from-us");
    }
    let subscribed = store.lists().subscribed(&way_out).await.unwrap();
    assert!(subscribed.unwrap().active);
}

pub(crate) async fn a_slug_is_never_given_to_another(database: &TestDatabase) {
    let store = campaign(database).await;
    let other = DECLARATION.replace("slug: reading-room", "slug: other");
    publish(&store, &other, NOW).await;
    let rename = async |kind: ConfirmedKind, slug: &str, new: &str| {
        let done = store.declarations().rename(kind, slug, new, LATER).await;
        done.unwrap()
    };
    assert_eq!(rename(Signature, SLUG, "open").await, None);
    let former = Some(RenameObstacle::Former("open".to_owned()));
    for (slug, new, obstacle) in [
        ("other", "open", Some(RenameObstacle::Taken)),
        ("other", SLUG, Some(RenameObstacle::Taken)),
        ("other", "other", Some(RenameObstacle::Same)),
        (SLUG, "elsewhere", former),
        ("no-such", "elsewhere", Some(RenameObstacle::Unknown)),
    ] {
        let found = store.declarations().rename_obstacle(Signature, slug, new);
        assert_eq!(found.await.unwrap(), obstacle, "{slug} to {new}");
        assert_eq!(
            rename(Signature, slug, new).await,
            obstacle,
            "{slug} to {new}"
        );
    }
    // A list is of another kind. A former slug may be taken again by its own declaration.
    assert_eq!(rename(Subscription, LIST, SLUG).await, None);
    assert_eq!(rename(Signature, "open", SLUG).await, None);
    let now = store.declarations().slug_now(Signature, "open").await;
    assert_eq!(now.unwrap().as_deref(), Some(SLUG));

    let signature = |slug| attempt_at(&form("Ada Example", "ada@mail.example"), slug, 1);
    let outcome = store
        .attempts()
        .sign(signature("elsewhere"), None, LATER)
        .await;
    assert_eq!(outcome.unwrap(), AttemptOutcome::Unknown);
}
