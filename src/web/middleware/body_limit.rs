//! Middleware that limits the size of a request's body and how long it may take.

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;

use crate::web::{error::Error, state::AppState};

/// The largest request body that is read.
pub(in crate::web) const MAX_BODY_BYTES: usize = 16 * 1024;
/// How much of a body that is too large is discarded before responding: a client that is still
/// sending would otherwise see a broken connection instead of the response.
const MAX_DISCARDED_BYTES: usize = 32 * 1024 * 1024;

/// Reads small bodies whole and rejects large ones, before any handler. A client that is too slow
/// gets a response too.
pub(in crate::web) async fn limit_body(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let read = tokio::time::timeout(state.patience(), read_small(body)).await;
    match read.unwrap_or(Err(Error::Malformed("the body came too slowly"))) {
        Ok(bytes) => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Err(error) => error.into_response(),
    }
}

async fn read_small(mut body: Body) -> Result<Bytes, Error> {
    let mut kept = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Error::Malformed("the body broke off"))?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        seen += data.len();
        if seen <= MAX_BODY_BYTES {
            kept.extend_from_slice(data);
        } else if seen > MAX_DISCARDED_BYTES {
            break;
        }
    }
    if seen > MAX_BODY_BYTES {
        return Err(Error::TooLarge);
    }
    Ok(kept.into())
}
