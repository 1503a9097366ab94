//! Unsubscribes from a list or from updates: by the link in its emails, by the mailbox provider's
//! own button (RFC 8058), and by the link in each row of an exported file.

use axum::{
    extract::{Path, State},
    response::Response,
};
use widgets::wire::ConfirmedKind;

use crate::web::{attempts::confirming::parse_token, error::Error, http::respond, state::AppState};
use crate::{domain::lists::unsubscribe_link::UnsubscribeLink, pages::lists::unsubscribing};

/// `GET /unsubscribe/{token}`: changes nothing.
pub(in crate::web) async fn ask(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let (kind, title, lang) = match UnsubscribeLink::parse(&token) {
        Some(link) => {
            let leaving = state.store().lists().leaving(&link).await?;
            let leaving = leaving.ok_or(Error::Expired)?;
            (leaving.kind, leaving.title, leaving.lang)
        }
        None => {
            let subscribed = state
                .store()
                .lists()
                .subscribed(&parse_token(&token)?)
                .await?;
            let subscribed = subscribed.ok_or(Error::Expired)?;
            let kind = ConfirmedKind::Subscription;
            (kind, subscribed.title, subscribed.lang)
        }
    };
    let page = unsubscribing::ask(&lang, kind, title, format!("/unsubscribe/{token}"));
    Ok(respond::private_page(page.await))
}

/// `POST /unsubscribe/{token}`: one click unsubscribes, whichever client sends it; a second one
/// gets the same page.
pub(in crate::web) async fn leave(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let (store, now_ms) = (state.store(), state.now_ms());
    let (kind, title, lang) = match UnsubscribeLink::parse(&token) {
        Some(link) => {
            let left = store
                .lists()
                .leave(&link, now_ms)
                .await?
                .ok_or(Error::Expired)?;
            (left.kind, left.title, left.lang)
        }
        None => {
            let left = store
                .lists()
                .unsubscribe(&parse_token(&token)?, now_ms)
                .await?;
            let (title, lang) = left.ok_or(Error::Expired)?;
            (ConfirmedKind::Subscription, title, lang)
        }
    };
    Ok(respond::private_page(
        unsubscribing::done(&lang, kind, title).await,
    ))
}
