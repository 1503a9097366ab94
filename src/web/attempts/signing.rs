//! Signing a declaration.

use widgets::{fields, wire};

use super::{accepted_id, email_hint, pending, with_source};
use crate::domain::signatures::NewSignature;
use crate::web::{
    error::Error,
    forms::{
        consent_wordings,
        csrf::{self, FormMetadata},
        subject::FormOf,
        submission::Submission,
    },
    http::origin,
    state::AppState,
};

/// Checks the request and makes an attempt; returns its id and how its email is recognised. The
/// signature counts once that has been answered.
pub(in crate::web) async fn sign(
    state: &AppState,
    slug: &str,
    submission: &Submission,
    request: &wire::SignRequest,
) -> Result<wire::Accepted, Error> {
    // If the declaration has no text in this language, use the one published first.
    let text_lang = request.text_lang.as_deref().unwrap_or(&request.lang);
    let view = state.declaration(slug, text_lang).await?;
    let declaration = &view.declaration;
    let about = FormOf::Declaration(&view).about();
    let metadata = FormMetadata {
        about: &about,
        site: &request.site,
        token: &request.form_token,
    };
    let accepted = csrf::check(state, submission, &declaration.sites, &metadata)?;
    let now_ms = state.now_ms();
    view.takes_signatures(now_ms)?;
    let fields = fields::check_sign(request, view.principles(), &declaration.fields)
        .map_err(|errors| Error::of_fields(&request.lang, errors))?;
    let page = origin::page(&request.lang, accepted.embedder.clone(), &request.page_url);
    let page = with_source(state, declaration.subject, page, &request.source).await;
    let wordings_in =
        |lang: &str| consent_wordings::signing(lang, &declaration.organisers, &declaration.holder);
    let consent = accepted.consent(state, &request.lang, wordings_in).await?;
    let updates = consent
        .updates
        .unwrap_or_else(|| consent_wordings::updates(&request.lang, &declaration.organisers));
    let text = (declaration.lang.as_str(), declaration.version);
    let signature = NewSignature::new(slug, text, fields, page)
        .agreeing(consent.wording, updates)
        .sent(submission.signals(state));
    for key in accepted.keys(submission, &about, request) {
        let outcome = state
            .store()
            .attempts()
            .sign(signature.clone(), key, now_ms)
            .await?;
        if let Some(id) = accepted_id(outcome, Error::NotFound)? {
            let about = (declaration.title.as_str(), declaration.organisers.as_str());
            let form = (request.lang.as_str(), wire::ConfirmedKind::Signature);
            let hint = email_hint(form, about, &request.email);
            return Ok(pending(id, Some(hint)));
        }
    }
    Err(accepted.used_up())
}
