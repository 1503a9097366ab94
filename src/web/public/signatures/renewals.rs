//! Renews a signature for a changed text, by the link in an email. GET and HEAD change nothing,
//! since mail scanners follow every link.

use axum::{
    extract::{Path, State},
    response::Response,
};

use crate::web::{attempts::confirming::parse_token, error::Error, http::respond, state::AppState};
use crate::{pages::signatures::renewal, store::Renewal};

/// `GET /renew/{token}`
pub(in crate::web) async fn ask(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let renewal = state
        .store()
        .declarations()
        .renewal(&parse_token(&token)?)
        .await?;
    show(&state, &token, renewal).await
}

/// `POST /renew/{token}`: the button.
pub(in crate::web) async fn press(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let parsed = parse_token(&token)?;
    let renewal = state
        .store()
        .declarations()
        .renew(&parsed, state.now_ms())
        .await?;
    if let Some(renewal) = &renewal {
        state.forget_declaration(&renewal.slug).await;
    }
    show(&state, &token, renewal).await
}

/// A signature that has been withdrawn cannot be renewed.
async fn show(state: &AppState, token: &str, renewal: Option<Renewal>) -> Result<Response, Error> {
    let renewal = renewal.ok_or(Error::Expired)?;
    let page = renewal::draw(renewal::RenewalPage {
        action: format!("/renew/{token}"),
        page: format!(
            "{}/d/{}?lang={}",
            state.public_url(),
            renewal.slug,
            renewal.text_lang
        ),
        lang: renewal.lang,
        text_lang: renewal.text_lang,
        title: renewal.title,
        organisers: renewal.organisers,
        from: renewal.from,
        to: renewal.to,
        difference: renewal.difference,
        renewed: renewal.renewed,
    });
    Ok(respond::private_page(page.await))
}
