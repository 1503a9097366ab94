//! What a form shows after it was sent.

use axum::http::StatusCode;
use widgets::view;

use crate::web::{error::Error, http::form::SentForm};

pub(in crate::web) struct FormOutcome {
    pub status: StatusCode,
    /// The code's field after an attempt, or else the form again.
    pub moment: view::Moment,
    /// What was typed, with its errors.
    pub returned: view::Returned,
}

impl FormOutcome {
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
                return Ok(FormOutcome {
                    status: StatusCode::OK,
                    moment: view::Moment::Code { id, email },
                    returned: view::Returned::default(),
                });
            }
            Err(error) => error,
        };
        let status = error.status();
        let mut returned = view::Returned {
            values: sent.values(),
            ..view::Returned::default()
        };
        match error {
            Error::Fields(errors) => returned.errors = errors,
            Error::Unavailable
            | Error::Internal
            | Error::DeclarationClosed
            | Error::DeclarationNotOpen => returned.problem = Some(error.code().to_owned()),
            error => return Err(error),
        }
        Ok(FormOutcome {
            status,
            moment: view::Moment::Form,
            returned,
        })
    }
}
