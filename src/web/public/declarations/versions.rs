//! The versions of a declaration's text, and the exact words of each.

use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};

use crate::web::{
    error::Error,
    http::{extract::path::Slug, language::LangQuery, respond},
    state::AppState,
};
use crate::{
    domain::{declarations::TextVersion, hash},
    pages::declarations::versions,
};

/// `GET /d/{slug}/versions`
pub(in crate::web) async fn list(
    State(state): State<AppState>,
    slug: Slug,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (view, lang) = super::for_visitor(&state, &slug, query.lang.as_deref(), &headers).await?;
    let text_lang = view.declaration.lang.clone();
    let all = state
        .store()
        .declarations()
        .versions(&slug, &text_lang)
        .await?;
    let mut versions = Vec::with_capacity(all.len());
    for (at, version) in all.iter().enumerate() {
        let changed = match all.get(at + 1) {
            Some(earlier) => {
                let text = (&*slug, text_lang.as_str());
                Some(state.difference(text, earlier, version).await?.to_vec())
            }
            None => None,
        };
        versions.push((version.clone(), changed));
    }
    let address = |lang: &str| format!("{}/d/{slug}/versions?lang={lang}", state.public_url());
    let page = versions::draw(versions::Versions {
        lang: lang.to_owned(),
        slug: slug.to_string(),
        title: view.declaration.title.clone(),
        organisers: view.declaration.organisers.clone(),
        url: address(&text_lang),
        languages: super::versions(&view.declaration, address),
        text_lang,
        versions,
    });
    Ok(respond::page_in_language(page.await))
}

/// `GET /d/{slug}/versions/{version}`; with `.txt` appended, the text alone.
pub(in crate::web) async fn exact(
    State(state): State<AppState>,
    slug: Slug,
    Path((_, asked)): Path<(String, String)>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (number, plain) = match asked.strip_suffix(".txt") {
        Some(number) => (number, true),
        None => (asked.as_str(), false),
    };
    let number: u32 = number.parse().map_err(|_| Error::NotFound)?;
    let (view, lang) = super::for_visitor(&state, &slug, query.lang.as_deref(), &headers).await?;
    let text_lang = view.declaration.lang.clone();
    let all = state
        .store()
        .declarations()
        .versions(&slug, &text_lang)
        .await?;
    let version = all.into_iter().find(|one| one.version == number);
    let version: TextVersion = version.ok_or(Error::NotFound)?;
    let text = hash::canonical(&version.title, &version.source);
    if plain {
        let kind = "text/plain; charset=utf-8";
        return Ok(respond::cacheable(&headers, kind, text));
    }
    let page = versions::draw_exact(versions::Exact {
        lang: lang.to_owned(),
        url: format!(
            "{}/d/{slug}/versions/{number}?lang={text_lang}",
            state.public_url()
        ),
        text_lang,
        slug: slug.into_string(),
        organisers: view.declaration.organisers.clone(),
        version,
        text,
    });
    Ok(respond::page_in_language(page.await))
}
