//! Asking for updates just after signing, on the thanks page or in the widget.

use widgets::{
    text::Text,
    wire::{ConfirmedKind, UpdatesRequest},
};

use crate::domain::{keys::token::Token, privacy::consent::ConsentWording};
use crate::store::AttemptSubject;
use crate::web::{
    error::Error,
    forms::{consent_wordings, subject::FormOf, tokens::FormToken},
    state::AppState,
};

/// What was agreed to.
pub(in crate::web) struct AgreedUpdates {
    pub slug: String,
    /// BCP 47: the language of the form that was signed.
    pub lang: String,
    pub organisers: String,
}

/// Records the consent, with the wording that was shown. The token proves that its holder has just
/// confirmed the signature, so it does not matter which page sends it.
pub(in crate::web) async fn agree(
    state: &AppState,
    request: &UpdatesRequest,
) -> Result<AgreedUpdates, Error> {
    let token = Token::parse(&request.token).ok_or(Error::Expired)?;
    let subject = state.store().attempts().subject(token.id).await?;
    let subject = subject.filter(|subject| subject.kind == ConfirmedKind::Signature);
    let subject = subject.ok_or(Error::Expired)?;
    let view = state
        .last_declaration(&subject.slug, &subject.text_lang)
        .await?;
    let organisers = view.declaration.organisers.clone();
    let about = FormOf::Declaration(&view).about();
    let wording = shown_wording(state, &subject, (&about, &organisers), request).await?;
    let agreed = state
        .store()
        .privacy()
        .agree_to_updates(&token, &wording, state.now_ms())
        .await?;
    if !agreed {
        return Err(Error::Expired);
    }
    Ok(AgreedUpdates {
        slug: subject.slug,
        lang: subject.lang,
        organisers,
    })
}

/// The wording beside the press: the form's token identifies it. A client without a token showed the
/// current one.
async fn shown_wording(
    state: &AppState,
    subject: &AttemptSubject,
    (about, organisers): (&str, &str),
    request: &UpdatesRequest,
) -> Result<ConsentWording, Error> {
    let seal = state.store().seal();
    let token = FormToken::read(seal, about, &subject.site, &request.form_token);
    let Some(digest) = token.and_then(|token| token.consent().updates) else {
        return Ok(consent_wordings::updates(&request.lang, organisers));
    };
    let languages = std::iter::once(request.lang.as_str()).chain(Text::LANGUAGES.iter().copied());
    let mut current = languages.map(|lang| consent_wordings::updates(lang, organisers));
    if let Some(current) = current.find(|wording| wording.hash().starts_with(&digest)) {
        return Ok(current);
    }
    // The organisers' name has changed since; the wording that was shown is stored.
    let stored = state.store().privacy().consent_wording(&digest).await?;
    Ok(stored.unwrap_or_else(|| consent_wordings::updates(&request.lang, organisers)))
}
