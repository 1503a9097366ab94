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
        respond::{self, TextHead},
    },
    state::AppState,
    views::{DeclarationView, responses::ResponseKey},
};

/// `GET /`
pub(in crate::web) async fn home(
    State(state): State<AppState>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let asked = query.lang.as_deref();
    let wanted = language::wanted(asked, &headers);
    let mut views = Vec::new();
    for slug in state.open_slugs().await?.iter() {
        let wanted = wanted.iter().map(String::as_str);
        match state.declaration_in(slug, wanted).await {
            Ok(view) => views.push(view),
            // It is gone since the slugs were read.
            Err(Error::NotFound | Error::Unpublished) => {}
            Err(error) => return Err(error),
        }
    }
    let lang = language::negotiate(asked, &headers, "en");
    let key = ResponseKey::HomePage {
        lang,
        declarations: views.iter().map(|view| view.version).collect(),
    };
    let render = async {
        let entries = views.iter().map(|view| entry(view)).collect();
        Ok(pages::home::draw(lang, state.public_url(), entries).await)
    };
    let text = state.responses().text(key, render).await?;
    let decided = |asked| views.iter().all(|view| view.is_decided_by(asked));
    let by_address = language::decides(asked) && asked.is_some_and(decided);
    let head = TextHead::page(by_address, state.cdn_cache());
    Ok(respond::text(state.compressor(), &headers, head, &text).await)
}

fn entry(view: &DeclarationView) -> pages::home::Entry {
    let declaration = &view.declaration;
    pages::home::Entry {
        slug: declaration.slug.clone(),
        lang: declaration.lang.clone(),
        title: declaration.title.clone(),
        organisers: declaration.organisers.clone(),
        count: declaration.count,
    }
}
