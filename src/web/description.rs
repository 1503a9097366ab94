//! The description of the JSON API, OpenAPI 3.1, gathered from the handlers themselves.

use std::collections::BTreeMap;

use axum::{http::header, response::IntoResponse};
use utoipa::{
    IntoResponses, OpenApi,
    openapi::{
        Content, Ref, RefOr,
        response::{Response, ResponseBuilder},
    },
};
use widgets::wire;

use super::error::Error;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Undersigned",
        description = "Declarations signed on many websites. No cookies; any origin may call. \
            Failures are RFC 9457 problems."
    ),
    components(schemas(wire::Problem))
)]
struct Base;

/// How reading can fail.
pub(super) enum ReadProblems {}

/// How writing can fail.
pub(super) enum WriteProblems {}

impl IntoResponses for ReadProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(|status| matches!(status, 400 | 404) || status >= 500)
    }
}

impl IntoResponses for WriteProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(|status| status != 405)
    }
}

/// The problems of some statuses, with the codes that each may have.
fn problems(wanted: fn(u16) -> bool) -> BTreeMap<String, RefOr<Response>> {
    let mut codes: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for (code, status) in Error::CODES {
        if wanted(status) {
            codes.entry(status).or_default().push(code);
        }
    }
    let described = codes.into_iter().map(|(status, codes)| {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        let response = ResponseBuilder::new()
            .description(codes.join(", "))
            .content("application/problem+json", content)
            .build();
        (status.to_string(), RefOr::T(response))
    });
    described.collect()
}

/// What is said of the API as a whole.
pub(super) fn base() -> utoipa::openapi::OpenApi {
    Base::openapi()
}

/// `GET /api/v1/openapi.json`
pub(super) fn serve(
    description: utoipa::openapi::OpenApi,
) -> impl Fn() -> std::future::Ready<axum::response::Response> + Clone + Send + Sync + 'static {
    let json = description
        .to_json()
        .expect("a description made of plain types is JSON");
    move || {
        let headers = [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "public, max-age=300"),
        ];
        std::future::ready((headers, json.clone()).into_response())
    }
}
