//! Subscriptions to lists over the JSON API.

use axum::{Json, extract::State, http::StatusCode};
use widgets::wire;

use super::{
    declarations::pending,
    openapi::{WriteHeaders, WriteProblems},
};
use crate::web::{
    attempts::subscribing,
    error::Error,
    forms::doors::{Arrival, Posting},
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
    arrival: Arrival,
    write: IdempotentJson<wire::SubscribeRequest>,
) -> Result<(StatusCode, Json<wire::Accepted>), Error> {
    let posting = Posting::by_script(arrival, write.key);
    let id = subscribing::subscribe(&state, &slug, &posting, &write.body).await?;
    Ok((StatusCode::ACCEPTED, Json(pending(id))))
}
