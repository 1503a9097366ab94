//! Asking for updates after signing, over the JSON API.

use axum::{extract::State, http::StatusCode};
use widgets::wire;

use super::openapi::{WriteHeaders, WriteProblems};
use crate::web::{
    attempts::updating, error::Error, http::extract::json::IdempotentJson, state::AppState,
};

/// Ask for updates as well, just after confirming a signature.
#[utoipa::path(
    post, path = "/api/v1/updates", tag = "confirmations",
    params(WriteHeaders),
    request_body = wire::UpdatesRequest,
    responses(
        (status = 204, description = "Recorded, now or before."),
        WriteProblems,
    ),
)]
pub(in crate::web) async fn agree(
    State(state): State<AppState>,
    write: IdempotentJson<wire::UpdatesRequest>,
) -> Result<StatusCode, Error> {
    updating::agree(&state, &write.body).await?;
    Ok(StatusCode::NO_CONTENT)
}
