//! Our own pages of declarations and lists, and the native forms on them. Everything here works
//! without script, and nothing typed is lost when there is an error.

use crate::bundle;
use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use widgets::{view, wire};

use crate::web::api::declarations;
use crate::web::attempts::{signing, subscribing};
use crate::web::embed::fragments::{self, OwnAnswer};
use crate::web::error::Error;
use crate::web::forms::doors::{Arrival, Posting};
use crate::web::forms::{signature::SignForm, subscription::SubscribeForm};
use crate::web::http::form::{Form, SentForm};
use crate::web::http::path::Slug;
use crate::web::http::{answer, origin};
use crate::web::state::AppState;
use crate::web::views::DeclarationView;
use crate::{
    domain::declarations::{Declaration, List, document},
    pages, store,
};

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

#[derive(Deserialize)]
pub(in crate::web) struct LangQuery {
    pub(in crate::web) lang: Option<String>,
}

/// `GET /`
pub(in crate::web) async fn home(
    State(state): State<AppState>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let wanted = origin::wanted(query.lang.as_deref(), &headers);
    let mut entries = Vec::new();
    for slug in state.store().open_declarations(state.now_ms()).await? {
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
    let lang = origin::speaking(query.lang.as_deref(), &headers, "en");
    let page = pages::home::draw(lang, state.public_url(), entries).await;
    Ok(answer::spoken_page(page))
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
    let wanted = origin::wanted(asked, headers);
    let wanted = wanted.iter().map(String::as_str);
    let view = state.declaration_in(slug, wanted).await?;
    let lang = origin::speaking(asked, headers, &view.document.lang);
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
    let page = draw_declaration(&state, lang, &view, shown).await;
    Ok(answer::spoken_page(page))
}

/// `POST /d/{slug}/signatures`: the signature box without script.
pub(in crate::web) async fn sign(
    State(state): State<AppState>,
    slug: Slug,
    arrival: Arrival,
    Form { fields, sent }: Form<SignForm>,
) -> Result<Response, Error> {
    let posting = Posting::by_browser(arrival);
    let view = state.last_declaration(&slug, &fields.text_lang()).await?;
    let lang = origin::speaking(Some(&fields.lang), posting.headers(), &view.document.lang);
    let accepted = match fields.request() {
        Ok(request) => signing::sign(&state, &slug, &posting, &request).await,
        Err(error) => Err(error),
    };
    let (status, answer) = match answer(&state, accepted, (&fields.email, &sent), &posting) {
        Ok(answer) => answer,
        Err(error) => return refuse_site(lang, error, format!("/d/{slug}")).await,
    };
    let shown = PageView {
        answer: Some(answer),
        ..PageView::default()
    };
    let page = draw_declaration(&state, lang, &view, shown).await;
    Ok(answer::page_with(status, page))
}

/// `GET /l/{slug}`
pub(in crate::web) async fn list(
    State(state): State<AppState>,
    slug: Slug,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let list = state.list(&slug).await?;
    let lang = origin::speaking(query.lang.as_deref(), &headers, &list.lang);
    let page = draw_list(&state, lang, &list, None).await;
    Ok(answer::spoken_page(page))
}

/// `POST /l/{slug}/subscriptions`: the sign-up form without script.
pub(in crate::web) async fn subscribe(
    State(state): State<AppState>,
    slug: Slug,
    arrival: Arrival,
    Form { fields, sent }: Form<SubscribeForm>,
) -> Result<Response, Error> {
    let posting = Posting::by_browser(arrival);
    let list = state.last_list(&slug).await?;
    let lang = origin::speaking(Some(&fields.lang), posting.headers(), &list.lang);
    let accepted = subscribing::subscribe(&state, &slug, &posting, &fields.request()).await;
    let (status, answer) = match answer(&state, accepted, (&fields.email, &sent), &posting) {
        Ok(answer) => answer,
        Err(error) => return refuse_site(lang, error, format!("/l/{slug}")).await,
    };
    let page = draw_list(&state, lang, &list, Some(answer)).await;
    Ok(answer::page_with(status, page))
}

/// `GET /problems/{code}`
pub(in crate::web) async fn problem(Path(code): Path<String>) -> Result<Response, Error> {
    let codes: Vec<&'static str> = Error::CODES.iter().map(|(code, _)| *code).collect();
    let known = codes
        .iter()
        .find(|known| **known == code)
        .ok_or(Error::NotFound)?;
    let page = pages::problem::explain(known, codes.clone()).await;
    Ok(answer::public_page(page))
}

/// The response to a native form of our own page. If the form may have come from elsewhere, its
/// visitor must check it again, and nothing has happened yet.
fn answer(
    state: &AppState,
    accepted: Result<String, Error>,
    (email, sent): (&str, &SentForm),
    posting: &Posting,
) -> Result<(StatusCode, OwnAnswer), Error> {
    if let Err(Error::CheckNeeded) = accepted {
        let answer = OwnAnswer {
            returned: view::Returned {
                values: sent.values(),
                ..view::Returned::default()
            },
            checking: Some(posting.viewer(state)),
            ..OwnAnswer::default()
        };
        // Not an error status: the visitor has done nothing wrong, and some proxies replace error
        // pages by their own.
        return Ok((StatusCode::OK, answer));
    }
    let (status, moment, returned) = outcome(accepted, email, sent)?;
    let answer = OwnAnswer {
        moment,
        returned,
        checking: None,
    };
    Ok((status, answer))
}

/// The response to a native form. Faults of the whole form are shown in it, above what was typed;
/// what the form cannot fix becomes a page of its own.
pub(in crate::web) fn outcome(
    accepted: Result<String, Error>,
    email: &str,
    sent: &SentForm,
) -> Result<(StatusCode, view::Moment, view::Returned), Error> {
    let mut returned = view::Returned {
        values: sent.values(),
        ..view::Returned::default()
    };
    match accepted {
        Ok(id) => {
            let email = email.trim().to_owned();
            Ok((
                StatusCode::OK,
                view::Moment::Code { id, email },
                view::Returned::default(),
            ))
        }
        Err(Error::Fields(errors)) => {
            returned.errors = errors;
            Ok((
                StatusCode::UNPROCESSABLE_ENTITY,
                view::Moment::Form,
                returned,
            ))
        }
        Err(
            error @ (Error::Unavailable
            | Error::Internal
            | Error::DeclarationClosed
            | Error::DeclarationNotOpen),
        ) => {
            returned.problem = Some(error.code().to_owned());
            Ok((error.status(), view::Moment::Form, returned))
        }
        Err(error) => Err(error),
    }
}

/// A site that may not embed can still send visitors who have filled in a form: they get a link to
/// sign here.
async fn refuse_site(lang: &str, error: Error, here: String) -> Result<Response, Error> {
    match error {
        Error::OriginNotAllowed { .. } => {
            let page = pages::problem::refuse_site(lang, error.code(), here).await;
            Ok(answer::page_with(error.status(), page))
        }
        other => Err(other),
    }
}

/// What differs from one view of a declaration's page to the next.
#[derive(Default)]
struct PageView {
    names: pages::declarations::Names,
    /// Number of a principle.
    pointed: Option<u32>,
    answer: Option<OwnAnswer>,
}

async fn draw_declaration(
    state: &AppState,
    lang: &str,
    view: &DeclarationView,
    shown: PageView,
) -> String {
    let answering = shown.answer.is_some();
    let pointed = shown.pointed;
    let pointed = pointed.filter(|number| (1..=view.principles()).contains(number));
    let answer = shown.answer.unwrap_or_default();
    let island = fragments::own_signature(state, lang, view, answer);
    pages::declarations::draw(pages::declarations::Sheet {
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

async fn draw_list(state: &AppState, lang: &str, list: &List, answer: Option<OwnAnswer>) -> String {
    let answering = answer.is_some();
    let island = fragments::own_signup(state, lang, list, answer.unwrap_or_default());
    let sheet = pages::lists::joining::Sheet {
        lang: lang.to_owned(),
        title: list.title.clone(),
        text_lang: list.lang.clone(),
        organisers: list.organisers.clone(),
        description: document::html(&list.description),
        url: format!("{}/l/{}", state.public_url(), list.slug),
        island: island.await,
        answering,
    };
    pages::lists::joining::draw(sheet).await
}

/// One page of names: organisations come before the newest people. Later pages hold only one kind.
async fn names(
    state: &AppState,
    slug: &str,
    query: &NamesQuery,
) -> Result<pages::declarations::Names, Error> {
    use wire::SignatoryKind::{Organisation, Person};
    let asked = query.lang.as_deref().map(origin::language);
    let address = |kind: &str, next: Option<store::Cursor>| {
        let lang = asked.as_ref().map(|lang| format!("lang={lang}&"));
        let lang = lang.unwrap_or_default();
        next.map(|cursor| format!("/d/{slug}?{lang}{kind}={cursor}#names"))
    };
    let people = declarations::cursor(query.names.as_deref())?;
    let organisations = declarations::cursor(query.organisations.as_deref())?;
    let later = people.is_some() || organisations.is_some();
    let mut names = pages::declarations::Names {
        later,
        ..pages::declarations::Names::default()
    };
    if !later || people.is_some() {
        let page = state.store().signatories_of(slug, Person, people, NAMES);
        let (shown, next) = page.await?;
        names.people = shown;
        names.next = address("names", next);
    }
    if !later || organisations.is_some() {
        let most = ORGANISATIONS;
        let page = state
            .store()
            .signatories_of(slug, Organisation, organisations, most);
        let (shown, next) = page.await?;
        names.organisations = shown;
        names.more_organisations = address("organisations", next);
    }
    names.asked = asked;
    Ok(names)
}
