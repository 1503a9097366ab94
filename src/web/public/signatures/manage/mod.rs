//! A person's own signature, reached by the manage link in every email about it: see, correct,
//! withdraw, erase, download. Works without script.
//!
//! GET and HEAD change nothing, since mail scanners follow every link; each action is a POST.

pub(in crate::web) mod actions;
mod verification;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::web::{
    error::Error,
    http::{language, respond},
    middleware::security_headers,
    state::AppState,
};
use crate::{
    domain::{keys::token::Token, signatures::managed::ManagedSignature},
    pages::{
        signatures::{correction::Typed, manage, verification::VerificationForm},
        styles,
    },
};

/// `GET /manage/{token}`
pub(in crate::web) async fn show(
    State(state): State<AppState>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Some(parsed) = Token::parse(&token) else {
        return gone(&headers).await;
    };
    match state
        .store()
        .signatures()
        .managed(&parsed, state.now_ms())
        .await?
    {
        None => gone(&headers).await,
        Some(own) => page(StatusCode::OK, &state, ManageView::of(own, &token)).await,
    }
}

/// `GET /manage/{token}/signature.json`: everything kept, as a file.
pub(in crate::web) async fn download(
    State(state): State<AppState>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Some(parsed) = Token::parse(&token) else {
        return gone(&headers).await;
    };
    let Some(own) = state
        .store()
        .signatures()
        .managed(&parsed, state.now_ms())
        .await?
    else {
        return gone(&headers).await;
    };
    let consents = state
        .store()
        .signatures()
        .consents(&parsed, state.now_ms())
        .await?;
    let body = format!("{:#}\n", own.json(&declaration(&state, &own), &consents));
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"my-signature.json\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    Ok((
        headers.map(|(name, value)| (name, HeaderValue::from_static(value))),
        body,
    )
        .into_response())
}

/// What differs from one view of the page to the next.
struct ManageView<'a> {
    own: ManagedSignature,
    token: &'a str,
    typed: Option<Typed>,
    verification: VerificationForm,
    saved: bool,
}

impl<'a> ManageView<'a> {
    fn of(own: ManagedSignature, token: &'a str) -> ManageView<'a> {
        ManageView {
            own,
            token,
            typed: None,
            verification: VerificationForm::default(),
            saved: false,
        }
    }
}

async fn page(
    status: StatusCode,
    state: &AppState,
    shown: ManageView<'_>,
) -> Result<Response, Error> {
    let (own, token) = (shown.own, shown.token);
    let consents = match Token::parse(token) {
        Some(token) => {
            state
                .store()
                .signatures()
                .consents(&token, state.now_ms())
                .await?
        }
        None => Vec::new(),
    };
    let shown = manage::ManagePage {
        declaration: declaration(state, &own),
        action: format!("/manage/{token}"),
        typed: shown.typed.unwrap_or_else(|| Typed::of(&own)),
        verification: shown.verification,
        saved: shown.saved,
        consents,
        own,
    };
    let mut response = respond::private_page(manage::draw(shown).await);
    *response.status_mut() = status;
    let policy =
        security_headers::page_policy_with(state.public_url(), &styles::source(manage::STYLES));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

fn declaration(state: &AppState, own: &ManagedSignature) -> String {
    format!("{}/d/{}", state.public_url(), own.slug)
}

/// The page for a link that is not valid: erased and never existing look alike.
async fn gone(headers: &HeaderMap) -> Result<Response, Error> {
    let lang = language::negotiate(None, headers, "en");
    let mut response = respond::private_page(manage::gone(lang).await);
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}
