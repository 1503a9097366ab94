//! For whoever watches the server: whether it works, and how busy it is.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use super::{error::Error, site::Site};

/// `GET /healthz`: 200 when the database answers.
pub(super) async fn healthz(State(site): State<Site>) -> Result<Response, Error> {
    site.store().ping().await?;
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((headers, "ok\n").into_response())
}

/// `GET /metrics`: Prometheus text, where the operator has it on.
pub(super) async fn metrics(State(site): State<Site>) -> Result<Response, Error> {
    let recorder = site.metrics().ok_or(Error::NotFound)?;
    let depth = site.store().outbox_depth().await?;
    metrics::gauge!("undersigned_outbox_letters", "status" => "waiting").set(count(depth.waiting));
    metrics::gauge!("undersigned_outbox_letters", "status" => "failed").set(count(depth.failed));
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    Ok((headers, recorder.render()).into_response())
}

/// A gauge is a float; letters are far fewer than floats can count.
fn count(letters: u64) -> f64 {
    u32::try_from(letters).unwrap_or(u32::MAX).into()
}
