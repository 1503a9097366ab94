//! Organisers' accounts: signing in, sessions, rights, invitations and the audit log.

pub(crate) mod audit_log;
pub(crate) mod erasure;
pub(crate) mod invitations;
pub(crate) mod rights;
pub(crate) mod sessions;
pub(crate) mod sign_ins;

use undersigned::domain::accounts::{DeskSession, Right, Rights, Scope, SessionCookie};
use undersigned::domain::id::Id;
use undersigned::domain::keys::token::{Code, Token};
use undersigned::store::{
    AcceptOutcome, ClaimedMail, FirstOwnerOutcome, InviteOutcome, SignInOutcome, Store,
};
use widgets::fields::{self, EmailAddress};

use crate::actions::{send_queued_email, send_queued_mail, token};

pub(crate) const DEVICE: &str = "Firefox on Linux";

pub(crate) fn address(email: &str) -> EmailAddress {
    EmailAddress::parse(email).expect("an address")
}

pub(crate) fn code(digits: &str) -> Code {
    Code::from(&fields::Code::parse(digits).expect("six digits"))
}

/// The code of an email.
pub(crate) fn emailed_code(message: &ClaimedMail) -> Code {
    code(message.facts.code.as_deref().expect("it has a code"))
}

/// What may be done with one declaration or list.
pub(crate) fn on(subject: i64, rights: &[Right]) -> Rights {
    let scope = Scope::Subject(subject);
    rights.iter().map(|right| (scope, *right)).collect()
}

pub(crate) async fn session(store: &Store, cookie: &SessionCookie, now_ms: i64) -> DeskSession {
    let session = store.accounts().session(cookie, now_ms).await.unwrap();
    session.expect("the session has not ended")
}

pub(crate) fn signed_in(outcome: SignInOutcome) -> SessionCookie {
    match outcome {
        SignInOutcome::SignedIn(cookie) => cookie,
        other => panic!("not signed in: {other:?}"),
    }
}

pub(crate) async fn first_owner_link(store: &Store, now_ms: i64) -> Token {
    let link = store.accounts().begin_first_owner(now_ms).await.unwrap();
    link.expect("nobody owns it yet")
}

/// Makes the first owner, by the link that a server prints.
pub(crate) async fn first_owner(
    store: &Store,
    name: &str,
    email: &str,
    now_ms: i64,
) -> DeskSession {
    let link = first_owner_link(store, now_ms).await;
    let (email, accounts) = (address(email), store.accounts());
    let made = accounts.make_first_owner(&link, (&email, name), "en", DEVICE, now_ms);
    match made.await.unwrap() {
        FirstOwnerOutcome::Made(cookie) => session(store, &cookie, now_ms).await,
        other => panic!("not made: {other:?}"),
    }
}

/// Invites a colleague, who accepts by the email's link.
pub(crate) async fn colleague(
    store: &Store,
    by: &DeskSession,
    (name, email): (&str, &str),
    rights: &Rights,
    now_ms: i64,
) -> DeskSession {
    let invited = store
        .accounts()
        .invite(by, &address(email), rights, "en", now_ms)
        .await;
    assert!(matches!(invited.unwrap(), InviteOutcome::Invited(_)));
    let emails = send_queued_mail(store, now_ms).await;
    let invitation = emails.iter().find(|one| one.recipient == email);
    let link = token(invitation.expect("an email to the colleague"));
    let accepted = store
        .accounts()
        .accept_invitation(&link, name, "en", DEVICE, now_ms)
        .await;
    match accepted.unwrap() {
        AcceptOutcome::Accepted(cookie) => session(store, &cookie, now_ms).await,
        AcceptOutcome::Expired => panic!("not accepted"),
    }
}

/// Asks for an email with a code, which an account gets.
pub(crate) async fn ask_for_code(store: &Store, email: &str, now_ms: i64) -> (Id, ClaimedMail) {
    let email = address(email);
    let begun = store.accounts().begin_email_sign_in(&email, now_ms).await;
    (begun.unwrap(), send_queued_email(store, now_ms).await)
}
