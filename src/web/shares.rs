//! Counting shares: a network and a day, never a visitor.

use axum::{extract::State, http::StatusCode};
use widgets::{fields::FieldError, share_links, wire};

use super::{
    body::Write, declarations::field_faults, description::WriteProblems, error::Error, path::Slug,
    site::Site,
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
    let declaration = share.declaration.as_deref();
    // A page without one may say so by an empty word.
    let declaration = declaration.filter(|slug| !slug.is_empty());
    let declaration = declaration
        .map(Slug::parse)
        .transpose()
        .map_err(|_| field_faults("en", vec![("declaration", FieldError::InvalidChoice)]))?;
    let now_ms = site.now_ms();
    match site
        .store()
        .add_share(declaration.as_deref(), &share.network, write.key, now_ms)
        .await?
    {
        ShareOutcome::Counted => Ok(StatusCode::NO_CONTENT),
        ShareOutcome::KeyReused => Err(Error::KeyReused),
    }
}
