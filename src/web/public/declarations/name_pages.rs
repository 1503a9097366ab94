//! The names under a declaration's text: the first page, and the later ones that links lead to.

use widgets::wire::SignatoryKind;

use super::NamesQuery;
use crate::web::{
    error::Error,
    http::{cursor, extract::path::Slug, language},
    state::AppState,
    views::names::{NamesView, ORGANISATIONS, PEOPLE},
};
use crate::{pages::declarations::Names, store};

/// The first page: organisations come before the newest people.
pub(super) fn first(slug: &Slug, query: &NamesQuery, names: &NamesView) -> Names {
    let next = |kind, cursor: &Option<store::Cursor>| {
        let cursor = cursor.as_ref()?;
        Some(address(slug, query, kind, cursor))
    };
    Names {
        organisations: names.organisations.clone(),
        people: names.people.clone(),
        more_organisations: next("organisations", &names.more_organisations),
        next: next("names", &names.more_people),
        later: false,
        asked: asked(query),
    }
}

/// A later page, which holds the kinds of names that the link asks for.
pub(super) async fn later(
    state: &AppState,
    slug: &Slug,
    query: &NamesQuery,
) -> Result<Names, Error> {
    let people = cursor::names(query.names.as_deref())?;
    let organisations = cursor::names(query.organisations.as_deref())?;
    let signatures = state.store().signatures();
    let mut names = Names {
        later: true,
        asked: asked(query),
        ..Names::default()
    };
    if people.is_some() {
        let page = signatures.signatories_of(slug, SignatoryKind::Person, people, PEOPLE);
        let (shown, next) = page.await?;
        names.people = shown;
        names.next = next.map(|next| address(slug, query, "names", &next));
    }
    if organisations.is_some() {
        let kind = SignatoryKind::Organisation;
        let page = signatures.signatories_of(slug, kind, organisations, ORGANISATIONS);
        let (shown, next) = page.await?;
        names.organisations = shown;
        names.more_organisations = next.map(|next| address(slug, query, "organisations", &next));
    }
    Ok(names)
}

/// Of the page that begins at a cursor.
fn address(slug: &Slug, query: &NamesQuery, kind: &str, cursor: &store::Cursor) -> String {
    let lang = asked(query).map(|lang| format!("lang={lang}&"));
    let lang = lang.unwrap_or_default();
    format!("/d/{slug}?{lang}{kind}={cursor}#names")
}

fn asked(query: &NamesQuery) -> Option<String> {
    query.lang.as_deref().map(language::tag)
}
