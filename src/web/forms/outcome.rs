//! What a form shows after it was sent.

use axum::http::StatusCode;
use widgets::{view, wire};

use crate::web::{error::Error, http::extract::form::SentForm};

pub(in crate::web) struct FormOutcome {
    pub status: StatusCode,
    /// The code's field after an attempt, or else the form again.
    pub moment: view::Moment,
    /// What was typed, with its errors.
    pub returned: view::Returned,
}

impl FormOutcome {
    pub(in crate::web) fn new(status: StatusCode, moment: view::Moment) -> FormOutcome {
        FormOutcome {
            status,
            moment,
            returned: view::Returned::default(),
        }
    }

    /// Shows again what was typed.
    pub(in crate::web) fn with_values(mut self, sent: &SentForm) -> FormOutcome {
        self.returned.values = sent.values();
        self
    }

    /// The outcome of signing or subscribing. Faults of the whole form are shown in it, above what
    /// was typed; what the form cannot fix becomes a page of its own.
    pub(in crate::web) fn of(
        accepted: Result<wire::Accepted, Error>,
        email: &str,
        sent: &SentForm,
    ) -> Result<FormOutcome, Error> {
        let error = match accepted {
            Ok(accepted) => {
                let moment = code_moment(accepted, email);
                return Ok(FormOutcome::new(StatusCode::OK, moment));
            }
            Err(error) => error,
        };
        let outcome = FormOutcome::new(error.status(), view::Moment::Form);
        let mut outcome = outcome.with_values(sent);
        match error {
            Error::Fields(errors) => outcome.returned.errors = errors,
            Error::Unavailable
            | Error::Internal
            | Error::DeclarationClosed
            | Error::DeclarationNotOpen => outcome.returned.problem = Some(error.code().to_owned()),
            error => return Err(error),
        }
        Ok(outcome)
    }
}

/// The code's field, after a request for an email to this address; empty if only the attempt's id is
/// known.
pub(in crate::web) fn code_moment(accepted: wire::Accepted, email: &str) -> view::Moment {
    let hint = accepted.email.unwrap_or_default();
    view::Moment::Code {
        id: accepted.id,
        email: email.trim().to_owned(),
        sent: view::SentEmail {
            subject: hint.subject,
            inbox: hint.inbox,
        },
    }
}
