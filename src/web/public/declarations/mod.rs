//! A declaration's own page, and the native form on it. Everything works without script, and nothing
//! typed is lost when there is an error.

pub(in crate::web) mod names;
pub(in crate::web) mod pdf;
pub(in crate::web) mod sheet;
mod typefaces;
pub(in crate::web) mod versions;

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use widgets::wire;

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
        cursor,
        extract::{form::Form, path::Slug},
        language, respond,
    },
    state::AppState,
    views::DeclarationView,
};
use crate::{domain::declarations::Declaration, pages, store};

/// Names on one page of a declaration.
const NAMES: u32 = 60;
/// The first page shows organisations, nearly always all of them.
const ORGANISATIONS: u32 = 500;

#[derive(Deserialize)]
pub(in crate::web) struct NamesQuery {
    names: Option<String>,
    organisations: Option<String>,
    lang: Option<String>,
    /// Number of the principle that the link points to, for services that cut off a fragment.
    principle: Option<String>,
}

impl NamesQuery {
    /// The requested language, or an empty string.
    pub(in crate::web) fn lang(&self) -> &str {
        self.lang.as_deref().unwrap_or_default()
    }
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

/// `GET /d/{slug}`, called by `pdf.rs`.
pub(in crate::web) async fn declaration(
    state: AppState,
    slug: Slug,
    query: NamesQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (view, lang) = for_visitor(&state, &slug, query.lang.as_deref(), &headers).await?;
    let names = names(&state, &slug, &query).await?;
    let pointed = query.principle.as_deref();
    let shown = PageView {
        names,
        pointed: pointed.and_then(|number| number.parse().ok()),
        ..PageView::default()
    };
    let page = draw(&state, lang, &view, shown).await;
    Ok(respond::page_in_language(page))
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
    answer: Option<FormAnswer>,
}

async fn draw(state: &AppState, lang: &str, view: &DeclarationView, shown: PageView) -> String {
    let answering = shown.answer.is_some();
    let pointed = shown.pointed;
    let pointed = pointed.filter(|number| (1..=view.principles()).contains(number));
    let answer = shown.answer.unwrap_or_default();
    let island = islands::signature(state, lang, view, answer);
    pages::declarations::draw(pages::declarations::DeclarationPage {
        lang: lang.to_owned(),
        document: view.document.clone(),
        meeting: view.declaration.meeting.clone(),
        pointed,
        script: bundle::url("declaration-page.js"),
        organisers: view.declaration.organisers.clone(),
        open: view.takes_signatures(state.now_ms()).is_ok(),
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

/// One page of names: organisations come before the newest people. Later pages hold only one kind.
async fn names(
    state: &AppState,
    slug: &str,
    query: &NamesQuery,
) -> Result<pages::declarations::Names, Error> {
    use wire::SignatoryKind::{Organisation, Person};
    let asked = query.lang.as_deref().map(language::tag);
    let address = |kind: &str, next: Option<store::Cursor>| {
        let lang = asked.as_ref().map(|lang| format!("lang={lang}&"));
        let lang = lang.unwrap_or_default();
        next.map(|cursor| format!("/d/{slug}?{lang}{kind}={cursor}#names"))
    };
    let people = cursor::names(query.names.as_deref())?;
    let organisations = cursor::names(query.organisations.as_deref())?;
    let later = people.is_some() || organisations.is_some();
    let mut names = pages::declarations::Names {
        later,
        ..pages::declarations::Names::default()
    };
    if !later || people.is_some() {
        let page = state
            .store()
            .signatures()
            .signatories_of(slug, Person, people, NAMES);
        let (shown, next) = page.await?;
        names.people = shown;
        names.next = address("names", next);
    }
    if !later || organisations.is_some() {
        let most = ORGANISATIONS;
        let page =
            state
                .store()
                .signatures()
                .signatories_of(slug, Organisation, organisations, most);
        let (shown, next) = page.await?;
        names.organisations = shown;
        names.more_organisations = address("organisations", next);
    }
    names.asked = asked;
    Ok(names)
}
