//! Handlers for attempts to sign or subscribe, by the id that the client was given: the status of
//! one, and requests to send its email again or to correct its address.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use widgets::wire;

use super::openapi::{ReadProblems, WriteHeaders, WriteProblems};
use crate::web::{
    attempts::resending,
    error::Error,
    forms::{
        attempt::ResendInput,
        submission::{RequestContext, Submission},
    },
    http::extract::json::IdempotentJson,
    state::AppState,
};
use crate::{domain::id::Id, store::AttemptStatus};

/// The status of an attempt, and nothing else: the client that sent the attempt knows its id even
/// if the address belongs to another person.
#[derive(Serialize, utoipa::ToSchema)]
pub(in crate::web) struct AttemptAnswer {
    status: StatusAnswer,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum StatusAnswer {
    /// Its email has not been answered yet, or the organisers have not approved it yet.
    Pending,
    /// It was confirmed, and counts.
    Confirmed,
    /// Unknown, expired, cancelled, withdrawn or unsubscribed.
    Gone,
}

/// Get the status of a signature or subscription that was sent.
#[utoipa::path(
    get, path = "/api/v1/attempts/{id}", tag = "attempts",
    params(("id" = String, Path, description = "From the answer to signing or joining.")),
    responses(
        (status = 200, description = "What became of it, and nothing else.", body = AttemptAnswer),
        ReadProblems,
    ),
)]
pub(in crate::web) async fn attempt(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let status = match Id::parse(&id) {
        Some(id) => state.store().attempts().status(id, state.now_ms()).await?,
        None => AttemptStatus::Gone,
    };
    let status = match status {
        AttemptStatus::Pending => StatusAnswer::Pending,
        AttemptStatus::Confirmed => StatusAnswer::Confirmed,
        AttemptStatus::Gone => StatusAnswer::Gone,
    };
    let mut response = Json(AttemptAnswer { status }).into_response();
    // Clients poll it to learn what has changed, so no cached copy may answer.
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Request the email again: it has the same link and code, unless too many wrong codes were tried.
#[utoipa::path(
    post, path = "/api/v1/attempts/{id}/resend", tag = "attempts",
    params(
        ("id" = String, Path, description = "From the answer to signing or joining."),
        WriteHeaders,
    ),
    request_body = wire::ResendRequest,
    responses(
        (status = 202, description = "Asked; the same answer whether or not an email may go now.", body = wire::Accepted),
        WriteProblems,
    ),
)]
pub(in crate::web) async fn resend(
    State(state): State<AppState>,
    Path(id): Path<String>,
    context: RequestContext,
    write: IdempotentJson<wire::ResendRequest>,
) -> Result<(StatusCode, Json<wire::Accepted>), Error> {
    let submission = Submission::by_script(context, write.key);
    let input = ResendInput {
        id: &id,
        email: None,
        form_token: &write.body.form_token,
    };
    let accepted = resending::resend(&state, "en", &submission, input).await?;
    Ok((StatusCode::ACCEPTED, Json(accepted)))
}

/// Correct the address: the earlier link and code become invalid, and new ones are emailed to the
/// new address.
#[utoipa::path(
    patch, path = "/api/v1/attempts/{id}", tag = "attempts",
    params(
        ("id" = String, Path, description = "From the answer to signing or joining."),
        WriteHeaders,
    ),
    request_body = wire::CorrectRequest,
    responses(
        (status = 202, description = "Asked; the same answer whether or not an email may go now.", body = wire::Accepted),
        WriteProblems,
    ),
)]
pub(in crate::web) async fn correct(
    State(state): State<AppState>,
    Path(id): Path<String>,
    context: RequestContext,
    write: IdempotentJson<wire::CorrectRequest>,
) -> Result<(StatusCode, Json<wire::Accepted>), Error> {
    let submission = Submission::by_script(context, write.key);
    let input = ResendInput {
        id: &id,
        email: Some(&write.body.email),
        form_token: &write.body.form_token,
    };
    let accepted = resending::resend(&state, "en", &submission, input).await?;
    Ok((StatusCode::ACCEPTED, Json(accepted)))
}
