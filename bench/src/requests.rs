//! The requests that the benchmark's clients send.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use anyhow::Result;
use http_body_util::Full;
use hyper::{Request, StatusCode, body::Bytes, http::request};

use crate::server::SLUG;

/// An endless series of requests; clones share the state that makes each request different.
pub(crate) trait Requests: Clone + Send + Sync + 'static {
    fn next(&self, request: request::Builder) -> Result<Request<Full<Bytes>>>;
    fn expected(&self) -> StatusCode;
}

/// The signature box as a browser requests it.
#[derive(Clone)]
pub(crate) struct Fragments;

impl Requests for Fragments {
    fn next(&self, request: request::Builder) -> Result<Request<Full<Bytes>>> {
        Ok(request
            .uri(format!("/embed/v1/signature?declaration={SLUG}&lang=en"))
            .header("origin", "https://ally.example")
            .header("accept-encoding", "gzip, deflate, br, zstd")
            .body(Full::default())?)
    }

    fn expected(&self) -> StatusCode {
        StatusCode::OK
    }
}

/// Signatures, each by another person.
#[derive(Clone, Default)]
pub(crate) struct Signatures(Arc<AtomicU32>);

impl Requests for Signatures {
    fn next(&self, request: request::Builder) -> Result<Request<Full<Bytes>>> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let body = serde_json::json!({
            "kind": "person",
            "name": format!("Ada {}", letters(number)),
            "email": format!("ada.{number}@people.example"),
            "postcode": "B1 1AA",
            "public": "full",
            "updates": false,
            "lang": "en",
            "site": "https://ally.example",
            "page_url": "https://ally.example/article",
        });
        Ok(request
            .method("POST")
            .uri(format!("/api/v1/declarations/{SLUG}/signatures"))
            .header("origin", "https://ally.example")
            .header("content-type", "application/json")
            .header("idempotency-key", format!("bench-{number:010}"))
            .body(Full::from(body.to_string()))?)
    }

    fn expected(&self) -> StatusCode {
        StatusCode::ACCEPTED
    }
}

/// A number as letters, because names contain no digits.
fn letters(mut number: u32) -> String {
    let mut name = String::from("L");
    loop {
        name.push(char::from(
            b'a' + u8::try_from(number % 26).expect("below 26"),
        ));
        number /= 26;
        if number == 0 {
            return name;
        }
    }
}
