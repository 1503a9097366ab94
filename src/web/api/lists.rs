//! Subscriptions to lists over the JSON API.

use axum::{Json, extract::State, http::StatusCode};
use widgets::wire;

use super::openapi::{WriteHeaders, WriteProblems};
use crate::web::{
    attempts::subscribing,
    error::Error,
    forms::submission::{RequestContext, Submission},
    http::extract::{json::IdempotentJson, path::Slug},
    state::AppState,
};

/// Subscribe to a list. No news is sent until the email has been confirmed.
#[utoipa::path(
    post, path = "/api/v1/lists/{slug}/subscriptions", tag = "lists",
    params(
        ("slug" = String, Path),
        WriteHeaders,
    ),
    request_body = wire::SubscribeRequest,
    responses(
        (status = 202, description = "An email is on its way; the same answer for everyone.", body = wire::Accepted),
        WriteProblems,
    ),
)]
pub(in crate::web) async fn subscribe(
    State(state): State<AppState>,
    slug: Slug,
    context: RequestContext,
    write: IdempotentJson<wire::SubscribeRequest>,
) -> Result<(StatusCode, Json<wire::Accepted>), Error> {
    let submission = Submission::by_script(context, write.key);
    let accepted = subscribing::subscribe(&state, &slug, &submission, &write.body).await?;
    Ok((StatusCode::ACCEPTED, Json(accepted)))
}
