//! Asking for updates on the thanks page, without script.

use axum::{extract::State, response::Response};
use serde::Deserialize;
use widgets::wire::UpdatesRequest;

use crate::pages::signatures::updates;
use crate::web::{
    attempts::updating,
    error::Error,
    http::{
        extract::form::{Field, Form},
        respond,
    },
    state::AppState,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct UpdatesFields {
    token: Field,
    lang: Field,
    form_token: Field,
}

/// `POST /updates`
pub(in crate::web) async fn agree(
    State(state): State<AppState>,
    form: Form<UpdatesFields>,
) -> Result<Response, Error> {
    let request = UpdatesRequest {
        token: form.fields.token.to_string(),
        lang: form.fields.lang.to_string(),
        form_token: form.fields.form_token.to_string(),
    };
    let agreed = updating::agree(&state, &request).await?;
    let page = format!("{}/d/{}", state.public_url(), agreed.slug);
    let page = updates::draw(&agreed.lang, agreed.organisers, page);
    Ok(respond::private_page(page.await))
}
