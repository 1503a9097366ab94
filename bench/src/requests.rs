//! The requests that the benchmark's clients send.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU32, AtomicUsize, Ordering},
};

use anyhow::{Context, Result};
use http_body_util::Full;
use hyper::{Request, StatusCode, body::Bytes, http::request};
use serde_json::{Value, json};
use undersigned::domain::id::Id;

use crate::{campaign, server::SLUG};

/// The page that embeds the widgets.
pub(crate) const SITE: &str = "https://ally.example";
pub(crate) const ARTICLE: &str = "https://ally.example/article";
pub(crate) const ENCODINGS: &str = "gzip, deflate, br, zstd";

/// A series of requests; clones share the state that makes each request different.
pub(crate) trait Requests: Clone + Send + Sync + 'static {
    /// `None` at the end of the series, if it has one.
    fn next(&self, request: request::Builder) -> Result<Option<Request<Full<Bytes>>>>;

    fn expected(&self) -> StatusCode;

    /// Takes the body of an expected response.
    fn answered(&self, _body: Bytes) {}
}

/// The signature box as a browser requests it.
#[derive(Clone)]
pub(crate) struct Fragments;

impl Requests for Fragments {
    fn next(&self, request: request::Builder) -> Result<Option<Request<Full<Bytes>>>> {
        let request = request
            .uri(format!("/embed/v1/signature?declaration={SLUG}&lang=en"))
            .header("origin", SITE)
            .header("accept-encoding", ENCODINGS)
            .body(Full::default())?;
        Ok(Some(request))
    }

    fn expected(&self) -> StatusCode {
        StatusCode::OK
    }
}

/// Signatures, each by another person.
#[derive(Clone, Default)]
pub(crate) struct Signatures {
    next: Arc<AtomicU32>,
    accepted: Arc<Mutex<Vec<Bytes>>>,
}

impl Signatures {
    /// The next person's number.
    pub(crate) fn next_person(&self) -> u32 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// The ids of the attempts accepted since the last call.
    pub(crate) fn take_accepted(&self) -> Result<Vec<Id>> {
        let bodies = std::mem::take(&mut *self.lock());
        let ids = bodies.iter().map(|body| {
            let accepted: Value = serde_json::from_slice(body)?;
            let id = accepted["id"].as_str().context("an attempt has an id")?;
            anyhow::Ok(id.parse()?)
        });
        ids.collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Bytes>> {
        self.accepted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Requests for Signatures {
    fn next(&self, request: request::Builder) -> Result<Option<Request<Full<Bytes>>>> {
        let number = self.next_person();
        let body = json!({
            "kind": "person",
            "name": person_name(number),
            "email": person_email(number),
            "postcode": "B1 1AA",
            "public": "full",
            "updates": false,
            "lang": "en",
            "site": SITE,
            "page_url": ARTICLE,
        });
        let path = format!("/api/v1/declarations/{SLUG}/signatures");
        let key = campaign::fresh_key();
        Ok(Some(post(request, &path, &key, &body)?))
    }

    fn expected(&self) -> StatusCode {
        StatusCode::ACCEPTED
    }

    fn answered(&self, body: Bytes) {
        self.lock().push(body);
    }
}

/// Confirmations by the tokens of emailed links, each once.
#[derive(Clone)]
pub(crate) struct Confirmations {
    tokens: Arc<[String]>,
    next: Arc<AtomicUsize>,
}

impl Confirmations {
    pub(crate) fn of(tokens: Vec<String>) -> Confirmations {
        Confirmations {
            tokens: tokens.into(),
            next: Arc::default(),
        }
    }
}

impl Requests for Confirmations {
    fn next(&self, request: request::Builder) -> Result<Option<Request<Full<Bytes>>>> {
        let Some(token) = self.tokens.get(self.next.fetch_add(1, Ordering::Relaxed)) else {
            return Ok(None);
        };
        let body = json!({ "token": token });
        let request = post(request, "/api/v1/confirmations", token, &body)?;
        Ok(Some(request))
    }

    fn expected(&self) -> StatusCode {
        StatusCode::OK
    }
}

/// A write as a widget's script sends it.
fn post(
    request: request::Builder,
    path: &str,
    key: &str,
    body: &Value,
) -> Result<Request<Full<Bytes>>> {
    Ok(request
        .method("POST")
        .uri(path)
        .header("origin", SITE)
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .body(Full::from(body.to_string()))?)
}

pub(crate) fn person_name(number: u32) -> String {
    format!("Ada {}", letters(number))
}

pub(crate) fn person_email(number: u32) -> String {
    format!("ada.{number}@people.example")
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
