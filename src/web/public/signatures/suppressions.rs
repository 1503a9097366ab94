//! Undoes "it wasn't me" (a suppression), by the link on the page that follows it and in its only
//! receipt. GET and HEAD change nothing, since mail scanners follow every link.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};

use crate::pages::signatures::suppression;
use crate::web::{
    error::Error,
    http::{language, respond},
    state::AppState,
};

/// The address where a suppression is undone.
pub(in crate::web) fn address(way_back: &str, lang: &str) -> String {
    format!("/let-emails-come/{way_back}?lang={lang}")
}

/// `GET /let-emails-come/{way_back}`
pub(in crate::web) async fn ask(
    State(state): State<AppState>,
    Path(way_back): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if !state.store().privacy().is_suppressed(&way_back).await? {
        return Err(Error::Expired);
    }
    let lang = form_language(&uri, &headers);
    let page = suppression::ask_to_undo(lang, address(&way_back, lang));
    Ok(respond::private_page(page.await))
}

/// `POST /let-emails-come/{way_back}`: the button.
pub(in crate::web) async fn press(
    State(state): State<AppState>,
    Path(way_back): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let taken_back = state
        .store()
        .privacy()
        .lift_suppression(&way_back, state.now_ms());
    if !taken_back.await? {
        return Err(Error::Expired);
    }
    let page = suppression::undone(form_language(&uri, &headers));
    Ok(respond::private_page(page.await))
}

/// The language of the form, which the link carries.
fn form_language(uri: &Uri, headers: &HeaderMap) -> &'static str {
    let query = uri.query().unwrap_or_default();
    let lang = query.split('&').find_map(|pair| pair.strip_prefix("lang="));
    language::negotiate(lang, headers, "en")
}
