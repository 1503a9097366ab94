//! The description of the JSON API, OpenAPI 3.1, gathered from the handlers themselves. The constraints of
//! the parsers are in `openapi/constraints.rs`.

mod constraints;

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use axum::{
    http::{HeaderName, StatusCode, header},
    response::IntoResponse,
};
use utoipa::{
    IntoParams, IntoResponses, OpenApi,
    openapi::{
        Content, Header, ObjectBuilder, Ref, RefOr, Required, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
        response::{Response, ResponseBuilder},
    },
};
use widgets::wire;

use crate::web::{
    error::Error,
    http::extract::json::{KEY_CHARS, MAX_KEY_CHARS},
    middleware::body_limit::MAX_BODY_BYTES,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Undersigned",
        description = "Declarations signed on many websites. No cookies; any origin may call. \
            Failures are RFC 9457 problems; the only responses without a body are 400, 414 and 431 for \
            a request that is not valid HTTP or whose URL or headers are too long. A query parameter may \
            be given only once."
    ),
    components(schemas(wire::Problem))
)]
struct Base;

/// How reading can fail.
pub(in crate::web) enum ReadProblems {}

/// How writing can fail.
pub(in crate::web) enum WriteProblems {}

/// Codes that no described operation returns.
const ELSEWHERE: [&str; 2] = ["method_not_allowed", "format_not_offered"];
const OF_READING: [&str; 5] = [
    "malformed",
    "not_found",
    "unpublished",
    "internal",
    "unavailable",
];

impl IntoResponses for ReadProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(|code| OF_READING.contains(&code))
    }
}

impl IntoResponses for WriteProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(|code| !ELSEWHERE.contains(&code))
    }
}

/// The problems with the wanted codes, grouped by status.
fn problems(wanted: fn(&str) -> bool) -> BTreeMap<String, RefOr<Response>> {
    let mut codes: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for (code, status) in Error::CODES {
        if wanted(code) {
            codes.entry(status).or_default().push(code);
        }
    }
    let described = codes.into_iter().map(|(status, codes)| {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        let mut response = ResponseBuilder::new()
            .description(said(status, &codes))
            .content("application/problem+json", content);
        if Error::waits(status) {
            response = response.header("Retry-After", seconds());
        }
        (status.to_string(), RefOr::T(response.build()))
    });
    described.collect()
}

/// The codes, and a limit that a schema cannot express.
fn said(status: u16, codes: &[&str]) -> String {
    let codes = codes.join(", ");
    match StatusCode::from_u16(status) {
        Ok(StatusCode::PAYLOAD_TOO_LARGE) => {
            format!("{codes}: the body may have at most {MAX_BODY_BYTES} bytes")
        }
        Ok(StatusCode::UNSUPPORTED_MEDIA_TYPE) => {
            format!("{codes}: `Content-Type` must be `application/json`")
        }
        _ => codes,
    }
}

fn seconds() -> Header {
    let seconds = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1));
    let mut header = Header::new(seconds);
    header.description = Some("Seconds to wait before the next attempt.".to_owned());
    header
}

/// Headers of a write.
pub(in crate::web) enum WriteHeaders {}

impl IntoParams for WriteHeaders {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let [first, last] = [KEY_CHARS.start(), KEY_CHARS.end()].map(|byte| char::from(*byte));
        let inner = MAX_KEY_CHARS - 2;
        let key = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(MAX_KEY_CHARS))
            .pattern(Some(format!(
                "^[{first}-{last}](?:[ -{last}]{{0,{inner}}}[{first}-{last}])?$"
            )));
        let said = "The same key and body give the same response and one effect.";
        vec![header("Idempotency-Key", said, key)]
    }
}

/// Headers of a conditional read.
pub(in crate::web) enum ReadHeaders {}

impl IntoParams for ReadHeaders {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let tag = ObjectBuilder::new().schema_type(Type::String);
        let said =
            "The `ETag` of an earlier response; if nothing has changed, the response is 304.";
        vec![header("If-None-Match", said, tag)]
    }
}

fn header(name: &str, said: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(said))
        .schema(Some(schema))
        .build()
}

/// The parts of the description that concern the API as a whole.
pub(in crate::web) fn base() -> utoipa::openapi::OpenApi {
    Base::openapi()
}

/// `GET /api/v1/openapi.json`
pub(in crate::web) fn serve(
    description: utoipa::openapi::OpenApi,
) -> impl Fn() -> std::future::Ready<axum::response::Response> + Clone + Send + Sync + 'static {
    // Built on the first request, because the patterns are made from every Unicode character.
    let json = Arc::new(LazyLock::new(move || to_json(&description)));
    move || {
        let headers: [(HeaderName, &str); 2] = [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "public, max-age=300"),
        ];
        std::future::ready((headers, String::clone(&json)).into_response())
    }
}

fn to_json(description: &utoipa::openapi::OpenApi) -> String {
    let plain = serde_json::to_value(description);
    let mut description = plain.expect("a description made of plain types is JSON");
    constraints::constrain(&mut description);
    description.to_string()
}
