//! Handlers for attempts to sign or subscribe, by the id that the client was given: the status of
//! one, and requests to send its email again or to correct its address.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use widgets::{fields, wire};

use super::{
    declarations::pending,
    description::{ReadProblems, WriteHeaders, WriteProblems},
};
use crate::web::{
    error::Error,
    forms::{
        attempt_doors,
        doors::{self, Arrival, Posting},
    },
    http::body::IdempotentJson,
    state::AppState,
};
use crate::{
    domain::attempts::{self, Resend},
    store::{AttemptOutcome, AttemptStatus},
};

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
    let status = match attempts::parse_id(&id) {
        Some(id) => state.store().attempt_status(&id, state.now_ms()).await?,
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
    arrival: Arrival,
    write: IdempotentJson<wire::ResendRequest>,
) -> Result<(StatusCode, Json<wire::Accepted>), Error> {
    let posting = Posting::by_script(arrival, write.key);
    let asked = Asked {
        id: &id,
        email: None,
        token: &write.body.form_token,
    };
    let id = ask_again(&state, "en", &posting, asked).await?;
    Ok((StatusCode::ACCEPTED, Json(pending(id))))
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
    arrival: Arrival,
    write: IdempotentJson<wire::CorrectRequest>,
) -> Result<(StatusCode, Json<wire::Accepted>), Error> {
    let posting = Posting::by_script(arrival, write.key);
    let asked = Asked {
        id: &id,
        email: Some(&write.body.email),
        token: &write.body.form_token,
    };
    let id = ask_again(&state, "en", &posting, asked).await?;
    Ok((StatusCode::ACCEPTED, Json(pending(id))))
}

/// A request to send an attempt's email again.
#[derive(Clone, Copy)]
pub(in crate::web) struct Asked<'a> {
    pub id: &'a str,
    /// The corrected address as typed, if there is one.
    pub email: Option<&'a str>,
    /// The form token.
    pub token: &'a str,
}

/// Resends the email or corrects the address, for the API and for native forms; returns the
/// attempt's id.
pub(in crate::web) async fn ask_again(
    state: &AppState,
    lang: &str,
    posting: &Posting,
    asked: Asked<'_>,
) -> Result<String, Error> {
    let admitted = attempt_doors::open(state, posting, asked.id, asked.token).await?;
    let to = asked.email.map(fields::EmailAddress::parse).transpose();
    let to = to.map_err(|error| Error::of_fields(lang, vec![("email", error)]))?;
    let id = attempts::parse_id(asked.id).ok_or(Error::Expired)?;
    let spent = admitted.view().filter(|_| to.is_some());
    let keys = match spent {
        // The token of a view allows a fixed number of emails to new addresses, including the
        // first.
        Some(view) => doors::view_keys(&view.about, &view.name, &(&id, asked.email)),
        None => vec![posting.key.clone()],
    };
    for key in keys {
        let resend = Resend {
            id: id.clone(),
            to: to.clone(),
        };
        match state.store().resend(resend, key, state.now_ms()).await? {
            AttemptOutcome::Accepted { id } => return Ok(id),
            AttemptOutcome::Unknown => return Err(Error::Expired),
            AttemptOutcome::OffTheWeb => return Err(Error::Unpublished),
            AttemptOutcome::KeyReused => {}
        }
    }
    Err(match spent {
        Some(_) => Error::CheckNeeded,
        None => Error::KeyReused,
    })
}
