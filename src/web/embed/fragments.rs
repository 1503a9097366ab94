//! Widgets rendered as HTML for the loader's shadow roots. Those of our own pages are in
//! `public/islands.rs`.
//!
//! A fragment names the bundle it was rendered for, so a cached one is never hydrated by another. It
//! does not name the site that shows it, so that it is the same for all: the loader fills that in.

use crate::bundle;
use std::sync::Arc;

use axum::{
    extract::{Path, Query, RawQuery, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::Response,
};
use url::form_urlencoded;
use widgets::{render, text::Text, view};

use super::{attribute_errors, attributes::Attributes, not_allowed};
use crate::domain::declarations::sites::Sites;
use crate::i18n::page;
use crate::web::{
    error::Error,
    forms::subject::FormOf,
    http::{
        origin,
        respond::{self, TextHead},
    },
    state::AppState,
    views::{DeclarationView, ListView, panels, responses::ResponseKey},
};
use site_check::embedding::Widget;

/// `GET /embed/v1/{signature,signup,share}`
pub(in crate::web) async fn fragment(
    State(state): State<AppState>,
    Path(widget): Path<String>,
    Query(attributes): Query<Attributes>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let widget = Widget::of_name(&widget).ok_or(Error::NotFound)?;
    let found = EmbeddedWidget::find(&state, widget, &attributes, &headers).await;
    let widget = match found {
        Err(Error::OriginNotAllowed { origin }) => {
            return not_allowed::response(&state, widget, &attributes, origin).await;
        }
        found => found?,
    };
    let note = attribute_errors::note(&attributes, widget.principles());
    let query = query.unwrap_or_default();
    let key = widget.key(&state, &attributes, &query, note.is_empty());
    let render = async {
        let html = widget.draw(&state, &attributes).await;
        // The loader parses this as a separate document, where a page's policy would still forbid a
        // style element; a script of unknown type is only text.
        let html = html
            .replacen("<style>", "<script type=\"text/css\">", 1)
            .replacen("</style>", "</script>", 1);
        Ok(html + &note)
    };
    let text = state.responses().text(key, render).await?;
    let head = TextHead {
        content_type: respond::HTML,
        cache: respond::REVALIDATED,
        varies_by: Some("origin"),
        // A CDN may ignore the origin, so it keeps the fragment only if the address names the site
        // that may have it.
        shared: state.cdn_cache() && widget.site() == attributes.site.trim(),
    };
    let mut response = respond::text(state.compressor(), &headers, head, &text).await;
    // A fragment opened as a page of its own is inert.
    let inert = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(inert),
    );
    Ok(response)
}

/// A widget, and the site that may show it: empty for our own pages.
enum EmbeddedWidget {
    Signature(Arc<DeclarationView>, String),
    Signup(Arc<ListView>, String),
    /// Any site may have a share bar.
    Share(String),
}

impl EmbeddedWidget {
    async fn find(
        state: &AppState,
        widget: Widget,
        attributes: &Attributes,
        headers: &HeaderMap,
    ) -> Result<EmbeddedWidget, Error> {
        let site = |sites: &Sites| {
            origin::embedding_site(headers, &attributes.site, state.own_origins(), sites)
        };
        match widget {
            Widget::Signature => {
                let (slug, lang) = (&attributes.declaration, &attributes.lang);
                let view = state.last_declaration(slug, lang).await?;
                let site = site(&view.declaration.sites)?;
                Ok(EmbeddedWidget::Signature(view, site))
            }
            Widget::Signup => {
                let view = state.last_list(&attributes.list).await?;
                let site = site(&view.list.sites)?;
                Ok(EmbeddedWidget::Signup(view, site))
            }
            Widget::Share => Ok(EmbeddedWidget::Share(attributes.site.clone())),
        }
    }

    fn widget(&self) -> Widget {
        match self {
            EmbeddedWidget::Signature(..) => Widget::Signature,
            EmbeddedWidget::Signup(..) => Widget::Signup,
            EmbeddedWidget::Share(_) => Widget::Share,
        }
    }

    fn site(&self) -> &str {
        match self {
            EmbeddedWidget::Signature(_, site)
            | EmbeddedWidget::Signup(_, site)
            | EmbeddedWidget::Share(site) => site,
        }
    }

    /// The `site` in the fragment, for the loader to fill in; empty for our own pages.
    fn placeholder(&self) -> String {
        let site = if self.is_embedded() {
            view::ANY_SITE
        } else {
            ""
        };
        site.to_owned()
    }

    fn is_embedded(&self) -> bool {
        !self.site().is_empty()
    }

    /// How many principles the text has.
    fn principles(&self) -> u32 {
        match self {
            EmbeddedWidget::Signature(view, _) => view.principles(),
            EmbeddedWidget::Signup(..) | EmbeddedWidget::Share(_) => 0,
        }
    }

    /// What decides the fragment. A page may write anything into a share bar and into invalid
    /// attributes.
    fn key(
        &self,
        state: &AppState,
        attributes: &Attributes,
        query: &str,
        valid: bool,
    ) -> ResponseKey {
        let now_ms = state.now_ms();
        let form = match self {
            EmbeddedWidget::Signature(view, _) => {
                let lang = attributes.words(&view.declaration.lang);
                Some(view.form_key(lang, now_ms))
            }
            EmbeddedWidget::Signup(view, _) => {
                let lang = attributes.words(&view.list.lang);
                Some(view.form_key(lang, now_ms))
            }
            EmbeddedWidget::Share(_) => None,
        };
        let (widget, embedded) = (self.widget().name(), self.is_embedded());
        match form {
            Some(form) if valid => ResponseKey::Widget {
                widget,
                form,
                embedded,
                shape: attributes.shape(),
            },
            form => ResponseKey::Chosen {
                kind: widget,
                query: without_site(query),
                embedded,
                form,
            },
        }
    }

    async fn draw(&self, state: &AppState, attributes: &Attributes) -> String {
        let (moment, returned) = (view::Moment::Form, view::Returned::default());
        let site = self.placeholder();
        match self {
            EmbeddedWidget::Signature(view, _) => {
                let mut place = attributes.place(state, site, &view.document.lang);
                place.form_token = FormOf::Declaration(view).token(state, &place);
                let panel = attributes.signing_panel(view, &place.lang, state.now_ms());
                let bundle = bundle(state, &place.lang);
                let document = attributes.document(&view.document);
                let html = render::signature(
                    &document,
                    &panel,
                    &place,
                    bundle.as_ref(),
                    &moment,
                    &returned,
                );
                html.await
            }
            EmbeddedWidget::Signup(view, _) => {
                let list = &view.list;
                let mut place = attributes.place(state, site, &list.lang);
                place.form_token = FormOf::List(list).token(state, &place);
                let bundle = bundle(state, &place.lang);
                let panel = panels::signup_panel(list, &place.lang);
                render::signup(&panel, &place, bundle.as_ref(), &moment, &returned).await
            }
            EmbeddedWidget::Share(_) => {
                let place = attributes.place(state, site, "en");
                let bundle = bundle(state, &place.lang);
                render::share(&attributes.share_panel(), &place, bundle.as_ref()).await
            }
        }
    }
}

/// The attributes in a query.
fn without_site(query: &str) -> String {
    let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "site");
    let mut attributes = form_urlencoded::Serializer::new(String::new());
    attributes.extend_pairs(pairs).finish()
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
    let widget = EmbeddedWidget::find(state, widget, &attributes, &ours).await?;
    Ok(widget.draw(state, &attributes).await)
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
