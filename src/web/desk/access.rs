//! Who may call a route of the desk: looks up the session, the right, where a form comes from and its
//! token, and hands the handler an [`Organiser`]. What is refused is refused with the same words
//! whether it exists or not.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq as _;
use url::form_urlencoded;
use widgets::wire::ConfirmedKind;

use super::cookies;
use super::routes::{Access, DeskRoute, StepUp};
use super::{see_other, step_up};
use crate::domain::accounts::{Account, DeskSession, DeskSubject, Right};
use crate::i18n::desk;
use crate::pages::desk::denials::{self, Denial, FormCopy};
use crate::pages::desk::layout::{DeskHead, SignedIn, Tab};
use crate::web::{
    error::Error,
    http::{language, respond},
    middleware::body_limit::MAX_BODY_BYTES,
    state::AppState,
};

/// How much of the form token's MAC is used: half of the hash, as RFC 2104, section 5, recommends.
const TOKEN_BYTES: usize = 16;

/// The organiser who calls a route that is not open.
#[derive(Clone, Debug)]
pub(in crate::web) struct Organiser {
    pub session: DeskSession,
    /// The value of the hidden field `csrf` in every form.
    pub csrf: String,
    /// The declaration or list in the path.
    pub subject: Option<DeskSubject>,
}

impl Organiser {
    pub(in crate::web) const fn account(&self) -> &Account {
        &self.session.account
    }

    /// The language of the desk's own words.
    pub(in crate::web) fn lang(&self) -> &'static str {
        desk::spoken(&self.session.account.lang)
    }

    /// The head of a page.
    pub(in crate::web) fn head(&self, title: &str, tab: Option<Tab>) -> DeskHead {
        DeskHead {
            lang: self.lang().to_owned(),
            title: title.to_owned(),
            tab,
            signed_in: Some(SignedIn {
                name: self.account().name.clone(),
                csrf: self.csrf.clone(),
                owns: self.session.rights.may_anywhere(Right::Own),
                only_owner: self.session.only_owner,
            }),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Organiser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Organiser, Error> {
        let organiser = parts.extensions.get::<Organiser>().cloned();
        // Only a handler on an open route could ask in vain.
        organiser.ok_or(Error::Internal)
    }
}

/// The middleware of one route.
pub(super) async fn admit(
    State((state, route)): State<(AppState, &'static DeskRoute)>,
    request: Request,
    next: Next,
) -> Response {
    match admitted(&state, route, request).await {
        Ok(request) => next.run(request).await,
        Err(refused) => *refused,
    }
}

/// The request with its organiser, or the response to one that is refused.
async fn admitted(
    state: &AppState,
    route: &'static DeskRoute,
    request: Request,
) -> Result<Request, Box<Response>> {
    let fail = |error: Error| Box::new(error.into_response());
    let writes = *request.method() == Method::POST;
    if writes && !is_from_here(state, request.headers()) {
        return Err(refuse(open_head(request.headers()), Denial::Elsewhere).await);
    }
    if route.access == Access::Open {
        if writes {
            let visitor = state
                .proxies()
                .visitor_of(request.extensions(), request.headers());
            state.limits().sign_ins.check(visitor).map_err(fail)?;
        }
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    // The body was limited and read before; nothing is left to wait for.
    let body = to_bytes(body, MAX_BODY_BYTES).await;
    let body = body.map_err(|_| fail(Error::Malformed("the body broke off")))?;
    let Some(session) = session(state, &parts.headers).await.map_err(fail)? else {
        return Err(signed_out(state, &parts, &body, writes).await);
    };
    let subject = subject_in(state, &parts.uri).await.map_err(fail)?;
    let organiser = Organiser {
        csrf: token(state, &session.account),
        session,
        subject,
    };
    if !may(&organiser, route.access) {
        return Err(refuse(organiser.head("", None), Denial::NothingHere).await);
    }
    if writes {
        check_form(state, route, &organiser, &parts, &body).await?;
    }
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(organiser);
    Ok(request)
}

async fn session(state: &AppState, headers: &HeaderMap) -> Result<Option<DeskSession>, Error> {
    match cookies::session_of(state, headers) {
        None => Ok(None),
        Some(cookie) => {
            let found = state.store().accounts().session(&cookie, state.now_ms());
            Ok(found.await?)
        }
    }
}

/// The declaration or list that an address below `/desk/declarations/` or `/desk/lists/` names.
async fn subject_in(state: &AppState, uri: &Uri) -> Result<Option<DeskSubject>, Error> {
    let mut segments = uri.path().trim_start_matches("/desk/").split('/');
    let kind = match segments.next() {
        Some("declarations") => ConfirmedKind::Signature,
        Some("lists") => ConfirmedKind::Subscription,
        _ => return Ok(None),
    };
    let Some(slug) = segments.next() else {
        return Ok(None);
    };
    let Ok(slug) = widgets::fields::Slug::parse(slug) else {
        return Ok(None);
    };
    let found = state.store().accounts().subject(kind, slug.as_str());
    Ok(found.await?)
}

fn may(organiser: &Organiser, access: Access) -> bool {
    let rights = &organiser.session.rights;
    match access {
        Access::Open | Access::SignedIn => true,
        Access::Anywhere(right) => rights.may_anywhere(right),
        Access::On(right) => {
            let subject = organiser.subject.as_ref();
            subject.is_some_and(|subject| rights.may(right, subject.id))
        }
    }
}

/// Whether the form comes from a page of ours. Browsers say so in `Sec-Fetch-Site`, or, older ones and
/// those that reach us over plain http, in `Origin`; what says neither is no form in a browser.
fn is_from_here(state: &AppState, headers: &HeaderMap) -> bool {
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (said("sec-fetch-site"), said(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => state.own_origins().holds(origin, headers),
        (None, None) => false,
    }
}

/// The token of an account's forms. It is the account's and not the session's, so that a form that
/// was open while its session ended can be sent after signing in again; without a session it is
/// worth nothing.
fn token(state: &AppState, account: &Account) -> String {
    let mac = state
        .store()
        .seal()
        .form(&["desk", &account.id.to_string()]);
    URL_SAFE_NO_PAD.encode(&mac[..TOKEN_BYTES])
}

/// Checks the token of a form, and the step-up that its route asks for.
async fn check_form(
    state: &AppState,
    route: &'static DeskRoute,
    organiser: &Organiser,
    parts: &Parts,
    body: &Bytes,
) -> Result<(), Box<Response>> {
    let sent = kept_form(parts, body);
    let csrf = sent.fields.iter().find(|(name, _)| name == "csrf");
    let csrf = csrf.map_or("", |(_, value)| value);
    if !bool::from(csrf.as_bytes().ct_eq(organiser.csrf.as_bytes())) {
        let mut sent = sent;
        sent.fields.retain(|(name, _)| name != "csrf");
        sent.fields
            .push(("csrf".to_owned(), organiser.csrf.clone()));
        return Err(refuse(organiser.head("", None), Denial::Stale(sent)).await);
    }
    if route.step_up == StepUp::BeforeDownload {
        let action = sent.action.clone();
        let asked = step_up::ask(state, organiser, sent).await;
        match asked.map_err(|error| Box::new(error.into_response()))? {
            step_up::StepUpCheck::Fresh => {}
            step_up::StepUpCheck::Typed => {
                let page = action.rsplit_once('/').map_or("/desk", |(page, _)| page);
                return Err(Box::new(see_other(&format!("{page}?confirmed=1"))));
            }
            step_up::StepUpCheck::Page(page) => return Err(page),
        }
    }
    Ok(())
}

/// A form as it was sent, to be sent again.
fn kept_form(parts: &Parts, body: &[u8]) -> FormCopy {
    FormCopy {
        action: parts.uri.path().to_owned(),
        fields: form_urlencoded::parse(body).into_owned().collect(),
    }
}

/// Without a session: a page leads to the sign-in and back; a form is kept.
async fn signed_out(state: &AppState, parts: &Parts, body: &Bytes, writes: bool) -> Box<Response> {
    if writes {
        let denial = Denial::SignedOut(kept_form(parts, body));
        return refuse(open_head(&parts.headers), denial).await;
    }
    let next: String = form_urlencoded::byte_serialize(parts.uri.path().as_bytes()).collect();
    let mut response = see_other(&format!("/desk/sign-in?next={next}"));
    if parts.headers.contains_key(header::COOKIE) {
        let headers = response.headers_mut();
        headers.insert(header::SET_COOKIE, cookies::taken(state));
    }
    Box::new(response)
}

/// The head of a page before signing in, in the browser's language.
pub(super) fn open_head(headers: &HeaderMap) -> DeskHead {
    DeskHead {
        lang: open_lang(headers).to_owned(),
        ..DeskHead::default()
    }
}

/// The desk's language for somebody who has not signed in.
pub(super) fn open_lang(headers: &HeaderMap) -> &'static str {
    desk::spoken(language::negotiate(None, headers, "en"))
}

async fn refuse(head: DeskHead, denial: Denial) -> Box<Response> {
    let page = denials::draw(head, denial).await;
    Box::new(respond::page_with(StatusCode::FORBIDDEN, page))
}

/// `/desk/…` of no route, and what a handler finds no right for.
pub(super) async fn nothing_here(head: DeskHead) -> Response {
    *refuse(head, Denial::NothingHere).await
}
