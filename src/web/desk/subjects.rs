//! `GET /desk/declarations/{slug}` and `GET /desk/lists/{slug}`: one declaration or list in numbers, and
//! its downloads.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use widgets::wire::ConfirmedKind;

use super::access::Organiser;
use crate::domain::accounts::{DeskSubject, Right, STEP_UP_MS};
use crate::domain::time::{DAY_MS, MINUTE_MS};
use crate::i18n::{desk, fill};
use crate::pages::desk::exports::{FileLine, LeftPart, OutPart};
use crate::pages::desk::layout::{Said, Tab};
use crate::pages::desk::subject::{self, NumberKind, SubjectPage};
use crate::store::{ExportMaker, StateCounts, SubjectCounts};
use crate::web::{error::Error, http::respond, state::AppState};

/// Days of the table by day, today included.
const DAYS: i64 = 14;
/// Sites of the table by site; the others are added up.
const SITES: usize = 20;
/// Files that the page lists.
const FILES: u32 = 20;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct SubjectQuery {
    /// Whether a code was typed just now.
    confirmed: Option<String>,
}

/// `GET /desk/declarations/{slug}` and `GET /desk/lists/{slug}`
pub(in crate::web) async fn show(
    State(state): State<AppState>,
    organiser: Organiser,
    Query(query): Query<SubjectQuery>,
) -> Result<Response, Error> {
    let subject = organiser.subject.clone().ok_or(Error::NotFound)?;
    let (now_ms, lang) = (state.now_ms(), organiser.lang());
    let today = now_ms / DAY_MS;
    let entries = state.store().entries();
    let counts = entries.counts(subject.id, today - DAYS + 1).await?;
    // The address may have been kept longer than the code is good for.
    let confirmed = query.confirmed.is_some() && organiser.session.is_stepped_up(now_ms);
    let said = confirmed.then(|| {
        let minutes = (STEP_UP_MS / MINUTE_MS).to_string();
        Said::Done(fill::filled(
            desk::of(lang).out.confirmed,
            &[("minutes", &minutes)],
        ))
    });
    let out = out(&state, &organiser, &subject).await?;
    let head = organiser.head(&subject.title, Some(Tab::Overview));
    let page = subject::draw(head, page(subject, &counts, today, said, out)).await;
    Ok(respond::page_with(StatusCode::OK, page))
}

fn page(
    subject: DeskSubject,
    counts: &SubjectCounts,
    today: i64,
    said: Option<Said>,
    out: OutPart,
) -> SubjectPage {
    let (numbers, columns) = numbers(subject.kind);
    let of = |counts: &StateCounts| columns.iter().map(|kind| number(*kind, counts)).collect();
    let days = (0..DAYS).map(|back| {
        let day = today - back;
        let found = counts.days.iter().find(|(counted, _)| *counted == day);
        let none = StateCounts::default();
        (day * DAY_MS, of(found.map_or(&none, |(_, counts)| counts)))
    });
    let (listed, others) = counts.sites.split_at(counts.sites.len().min(SITES));
    let listed = listed
        .iter()
        .map(|(site, counts)| (site.clone(), of(counts)));
    let other_sites = (!others.is_empty()).then(|| {
        let added = columns.iter().map(|kind| {
            let numbers = others.iter().map(|(_, counts)| number(*kind, counts));
            numbers.sum()
        });
        (others.len() as u64, added.collect())
    });
    SubjectPage {
        all: numbers
            .iter()
            .map(|kind| (*kind, number(*kind, &counts.all)))
            .collect(),
        days: days.collect(),
        sites: listed.collect(),
        other_sites,
        columns: columns.to_vec(),
        subject,
        said,
        out,
    }
}

/// Which numbers the page has, and which of them as columns.
const fn numbers(kind: ConfirmedKind) -> (&'static [NumberKind], &'static [NumberKind]) {
    use NumberKind::{Held, Sent, Signed, Subscribed, TakenDown, Unsubscribed, Withdrawn};
    match kind {
        ConfirmedKind::Signature => (
            &[Signed, Held, Withdrawn, TakenDown, Sent],
            &[Signed, Withdrawn, Sent],
        ),
        ConfirmedKind::Subscription => (
            &[Subscribed, Unsubscribed, Sent],
            &[Subscribed, Unsubscribed, Sent],
        ),
    }
}

const fn number(kind: NumberKind, counts: &StateCounts) -> u64 {
    match kind {
        NumberKind::Sent => counts.sent,
        NumberKind::Signed | NumberKind::Subscribed => counts.confirmed,
        NumberKind::Held => counts.held,
        NumberKind::Withdrawn => counts.withdrawn,
        NumberKind::TakenDown => counts.taken_down,
        NumberKind::Unsubscribed => counts.unsubscribed,
    }
}

/// The downloads, as far as the organiser may know of them.
async fn out(
    state: &AppState,
    organiser: &Organiser,
    subject: &DeskSubject,
) -> Result<OutPart, Error> {
    let (kind, slug) = (subject.kind, subject.slug.as_str());
    let privacy = state.store().privacy();
    let files = privacy.addresses_exports(kind, slug, FILES).await?;
    let audit = &desk::of(organiser.lang()).audit;
    let files = files.into_iter().map(|file| FileLine {
        at: file.made_at,
        who: match file.maker {
            ExportMaker::Organiser(_, name) => name,
            ExportMaker::FormerOrganiser => audit.former.to_owned(),
            ExportMaker::Console => audit.console.to_owned(),
        },
        people: file.people,
        left: file.left_since.is_some(),
    });
    let may_export = organiser.session.rights.may(Right::Export, subject.id);
    let account = organiser.account().id;
    let last = if may_export {
        privacy.last_full_export(kind, slug, account).await?
    } else {
        None
    };
    let left = match last {
        None => None,
        Some(last) => {
            let lists = state.store().lists();
            let left = lists.count_left(kind, slug, last.at).await?;
            Some(LeftPart {
                since: last.at,
                own: last.own,
                people: left.people,
                more: left.more,
                erased: left.unnamed,
            })
        }
    };
    Ok(OutPart {
        kind,
        action: format!("{}/export", subject::path(subject)),
        csrf: organiser.csrf.clone(),
        may_export,
        left,
        files: files.collect(),
    })
}
