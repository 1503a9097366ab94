//! Verifies an organisation by the line that it put into its DNS or onto its website.

use axum::{http::StatusCode, response::Response};

use super::{ManageView, actions::ManageRequest, page};
use crate::domain::signatures::{
    managed::ManagedSignature,
    verification::{self, OwnDomain, VerificationMethod},
};
use crate::pages::signatures::verification::{VerificationError, VerificationForm};
use crate::web::{error::Error, state::AppState};
use site_check::Looked;

impl ManageRequest<'_> {
    pub(super) async fn verify(
        &self,
        own: ManagedSignature,
        method: VerificationMethod,
        domain: &str,
    ) -> Result<Response, Error> {
        let slug = own.slug.clone();
        match look_for_line(self.state, &own, method, domain).await? {
            Ok(()) => {
                let (store, now_ms) = (self.state.store(), self.state.now_ms());
                let own = store.signatures().managed(&self.parsed, now_ms).await?;
                self.changed(&slug, own, false).await
            }
            Err(form) => not_verified(self.state, own, self.token, form).await,
        }
    }
}

/// Looks for an organisation's verification line where its signatory says it is. The inner error is
/// what the page shows if it is not there.
async fn look_for_line(
    state: &AppState,
    own: &ManagedSignature,
    method: VerificationMethod,
    typed: &str,
) -> Result<Result<(), VerificationForm>, Error> {
    let inspector = &state.inspection().inspector;
    let domain = if inspector.allows_networks() {
        OwnDomain::parse_within(typed)
    } else {
        OwnDomain::parse(typed)
    };
    let because = |fault| VerificationForm {
        domain: typed.to_owned(),
        fault: Some(fault),
    };
    let Some(domain) = domain else {
        return Ok(Err(because(VerificationError::NoOwnDomain)));
    };
    let has_token = |text: &str| verification::holds(text, &own.verification_token);
    let (place, looked) = if method == VerificationMethod::Dns {
        let looked = inspector.find_record(&domain.record(), has_token).await;
        (domain.record(), looked)
    } else {
        let is_host = |host: &str| domain.holds(host);
        let looked = inspector
            .find_file(&domain.file(), is_host, has_token)
            .await;
        (domain.file(), looked)
    };
    match looked {
        Looked::Missing => Ok(Err(because(VerificationError::NotFound(place)))),
        Looked::Busy => Ok(Err(because(VerificationError::TooMany))),
        Looked::Found => {
            let found = (method, &domain);
            state
                .store()
                .signatures()
                .verify(own.id, found, state.now_ms())
                .await?;
            Ok(Ok(()))
        }
    }
}

/// The page with the reason why the organisation is not verified.
async fn not_verified(
    state: &AppState,
    own: ManagedSignature,
    token: &str,
    form: VerificationForm,
) -> Result<Response, Error> {
    let status = match form.fault {
        Some(VerificationError::TooMany) => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let shown = ManageView {
        verification: form,
        ..ManageView::of(own, token)
    };
    page(status, state, shown).await
}
