//! Attempts to sign or to join, by the id that their sender was given: what became of one, and its email
//! once more.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use widgets::{fields, wire};

use super::{
    body::Write,
    declarations::{field_faults, pending},
    description::{ReadProblems, WriteProblems},
    error::Error,
    site::Site,
};
use crate::{
    domain::{
        attempt::{self, Resend},
        proof::IdempotencyKey,
    },
    store::{AttemptOutcome, AttemptStatus},
};

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
    let mut response = Json(AttemptAnswer { status }).into_response();
    // It is asked for to learn what has changed.
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A body that says nothing.
#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct ResendRequest {}

/// Ask for the email once more: the same link and code, unless the code was guessed at too often.
#[utoipa::path(
    post, path = "/api/v1/attempts/{id}/resend", tag = "attempts",
    params(
        ("id" = String, Path, description = "From the answer to signing or joining."),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and body give the same answer and one effect."),
    ),
    request_body = ResendRequest,
    responses(
        (status = 202, description = "Asked; the same answer whether or not an email may go now.", body = wire::Accepted),
        WriteProblems,
    ),
)]
pub(super) async fn resend(
    State(site): State<Site>,
    Path(id): Path<String>,
    write: Write<ResendRequest>,
) -> Result<(StatusCode, Json<wire::Accepted>), Error> {
    let id = ask_again(&site, "en", &id, None, write.key).await?;
    Ok((StatusCode::ACCEPTED, Json(pending(id))))
}

/// Correct the address: the earlier link and code end, and an email with new ones goes to this one.
#[utoipa::path(
    patch, path = "/api/v1/attempts/{id}", tag = "attempts",
    params(
        ("id" = String, Path, description = "From the answer to signing or joining."),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and body give the same answer and one effect."),
    ),
    request_body = wire::CorrectRequest,
    responses(
        (status = 202, description = "Asked; the same answer whether or not an email may go now.", body = wire::Accepted),
        WriteProblems,
    ),
)]
pub(super) async fn correct(
    State(site): State<Site>,
    Path(id): Path<String>,
    write: Write<wire::CorrectRequest>,
) -> Result<(StatusCode, Json<wire::Accepted>), Error> {
    let id = ask_again(&site, "en", &id, Some(&write.body.email), write.key).await?;
    Ok((StatusCode::ACCEPTED, Json(pending(id))))
}

/// Both of them, for the API and the native forms alike; gives the attempt's id.
pub(super) async fn ask_again(
    site: &Site,
    lang: &str,
    id: &str,
    email: Option<&str>,
    key: Option<IdempotencyKey>,
) -> Result<String, Error> {
    let to = email.map(fields::EmailAddress::parse).transpose();
    let to = to.map_err(|error| field_faults(lang, vec![("email", error)]))?;
    let id = attempt::parse_id(id).ok_or(Error::Expired)?;
    let resend = Resend { id, to };
    match site.store().resend(resend, key, site.now_ms()).await? {
        AttemptOutcome::Accepted { id } => Ok(id),
        AttemptOutcome::Unknown => Err(Error::Expired),
        AttemptOutcome::KeyReused => Err(Error::KeyReused),
    }
}
