//! What a person who has just confirmed sees: which signature theirs is, or why it is held; how it is
//! listed; and the token by which they can ask for updates as well.

use widgets::{
    fields::Presence,
    wire::{self, ConfirmedKind},
};

use crate::domain::{keys::token::Token, signatures::verification::PATIENCE_MS};
use crate::i18n::{format, manage};
use crate::store::Confirmed;
use crate::web::{error::Error, state::AppState};

/// What is known about a confirmation beyond its outcome.
#[derive(Default)]
pub(in crate::web) struct ConfirmedDetails {
    /// In the language of the form.
    pub message: Option<String>,
    /// The signature as it is listed; `None` if it is held or hidden.
    pub listed: Option<wire::Signatory>,
    /// Set if the signature counts and its signatory has not asked for updates.
    pub updates: Option<Token>,
}

/// Reads them. Without them, the confirmation is complete all the same: an error is logged and they
/// are left out.
pub(in crate::web) async fn details(state: &AppState, confirmed: &Confirmed) -> ConfirmedDetails {
    let details = match confirmed.kind {
        ConfirmedKind::Signature => of_signature(state, confirmed).await,
        ConfirmedKind::Subscription => return ConfirmedDetails::default(),
    };
    details.unwrap_or_else(|error| {
        tracing::warn!(
            code = error.code(),
            "a confirmation is answered without details"
        );
        ConfirmedDetails::default()
    })
}

async fn of_signature(state: &AppState, confirmed: &Confirmed) -> Result<ConfirmedDetails, Error> {
    let lang = confirmed.lang.as_str();
    let view = state.last_declaration(&confirmed.slug, lang).await?;
    if let Some(held) = confirmed.held {
        let until = state.now_ms() + PATIENCE_MS;
        let organisers = &view.declaration.organisers;
        return Ok(ConfirmedDetails {
            message: Some(manage::held_plain(lang, held, organisers, until)),
            ..ConfirmedDetails::default()
        });
    }
    let id = confirmed.attempt;
    let listed = state.store().signatures().listed(id).await?;
    let now_ms = state.now_ms();
    Ok(ConfirmedDetails {
        message: confirmed.place.map(|place| format::you_are(lang, place)),
        updates: listed
            .as_ref()
            .filter(|signature| {
                !signature.updates && view.declaration.fields.updates != Presence::Off
            })
            .map(|_| state.store().seal().updates_token(id, now_ms)),
        listed: listed.and_then(|signature| signature.shown),
    })
}
