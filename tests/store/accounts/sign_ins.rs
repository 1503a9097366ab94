//! Tests signing in, by codes and by links, from emails and from the console.

use undersigned::domain::accounts::{
    CODE_TRIES, CONSOLE_LINK_LIFE_MS, Rights, SIGN_IN_EMAILS_A_DAY, SIGN_IN_LIFE_MS,
};
use undersigned::domain::keys::token::Code;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::mail::priority::Priority;
use undersigned::domain::time::{DAY_MS, MINUTE_MS};
use undersigned::store::{
    DeskLink, FirstOwnerOutcome, SignInOutcome, StepUpBegun, StepUpOutcome, Store,
};

use super::{
    DEVICE, address, ask_for_code, code, emailed_code, first_owner, first_owner_link, session,
    signed_in,
};
use crate::actions::{NOW, send_queued_email, send_queued_mail, token, unknown_token, wrong_code};
use crate::databases::TestDatabase;

const ADA: &str = "ada@mail.example";

pub(crate) async fn the_link_for_the_first_owner_works_once_and_for_an_hour(
    database: &TestDatabase,
) {
    let store = database.open().await;
    let accounts = store.accounts();
    assert!(!accounts.has_owner().await.unwrap());
    let early = first_owner_link(&store, NOW).await;
    let link = first_owner_link(&store, NOW).await;
    let late = NOW + CONSOLE_LINK_LIFE_MS;
    assert_eq!(accounts.link(&early, late).await.unwrap(), None);
    let kind = accounts.link(&link, late - 1).await.unwrap();
    assert_eq!(kind, Some(DeskLink::FirstOwner));
    let email = address(ADA);
    let make =
        |link, now_ms| accounts.make_first_owner(link, (&email, "Ada"), "cy", DEVICE, now_ms);
    let unknown = unknown_token();
    for (link, at) in [(&early, late), (&unknown, NOW)] {
        let outcome = make(link, at).await.unwrap();
        assert!(matches!(outcome, FirstOwnerOutcome::Expired));
    }
    let FirstOwnerOutcome::Made(cookie) = make(&link, NOW).await.unwrap() else {
        panic!("the link is good");
    };
    let session = session(&store, &cookie, NOW).await;
    assert!(session.rights.owns_all() && session.only_owner);
    let account = &session.account;
    assert_eq!(
        (&*account.email, &*account.name, &*account.lang),
        (ADA, "Ada", "cy")
    );
    for link in [&early, &link] {
        let outcome = make(link, NOW).await.unwrap();
        assert!(matches!(outcome, FirstOwnerOutcome::Owned));
        assert_eq!(accounts.link(link, NOW).await.unwrap(), None);
    }
    assert!(accounts.begin_first_owner(NOW).await.unwrap().is_none());
}

pub(crate) async fn two_who_open_the_first_owners_link_at_once_make_one_owner(
    database: &TestDatabase,
) {
    let store = database.open().await;
    let link = first_owner_link(&store, NOW).await;
    crate::actions::at_once(&store, 8, move |store, number| async move {
        let email = address(&format!("person{number}@mail.example"));
        let accounts = store.accounts();
        let made = accounts.make_first_owner(&link, (&email, "Some One"), "en", DEVICE, NOW);
        made.await.unwrap();
    })
    .await;
    assert_eq!(store.accounts().accounts().await.unwrap().len(), 1);
}

pub(crate) async fn the_code_or_the_link_of_an_email_signs_in_once(database: &TestDatabase) {
    let store = database.open().await;
    first_owner(&store, "Ada", ADA, NOW).await;
    let accounts = store.accounts();
    let (id, message) = ask_for_code(&store, "Ada+desk@mail.example", NOW).await;
    assert_eq!(message.kind, MessageKind::SignIn);
    assert_eq!(Priority::of(message.kind), Priority::Code);
    assert_eq!(message.recipient, ADA);
    let link = token(&message);
    let name = "Ada".to_owned();
    assert_eq!(
        accounts.link(&link, NOW).await.unwrap(),
        Some(DeskLink::SignIn { name })
    );
    let right = emailed_code(&message);
    let by_code = || accounts.sign_in_by_code(id, &right, DEVICE, NOW);
    let cookie = signed_in(by_code().await.unwrap());
    assert_eq!(session(&store, &cookie, NOW).await.account.email, ADA);
    // Both are used up.
    assert!(matches!(by_code().await.unwrap(), SignInOutcome::Expired));
    let again = accounts.sign_in_by_link(&link, DEVICE, NOW).await.unwrap();
    assert!(matches!(again, SignInOutcome::Expired));
    assert_eq!(accounts.link(&link, NOW).await.unwrap(), None);

    let later = NOW + MINUTE_MS;
    let (_, message) = ask_for_code(&store, ADA, later).await;
    let link = token(&message);
    let late = later + SIGN_IN_LIFE_MS;
    let expired = accounts.sign_in_by_link(&link, DEVICE, late).await.unwrap();
    assert!(matches!(expired, SignInOutcome::Expired));
    signed_in(
        accounts
            .sign_in_by_link(&link, DEVICE, late - 1)
            .await
            .unwrap(),
    );
}

pub(crate) async fn five_wrong_codes_void_a_code_and_leave_the_link(database: &TestDatabase) {
    let store = database.open().await;
    first_owner(&store, "Ada", ADA, NOW).await;
    let (id, message) = ask_for_code(&store, ADA, NOW).await;
    let accounts = store.accounts();
    let wrong = code(wrong_code(&message));
    for _ in 0..CODE_TRIES {
        let outcome = accounts
            .sign_in_by_code(id, &wrong, DEVICE, NOW)
            .await
            .unwrap();
        assert!(matches!(outcome, SignInOutcome::Wrong), "{outcome:?}");
    }
    let right = emailed_code(&message);
    let outcome = accounts
        .sign_in_by_code(id, &right, DEVICE, NOW)
        .await
        .unwrap();
    assert!(matches!(outcome, SignInOutcome::Void), "{outcome:?}");
    // Another email may be asked for at once.
    let (again, _) = ask_for_code(&store, ADA, NOW).await;
    assert_ne!(again, id);
    let link = token(&message);
    signed_in(accounts.sign_in_by_link(&link, DEVICE, NOW).await.unwrap());
}

/// What can be seen from outside of asking twice, guessing, and asking as often as one may.
async fn seen_from_outside(store: &Store, email: &str) -> Vec<String> {
    let (email, accounts) = (address(email), store.accounts());
    let begin = |at| accounts.begin_email_sign_in(&email, at);
    let first = begin(NOW).await.unwrap();
    let mut seen = vec![format!("same {}", begin(NOW + 1).await.unwrap() == first)];
    for _ in 0..=CODE_TRIES {
        // One of a million is right by chance.
        let guess = code("271828");
        let outcome = accounts.sign_in_by_code(first, &guess, DEVICE, NOW).await;
        seen.push(format!("{:?}", outcome.unwrap()));
    }
    let mut last = begin(NOW + 2).await.unwrap();
    seen.push(format!("replaced {}", last != first));
    let mut emails = 2;
    for minute in 1..60 {
        let next = begin(NOW + minute * 2 * MINUTE_MS).await.unwrap();
        emails += usize::from(next != last);
        last = next;
    }
    seen.push(format!("{emails} in a day"));
    let tomorrow = begin(NOW + DAY_MS + 2 * MINUTE_MS).await.unwrap();
    seen.push(format!("tomorrow {}", tomorrow != last));
    seen
}

pub(crate) async fn an_address_without_an_account_is_answered_like_one_with_an_account(
    database: &TestDatabase,
) {
    let store = database.open().await;
    first_owner(&store, "Ada", ADA, NOW).await;
    let known = seen_from_outside(&store, ADA).await;
    let emails = send_queued_mail(&store, NOW + 2 * DAY_MS).await;
    assert_eq!(emails.len(), SIGN_IN_EMAILS_A_DAY + 1);
    let unknown = seen_from_outside(&store, "bo@mail.example").await;
    assert_eq!(known, unknown);
    assert!(
        known.contains(&format!("{SIGN_IN_EMAILS_A_DAY} in a day")),
        "{known:?}"
    );
    assert!(send_queued_mail(&store, NOW + 2 * DAY_MS).await.is_empty());
}

pub(crate) async fn a_link_of_the_console_signs_in_and_makes_an_account_once(
    database: &TestDatabase,
) {
    let store = database.open().await;
    let accounts = store.accounts();
    let email = address(ADA);
    let owner = Rights::owner();
    let first = accounts
        .begin_console_sign_in(&email, &owner, NOW)
        .await
        .unwrap();
    let second = accounts
        .begin_console_sign_in(&email, &Rights::default(), NOW)
        .await
        .unwrap();
    assert!(first.made && !second.made);
    for link in [first.token, second.token] {
        let cookie = signed_in(accounts.sign_in_by_link(&link, DEVICE, NOW).await.unwrap());
        let session = session(&store, &cookie, NOW).await;
        assert!(session.rights.owns_all(), "it keeps its rights");
        assert_eq!(session.account.name, "ada");
        let again = accounts.sign_in_by_link(&link, DEVICE, NOW).await.unwrap();
        assert!(matches!(again, SignInOutcome::Expired));
    }
    assert!(accounts.has_owner().await.unwrap());
    assert!(
        send_queued_mail(&store, NOW).await.is_empty(),
        "no email is needed"
    );
}

pub(crate) async fn a_step_up_takes_the_code_of_its_own_newest_email(database: &TestDatabase) {
    let store = database.open().await;
    let ada = first_owner(&store, "Ada", ADA, NOW).await;
    let accounts = store.accounts();
    let later = NOW + 20 * MINUTE_MS;
    assert!(!ada.is_stepped_up(NOW), "signing in is none");
    let (_, sign_in) = ask_for_code(&store, ADA, later).await;
    let finish = async |code: &Code, at| accounts.finish_step_up(&ada, code, at).await.unwrap();
    let none = finish(&emailed_code(&sign_in), later).await;
    assert_eq!(none, StepUpOutcome::Expired, "none was asked for");
    for _ in 0..2 {
        let begun = accounts.begin_step_up(&ada, later).await.unwrap();
        assert_eq!(begun, StepUpBegun::Sent);
    }
    let message = send_queued_email(&store, later).await;
    assert_eq!(message.kind, MessageKind::StepUp);
    assert!(message.facts.token.is_empty(), "it has no link");
    let right = emailed_code(&message);
    let wrong = finish(&code(wrong_code(&message)), later).await;
    assert_eq!(wrong, StepUpOutcome::Wrong);
    let late = finish(&right, later + SIGN_IN_LIFE_MS).await;
    assert_eq!(late, StepUpOutcome::Expired);
    assert_eq!(finish(&right, later).await, StepUpOutcome::Done);
    assert_eq!(
        finish(&right, later).await,
        StepUpOutcome::Expired,
        "it is used up"
    );
    let sessions = accounts.sessions_of(ada.account.id, later).await.unwrap();
    assert_eq!(sessions.len(), 1, "a step-up makes no session");
    assert!(
        database
            .rows(&format!("sessions where stepped_up_at = {later}"))
            .await
            == 1
    );
}
