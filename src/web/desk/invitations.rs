//! Inviting a colleague, revoking an invitation, and the page behind an invitation's link.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use serde::Deserialize;
use widgets::fields::{EmailAddress, PersonName};

use super::access::{Organiser, open_lang};
use super::colleagues::{self, ColleaguesNotice};
use super::first_owner::{fault, host};
use super::sign_in::{ended, signed_in};
use super::step_up::{self, StepUpCheck};
use super::{cookies, scopes, see_other};
use crate::domain::accounts::{DeskSubject, INVITATION_LIFE_MS, Right, Rights, Scope};
use crate::domain::id::Id;
use crate::domain::keys::token::Token;
use crate::domain::signatures::name;
use crate::domain::time::DAY_MS;
use crate::i18n::{desk, fill};
use crate::pages::desk::colleagues::{self as pages, InvitePage};
use crate::pages::desk::denials::FormCopy;
use crate::pages::desk::entry::{self, EndedLink, InvitationPage, TypedAccount};
use crate::pages::desk::layout::Tab;
use crate::store::{AcceptOutcome, InviteOutcome, RightsOutcome};
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
pub(in crate::web) struct InviteForm {
    email: Field,
    may: Vec<String>,
    name: Field,
}

/// What the link to the form may have ticked beforehand.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct InviteQuery {
    own: String,
}

/// `GET /desk/colleagues/invite`
pub(in crate::web) async fn ask_whom(
    State(state): State<AppState>,
    organiser: Organiser,
    Query(query): Query<InviteQuery>,
) -> Result<Response, Error> {
    let ticked = match query.own.as_str() {
        "" => Rights::default(),
        _ => Rights::owner(),
    };
    let subjects = state.store().accounts().subjects().await?;
    let page = InvitePage::default();
    Ok(form(&organiser, &subjects, &ticked, page, StatusCode::OK).await)
}

/// `POST /desk/colleagues/invite`
pub(in crate::web) async fn invite(
    State(state): State<AppState>,
    organiser: Organiser,
    uri: Uri,
    Form { fields, sent }: Form<InviteForm>,
) -> Result<Response, Error> {
    let lang = organiser.lang();
    let text = &desk::of(lang).colleagues;
    let accounts = state.store().accounts();
    let subjects = accounts.subjects().await?;
    let offered = scopes::owned(&organiser.session.rights, &subjects);
    let ticked = scopes::ticked(fields.may.iter().map(String::as_str), &offered);
    let email = EmailAddress::parse(&fields.email);
    let typed = InvitePage {
        email: fields.email.to_string(),
        ..InvitePage::default()
    };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let email = match email {
        Ok(email) if !ticked.is_empty() => email,
        email => {
            let page = InvitePage {
                email_fault: fault(lang, "email", email.err()),
                rights_fault: ticked.is_empty().then(|| text.tick_one.to_owned()),
                ..typed
            };
            return Ok(form(&organiser, &subjects, &ticked, page, refused).await);
        }
    };
    if scopes::hands_over(&Rights::default(), &ticked) {
        let kept = FormCopy {
            action: uri.path().to_owned(),
            fields: sent.values(),
        };
        if let StepUpCheck::Page(page) = step_up::ask(&state, &organiser, kept).await? {
            return Ok(*page);
        }
    }
    let by = &organiser.session;
    let invited = accounts.invite(by, &email, &ticked, lang, state.now_ms());
    let named = |said: &'static str| fill::isolated(lang, said, &[("email", email.as_str())]);
    let page = match invited.await? {
        InviteOutcome::Invited(_) => return Ok(see_other(&ColleaguesNotice::Invited.address())),
        InviteOutcome::HasAccount(id) => {
            return Ok(see_other(&format!("/desk/colleagues/{id}?said=already")));
        }
        InviteOutcome::NoEmails => InvitePage {
            email_fault: Some(named(text.no_emails)),
            ..typed
        },
        InviteOutcome::Limited => InvitePage {
            email_fault: Some(text.limited.to_owned()),
            ..typed
        },
        InviteOutcome::NotAllowed => InvitePage {
            rights_fault: Some(text.not_yours.to_owned()),
            ..typed
        },
    };
    Ok(form(&organiser, &subjects, &ticked, page, refused).await)
}

async fn form(
    organiser: &Organiser,
    subjects: &[DeskSubject],
    ticked: &Rights,
    page: InvitePage,
    status: StatusCode,
) -> Response {
    let lang = organiser.lang();
    let offered = scopes::owned(&organiser.session.rights, subjects);
    let page = InvitePage {
        csrf: organiser.csrf.clone(),
        rights: scopes::to_choose(lang, &offered, ticked, subjects),
        days: INVITATION_LIFE_MS / DAY_MS,
        ..page
    };
    let title = desk::of(lang).colleagues.invite;
    let head = organiser.head(title, Some(Tab::Colleagues));
    let page = pages::invite(head, page).await;
    respond::page_with(status, page)
}

/// `POST /desk/colleagues/invitations/{id}/revoke`
pub(in crate::web) async fn revoke(
    State(state): State<AppState>,
    organiser: Organiser,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let accounts = state.store().accounts();
    let revoked = accounts.revoke_invitation(&organiser.session, id, state.now_ms());
    let notice = match revoked.await? {
        RightsOutcome::Done => ColleaguesNotice::Revoked,
        RightsOutcome::NotAllowed => ColleaguesNotice::NotYours,
        _ => ColleaguesNotice::InvitationGone,
    };
    if notice == ColleaguesNotice::Revoked {
        return Ok(see_other(&notice.address()));
    }
    colleagues::refused(&state, &organiser, notice).await
}

/// `GET /desk/invitations/{token}`
pub(in crate::web) async fn show(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let lang = open_lang(&headers);
    page(
        &state,
        lang,
        &token,
        TypedAccount::default(),
        StatusCode::OK,
    )
    .await
}

/// `POST /desk/invitations/{token}`: accepts it.
pub(in crate::web) async fn accept(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form { fields, .. }: Form<InviteForm>,
) -> Result<Response, Error> {
    let lang = open_lang(&headers);
    let called = match PersonName::parse(&fields.name) {
        Ok(called) => name::nfc(called.as_str()),
        Err(error) => {
            let typed = TypedAccount {
                name: fields.name.to_string(),
                name_fault: fault(lang, "name", Some(error)),
                ..TypedAccount::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(&state, lang, &token, typed, status).await;
        }
    };
    let accepted = match Token::parse(&token) {
        None => AcceptOutcome::Expired,
        Some(link) => {
            let device = cookies::device(&headers);
            let accounts = state.store().accounts();
            let accepted =
                accounts.accept_invitation(&link, &called, lang, &device, state.now_ms());
            accepted.await?
        }
    };
    match accepted {
        AcceptOutcome::Accepted(session) => Ok(signed_in(&state, &session, "/desk")),
        AcceptOutcome::Expired => Ok(ended(lang.to_owned(), EndedLink::Invitation).await),
    }
}

async fn page(
    state: &AppState,
    lang: &str,
    token: &str,
    typed: TypedAccount,
    status: StatusCode,
) -> Result<Response, Error> {
    let accounts = state.store().accounts();
    let invitation = match Token::parse(token) {
        Some(link) => accounts.invitation_by_link(&link, state.now_ms()).await?,
        None => None,
    };
    let Some(invitation) = invitation else {
        return Ok(ended(lang.to_owned(), EndedLink::Invitation).await);
    };
    let subjects = accounts.subjects().await?;
    let invited_by = match invitation.invited_by.as_str() {
        "" => desk::of(lang).audit.former.to_owned(),
        name => name.to_owned(),
    };
    let page = InvitationPage {
        action: format!("/desk/invitations/{token}"),
        host: host(state),
        invited_by,
        email: invitation.email,
        rights: scopes::to_read(lang, &invitation.rights, &subjects),
        expires_at: invitation.expires_at,
        typed,
    };
    let page = entry::invitation(lang.to_owned(), page).await;
    Ok(respond::page_with(status, page))
}

/// Whether somebody with these rights decides about all of these.
pub(super) fn decides(by: &Rights, about: &Rights) -> bool {
    let mut scopes = about.iter().map(|grant| grant.scope);
    scopes.all(|scope: Scope| by.may_in(Right::Own, scope))
}
