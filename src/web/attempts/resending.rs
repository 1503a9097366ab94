//! Asking for an attempt's email again, to the same address or to a corrected one.

use widgets::{
    fields,
    wire::{self, ConfirmedKind},
};

use super::{accepted_id, email_hint, pending};
use crate::domain::{attempts::Resend, id::Id};
use crate::web::{
    error::Error,
    forms::{attempt::ResendInput, attempt_csrf, csrf, submission::Submission},
    state::AppState,
};

/// Sends the email again, or corrects its address; returns the attempt's id, and for a corrected
/// address how its email is recognised.
pub(in crate::web) async fn resend(
    state: &AppState,
    lang: &str,
    submission: &Submission,
    input: ResendInput<'_>,
) -> Result<wire::Accepted, Error> {
    let admitted = attempt_csrf::check(state, submission, input.id, input.form_token).await?;
    let to = input
        .email
        .map(fields::EmailAddress::parse)
        .transpose()
        .map_err(|error| Error::of_fields(lang, vec![("email", error)]))?;
    let id = Id::parse(input.id).ok_or(Error::Expired)?;
    let spent = admitted.view().filter(|_| to.is_some());
    let keys = match spent {
        // The token of a view allows a fixed number of emails to new addresses, including the
        // first.
        Some(view) => csrf::view_keys(&view.about, &view.name, &(&id, input.email)),
        None => vec![submission.key],
    };
    for key in keys {
        let resend = Resend { id, to: to.clone() };
        let outcome = state
            .store()
            .attempts()
            .resend(resend, key, state.now_ms())
            .await?;
        if let Some(id) = accepted_id(outcome, Error::Expired)? {
            let hint = match input.email {
                Some(email) => corrected(state, &id, email).await?,
                None => None,
            };
            return Ok(pending(id, hint));
        }
    }
    Err(match spent {
        Some(_) => Error::CheckNeeded,
        None => Error::KeyReused,
    })
}

/// How an attempt's email is recognised now that its address is corrected. `None` if the attempt was
/// taken down meanwhile.
async fn corrected(
    state: &AppState,
    id: &str,
    email: &str,
) -> Result<Option<wire::EmailHint>, Error> {
    let id = Id::parse(id).ok_or(Error::Expired)?;
    let Some(subject) = state.store().attempts().subject(id).await? else {
        return Ok(None);
    };
    let form = (subject.lang.as_str(), subject.kind);
    Ok(Some(match subject.kind {
        ConfirmedKind::Signature => {
            let view = state
                .last_declaration(&subject.slug, &subject.text_lang)
                .await?;
            let declaration = &view.declaration;
            let about = (declaration.title.as_str(), declaration.organisers.as_str());
            email_hint(form, about, email)
        }
        ConfirmedKind::Subscription => {
            let view = state.last_list(&subject.slug).await?;
            let about = (view.list.title.as_str(), view.list.organisers.as_str());
            email_hint(form, about, email)
        }
    }))
}
