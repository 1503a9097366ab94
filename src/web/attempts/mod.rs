//! What signing, subscribing, confirming, asking for the email again and asking for updates do, the same for the JSON
//! API, the native forms of our own pages and frames. The callers read the request and show the
//! result.

pub(super) mod confirmed;
pub(super) mod confirming;
pub(super) mod resending;
pub(super) mod signing;
pub(super) mod subscribing;
pub(super) mod updating;

use widgets::wire::{self, ConfirmedKind};

use crate::domain::mail::inboxes;
use crate::domain::signatures::{EmbeddingPage, source};
use crate::i18n::mail::confirmation_subject;
use crate::store::AttemptOutcome;
use crate::web::{error::Error, state::AppState};

/// The page with the source that counts for it: what the page named, as far as it is one.
async fn with_source(
    state: &AppState,
    subject: i64,
    page: EmbeddingPage,
    named: &str,
) -> EmbeddingPage {
    let declarations = state.store().declarations();
    let source = declarations.counted_source(subject, &source(named)).await;
    EmbeddingPage { source, ..page }
}

/// The id of the attempt that was made or found; `None` if the idempotency key was used for another
/// body. `unknown` is the error if there is no such declaration, list or attempt.
fn accepted_id(outcome: AttemptOutcome, unknown: Error) -> Result<Option<String>, Error> {
    match outcome {
        AttemptOutcome::Accepted { id } => Ok(Some(id.to_string())),
        AttemptOutcome::Unknown => Err(unknown),
        AttemptOutcome::OffTheWeb => Err(Error::Unpublished),
        AttemptOutcome::KeyReused => Ok(None),
    }
}

/// The response to an attempt that was made or found. `email` is absent when the email is only sent
/// again.
fn pending(id: String, email: Option<wire::EmailHint>) -> wire::Accepted {
    wire::Accepted {
        id,
        status: "pending".to_owned(),
        email,
    }
}

/// How the person who typed this address recognises the email. It depends on nothing that is kept
/// about them, so that it tells nobody who has signed.
pub(super) fn email_hint(
    (lang, kind): (&str, ConfirmedKind),
    (title, organisers): (&str, &str),
    address: &str,
) -> wire::EmailHint {
    wire::EmailHint {
        from: organisers.to_owned(),
        subject: confirmation_subject(lang, kind, None, title),
        inbox: inboxes::of_address(address),
    }
}
