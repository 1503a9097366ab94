//! Requests to the server: sent by gloo-net, read by the browser's own JSON parser.

use gloo_net::http::Request;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, RequestInit, Response};

use super::json::Value;
use super::{now_ms, window};
use crate::text::Key;

/// A request without a response after this time counts as lost; a retry is safe.
const PATIENCE_MS: u32 = 30_000;

/// Why a request failed: an API code or `offline`, and the errors of fields.
pub(crate) struct RequestError {
    pub(crate) code: String,
    pub(crate) faults: Vec<(String, Key)>,
}

/// Sends JSON, or an empty body, and returns a successful response.
pub(crate) async fn send(
    method: &str,
    url: String,
    key: String,
    body: String,
) -> Result<Value, RequestError> {
    let (status, answer) = match fetch(method, &url, &key, &body).await {
        Ok(answered) => answered,
        Err(_) => (0, Value(JsValue::NULL)),
    };
    if matches!(status, 200..400) {
        return Ok(answer);
    }
    let mut code = answer.text("code");
    if code.is_empty() {
        // There was no response, or something between us and the server answered in its own format.
        code.push_str(match status {
            0 => "offline",
            429 => "too_many_requests",
            502..=504 => "unavailable",
            _ => "internal",
        });
    }
    Err(RequestError {
        code,
        faults: answer.faults(),
    })
}

async fn fetch(method: &str, url: &str, key: &str, body: &str) -> Result<(u16, Value), JsValue> {
    let header = |name: &str, value: &str| Array::of2(&name.into(), &value.into());
    let init = RequestInit::new();
    init.set_method(method);
    if !body.is_empty() {
        init.set_body(&body.into());
        init.set_headers(&Array::of2(
            &header("Content-Type", "application/json"),
            &header("Idempotency-Key", key),
        ));
    }
    // A share is counted while the page is already unloading.
    Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
    init.set_credentials(RequestCredentials::Omit);
    if Reflect::has(&js_sys::global(), &"AbortSignal".into())? {
        init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    }
    let response = sent(url, &init).await?;
    let status = response.status();
    let answer = match status {
        204 => JsValue::NULL,
        // A content that is not JSON counts as empty.
        _ => JsFuture::from(response.json()?)
            .await
            .unwrap_or(JsValue::NULL),
    };
    Ok((status, Value(answer)))
}

/// Sends by gloo-net, whose own requests know no `keepalive`, so it gets one of the browser's; and by
/// `fetch` itself on pages where `Request` is something else (MooTools has a class of this name).
async fn sent(url: &str, init: &RequestInit) -> Result<Response, JsValue> {
    if let Ok(request) = web_sys::Request::new_with_str_and_init(url, init)
        && Reflect::has(&request, &"credentials".into())?
    {
        let response = Request::from(request).send().await;
        return response.map(Response::from).map_err(|_| JsValue::UNDEFINED);
    }
    let response = JsFuture::from(window().fetch_with_str_and_init(url, init)).await?;
    Ok(response.unchecked_into())
}

/// A unique idempotency key: a UUIDv7 (RFC 9562), since the server finds keys faster that come in the
/// order of their times. It is not a secret, and `crypto.randomUUID` makes others and is missing on
/// plain HTTP.
pub(crate) fn fresh_key() -> String {
    let random = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    let now_ms = now_ms() as u64;
    let parts = [
        (now_ms >> 16) as u32,
        (now_ms as u32) << 16 | 0x7000 | random() >> 20,
        0x8000_0000 | random() >> 2,
        random(),
    ];
    let mut key = String::new();
    for part in parts {
        for nibble in (0..8).rev() {
            let digit = (part >> (nibble * 4)) & 15;
            key.push(char::from_digit(digit, 16).unwrap_or('0'));
        }
    }
    key
}
