//! Searches for a name among the signatories of a declaration. Works without script. The search
//! words are in the address, which neither logs nor other sites ever get.

use axum::{
    extract::{Query, RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use url::form_urlencoded;

use crate::web::{
    error::Error,
    http::{cursor, extract::path::Slug, language, respond},
    state::AppState,
    views::{DeclarationView, names::PEOPLE, responses::ResponseKey},
};
use crate::{domain::signatures::name_search, pages::declarations::names};

/// In characters; no name is longer.
const MAX_CHARS: usize = 200;

#[derive(Deserialize)]
pub(in crate::web) struct SearchQuery {
    q: Option<String>,
    /// Where the previous page ended.
    after: Option<String>,
    lang: Option<String>,
}

/// `GET /d/{slug}/names`. What was searched for is cached for a second, for a crowd that searches
/// for the same name, and nowhere outside of the server.
pub(in crate::web) async fn search(
    State(state): State<AppState>,
    slug: Slug,
    Query(query): Query<SearchQuery>,
    RawQuery(address): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (view, lang) = super::for_visitor(&state, &slug, query.lang.as_deref(), &headers).await?;
    let key = ResponseKey::Chosen {
        kind: "search",
        query: address.unwrap_or_default(),
        embedded: false,
        form: Some(view.form_key(lang, state.now_ms())),
    };
    let render = results(&state, &slug, &query, (&view, lang));
    let text = state.responses().text(key, render).await?;
    Ok(respond::private_page(text.bytes().clone()))
}

async fn results(
    state: &AppState,
    slug: &Slug,
    query: &SearchQuery,
    (view, lang): (&DeclarationView, &str),
) -> Result<String, Error> {
    let asked = query.lang.as_deref().map(language::tag);
    let typed = readable(query.q.as_deref().unwrap_or_default());
    let address = |typed: &str, more: &[(&str, &str)]| {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("q", typed).extend_pairs(more);
        format!("/d/{slug}/names?{}", pairs.finish())
    };
    let (mut found, mut next) = (None, None);
    if let Some(name) = name_search::Query::parse(&typed) {
        let after = cursor::search(&name, query.after.as_deref())?;
        let (names, more) = state
            .store()
            .signatures()
            .find_signatories(slug, &name, after, PEOPLE)
            .await?;
        next = more.map(|more| {
            let more = more.to_string();
            let lang = asked.iter().map(|lang| ("lang", lang.as_str()));
            let pairs: Vec<_> = lang.chain([("after", more.as_str())]).collect();
            address(&typed, &pairs)
        });
        found = Some(names);
    }
    let versions = super::versions(&view.declaration, |lang| address(&typed, &[("lang", lang)]));
    let page = names::draw(names::Search {
        lang: lang.to_owned(),
        text_lang: view.declaration.lang.clone(),
        title: view.declaration.title.clone(),
        organisers: view.declaration.organisers.clone(),
        versions,
        asked,
        typed,
        found,
        next,
        slug: slug.to_string(),
    });
    Ok(page.await)
}

/// What was typed, limited to what is searched for and shown again: nothing that breaks a page or
/// its text direction.
fn readable(typed: &str) -> String {
    let directs = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept = typed.chars().filter(|c| !directs(c));
    let plain: String = kept
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MAX_CHARS)
        .collect();
    plain.trim().to_owned()
}
