//! The home page: every declaration that can be signed.

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};

use crate::pages;
use crate::web::{
    error::Error,
    http::{
        language::{self, LangQuery},
        respond,
    },
    state::AppState,
};

/// `GET /`
pub(in crate::web) async fn home(
    State(state): State<AppState>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let wanted = language::wanted(query.lang.as_deref(), &headers);
    let mut entries = Vec::new();
    for slug in state
        .store()
        .declarations()
        .open_slugs(state.now_ms())
        .await?
    {
        let view = state
            .declaration_in(&slug, wanted.iter().map(String::as_str))
            .await?;
        entries.push(pages::home::Entry {
            lang: view.declaration.lang.clone(),
            title: view.declaration.title.clone(),
            organisers: view.declaration.organisers.clone(),
            count: view.declaration.count,
            slug,
        });
    }
    let lang = language::negotiate(query.lang.as_deref(), &headers, "en");
    let page = pages::home::draw(lang, state.public_url(), entries).await;
    Ok(respond::page_in_language(page))
}
