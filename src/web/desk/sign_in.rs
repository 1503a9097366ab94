//! Signing in by the code or the link of an email, or by a link that was printed on the server, and
//! signing out.
//!
//! The answers are the same for an address that may not sign in. GET and HEAD change nothing, since mail
//! scanners follow every link.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use serde::Deserialize;
use url::form_urlencoded;
use widgets::fields::{self, EmailAddress};

use super::access::{Organiser, open_lang};
use super::first_owner::fault;
use super::{cookies, see_other};
use crate::domain::accounts::SessionCookie;
use crate::domain::id::Id;
use crate::domain::keys::token::{Code, Token};
use crate::i18n::desk;
use crate::pages::desk::entry::{self, EndedLink, SignInPage};
use crate::store::{DeskLink, SignInOutcome};
use crate::web::{
    error::Error,
    http::{
        extract::form::{Field, Form},
        respond,
    },
    state::AppState,
};

/// The page to show after signing in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct NextQuery {
    next: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct SignInForm {
    email: Field,
    code: Field,
    next: Field,
}

/// A page of the desk that may follow a sign-in: no other host, no page before signing in.
fn next_page(asked: &str) -> &str {
    let ours = asked == "/desk" || asked.starts_with("/desk/");
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_".contains(c);
    let before = asked.starts_with("/desk/sign-");
    if ours && !before && asked.chars().all(plain) {
        asked
    } else {
        "/desk"
    }
}

fn with_next(path: &str, next: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(next_page(next).as_bytes()).collect();
    format!("{path}?next={next}")
}

/// Gives the session to the browser, and leads on.
pub(super) fn signed_in(state: &AppState, session: &SessionCookie, next: &str) -> Response {
    let mut response = see_other(next_page(next));
    let headers = response.headers_mut();
    headers.insert(header::SET_COOKIE, cookies::given(state, session));
    response
}

/// `GET /desk/sign-in`
pub(in crate::web) async fn ask(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(query): Query<NextQuery>,
) -> Result<Response, Error> {
    let page = SignInPage {
        next: next_page(&query.next).to_owned(),
        unowned: !state.store().accounts().has_owner().await?,
        ..SignInPage::default()
    };
    let page = entry::sign_in(open_lang(&headers).to_owned(), page).await;
    Ok(respond::page_with(StatusCode::OK, page))
}

/// `POST /desk/sign-in`: the address.
pub(in crate::web) async fn begin(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form { fields: form, .. }: Form<SignInForm>,
) -> Result<Response, Error> {
    let lang = open_lang(&headers);
    match EmailAddress::parse(&form.email) {
        Ok(email) => {
            let accounts = state.store().accounts();
            let id = accounts.begin_email_sign_in(&email, state.now_ms()).await?;
            let path = format!("/desk/sign-in/code/{id}");
            Ok(see_other(&with_next(&path, &form.next)))
        }
        Err(error) => {
            let page = SignInPage {
                next: next_page(&form.next).to_owned(),
                email: form.email.to_string(),
                fault: fault(lang, "email", Some(error)),
                unowned: false,
            };
            let page = entry::sign_in(lang.to_owned(), page).await;
            Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

/// `GET /desk/sign-in/code/{id}`
pub(in crate::web) async fn ask_code(
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(query): Query<NextQuery>,
) -> Result<Response, Error> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let lang = open_lang(&headers).to_owned();
    let next = next_page(&query.next).to_owned();
    let page = entry::code(lang, id.to_string(), next, None).await;
    Ok(respond::page_with(StatusCode::OK, page))
}

/// `POST /desk/sign-in/code/{id}`
pub(in crate::web) async fn type_code(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Form { fields: form, .. }: Form<SignInForm>,
) -> Result<Response, Error> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let lang = open_lang(&headers);
    let text = &desk::of(lang).entry;
    let fault = match fields::Code::parse(&form.code) {
        Err(_) => text.code_shape,
        Ok(code) => {
            let (code, device) = (Code::from(&code), cookies::device(&headers));
            let accounts = state.store().accounts();
            let outcome = accounts.sign_in_by_code(id, &code, &device, state.now_ms());
            match outcome.await? {
                SignInOutcome::SignedIn(session) => {
                    return Ok(signed_in(&state, &session, &form.next));
                }
                SignInOutcome::Wrong => text.code_wrong,
                SignInOutcome::Void | SignInOutcome::Expired => text.code_void,
            }
        }
    };
    let next = next_page(&form.next).to_owned();
    let page = entry::code(lang.to_owned(), id.to_string(), next, Some(fault)).await;
    Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, page))
}

/// What the link of an email or of the command line does, if it still works. Changes nothing.
pub(super) async fn link_of(state: &AppState, token: &str) -> Result<Option<DeskLink>, Error> {
    let Some(link) = Token::parse(token) else {
        return Ok(None);
    };
    Ok(state.store().accounts().link(&link, state.now_ms()).await?)
}

/// `GET /desk/sign-in/{token}`: the link of an email or of the command line.
pub(in crate::web) async fn show_link(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let lang = open_lang(&headers).to_owned();
    match link_of(&state, &token).await? {
        Some(DeskLink::SignIn { name }) => {
            let page = entry::link(lang, format!("/desk/sign-in/{token}"), name).await;
            Ok(respond::page_with(StatusCode::OK, page))
        }
        _ => Ok(ended(lang, EndedLink::SignIn).await),
    }
}

/// `POST /desk/sign-in/{token}`: its button.
pub(in crate::web) async fn press_link(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let outcome = match Token::parse(&token) {
        None => SignInOutcome::Expired,
        Some(link) => {
            let device = cookies::device(&headers);
            let accounts = state.store().accounts();
            let outcome = accounts.sign_in_by_link(&link, &device, state.now_ms());
            outcome.await?
        }
    };
    match outcome {
        SignInOutcome::SignedIn(session) => Ok(signed_in(&state, &session, "/desk")),
        _ => Ok(ended(open_lang(&headers).to_owned(), EndedLink::SignIn).await),
    }
}

/// The page for a link that no longer works.
pub(super) async fn ended(lang: String, link: EndedLink) -> Response {
    respond::page_with(StatusCode::GONE, entry::ended(lang, link).await)
}

/// `POST /desk/sign-out`
pub(in crate::web) async fn sign_out(
    State(state): State<AppState>,
    organiser: Organiser,
) -> Result<Response, Error> {
    let session = &organiser.session;
    let accounts = state.store().accounts();
    accounts
        .end_session(session, session.id, state.now_ms())
        .await?;
    let mut response = see_other("/desk/sign-in");
    let headers = response.headers_mut();
    headers.insert(header::SET_COOKIE, cookies::taken(&state));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_the_desk_may_follow_a_sign_in() {
        for page in ["/desk", "/desk/audit", "/desk/lists/open-the-library"] {
            assert_eq!(next_page(page), page);
        }
        for other in [
            "",
            "/",
            "//evil.example/desk/",
            "https://evil.example/desk/",
            "/desktop",
            "/desk/../d/x",
            "/desk/\\evil.example",
            "/desk/sign-out",
            "/desk/x?y",
        ] {
            assert_eq!(next_page(other), "/desk", "{other}");
        }
    }
}
