//! `/desk/colleagues`: who may do what; changing a colleague's rights, and removing a colleague.

use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use serde::Deserialize;

use super::access::Organiser;
use super::step_up::{self, StepUpCheck};
use super::{invitations, scopes, see_other};
use crate::domain::accounts::{Colleague, DeskSubject, Right, Rights, Scope};
use crate::domain::id::Id;
use crate::i18n::{desk, fill};
use crate::pages::desk::colleagues::{
    self as pages, ColleaguePage, ColleaguesPage, OpenInvitation,
};
use crate::pages::desk::denials::FormCopy;
use crate::pages::desk::layout::{Said, Tab};
use crate::store::RightsOutcome;
use crate::web::{
    error::Error,
    http::{
        extract::form::{Field, Form, SentForm},
        respond,
    },
    state::AppState,
};

/// What the page says of the act before it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum ColleaguesNotice {
    Invited,
    Revoked,
    Removed,
    Saved,
    Already,
    Gone,
    InvitationGone,
    NotYours,
    LastOwner,
    Unchanged,
}

impl ColleaguesNotice {
    /// The page of colleagues, saying it. Only what was done is said in an address; why something was
    /// not done is said in the answer itself.
    pub(super) fn address(self) -> String {
        format!("/desk/colleagues?said={}", self.name())
    }

    const fn name(self) -> &'static str {
        match self {
            ColleaguesNotice::Invited => "invited",
            ColleaguesNotice::Revoked => "revoked",
            ColleaguesNotice::Removed => "removed",
            ColleaguesNotice::Saved => "saved",
            ColleaguesNotice::Already => "already",
            _ => "",
        }
    }

    fn parse(name: &str) -> Option<ColleaguesNotice> {
        let named = [
            ColleaguesNotice::Invited,
            ColleaguesNotice::Revoked,
            ColleaguesNotice::Removed,
            ColleaguesNotice::Saved,
            ColleaguesNotice::Already,
        ];
        named.into_iter().find(|notice| notice.name() == name)
    }

    fn said(self, lang: &str) -> Said {
        let text = &desk::of(lang).colleagues;
        match self {
            ColleaguesNotice::Invited => Said::Done(text.invited.to_owned()),
            ColleaguesNotice::Revoked => Said::Done(text.revoked.to_owned()),
            ColleaguesNotice::Removed => Said::Done(text.removed.to_owned()),
            ColleaguesNotice::Saved => Said::Done(text.saved.to_owned()),
            ColleaguesNotice::Already => Said::Done(text.already.to_owned()),
            ColleaguesNotice::Gone => Said::Wrong(text.gone.to_owned()),
            ColleaguesNotice::InvitationGone => Said::Wrong(text.invitation_gone.to_owned()),
            ColleaguesNotice::NotYours => Said::Wrong(text.not_yours.to_owned()),
            ColleaguesNotice::LastOwner => Said::Wrong(text.last_owner.to_owned()),
            ColleaguesNotice::Unchanged => Said::Wrong(text.unchanged.to_owned()),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct SaidQuery {
    said: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct RightsForm {
    may: Vec<String>,
    /// The rights that the form was shown with.
    before: Field,
}

/// `GET /desk/colleagues`
pub(in crate::web) async fn show(
    State(state): State<AppState>,
    organiser: Organiser,
    Query(query): Query<SaidQuery>,
) -> Result<Response, Error> {
    let said = ColleaguesNotice::parse(&query.said);
    page(&state, &organiser, said, StatusCode::OK).await
}

/// The page of colleagues, saying why something was not done.
pub(super) async fn refused(
    state: &AppState,
    organiser: &Organiser,
    notice: ColleaguesNotice,
) -> Result<Response, Error> {
    page(state, organiser, Some(notice), StatusCode::CONFLICT).await
}

async fn page(
    state: &AppState,
    organiser: &Organiser,
    notice: Option<ColleaguesNotice>,
    status: StatusCode,
) -> Result<Response, Error> {
    let (lang, rights) = (organiser.lang(), &organiser.session.rights);
    let accounts = state.store().accounts();
    let subjects = accounts.subjects().await?;
    let decided = scopes::owned(rights, &subjects);
    let all = accounts.accounts().await?.into_iter();
    let colleagues = all.filter(|one| sees(rights, &one.rights, &decided));
    let colleagues = colleagues.map(|one| listed(organiser, one, &subjects, &decided));
    let now_ms = state.now_ms();
    let open = accounts.invitations().await?.into_iter();
    let open = open.filter(|one| one.expires_at > now_ms);
    let invitations = open.filter(|one| sees(rights, &one.rights, &decided));
    let invitations = invitations.map(|one| OpenInvitation {
        id: one.id.to_string(),
        email: one.email,
        rights: scopes::to_read(lang, &one.rights, &subjects),
        expires_at: one.expires_at,
        revocable: invitations::decides(rights, &one.rights),
    });
    let page = ColleaguesPage {
        csrf: organiser.csrf.clone(),
        colleagues: colleagues.collect(),
        invitations: invitations.collect(),
        said: notice.map(|notice| notice.said(lang)),
    };
    let title = desk::of(lang).frame.colleagues;
    let page = pages::draw(organiser.head(title, Some(Tab::Colleagues)), page).await;
    Ok(respond::page_with(status, page))
}

/// Who owns a part sees who works on that part; who owns all sees everybody.
fn sees(rights: &Rights, theirs: &Rights, decided: &[Scope]) -> bool {
    let works_here = |scope: &Scope| theirs.may_in(Right::See, *scope);
    rights.owns_all() || decided.iter().any(works_here)
}

fn listed(
    organiser: &Organiser,
    one: Colleague,
    subjects: &[DeskSubject],
    decided: &[Scope],
) -> pages::ColleagueRow {
    let yourself = one.account.id == organiser.account().id;
    let shown = if organiser.session.rights.owns_all() || yourself {
        one.rights
    } else {
        // Of a colleague's other work, an owner of a part sees only what reaches into it.
        let reaching = one.rights.iter();
        let decides = |scope: Scope| decided.iter().any(|one| scope.covers(*one));
        reaching.filter(|grant| decides(grant.scope)).collect()
    };
    pages::ColleagueRow {
        id: one.account.id.to_string(),
        name: one.account.name,
        email: one.account.email,
        seen_at: one.seen_at,
        rights: scopes::to_read(organiser.lang(), &shown, subjects),
        yourself,
        changeable: true,
    }
}

/// A colleague, as far as the account that asks may see one.
async fn find(state: &AppState, organiser: &Organiser, id: &str) -> Result<FoundColleague, Error> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let accounts = state.store().accounts();
    let subjects = accounts.subjects().await?;
    let rights = &organiser.session.rights;
    let decided = scopes::owned(rights, &subjects);
    let found = accounts.account(id).await?;
    // An owner of a part may give rights there to somebody who has none yet, whom the invitation form
    // names.
    let colleague = found.ok_or(Error::NotFound)?;
    Ok(FoundColleague {
        colleague,
        subjects,
        decided,
    })
}

struct FoundColleague {
    colleague: Colleague,
    subjects: Vec<DeskSubject>,
    decided: Vec<Scope>,
}

/// `GET /desk/colleagues/{id}`
pub(in crate::web) async fn show_one(
    State(state): State<AppState>,
    organiser: Organiser,
    Path(id): Path<String>,
    Query(query): Query<SaidQuery>,
) -> Result<Response, Error> {
    let found = find(&state, &organiser, &id).await?;
    let said = ColleaguesNotice::parse(&query.said).map(|notice| notice.said(organiser.lang()));
    let ticked = found.colleague.rights.clone();
    Ok(form(&organiser, found, &ticked, said, StatusCode::OK).await)
}

/// `POST /desk/colleagues/{id}`: the rights as ticked.
pub(in crate::web) async fn set_rights(
    State(state): State<AppState>,
    organiser: Organiser,
    Path(id): Path<String>,
    uri: Uri,
    Form { fields, sent }: Form<RightsForm>,
) -> Result<Response, Error> {
    let lang = organiser.lang();
    let found = find(&state, &organiser, &id).await?;
    let ticked = scopes::ticked(fields.may.iter().map(String::as_str), &found.decided);
    let before = scopes::within(&found.colleague.rights, &found.decided);
    if scopes::written(&before) != *fields.before {
        let rights = scopes::to_read(lang, &before, &found.subjects);
        let rights = pages::in_a_line(lang, &rights);
        let text = &desk::of(lang).colleagues;
        let said = fill::isolated(lang, text.changed_meanwhile, &[("rights", &rights)]);
        let said = Some(Said::Wrong(said));
        return Ok(form(&organiser, found, &ticked, said, StatusCode::CONFLICT).await);
    }
    if scopes::hands_over(&before, &ticked)
        && let Some(page) = ask_for_code(&state, &organiser, &uri, &sent).await?
    {
        return Ok(page);
    }
    let kept = scopes::without(&found.colleague.rights, &found.decided);
    let rights: Rights = kept.iter().chain(ticked.iter()).collect();
    let (of, by) = (found.colleague.account.id, &organiser.session);
    let accounts = state.store().accounts();
    let notice = match accounts.set_rights(by, of, &rights, state.now_ms()).await? {
        RightsOutcome::Done => return Ok(see_other(&ColleaguesNotice::Saved.address())),
        RightsOutcome::Unchanged => ColleaguesNotice::Unchanged,
        RightsOutcome::LastOwner => ColleaguesNotice::LastOwner,
        RightsOutcome::NotAllowed => ColleaguesNotice::NotYours,
        RightsOutcome::Gone => return refused(&state, &organiser, ColleaguesNotice::Gone).await,
    };
    let said = Some(notice.said(lang));
    Ok(form(&organiser, found, &ticked, said, StatusCode::CONFLICT).await)
}

/// `POST /desk/colleagues/{id}/remove`
pub(in crate::web) async fn remove(
    State(state): State<AppState>,
    organiser: Organiser,
    Path(id): Path<String>,
    uri: Uri,
    sent: SentForm,
) -> Result<Response, Error> {
    let found = match find(&state, &organiser, &id).await {
        // Pressed twice, or removed by another owner meanwhile.
        Err(Error::NotFound) if Id::parse(&id).is_some() => {
            return refused(&state, &organiser, ColleaguesNotice::Gone).await;
        }
        found => found?,
    };
    let owns = found.colleague.rights.may_anywhere(Right::Own);
    if owns && let Some(page) = ask_for_code(&state, &organiser, &uri, &sent).await? {
        return Ok(page);
    }
    let (of, by) = (found.colleague.account.id, &organiser.session);
    let accounts = state.store().accounts();
    let notice = match accounts.remove_account(by, of, state.now_ms()).await? {
        RightsOutcome::Done => return Ok(see_other(&ColleaguesNotice::Removed.address())),
        RightsOutcome::LastOwner => ColleaguesNotice::LastOwner,
        RightsOutcome::NotAllowed => ColleaguesNotice::NotYours,
        RightsOutcome::Unchanged | RightsOutcome::Gone => ColleaguesNotice::Gone,
    };
    refused(&state, &organiser, notice).await
}

/// Handing over asks for a code: the page that does, unless there was one not long ago.
async fn ask_for_code(
    state: &AppState,
    organiser: &Organiser,
    uri: &Uri,
    sent: &SentForm,
) -> Result<Option<Response>, Error> {
    let kept = FormCopy {
        action: uri.path().to_owned(),
        fields: sent.values(),
    };
    match step_up::ask(state, organiser, kept).await? {
        StepUpCheck::Page(page) => Ok(Some(*page)),
        StepUpCheck::Fresh | StepUpCheck::Typed => Ok(None),
    }
}

async fn form(
    organiser: &Organiser,
    found: FoundColleague,
    ticked: &Rights,
    said: Option<Said>,
    status: StatusCode,
) -> Response {
    let lang = organiser.lang();
    let FoundColleague {
        colleague,
        subjects,
        decided,
    } = found;
    let before = scopes::within(&colleague.rights, &decided);
    let yourself = colleague.account.id == organiser.account().id;
    let page = ColleaguePage {
        csrf: organiser.csrf.clone(),
        id: colleague.account.id.to_string(),
        name: colleague.account.name,
        email: colleague.account.email,
        yourself,
        rights: scopes::to_choose(lang, &decided, ticked, &subjects),
        before: scopes::written(&before),
        said,
        removable: organiser.session.rights.owns_all() && !yourself,
    };
    let head = organiser.head(&page.name, Some(Tab::Colleagues));
    respond::page_with(status, pages::colleague(head, page).await)
}
