//! The errors of the HTTP layer, and their two forms: a problem response for programs, a page for
//! people.
//!
//! A handler returns [`Error`]. The response's extensions carry it to the layer of its group of
//! routes ([`as_problem`] or [`as_page`]), which renders it. Its cause is logged here, once.

use crate::i18n::problems;
use std::any::Any;

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use widgets::{fields::FieldErrors, text::Text, wire};

use super::{
    http::{language, rate_limit::Wait, respond},
    state::AppState,
};
use crate::{pages, store};

#[derive(Clone, Debug)]
pub(super) enum Error {
    Malformed(&'static str),
    NotFound,
    MethodNotAllowed,
    KeyReused,
    DeclarationNotOpen,
    DeclarationClosed,
    Unpublished,
    Expired,
    TooLarge,
    NotJson,
    Fields(Vec<wire::FieldProblem>),
    WrongCode,
    CodeOfAnother,
    TooManyTries,
    TooManyRequests {
        retry_after_s: u64,
    },
    OriginNotAllowed {
        origin: String,
    },
    /// The origin of this form or the wording that it showed is unknown, so the visitor must press
    /// a button on our own page.
    CheckNeeded,
    FormatNotOffered,
    Unavailable,
    Internal,
}

impl Error {
    /// Stable codes for programs with their statuses, as the documentation lists them.
    pub(super) const CODES: [(&'static str, u16); 20] = [
        ("malformed", 400),
        ("check_needed", 403),
        ("origin_not_allowed", 403),
        ("not_found", 404),
        ("method_not_allowed", 405),
        ("idempotency_key_reused", 409),
        ("declaration_not_open", 410),
        ("declaration_closed", 410),
        ("unpublished", 410),
        ("expired", 410),
        ("too_large", 413),
        ("not_json", 415),
        ("validation_failed", 422),
        ("wrong_code", 422),
        ("code_of_another", 422),
        ("too_many_tries", 429),
        ("too_many_requests", 429),
        ("internal", 500),
        ("format_not_offered", 501),
        ("unavailable", 503),
    ];

    pub(super) fn code(&self) -> &'static str {
        match self {
            Error::Malformed(_) => "malformed",
            Error::NotFound => "not_found",
            Error::MethodNotAllowed => "method_not_allowed",
            Error::KeyReused => "idempotency_key_reused",
            Error::DeclarationNotOpen => "declaration_not_open",
            Error::DeclarationClosed => "declaration_closed",
            Error::Unpublished => "unpublished",
            Error::Expired => "expired",
            Error::TooLarge => "too_large",
            Error::NotJson => "not_json",
            Error::Fields(_) => "validation_failed",
            Error::WrongCode => "wrong_code",
            Error::CodeOfAnother => "code_of_another",
            Error::TooManyTries => "too_many_tries",
            Error::TooManyRequests { .. } => "too_many_requests",
            Error::OriginNotAllowed { .. } => "origin_not_allowed",
            Error::CheckNeeded => "check_needed",
            Error::FormatNotOffered => "format_not_offered",
            Error::Unavailable => "unavailable",
            Error::Internal => "internal",
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        let known = Error::CODES.iter().find(|(code, _)| *code == self.code());
        known
            .and_then(|(_, status)| StatusCode::from_u16(*status).ok())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// One sentence that says what to do, for programs and their authors.
    pub(super) fn title(&self) -> String {
        match self {
            Error::Malformed(what) => format!("The request cannot be read: {what}."),
            Error::OriginNotAllowed { origin } => {
                format!("{origin} may not embed this: the organiser adds \"{origin}\" to `sites`.")
            }
            other => problems::title(other.code()).to_owned(),
        }
    }

    /// Seconds until another email may be requested: emails to one person are a minute apart.
    pub(super) const RESEND_S: u64 = 60;

    /// Seconds until a retry is worthwhile while the database is unavailable.
    pub(super) const UNAVAILABLE_S: u64 = 5;

    /// The same for a person, in their language.
    pub(super) fn for_people(&self, lang: &str) -> &'static str {
        problems::for_people(lang, self.code())
    }

    /// Whether a response with this status has `Retry-After`.
    pub(super) fn waits(status: u16) -> bool {
        matches!(status, 429 | 503)
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Error::TooManyRequests { retry_after_s } => Some((*retry_after_s).max(1)),
            // Waiting does not help by itself, but then an email with a new code may be requested.
            Error::TooManyTries => Some(Error::RESEND_S),
            Error::Unavailable => Some(Error::UNAVAILABLE_S),
            _ => None,
        }
    }

    pub(super) fn problem(&self, public_url: &str) -> wire::Problem {
        let errors = match self {
            Error::Fields(errors) => errors.clone(),
            Error::WrongCode | Error::CodeOfAnother => vec![wire::FieldProblem {
                field: "code".to_owned(),
                code: self.code().to_owned(),
                message: self.title(),
            }],
            _ => Vec::new(),
        };
        wire::Problem {
            kind: format!("{public_url}/problems/{}", self.code()),
            title: self.title(),
            status: self.status().as_u16(),
            code: self.code().to_owned(),
            errors,
        }
    }

    /// Field errors, with messages in the visitor's language.
    pub(super) fn of_fields(lang: &str, errors: FieldErrors) -> Error {
        let text = Text::of(lang);
        let problems = errors.into_iter().map(|(field, error)| wire::FieldProblem {
            field: field.to_owned(),
            code: error.code().to_owned(),
            message: text.field_message(field, error.code()).to_owned(),
        });
        Error::Fields(problems.collect())
    }

    /// Logs the cause, once; it never leaves the server.
    pub(super) fn of_store(error: &store::Error) -> Error {
        match error {
            store::Error::Unavailable(_) | store::Error::Conflict(_) | store::Error::Full(_) => {
                tracing::warn!(%error, "a request went without the database");
                Error::Unavailable
            }
            store::Error::Internal(_) | store::Error::Key(_) | store::Error::Refused(_) => {
                tracing::error!(%error, "a request failed");
                Error::Internal
            }
        }
    }

    /// The error that a response represents, including one that a layer or the router made.
    pub(super) fn behind(response: &Response) -> Option<Error> {
        if let Some(error) = response.extensions().get::<Error>() {
            return Some(error.clone());
        }
        if response.extensions().get::<respond::Worded>().is_some() {
            return None;
        }
        let bare = !response.headers().contains_key(header::CONTENT_TYPE)
            || response.status().is_server_error();
        match response.status() {
            StatusCode::METHOD_NOT_ALLOWED => Some(Error::MethodNotAllowed),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Error::TooLarge),
            StatusCode::NOT_FOUND if bare => Some(Error::NotFound),
            StatusCode::SERVICE_UNAVAILABLE if bare => Some(Error::Unavailable),
            // An axum extractor rejected the URL, in plain text.
            StatusCode::BAD_REQUEST => Some(Error::Malformed(
                "the URL is invalid, or a parameter is repeated",
            )),
            status if status.is_server_error() => Some(Error::Internal),
            _ => None,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Error {
        Error::of_store(&error)
    }
}

impl From<Wait> for Error {
    fn from(Wait(wait): Wait) -> Error {
        Error::TooManyRequests {
            retry_after_s: wait.as_secs() + 1,
        }
    }
}

/// A panic in a handler becomes the same response as any other fault of ours.
pub(super) fn answer_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Error::Internal.into_response()
}

/// For programs: every failure of an inner handler becomes `application/problem+json`.
pub(super) async fn as_problem(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let Some(error) = Error::behind(&response) else {
        return response;
    };
    let body = serde_json::to_string(&error.problem(state.public_url()))
        .expect("a problem is plain strings and numbers");
    retold(response, &error, "application/problem+json", body)
}

/// For people: every failure of an inner handler becomes a page that says what to do.
pub(super) async fn as_page(request: Request, next: Next) -> Response {
    let asks_for_methods = *request.method() == Method::OPTIONS;
    let lang = language::negotiate(None, request.headers(), "en");
    let mut response = next.run(request).await;
    if asks_for_methods && response.status() == StatusCode::METHOD_NOT_ALLOWED {
        // The router has already listed the methods in `Allow`.
        *response.status_mut() = StatusCode::NO_CONTENT;
        return response;
    }
    let Some(error) = Error::behind(&response) else {
        return response;
    };
    let page = pages::problem::draw(lang, error.code(), error.for_people(lang)).await;
    retold(response, &error, "text/html; charset=utf-8", page)
}

/// Keeps the headers that other layers set (CORS, `Allow`) and replaces the body.
pub(super) fn retold(
    response: Response,
    error: &Error,
    content_type: &'static str,
    body: String,
) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.status = error.status();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    // A temporary error must not be cached.
    parts
        .headers
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = error.retry_after_s() {
        parts
            .headers
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Response::from_parts(parts, body.into())
}
