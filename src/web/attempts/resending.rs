//! Asking for an attempt's email again, to the same address or to a corrected one.

use widgets::fields;

use super::accepted_id;
use crate::domain::{attempts::Resend, id::Id};
use crate::web::{
    error::Error,
    forms::{attempt::ResendInput, attempt_csrf, csrf, submission::Submission},
    state::AppState,
};

/// Sends the email again, or corrects its address; returns the attempt's id.
pub(in crate::web) async fn resend(
    state: &AppState,
    lang: &str,
    submission: &Submission,
    input: ResendInput<'_>,
) -> Result<String, Error> {
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
            return Ok(id);
        }
    }
    Err(match spent {
        Some(_) => Error::CheckNeeded,
        None => Error::KeyReused,
    })
}
