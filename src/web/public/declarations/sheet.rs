//! `GET /d/{slug}/sheet.pdf`: paper sheets to sign on, each with a code of its own, so that the
//! server need not record them. How a sheet looks is in `crates/typeset/`; how signed ones are counted is
//! in `cli/signatures/paper/`.

use axum::{
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::typefaces;
use crate::web::{error::Error, http::extract::path::Slug, state::AppState};
use crate::{domain::signatures::sheet_code::SheetCode, print};

/// As many as fit on a clipboard.
const MOST: u32 = 50;

#[derive(Deserialize)]
pub(in crate::web) struct SheetQuery {
    lang: Option<String>,
    /// How many sheets; one by default.
    pages: Option<String>,
}

pub(in crate::web) async fn sheet(
    State(state): State<AppState>,
    slug: Slug,
    Query(query): Query<SheetQuery>,
) -> Result<Response, Error> {
    let typed = query.pages.as_deref().unwrap_or("1");
    let pages = match typed.parse() {
        Ok(number) if (1..=MOST).contains(&number) => number,
        _ => return Err(Error::Malformed("pages is a number from 1 to 50")),
    };
    let view = state
        .declaration(&slug, query.lang.as_deref().unwrap_or_default())
        .await?;
    let declaration = &view.declaration;
    // Sheets may be printed before the first day, but not after the last.
    if let Err(closed @ Error::DeclarationClosed) = view.takes_signatures(state.now_ms()) {
        return Err(closed);
    }
    let (lang, version) = (&declaration.lang, declaration.version);
    let codes: Vec<String> = (0..pages)
        .map(|_| {
            let code = SheetCode::random(declaration.subject, lang, version);
            print::sheet_code(lang, &code.text)
        })
        .collect();
    let url = super::address(&state, declaration, lang);
    let sheet = print::sheet(declaration, &view.document, &url, state.now_ms());
    let slot = state.press().sheets.acquire().await?;
    let bytes = typefaces::set(slot, move |faces| typeset::sheet(faces, &sheet, &codes)).await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let mut put = |name, value| headers.insert(name, HeaderValue::from_static(value));
    put(header::CONTENT_TYPE, "application/pdf");
    put(header::CACHE_CONTROL, "no-store");
    let name = format!("inline; filename=\"{slug}-sheet.pdf\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
