//! Confirming an attempt over the JSON API. The pages behind the emailed link are in
//! `web/public/confirmations.rs`.

use axum::{Json, extract::State};
use widgets::wire;

use super::openapi::{WriteHeaders, WriteProblems};
use crate::domain::{attempts::credential::Credential, signatures::verification::HoldReason};
use crate::web::{
    attempts::{
        confirmed,
        confirming::{parse_code, parse_token, settle},
    },
    error::Error,
    forms::{
        attempt_csrf,
        submission::{RequestContext, Submission},
    },
    http::extract::json::IdempotentJson,
    state::AppState,
};

/// What was confirmed, and whether it counts.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = ConfirmationAnswer)]
pub(in crate::web) struct ConfirmResponse {
    #[serde(flatten)]
    confirmed: wire::Confirmed,
    #[serde(flatten)]
    waiting: Waiting,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
struct Waiting {
    // Described by its type: utoipa would join a description here to the inlined schema as an
    // object, which no string matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = WaitsFor, inline, required = false)]
    waits_for: Option<WaitsFor>,
}

/// Why the signature does not count until the organisers approve it: `household`, because two
/// people have signed from this address; `organisation`, because it is not verified; `namesake`,
/// because an organisation of that name counts already. Absent if it counts.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum WaitsFor {
    Household,
    Organisation,
    Namesake,
}

impl From<HoldReason> for WaitsFor {
    fn from(reason: HoldReason) -> WaitsFor {
        match reason {
            HoldReason::Mailbox => WaitsFor::Household,
            HoldReason::Organisation => WaitsFor::Organisation,
            HoldReason::DuplicateOrganisation => WaitsFor::Namesake,
        }
    }
}

/// Confirm a signature or subscription.
#[utoipa::path(
    post, path = "/api/v1/confirmations", tag = "confirmations",
    params(WriteHeaders),
    request_body = wire::ConfirmRequest,
    responses(
        (status = 200, description = "Confirmed, now or before.", body = ConfirmResponse),
        WriteProblems,
    ),
)]
pub(in crate::web) async fn confirm(
    State(state): State<AppState>,
    context: RequestContext,
    write: IdempotentJson<wire::ConfirmRequest>,
) -> Result<Json<ConfirmResponse>, Error> {
    let submission = Submission::by_script(context, write.key);
    let credential = match write.body {
        wire::ConfirmRequest::Token { token } => Credential::Token(parse_token(&token)?),
        wire::ConfirmRequest::Code {
            id,
            code,
            form_token,
        } => {
            attempt_csrf::check(&state, &submission, &id, &form_token).await?;
            parse_code("en", &id, &code)?
        }
    };
    let outcome = state
        .store()
        .attempts()
        .confirm(credential, submission.key, state.now_ms())
        .await?;
    let confirmed = settle(&state, outcome).await?;
    let details = confirmed::details(&state, &confirmed).await;
    Ok(Json(ConfirmResponse {
        confirmed: wire::Confirmed {
            status: "confirmed".to_owned(),
            kind: confirmed.kind,
            count: confirmed.count,
            message: details.message,
            listed: details.listed,
            updates_token: details.updates.map(|token| token.reveal()),
        },
        waiting: Waiting {
            waits_for: confirmed.held.map(WaitsFor::from),
        },
    }))
}
