//! Attempts to sign or to join, by the id that their sender was given: what became of one.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;

use super::{description::ReadProblems, error::Error, site::Site};
use crate::{domain::attempt, store::AttemptStatus};

/// What became of an attempt. Whoever sent it knows its id, whoever's the address is: so nothing else
/// is told.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AttemptAnswer {
    status: StatusAnswer,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum StatusAnswer {
    /// Its email is not answered yet, or the organisers have not let it in yet.
    Pending,
    /// It is answered, and counts.
    Confirmed,
    /// Unknown, too old, taken back or withdrawn.
    Gone,
}

/// What became of a signature or subscription that was sent.
#[utoipa::path(
    get, path = "/api/v1/attempts/{id}", tag = "attempts",
    params(("id" = String, Path, description = "From the answer to signing or joining.")),
    responses(
        (status = 200, description = "What became of it, and nothing else.", body = AttemptAnswer),
        ReadProblems,
    ),
)]
pub(super) async fn attempt(
    State(site): State<Site>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let status = match attempt::parse_id(&id) {
        Some(id) => site.store().attempt_status(&id, site.now_ms()).await?,
        None => AttemptStatus::Gone,
    };
    let status = match status {
        AttemptStatus::Pending => StatusAnswer::Pending,
        AttemptStatus::Confirmed => StatusAnswer::Confirmed,
        AttemptStatus::Gone => StatusAnswer::Gone,
    };
    let mut response = axum::Json(AttemptAnswer { status }).into_response();
    // It is asked for to learn what has changed.
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
