//! Tests name search: names shown in full are found, and no others, after every kind of change to a
//! signature.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::keys::token::Token;
use undersigned::domain::privacy::consent::ConsentWording;
use undersigned::domain::signatures::managed::Correction;
use undersigned::domain::signatures::name_search::Query;
use undersigned::domain::time::DAY_MS;
use undersigned::store::{Corrected, Store};
use widgets::wire::{SignRequest, SignatoryKind, Visibility};

use crate::actions::{
    LATER, NOW, SLUG, attempt, campaign, confirm, form, send_queued_email, send_queued_mail,
    sign_and_confirm, sign_attempt, token,
};
use crate::databases::TestDatabase;

/// All matches, page by page.
async fn search_names(store: &Store, typed: &str) -> Vec<String> {
    let query = Query::parse(typed).expect("letters");
    let (mut names, mut after) = (Vec::new(), None);
    loop {
        let page = store
            .signatures()
            .find_signatories(SLUG, &query, after, 7)
            .await;
        let (page, next) = page.unwrap();
        assert!(page.len() <= 7 && (next.is_none() || page.len() == 7));
        names.extend(page.into_iter().map(|one| one.name));
        after = next;
        if after.is_none() {
            return names;
        }
    }
}

async fn sign_and_confirm_request(store: &Store, request: &SignRequest) -> Token {
    sign_attempt(store, attempt(request), NOW).await;
    let link = token(&send_queued_email(store, NOW).await);
    confirm(store, Credential::Token(link), NOW).await;
    send_queued_mail(store, NOW).await;
    link
}

fn form_with_visibility(name: &str, email: &str, public: Visibility) -> SignRequest {
    SignRequest {
        public,
        ..form(name, email)
    }
}

async fn correct(store: &Store, link: &Token, name: &str, visibility: Visibility) {
    let correction = Correction {
        name: name.to_owned(),
        postcode: None,
        role: None,
        visibility,
        updates: false,
        updates_wording: ConsentWording::new("en", "Send me updates".to_owned()),
    };
    let corrected = store.signatures().correct(link, &correction, LATER).await;
    assert!(matches!(corrected.unwrap(), Corrected::Written(_)));
}

pub(crate) async fn name_search_follows_corrections_visibility_withdrawal_and_erasure(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let ada = form_with_visibility("Ada Quillfeather", "ada@mail.example", Visibility::Full);
    sign_attempt(&store, attempt(&ada), NOW).await;
    assert!(
        search_names(&store, "ada").await.is_empty(),
        "not before it counts"
    );
    let link = token(&send_queued_email(&store, NOW).await);
    confirm(&store, Credential::Token(link), NOW).await;
    assert_eq!(search_names(&store, "quill").await, ["Ada Quillfeather"]);

    correct(&store, &link, "Ada Marlowe", Visibility::Full).await;
    assert_eq!(search_names(&store, "marlowe ada").await, ["Ada Marlowe"]);
    assert!(search_names(&store, "quill").await.is_empty());
    for hides in [Visibility::Initials, Visibility::Hidden] {
        correct(&store, &link, "Ada Marlowe", hides).await;
        assert!(search_names(&store, "ada").await.is_empty(), "{hides:?}");
        assert!(search_names(&store, "a").await.is_empty(), "{hides:?}");
        correct(&store, &link, "Ada Marlowe", Visibility::Full).await;
        assert_eq!(search_names(&store, "ada").await, ["Ada Marlowe"]);
    }

    store.signatures().withdraw(&link, LATER).await.unwrap();
    assert!(search_names(&store, "ada").await.is_empty());
    let again = sign_and_confirm(&store, "Ada Marlowe", "ada@mail.example", NOW + DAY_MS).await;
    assert_eq!(again.count, Some(1));
    assert_eq!(search_names(&store, "ada").await, ["Ada Marlowe"]);
    let erased = store.signatures().erase(&link, false, LATER).await.unwrap();
    assert!(erased.is_some());
    assert!(search_names(&store, "ada").await.is_empty());
    assert_eq!(
        database
            .contains_any(&["marlowe ada", "quillfeather ada"])
            .await,
        None
    );
}

pub(crate) async fn name_search_finds_organisations_but_not_hidden_contacts(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let organisation = |name: &str, organisation: &str, email: &str, public| SignRequest {
        kind: SignatoryKind::Organisation,
        organisation: Some(organisation.to_owned()),
        role: Some("Chair".to_owned()),
        ..form_with_visibility(name, email, public)
    };
    for (name, union, email, public) in [
        (
            "Ada Quill",
            "Rivers Union",
            "ada@rivers.example",
            Visibility::Full,
        ),
        (
            "Bo Thorne",
            "Hills Union",
            "bo@hills.example",
            Visibility::Initials,
        ),
        (
            "Cy Lind",
            "Hidden Union",
            "cy@hidden.example",
            Visibility::Hidden,
        ),
    ] {
        sign_and_confirm_request(&store, &organisation(name, union, email, public)).await;
    }
    // Without a verification it is held.
    let held = organisation(
        "Di Waits",
        "Waiting Union",
        "di@gmail.com",
        Visibility::Full,
    );
    sign_and_confirm_request(&store, &held).await;
    let mut works_there = form_with_visibility("Union Jack", "jack@mail.example", Visibility::Full);
    works_there.organisation = Some("Lakes Union".to_owned());
    sign_and_confirm_request(&store, &works_there).await;

    let all = search_names(&store, "union").await;
    assert_eq!(
        all,
        ["Hills Union", "Rivers Union", "Union Jack"],
        "organisations first"
    );
    assert_eq!(search_names(&store, "ada quill").await, ["Rivers Union"]);
    for unmatched in [
        "bo", "thorne", "cy", "hidden", "di", "waiting", "lakes", "chair",
    ] {
        assert!(
            search_names(&store, unmatched).await.is_empty(),
            "{unmatched}"
        );
    }
    let id = store
        .signatures()
        .held(1, LATER)
        .await
        .unwrap()
        .remove(0)
        .id;
    assert!(store.signatures().approve(id, LATER).await.unwrap());
    assert_eq!(search_names(&store, "waiting").await, ["Waiting Union"]);
}

pub(crate) async fn paged_name_search_returns_each_signatory_once(database: &TestDatabase) {
    let store = campaign(database).await;
    let initials = "BCDEFGHIJKLMNOPQRST";
    for initial in initials.chars() {
        // Two of the words begin with the same letters.
        let email = format!("{initial}@mail.example");
        sign_and_confirm(&store, &format!("Ada Ad{initial}"), &email, NOW).await;
    }
    sign_and_confirm(&store, "Zoë Adamska", "zoe@mail.example", NOW).await;
    let names = search_names(&store, "ad").await;
    assert_eq!(names.len(), initials.len() + 1, "{names:?}");
    let mut once = names.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), names.len(), "{names:?}");
    assert_eq!(search_names(&store, "adb").await, ["Ada AdB"]);
    assert_eq!(search_names(&store, "ZOE ADAM").await, ["Zoë Adamska"]);
}
