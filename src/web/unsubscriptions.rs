//! Leaving a list by the link in its letters, and by the mailbox provider's own button (RFC 8058).

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{answer, confirmations::parse_token, error::Error, site::Site};
use crate::pages::unsubscribing;

/// `GET /unsubscribe/{token}`: changes nothing.
pub(super) async fn ask(
    State(site): State<Site>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let subscribed = site.store().subscribed(&parse_token(&token)?).await?;
    let subscribed = subscribed.ok_or(Error::Expired)?;
    let page = unsubscribing::ask(
        &subscribed.lang,
        subscribed.title,
        format!("/unsubscribe/{token}"),
    );
    Ok(answer::private_page(page.await))
}

/// `POST /unsubscribe/{token}`: one click, whoever sends it; a second one says the same.
pub(super) async fn leave(
    State(site): State<Site>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let left = site
        .store()
        .unsubscribe(&parse_token(&token)?, site.now_ms())
        .await?;
    let (title, lang) = left.ok_or(Error::Expired)?;
    Ok(answer::private_page(
        unsubscribing::done(&lang, title).await,
    ))
}
