//! `GET /desk`: what the organiser may see, with numbers.

use axum::{extract::State, http::StatusCode, response::Response};
use widgets::wire::ConfirmedKind;

use super::access::Organiser;
use crate::i18n::desk;
use crate::pages::desk::layout::Tab;
use crate::pages::desk::overview::{self, OverviewPage};
use crate::web::{error::Error, http::respond, state::AppState};

/// `GET /desk`
pub(in crate::web) async fn overview(
    State(state): State<AppState>,
    organiser: Organiser,
) -> Result<Response, Error> {
    let rights = &organiser.session.rights;
    let subjects = state.store().accounts().overview(rights).await?;
    let of_declaration = |kind| kind == ConfirmedKind::Signature;
    let (declarations, lists) = subjects
        .into_iter()
        .partition(|one| of_declaration(one.subject.kind));
    let page = OverviewPage {
        declarations,
        lists,
        owns_all: rights.owns_all(),
    };
    let title = desk::of(organiser.lang()).frame.overview;
    let head = organiser.head(title, Some(Tab::Overview));
    let page = overview::draw(head, page).await;
    Ok(respond::page_with(StatusCode::OK, page))
}
