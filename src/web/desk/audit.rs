//! `GET /desk/audit`: the log, as far as the account may see it, in words.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::access::Organiser;
use super::scopes;
use crate::domain::accounts::{AuditAction, AuditActor, AuditDetail, AuditEntry, DeskSubject};
use crate::domain::id::Id;
use crate::i18n::desk::{self, DeskAuditText};
use crate::i18n::{fill, format};
use crate::pages::desk::audit::{self as pages, AuditLine, AuditPage};
use crate::pages::desk::colleagues::in_a_line;
use crate::pages::desk::layout::Tab;
use crate::web::{error::Error, http::respond, state::AppState};

/// Rows on a page: as many as one reads in a minute or two.
const ROWS: u32 = 50;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct AuditQuery {
    /// The id of the last row of the page before.
    before: String,
}

/// `GET /desk/audit`
pub(in crate::web) async fn show(
    State(state): State<AppState>,
    organiser: Organiser,
    Query(query): Query<AuditQuery>,
) -> Result<Response, Error> {
    let lang = organiser.lang();
    let before = match query.before.as_str() {
        "" => None,
        id => Some(Id::parse(id).ok_or(Error::NotFound)?),
    };
    let accounts = state.store().accounts();
    let rights = &organiser.session.rights;
    let mut entries = accounts.audit_page(rights, before, ROWS + 1).await?;
    let more = entries.len() > ROWS as usize;
    entries.truncate(ROWS as usize);
    let older = entries.last().filter(|_| more);
    let older = older.map(|last| format!("/desk/audit?before={}", last.id));
    let subjects = accounts.subjects().await?;
    let lines = entries.iter().map(|entry| line(lang, entry, &subjects));
    let page = AuditPage {
        entries: lines.collect(),
        older,
        continued: before.is_some(),
    };
    let title = desk::of(lang).frame.audit;
    let page = pages::draw(organiser.head(title, Some(Tab::Audit)), page).await;
    Ok(respond::page_with(StatusCode::OK, page))
}

fn line(lang: &str, entry: &AuditEntry, subjects: &[DeskSubject]) -> AuditLine {
    let text = &desk::of(lang).audit;
    let who = match &entry.actor {
        AuditActor::Account { name, .. } => name.clone(),
        AuditActor::Erased => text.former.to_owned(),
        AuditActor::Console => text.console.to_owned(),
    };
    let about = |detail: &AuditDetail| detail.name.clone().or_else(|| detail.email.clone());
    let about = about(&entry.after).or_else(|| about(&entry.before));
    let about = about.unwrap_or_else(|| text.somebody.to_owned());
    let what = fill::isolated(lang, action(text, entry.action), &[("name", &about)]);
    AuditLine {
        at: entry.at,
        who,
        what,
        on: entry
            .subject
            .as_ref()
            .map(|subject| scopes::named(lang, subject)),
        before: detail(lang, entry, &entry.before, subjects),
        after: detail(lang, entry, &entry.after, subjects),
    }
}

const fn action(text: &DeskAuditText, action: AuditAction) -> &'static str {
    match action {
        AuditAction::FirstOwner => text.first_owner,
        AuditAction::AccountAdded => text.account_added,
        AuditAction::LinkPrinted => text.link_printed,
        AuditAction::SignedIn => text.signed_in,
        AuditAction::SessionsEnded => text.sessions_ended,
        AuditAction::Renamed => text.renamed,
        AuditAction::RightsChanged => text.rights_changed,
        AuditAction::AccountRemoved => text.account_removed,
        AuditAction::Left => text.has_left,
        AuditAction::Invited => text.invited,
        AuditAction::InvitationRevoked => text.invitation_revoked,
        AuditAction::InvitationAccepted => text.invitation_accepted,
        AuditAction::Exported => text.exported,
    }
}

/// What was before or after, beyond the name that the sentence has.
fn detail(
    lang: &str,
    entry: &AuditEntry,
    detail: &AuditDetail,
    subjects: &[DeskSubject],
) -> Option<String> {
    let text = desk::of(lang);
    let mut parts = Vec::new();
    if entry.action == AuditAction::Renamed {
        parts.extend(detail.name.clone());
    }
    if let Some(rights) = &detail.rights {
        let rows = scopes::to_read(lang, &rights.simplified(), subjects);
        let said = in_a_line(lang, &rows);
        parts.push(if said.is_empty() {
            text.rights.none.to_owned()
        } else {
            said
        });
    }
    parts.extend(detail.device.clone());
    parts.extend(detail.file.clone());
    if let Some(count) = detail.count {
        let pattern = match entry.action {
            AuditAction::SessionsEnded => text.audit.sessions,
            _ => text.audit.people,
        };
        let count = format::number(lang, count);
        parts.push(fill::filled(pattern, &[("count", &count)]));
    }
    (!parts.is_empty()).then(|| parts.join(" · "))
}
