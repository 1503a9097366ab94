//! Counting shares: a network and a day, never a visitor.

use axum::{extract::State, http::StatusCode};
use widgets::{fields::FieldError, share_links, wire};

use super::{
    body::Write, declarations::field_faults, description::WriteProblems, error::Error, site::Site,
};
use crate::store::ShareOutcome;

/// Count a share.
#[utoipa::path(
    post, path = "/api/v1/shares", tag = "shares",
    request_body = wire::ShareRequest,
    responses(
        (status = 204, description = "Counted."),
        WriteProblems,
    ),
)]
pub(super) async fn share(
    State(site): State<Site>,
    write: Write<wire::ShareRequest>,
) -> Result<StatusCode, Error> {
    let share = write.body;
    // An open set of names would let anyone fill the table.
    if share_links::network(&share.network).is_none() {
        return Err(field_faults(
            "en",
            vec![("network", FieldError::InvalidChoice)],
        ));
    }
    let (declaration, now_ms) = (share.declaration.as_deref(), site.now_ms());
    match site
        .store()
        .add_share(declaration, &share.network, write.key, now_ms)
        .await?
    {
        ShareOutcome::Counted => Ok(StatusCode::NO_CONTENT),
        ShareOutcome::KeyReused => Err(Error::KeyReused),
    }
}
