//! Widgets rendered as HTML for the loader's shadow roots. Those of our own pages are in
//! `public/islands.rs`.
//!
//! A fragment names the bundle it was rendered for, so a cached one is never hydrated by another.

use crate::bundle;
use std::borrow::Cow;

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::Response,
};
use serde::Deserialize;
use widgets::{render, share::links, text::Text, view};

use super::attribute_errors;
use crate::i18n::page;
use crate::web::{
    error::Error,
    forms::subject::FormOf,
    http::{origin, respond},
    state::AppState,
    views::panels,
};
use site_check::embedding::Widget;

/// Longer addresses and titles are not shared.
const MAX_SHARED_CHARS: usize = 2_000;

/// The attributes of an element, as the loader passes them on.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Attributes {
    pub declaration: String,
    pub list: String,
    pub lang: String,
    /// Origin of the page; the browser's own `Origin` header takes precedence.
    pub site: String,
    pub layout: String,
    pub url: String,
    pub text: String,
    pub networks: String,
    pub follow: String,
    /// Used by frames. Elsewhere the element itself has it, and it is only validated.
    pub theme: String,
    /// Number of the only principle to show, or empty.
    pub principle: String,
}

/// `GET /embed/v1/{signature,signup,share}`
pub(in crate::web) async fn fragment(
    State(state): State<AppState>,
    Path(widget): Path<String>,
    Query(attributes): Query<Attributes>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (mut html, principles) = match widget.as_str() {
        "signature" => signature(&state, &attributes, &headers).await?,
        "signup" => (signup(&state, &attributes, &headers).await?, 0),
        "share" => (share(&state, &attributes).await, 0),
        _ => return Err(Error::NotFound),
    };
    // The loader parses this as a separate document, where a page's policy would still forbid a
    // style element; a script of unknown type is only text.
    html = html
        .replacen("<style>", "<script type=\"text/css\">", 1)
        .replacen("</style>", "</script>", 1);
    html.push_str(&attribute_errors::note(&attributes, principles));
    // The response depends on the requesting origin only when it is refused, and refusals are not
    // cached.
    let html_type = "text/html; charset=utf-8";
    let mut response = respond::compressed(state.compressor(), &headers, html_type, html).await;
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    // A fragment opened as a page of its own is inert.
    let inert = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(inert),
    );
    Ok(response)
}

/// The signature box, and the number of principles in the text it was rendered from.
async fn signature(
    state: &AppState,
    attributes: &Attributes,
    headers: &HeaderMap,
) -> Result<(String, u32), Error> {
    let view = state
        .last_declaration(&attributes.declaration, &attributes.lang)
        .await?;
    let sites = &view.declaration.sites;
    let embedder = origin::embedding_site(headers, &attributes.site, state.own_origins(), sites)?;
    let mut place = attributes.place(state, embedder, &view.document.lang);
    place.form_token = FormOf::Declaration(&view).token(state, &place);
    let panel = view.panel(&place.lang, state.now_ms());
    let bundle = bundle(state, &place.lang);
    let (moment, returned) = (view::Moment::Form, view::Returned::default());
    let document = attributes.document(&view.document);
    let html = render::signature(
        &document,
        &panel,
        &place,
        bundle.as_ref(),
        &moment,
        &returned,
    );
    Ok((html.await, view.principles()))
}

async fn signup(
    state: &AppState,
    attributes: &Attributes,
    headers: &HeaderMap,
) -> Result<String, Error> {
    let list = state.last_list(&attributes.list).await?;
    let embedder =
        origin::embedding_site(headers, &attributes.site, state.own_origins(), &list.sites)?;
    let mut place = attributes.place(state, embedder, &list.lang);
    place.form_token = FormOf::List(&list).token(state, &place);
    let bundle = bundle(state, &place.lang);
    let (moment, returned) = (view::Moment::Form, view::Returned::default());
    let panel = panels::signup_panel(&list, &place.lang);
    Ok(render::signup(&panel, &place, bundle.as_ref(), &moment, &returned).await)
}

/// The share bar, which any site may have.
async fn share(state: &AppState, attributes: &Attributes) -> String {
    let place = attributes.place(state, attributes.site.clone(), "en");
    let bundle = bundle(state, &place.lang);
    render::share(&attributes.share_panel(), &place, bundle.as_ref()).await
}

impl Attributes {
    /// `text_lang` is used where we do not speak the page's own language.
    pub(in crate::web) fn place(
        &self,
        state: &AppState,
        embedder: String,
        text_lang: &str,
    ) -> view::Place {
        view::Place {
            server: state.public_url().to_owned(),
            site: embedder,
            lang: Text::of_first([self.lang.as_str(), text_lang])
                .lang()
                .to_owned(),
            layout: match self.layout.as_str() {
                "compact" => view::Layout::Compact,
                _ => view::Layout::Full,
            },
            frame: None,
            form_token: String::new(),
        }
    }

    /// Only the requested principle, or the whole document.
    pub(in crate::web) fn document<'a>(
        &self,
        document: &'a view::Document,
    ) -> Cow<'a, view::Document> {
        let principle = self.principle.trim().parse().ok();
        let one = principle.and_then(|number| document.only(number));
        one.map_or(Cow::Borrowed(document), Cow::Owned)
    }

    pub(in crate::web) fn share_panel(&self) -> view::SharePanel {
        view::SharePanel {
            url: shortened(&self.url),
            text: shortened(&self.text),
            networks: networks(&self.networks),
            follow: follow(&self.follow),
            declaration: Some(self.declaration.clone()).filter(|slug| !slug.is_empty()),
        }
    }
}

/// A widget with the attributes of a query, as it would look on an allied site, for our own page.
pub(in crate::web) async fn sample(
    state: &AppState,
    widget: Widget,
    query: &str,
) -> Result<String, Error> {
    let uri = Uri::builder().path_and_query(format!("/?{query}")).build();
    let uri = uri.map_err(|_| Error::Malformed("the choices make no address"))?;
    let Query(attributes) = Query::<Attributes>::try_from_uri(&uri)
        .map_err(|_| Error::Malformed("the choices make no address"))?;
    let ours = HeaderMap::new();
    match widget {
        Widget::Signature => Ok(signature(state, &attributes, &ours).await?.0),
        Widget::Signup => signup(state, &attributes, &ours).await,
        Widget::Share => Ok(share(state, &attributes).await),
    }
}

/// A share bar with the default networks.
pub(in crate::web) fn share_panel() -> view::SharePanel {
    view::SharePanel {
        networks: networks(""),
        ..view::SharePanel::default()
    }
}

/// The texts for a form that its visitor must check again.
pub(in crate::web) fn check(lang: &str) -> view::Check {
    let texts = page::of(lang);
    view::Check {
        words: texts.check_first,
        button: texts.check_and_send,
    }
}

pub(in crate::web) fn bundle(state: &AppState, lang: &str) -> Option<render::Bundle> {
    let here = |path: String| format!("{}{path}", state.public_url());
    let bundle = bundle::bundle()?;
    let text = bundle.text(Text::of(lang).lang())?;
    Some(render::Bundle {
        glue: here(bundle.glue),
        wasm: here(bundle.wasm),
        text: here(text),
    })
}

fn networks(ids: &str) -> Vec<String> {
    let chosen: Vec<String> = ids
        .split_whitespace()
        .filter(|id| links::network(id).is_some())
        .map(str::to_owned)
        .collect();
    if chosen.is_empty() {
        return links::DEFAULT_IDS.map(str::to_owned).into();
    }
    chosen
}

fn follow(pairs: &str) -> Vec<(String, String)> {
    pairs
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .map(|(id, url)| (id.to_owned(), url.to_owned()))
        .filter(|(id, url)| links::follow(id, url).is_some())
        .collect()
}

fn shortened(text: &str) -> String {
    text.chars().take(MAX_SHARED_CHARS).collect()
}
