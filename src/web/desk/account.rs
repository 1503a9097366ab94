//! `/desk/account`: one's own name and language, one's sessions, and leaving the desk.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use serde::Deserialize;
use widgets::fields::PersonName;

use super::access::{Organiser, open_lang};
use super::first_owner::fault;
use super::{cookies, scopes, see_other};
use crate::domain::accounts::{SESSION_AGE_MS, SESSION_IDLE_MS};
use crate::domain::id::Id;
use crate::domain::signatures::name;
use crate::domain::time::DAY_MS;
use crate::i18n::desk;
use crate::pages::desk::account::{self as pages, AccountPage, SessionLine};
use crate::pages::desk::entry;
use crate::pages::desk::layout::{Said, Tab};
use crate::store::RightsOutcome;
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
pub(in crate::web) struct AccountForm {
    name: Field,
    lang: Field,
    /// A session's id, or `others`.
    end: Field,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct DoneQuery {
    done: String,
}

/// `GET /desk/account`
pub(in crate::web) async fn show(
    State(state): State<AppState>,
    organiser: Organiser,
    Query(query): Query<DoneQuery>,
) -> Result<Response, Error> {
    let text = &desk::of(organiser.lang()).account;
    let said = match query.done.as_str() {
        "saved" => Some(Said::Done(text.saved.to_owned())),
        "ended" => Some(Said::Done(text.ended.to_owned())),
        _ => None,
    };
    let page = AccountPage {
        name: organiser.account().name.clone(),
        lang: organiser.account().lang.clone(),
        said,
        ..AccountPage::default()
    };
    respond_with(&state, &organiser, page, StatusCode::OK).await
}

async fn respond_with(
    state: &AppState,
    organiser: &Organiser,
    page: AccountPage,
    status: StatusCode,
) -> Result<Response, Error> {
    let lang = organiser.lang();
    let accounts = state.store().accounts();
    let subjects = accounts.subjects().await?;
    let sessions = accounts.sessions_of(organiser.account().id, state.now_ms());
    let sessions = sessions.await?.into_iter().map(|session| SessionLine {
        current: session.id == organiser.session.id,
        id: session.id.to_string(),
        device: session.device,
        created_at: session.created_at,
        seen_at: session.seen_at,
    });
    let page = AccountPage {
        csrf: organiser.csrf.clone(),
        email: organiser.account().email.clone(),
        rights: scopes::to_read(lang, &organiser.session.rights, &subjects),
        sessions: sessions.collect(),
        session_days: (SESSION_IDLE_MS / DAY_MS, SESSION_AGE_MS / DAY_MS),
        ..page
    };
    let head = organiser.head(desk::of(lang).frame.account, Some(Tab::Account));
    let page = pages::draw(head, page).await;
    Ok(respond::page_with(status, page))
}

/// `POST /desk/account`: name and language.
pub(in crate::web) async fn save(
    State(state): State<AppState>,
    organiser: Organiser,
    Form { fields, .. }: Form<AccountForm>,
) -> Result<Response, Error> {
    let lang = organiser.lang();
    let spoken = desk::spoken(&fields.lang);
    match PersonName::parse(&fields.name) {
        Ok(called) => {
            let called = name::nfc(called.as_str());
            let accounts = state.store().accounts();
            let by = &organiser.session;
            accounts
                .rename_account(by, &called, spoken, state.now_ms())
                .await?;
            Ok(see_other("/desk/account?done=saved"))
        }
        Err(error) => {
            let page = AccountPage {
                name: fields.name.to_string(),
                name_fault: fault(lang, "name", Some(error)),
                lang: spoken.to_owned(),
                ..AccountPage::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            respond_with(&state, &organiser, page, status).await
        }
    }
}

/// `POST /desk/account/sessions`: ends one of one's own sessions, or all others.
pub(in crate::web) async fn end_sessions(
    State(state): State<AppState>,
    organiser: Organiser,
    Form { fields, .. }: Form<AccountForm>,
) -> Result<Response, Error> {
    let (accounts, by) = (state.store().accounts(), &organiser.session);
    if &*fields.end == "others" {
        accounts.end_other_sessions(by, state.now_ms()).await?;
    } else {
        let session = Id::parse(&fields.end);
        let session = session.ok_or(Error::Malformed("the form names no session"))?;
        // One that has ended already is ended: a second press changes nothing.
        accounts.end_session(by, session, state.now_ms()).await?;
    }
    Ok(see_other("/desk/account?done=ended"))
}

/// `POST /desk/account/leave`
pub(in crate::web) async fn leave(
    State(state): State<AppState>,
    organiser: Organiser,
) -> Result<Response, Error> {
    let text = &desk::of(organiser.lang()).account;
    let accounts = state.store().accounts();
    match accounts.leave(&organiser.session, state.now_ms()).await? {
        RightsOutcome::LastOwner => {
            let page = AccountPage {
                name: organiser.account().name.clone(),
                lang: organiser.account().lang.clone(),
                said: Some(Said::Wrong(text.last_owner.to_owned())),
                ..AccountPage::default()
            };
            respond_with(&state, &organiser, page, StatusCode::CONFLICT).await
        }
        _ => {
            let mut response = see_other("/desk/left");
            let headers = response.headers_mut();
            headers.insert(header::SET_COOKIE, cookies::taken(&state));
            Ok(response)
        }
    }
}

/// `GET /desk/left`
pub(in crate::web) async fn left(headers: HeaderMap) -> Response {
    let page = entry::left(open_lang(&headers).to_owned()).await;
    respond::page_with(StatusCode::OK, page)
}
