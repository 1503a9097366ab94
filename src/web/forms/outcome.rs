//! What a form shows after it was sent.

use axum::http::StatusCode;
use widgets::view;

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
        accepted: Result<String, Error>,
        email: &str,
        sent: &SentForm,
    ) -> Result<FormOutcome, Error> {
        let error = match accepted {
            Ok(id) => {
                let email = email.trim().to_owned();
                let moment = view::Moment::Code { id, email };
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
