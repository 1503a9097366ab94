//! JSON bodies with their idempotency key. Only the format is checked here.

use std::ops::RangeInclusive;

use axum::{
    extract::{FromRequest, Request},
    http::HeaderMap,
};
use serde::de::DeserializeOwned;

use super::{is_type, read};
use crate::domain::attempts::credential::IdempotencyKey;
use crate::web::error::Error;

/// The longest `Idempotency-Key`.
pub(in crate::web) const MAX_KEY_CHARS: usize = 255;
/// Its first and last character; spaces are allowed between them.
pub(in crate::web) const KEY_CHARS: RangeInclusive<u8> = b'!'..=b'~';

/// A JSON body with its idempotency key.
pub(in crate::web) struct IdempotentJson<T> {
    pub body: T,
    pub key: Option<IdempotencyKey>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for IdempotentJson<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        if !is_type(request.headers(), "application/json") {
            return Err(Error::NotJson);
        }
        let key = idempotency_key(request.headers())?.map(str::to_owned);
        // The key is bound to the whole path, so one key used for two declarations counts as two.
        let route = request.uri().path().to_owned();
        let bytes = read(request, state).await?;
        Ok(IdempotentJson {
            body: parse(&bytes).ok_or(Error::Malformed(
                "the JSON does not have the described shape",
            ))?,
            key: key.map(|key| IdempotencyKey::new(&route, &key, &bytes)),
        })
    }
}

/// Serde would read an array as a struct's fields in order; the API accepts only objects.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let object = bytes.trim_ascii_start().starts_with(b"{");
    serde_json::from_slice(bytes).ok().filter(|_| object)
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Error> {
    let mut lines = headers.get_all("idempotency-key").iter();
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err(Error::Malformed("Idempotency-Key is repeated"));
    }
    let key = line.to_str().ok().filter(|key| is_key(key));
    key.map(Some).ok_or(Error::Malformed(
        "Idempotency-Key is 1 to 255 printable ASCII characters",
    ))
}

fn is_key(key: &str) -> bool {
    let visible = |byte: Option<u8>| byte.is_some_and(|byte| KEY_CHARS.contains(&byte));
    (1..=MAX_KEY_CHARS).contains(&key.len())
        && visible(key.bytes().next())
        && visible(key.bytes().last())
        && key
            .bytes()
            .all(|byte| byte == b' ' || KEY_CHARS.contains(&byte))
}
