//! One request, and all that matters of its response.

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, StatusCode,
    body::Bytes,
    client::conn::http1::SendRequest,
    header::{self, HeaderName},
};

use crate::{
    load,
    requests::{ENCODINGS, SITE},
};

pub(super) struct FetchedPage {
    pub(super) etag: Option<String>,
    pub(super) body: Bytes,
}

impl FetchedPage {
    /// As they come, compressed.
    pub(super) fn bytes(&self) -> usize {
        self.body.len()
    }
}

/// Requests an address on a connection of its own, with an encoding or as plain text.
pub(super) async fn fetch(
    address: &str,
    path: &str,
    encoding: Option<&str>,
) -> Result<FetchedPage> {
    let mut connection = load::connect(address).await?;
    fetch_on(
        &mut connection,
        address,
        path,
        encoding.unwrap_or(ENCODINGS),
    )
    .await
}

pub(super) async fn fetch_on(
    connection: &mut SendRequest<Full<Bytes>>,
    address: &str,
    path: &str,
    encoding: &str,
) -> Result<FetchedPage> {
    let request = Request::builder()
        .uri(path)
        .header(header::HOST, address)
        .header(header::ORIGIN, SITE)
        .header(header::ACCEPT_ENCODING, encoding)
        .body(Full::default())?;
    connection.ready().await?;
    let response = connection.send_request(request).await?;
    let status = response.status();
    ensure!(status == StatusCode::OK, "{path} answers {status}");
    let text = |name: HeaderName| {
        let value = response.headers().get(name)?;
        Some(value.to_str().ok()?.to_owned())
    };
    let etag = text(header::ETAG);
    let body = response.into_body().collect().await;
    Ok(FetchedPage {
        etag,
        body: body.context("the body ends")?.to_bytes(),
    })
}
