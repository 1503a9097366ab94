//! Unsubscribes from a list or from updates: by the link in its emails, by the mailbox provider's
//! own button (RFC 8058), and by the link in each row of an exported file.

use axum::{
    extract::{Path, State},
    response::Response,
};

use crate::pages::lists::unsubscribing;
use crate::web::{attempts::confirming::parse_token, error::Error, http::respond, state::AppState};

/// `GET /unsubscribe/{token}`: changes nothing.
pub(in crate::web) async fn ask(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let link = parse_token(&token)?;
    let subscribed = state.store().lists().subscribed(&link).await?;
    let subscribed = subscribed.ok_or(Error::Expired)?;
    let path = format!("/unsubscribe/{token}");
    let page = unsubscribing::ask(&subscribed.lang, subscribed.kind, subscribed.title, path);
    Ok(respond::private_page(page.await))
}

/// `POST /unsubscribe/{token}`: one click unsubscribes, whichever client sends it; a second one
/// gets the same page.
pub(in crate::web) async fn leave(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let link = parse_token(&token)?;
    let now_ms = state.now_ms();
    let left = state.store().lists().unsubscribe(&link, now_ms).await?;
    let left = left.ok_or(Error::Expired)?;
    let page = unsubscribing::done(&left.lang, left.kind, left.title);
    Ok(respond::private_page(page.await))
}
