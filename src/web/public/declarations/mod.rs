//! A declaration's own page, and the native form on it. Everything works without script, and nothing
//! typed is lost when there is an error.

mod name_pages;
pub(in crate::web) mod names;
pub(in crate::web) mod pdf;
pub(in crate::web) mod sheet;
mod typefaces;
pub(in crate::web) mod versions;

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use widgets::text::Text;

use super::{
    islands::{self, FormAnswer},
    native_forms,
};
use crate::bundle;
use crate::web::{
    attempts::signing,
    error::Error,
    forms::{
        signature::SignForm,
        submission::{RequestContext, Submission},
    },
    http::{
        extract::{form::Form, path::Slug},
        language,
        respond::{self, TextHead},
    },
    state::AppState,
    views::{DeclarationView, names::NamesView, responses::ResponseKey},
};
use crate::{domain::declarations::Declaration, pages};

#[derive(Deserialize)]
pub(in crate::web) struct NamesQuery {
    names: Option<String>,
    organisations: Option<String>,
    lang: Option<String>,
    /// Number of the principle that the link points to, for services that cut off a fragment.
    principle: Option<String>,
    /// Number of the principle that a visitor disagrees with: the form comes with its box ticked.
    reserve: Option<String>,
}

impl NamesQuery {
    /// The requested language, or an empty string.
    pub(in crate::web) fn lang(&self) -> &str {
        self.lang.as_deref().unwrap_or_default()
    }

    /// Whether it asks for a later page of names.
    fn is_later(&self) -> bool {
        self.names.is_some() || self.organisations.is_some()
    }

    /// The principle that the link points to, if the text has one of that number.
    fn pointed(&self, view: &DeclarationView) -> Option<u32> {
        principle(self.principle.as_deref(), view)
    }

    /// The principle that the visitor has a reservation on, if the text has one of that number.
    fn reserved(&self, view: &DeclarationView) -> Option<u32> {
        principle(self.reserve.as_deref(), view)
    }
}

/// The number of a principle of this text.
fn principle(typed: Option<&str>, view: &DeclarationView) -> Option<u32> {
    let number = typed?.parse().ok()?;
    (1..=view.principles()).contains(&number).then_some(number)
}

/// A declaration in the requested language, or one that its visitor reads, and the language of the
/// words around it.
pub(super) async fn for_visitor(
    state: &AppState,
    slug: &str,
    asked: Option<&str>,
    headers: &HeaderMap,
) -> Result<(Arc<DeclarationView>, &'static str), Error> {
    let wanted = language::wanted(asked, headers);
    let wanted = wanted.iter().map(String::as_str);
    let view = state.declaration_in(slug, wanted).await?;
    let lang = language::negotiate(asked, headers, &view.document.lang);
    Ok((view, lang))
}

/// `GET /d/{slug}`, called by `pdf.rs`; with the whole query as it came.
pub(in crate::web) async fn declaration(
    state: AppState,
    slug: Slug,
    (query, address): (NamesQuery, String),
    headers: HeaderMap,
) -> Result<Response, Error> {
    let asked = query.lang.as_deref();
    let (view, lang) = for_visitor(&state, &slug, asked, &headers).await?;
    let first = if query.is_later() {
        None
    } else {
        Some(state.first_names(&slug).await?)
    };
    let key = key(&view, lang, first.as_deref(), (&query, address), &state);
    let render = async {
        let names = match &first {
            Some(names) => name_pages::first(&slug, &query, names),
            None => name_pages::later(&state, &slug, &query).await?,
        };
        let shown = PageView {
            names,
            pointed: query.pointed(&view),
            reserved: query.reserved(&view),
            ..PageView::default()
        };
        Ok(draw(&state, lang, &view, shown).await)
    };
    let text = state.responses().text(key, render).await?;
    let by_address =
        asked.is_some_and(|asked| view.is_decided_by(asked)) && language::decides(asked);
    let head = TextHead::page(by_address, state.cdn_cache());
    Ok(respond::text(state.compressor(), &headers, head, &text).await)
}

/// What decides the page: a visitor may choose where later names begin, and any language.
fn key(
    view: &DeclarationView,
    lang: &'static str,
    first: Option<&NamesView>,
    (query, address): (&NamesQuery, String),
    state: &AppState,
) -> ResponseKey {
    let form = view.form_key(lang, state.now_ms());
    let asked = query.lang.as_deref().map(language::tag);
    let known = |tag: &String| {
        Text::LANGUAGES.contains(&tag.as_str()) || view.declaration.languages.contains(tag)
    };
    match first {
        Some(names) if query.reserve.is_none() && asked.as_ref().is_none_or(known) => {
            ResponseKey::DeclarationPage {
                form,
                names: names.version,
                asked,
                pointed: query.pointed(view),
            }
        }
        first => ResponseKey::Chosen {
            kind: if first.is_some() {
                "declaration_page"
            } else {
                "names"
            },
            query: address,
            embedded: false,
            form: Some(form),
        },
    }
}

/// `POST /d/{slug}/signatures`: the signature box without script.
pub(in crate::web) async fn sign(
    State(state): State<AppState>,
    slug: Slug,
    context: RequestContext,
    Form { fields, sent }: Form<SignForm>,
) -> Result<Response, Error> {
    let submission = Submission::by_browser(context);
    let view = state.last_declaration(&slug, &fields.text_lang()).await?;
    let lang = language::negotiate(
        Some(&fields.lang),
        submission.headers(),
        &view.document.lang,
    );
    let accepted = match fields.request() {
        Ok(request) => signing::sign(&state, &slug, &submission, &request).await,
        Err(error) => Err(error),
    };
    let (status, answer) =
        match native_forms::respond(&state, accepted, (&fields.email, &sent), &submission) {
            Ok(answer) => answer,
            Err(error) => {
                return native_forms::refuse_site(lang, error, format!("/d/{slug}")).await;
            }
        };
    let shown = PageView {
        answer: Some(answer),
        ..PageView::default()
    };
    let page = draw(&state, lang, &view, shown).await;
    Ok(respond::page_with(status, page))
}

/// What differs from one view of a declaration's page to the next.
#[derive(Default)]
struct PageView {
    names: pages::declarations::Names,
    /// Number of a principle.
    pointed: Option<u32>,
    /// Likewise.
    reserved: Option<u32>,
    answer: Option<FormAnswer>,
}

async fn draw(state: &AppState, lang: &str, view: &DeclarationView, shown: PageView) -> String {
    let answering = shown.answer.is_some();
    let mut answer = shown.answer.unwrap_or_default();
    if let Some(number) = shown.reserved {
        let reservation = ("reservations".to_owned(), number.to_string());
        answer.returned.values.push(reservation);
    }
    let open = view.takes_signatures(state.now_ms()).is_ok();
    let island = islands::signature(state, lang, view, answer);
    pages::declarations::draw(pages::declarations::DeclarationPage {
        lang: lang.to_owned(),
        document: view.document.clone(),
        meeting: view.declaration.meeting.clone(),
        pointed: shown.pointed,
        script: bundle::url("declaration-page.js"),
        organisers: view.declaration.organisers.clone(),
        open,
        reserving: open && !answering && !view.declaration.fields.reservations.is_off(),
        card: format!(
            "{}/d/{}/card.png?lang={}",
            state.public_url(),
            view.declaration.slug,
            view.declaration.lang
        ),
        count: view.declaration.count,
        on_paper: view.on_paper,
        url: address(state, &view.declaration, &view.declaration.lang),
        versions: versions(&view.declaration, |lang| {
            let slug = &view.declaration.slug;
            format!("{}/d/{slug}?lang={lang}", state.public_url())
        }),
        island: island.await,
        answering,
        names: shown.names,
        signed: view.signed,
        reserved: view.reserved.clone(),
    })
    .await
}

/// The address of a declaration in a language; the one published first has the plain address.
pub(in crate::web) fn address(state: &AppState, declaration: &Declaration, lang: &str) -> String {
    let plain = format!("{}/d/{}", state.public_url(), declaration.slug);
    match declaration.languages.first() {
        Some(first) if first != lang => format!("{plain}?lang={lang}"),
        _ => plain,
    }
}

/// All languages of a declaration, if it has several. Their addresses name even the first one, or
/// the browser's language would override the choice.
pub(in crate::web) fn versions(
    declaration: &Declaration,
    address: impl Fn(&str) -> String,
) -> Vec<pages::layout::LanguageLink> {
    if declaration.languages.len() < 2 {
        return Vec::new();
    }
    let versions = declaration
        .languages
        .iter()
        .map(|lang| pages::layout::LanguageLink {
            lang: lang.clone(),
            url: address(lang),
            shown: *lang == declaration.lang,
        });
    versions.collect()
}
