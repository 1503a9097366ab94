//! The responses to native forms on our own pages.

use axum::{http::StatusCode, response::Response};
use widgets::{view, wire};

use super::islands::FormAnswer;
use crate::pages;
use crate::web::{
    error::Error,
    forms::{outcome::FormOutcome, submission::Submission},
    http::{extract::form::SentForm, respond},
    state::AppState,
};

/// The response to a native form of our own page. If the form may have come from elsewhere, its
/// visitor must check it again, and nothing has happened yet.
pub(super) fn respond(
    state: &AppState,
    accepted: Result<wire::Accepted, Error>,
    (email, sent): (&str, &SentForm),
    submission: &Submission,
) -> Result<(StatusCode, FormAnswer), Error> {
    if let Err(Error::CheckNeeded) = accepted {
        let answer = FormAnswer {
            returned: view::Returned {
                values: sent.values(),
                ..view::Returned::default()
            },
            checking: Some(submission.viewer(state)),
            ..FormAnswer::default()
        };
        // Not an error status: the visitor has done nothing wrong, and some proxies replace error
        // pages by their own.
        return Ok((StatusCode::OK, answer));
    }
    let outcome = FormOutcome::of(accepted, email, sent)?;
    let answer = FormAnswer {
        moment: outcome.moment,
        returned: outcome.returned,
        checking: None,
    };
    Ok((outcome.status, answer))
}

/// A site that may not embed can still send visitors who have filled in a form: they get a link to
/// sign here.
pub(super) async fn refuse_site(lang: &str, error: Error, here: String) -> Result<Response, Error> {
    match error {
        Error::OriginNotAllowed { .. } => {
            let page = pages::problem::refuse_site(lang, error.code(), here).await;
            Ok(respond::page_with(error.status(), page))
        }
        other => Err(other),
    }
}
