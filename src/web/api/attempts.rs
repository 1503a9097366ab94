//! Attempts to sign or to join, by the id that their sender was given: what became of one, and its email
//! once more.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use widgets::{fields, wire};

use super::{
    declarations::{field_faults, pending},
    description::{ReadProblems, WriteHeaders, WriteProblems},
};
use crate::web::{
    error::Error,
    forms::{
        attempt_doors,
        doors::{self, Arrival, Posting},
    },
    http::body::Write,
    state::AppState,
};
use crate::{
    domain::attempts::{self, Resend},
    store::{AttemptOutcome, AttemptStatus},
};

/// What became of an attempt. Whoever sent it knows its id, whoever's the address is: so nothing else
/// is told.
#[derive(Serialize, utoipa::ToSchema)]
pub(in crate::web) struct AttemptAnswer {
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
    // It is asked for to learn what has changed.
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Ask for the email once more: the same link and code, unless the code was guessed at too often.
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
    write: Write<wire::ResendRequest>,
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

/// Correct the address: the earlier link and code end, and an email with new ones goes to this one.
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
    write: Write<wire::CorrectRequest>,
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

/// An attempt's email asked for once more.
#[derive(Clone, Copy)]
pub(in crate::web) struct Asked<'a> {
    pub id: &'a str,
    /// Where it is to go from now on, as typed, if that is corrected.
    pub email: Option<&'a str>,
    /// What the form carries.
    pub token: &'a str,
}

/// Both of them, for the API and the native forms alike; gives the attempt's id.
pub(in crate::web) async fn ask_again(
    state: &AppState,
    lang: &str,
    posting: &Posting,
    asked: Asked<'_>,
) -> Result<String, Error> {
    let admitted = attempt_doors::open(state, posting, asked.id, asked.token).await?;
    let to = asked.email.map(fields::EmailAddress::parse).transpose();
    let to = to.map_err(|error| field_faults(lang, vec![("email", error)]))?;
    let id = attempts::parse_id(asked.id).ok_or(Error::Expired)?;
    let spent = admitted.view().filter(|_| to.is_some());
    let keys = match spent {
        // A view is good for so many emails to new addresses, the first among them.
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
