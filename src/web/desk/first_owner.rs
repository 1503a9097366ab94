//! `/desk/first-owner/{token}`: makes the first owner, by a link that the server prints at its start
//! until it has one. Only a person who reads its output can claim the desk.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use widgets::fields::{EmailAddress, FieldError, PersonName};
use widgets::text::Text;

use super::access::open_lang;
use super::cookies;
use super::sign_in::{ended, link_of, signed_in};
use crate::domain::keys::token::Token;
use crate::domain::signatures::name;
use crate::pages::desk::entry::{self, EndedLink, TypedAccount};
use crate::store::{DeskLink, FirstOwnerOutcome};
use crate::web::{
    error::Error,
    http::{
        extract::form::{Field, Form},
        respond,
    },
    state::AppState,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct FirstOwnerForm {
    email: Field,
    name: Field,
}

/// `GET /desk/first-owner/{token}`
pub(in crate::web) async fn ask(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let lang = open_lang(&headers).to_owned();
    if link_of(&state, &token).await? != Some(DeskLink::FirstOwner) {
        return Ok(ended(lang, EndedLink::FirstOwner).await);
    }
    let page = form(&state, lang, &token, TypedAccount::default()).await;
    Ok(respond::page_with(StatusCode::OK, page))
}

/// `POST /desk/first-owner/{token}`
pub(in crate::web) async fn make(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form { fields, .. }: Form<FirstOwnerForm>,
) -> Result<Response, Error> {
    let lang = open_lang(&headers);
    let Some(link) = Token::parse(&token) else {
        return Ok(ended(lang.to_owned(), EndedLink::FirstOwner).await);
    };
    let (email, called) = match (
        EmailAddress::parse(&fields.email),
        PersonName::parse(&fields.name),
    ) {
        (Ok(email), Ok(called)) => (email, name::nfc(called.as_str())),
        (email, called) => {
            let typed = TypedAccount {
                email: fields.email.to_string(),
                email_fault: fault(lang, "email", email.err()),
                name: fields.name.to_string(),
                name_fault: fault(lang, "name", called.err()),
            };
            let page = form(&state, lang.to_owned(), &token, typed).await;
            return Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    let device = cookies::device(&headers);
    let accounts = state.store().accounts();
    let made = accounts.make_first_owner(&link, (&email, &called), lang, &device, state.now_ms());
    match made.await? {
        FirstOwnerOutcome::Made(session) => Ok(signed_in(&state, &session, "/desk")),
        FirstOwnerOutcome::Owned => Ok(ended(lang.to_owned(), EndedLink::FirstOwner).await),
        FirstOwnerOutcome::Expired => Ok(ended(lang.to_owned(), EndedLink::SignIn).await),
    }
}

/// The message beside a field.
pub(super) fn fault(lang: &str, field: &'static str, error: Option<FieldError>) -> Option<String> {
    let message = |error: FieldError| Text::of(lang).field_message(field, error.code()).to_owned();
    error.map(message)
}

async fn form(state: &AppState, lang: String, token: &str, typed: TypedAccount) -> String {
    let action = format!("/desk/first-owner/{token}");
    entry::first_owner(lang, action, host(state), typed).await
}

/// The server's name, as its organisers know it.
pub(super) fn host(state: &AppState) -> String {
    let url = state.public_url();
    url.split_once("://")
        .map_or(url, |(_, host)| host)
        .to_owned()
}
