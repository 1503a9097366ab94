//! Confirming an attempt, by the token of its link or by the code in its email.

use widgets::{fields, wire};

use crate::domain::{
    attempts::credential::Credential,
    id::Id,
    keys::token::{Code, Token},
};
use crate::store::{ConfirmOutcome, Confirmed};
use crate::web::{
    error::Error,
    forms::{attempt::AttemptForm, attempt_csrf, submission::Submission},
    state::AppState,
};

/// Checks the code in a native form, on our own page or in a frame.
pub(in crate::web) async fn confirm_typed(
    state: &AppState,
    lang: &str,
    submission: &Submission,
    form: &AttemptForm,
) -> Result<Confirmed, Error> {
    attempt_csrf::check(state, submission, &form.id, &form.form_token).await?;
    let credential = parse_code(lang, &form.id, &form.code)?;
    let outcome = state
        .store()
        .attempts()
        .confirm(credential, None, state.now_ms())
        .await?;
    settle(state, outcome).await
}

/// A token that is unknown, used or mistyped gets the same response.
pub(in crate::web) fn parse_token(text: &str) -> Result<Token, Error> {
    Token::parse(text).ok_or(Error::Expired)
}

/// Reads a typed code; an error names the field.
pub(in crate::web) fn parse_code(lang: &str, id: &str, typed: &str) -> Result<Credential, Error> {
    let code = fields::Code::parse(typed)
        .map_err(|error| Error::of_fields(lang, vec![("code", error)]))?;
    Ok(Credential::Code {
        id: Id::parse(id).ok_or(Error::Expired)?,
        code: Code::from(&code),
    })
}

/// What was confirmed, or the error that says why not.
pub(in crate::web) async fn settle(
    state: &AppState,
    outcome: ConfirmOutcome,
) -> Result<Confirmed, Error> {
    match outcome {
        ConfirmOutcome::Confirmed(confirmed) => {
            if confirmed.kind == wire::ConfirmedKind::Signature {
                state.forget_declaration(&confirmed.slug).await;
            }
            Ok(confirmed)
        }
        ConfirmOutcome::Wrong => Err(Error::WrongCode),
        ConfirmOutcome::Expired => Err(Error::Expired),
        ConfirmOutcome::OffTheWeb => Err(Error::Unpublished),
        ConfirmOutcome::OfAnother => Err(Error::CodeOfAnother),
        ConfirmOutcome::Void => Err(Error::TooManyTries),
        ConfirmOutcome::KeyReused => Err(Error::KeyReused),
    }
}
