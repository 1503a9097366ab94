//! Decides which posts of a form to accept, against forgery by other sites (CSRF), by three rules.
//!
//! 1. A real `Origin` decides: it must be ours or in the declaration's `sites`.
//! 2. An `Origin` of `null`, which sandboxes and pages without referrers send, needs the token of
//!    one of our views. Pages of other origins cannot read the token, and the attempt uses it up.
//! 3. For anything else from a browser we show our own page, with everything filled in and a button.
//!
//! Programs that send no origin may use the API, with a rate limit of their own. The same rules
//! apply to requests about an existing attempt, in `attempt_csrf.rs`.

use serde::Serialize;
use widgets::text::Text;

use super::{
    submission::{Sender, Submission, SubmittedBy},
    tokens::FormToken,
};
use crate::domain::{
    attempts::credential::IdempotencyKey, declarations::sites::Sites,
    privacy::consent::ShownConsent,
};
use crate::web::{error::Error, http::origin, state::AppState};

/// Attempts allowed with the token of one view: a visitor may correct a name after the email was
/// sent and send the form again, and two people who share a mailbox may sign one after the other.
const ATTEMPTS_A_VIEW: u8 = 3;

/// What a form contains besides the typed fields.
pub(in crate::web) struct FormMetadata<'a> {
    /// Declaration or list, as in [`FormOf::about`](super::subject::FormOf::about).
    pub about: &'a str,
    /// The origin that it claims to be on.
    pub site: &'a str,
    pub token: &'a str,
}

/// A form that is accepted.
pub(in crate::web) struct AcceptedForm {
    /// The origin it was on; empty on our own pages.
    pub embedder: String,
    /// Identifies the consent wording that was shown.
    token: Option<FormToken>,
    by: SubmittedBy,
}

/// Checks where a form comes from: accepts it, rejects its site, limits its rate, or requires the
/// visitor to press a button on our own page (`Error::CheckNeeded`).
pub(in crate::web) fn check(
    state: &AppState,
    submission: &Submission,
    sites: &Sites,
    metadata: &FormMetadata,
) -> Result<AcceptedForm, Error> {
    let sender = submission.sender(state);
    let claimed = claimed(metadata.site, sites);
    let token = FormToken::read(
        state.store().seal(),
        metadata.about,
        &claimed,
        metadata.token,
    );
    let fresh = |token: &&FormToken| token.is_fresh(state.now_ms());
    let embedder = match &sender {
        Sender::Ours => claimed,
        Sender::Origin(named) if sites.allows(named) => {
            if *sites == Sites::Every {
                state.limits().origins.check(named)?;
            }
            origin::serialised(named).unwrap_or_default()
        }
        Sender::Origin(named) => return Err(origin::not_allowed(named)),
        Sender::Opaque => {
            let view = token.as_ref().filter(fresh);
            view.filter(|token| token.view.is_some())
                .ok_or(Error::CheckNeeded)?;
            claimed
        }
        Sender::Program => {
            let said = metadata.site.trim();
            let elsewhere = !said.is_empty() && !state.own_origins().names(said);
            if elsewhere && !sites.allows(said) {
                return Err(origin::not_allowed(said));
            }
            state.limits().programs.check(submission.visitor())?;
            claimed
        }
    };
    if submission.by == SubmittedBy::Browser && token.as_ref().filter(fresh).is_none() {
        return Err(Error::CheckNeeded);
    }
    Ok(AcceptedForm {
        embedder,
        token: token.map(|mut token| {
            // Only an opaque origin uses up its view; other forms may be sent any number of times.
            token.view.take_if(|_| sender != Sender::Opaque);
            token
        }),
        by: submission.by,
    })
}

/// The origin that one of our pages or a program claims to be on; for other pages the browser sends
/// it.
pub(in crate::web) fn claimed(site: &str, sites: &Sites) -> String {
    let allowed = Some(site.trim()).filter(|site| sites.allows(site));
    allowed.and_then(origin::serialised).unwrap_or_default()
}

/// The idempotency keys that use up a view: one for each email to a new address that it allows.
pub(in crate::web) fn view_keys(
    about: &str,
    view: &str,
    body: &impl Serialize,
) -> Vec<Option<IdempotencyKey>> {
    let body = serde_json::to_vec(body).unwrap_or_default();
    let key = |time: u8| IdempotencyKey::of_parts(&["view", about, view, &time.to_string()], &body);
    (0..ATTEMPTS_A_VIEW).map(|time| Some(key(time))).collect()
}

impl AcceptedForm {
    /// The idempotency keys to try in order, until one was not used for another body. A view's key is
    /// stored in the same transaction as its attempt, which uses up the view; the same form sent
    /// twice has one effect.
    pub(in crate::web) fn keys(
        &self,
        submission: &Submission,
        about: &str,
        body: &impl Serialize,
    ) -> Vec<Option<IdempotencyKey>> {
        let view = self.token.as_ref().and_then(|token| token.view.as_deref());
        match view {
            Some(view) => view_keys(about, view, body),
            None => vec![submission.key],
        }
    }

    /// The error if every key was used for another body.
    pub(in crate::web) fn used_up(&self) -> Error {
        match self.token.as_ref().and_then(|token| token.view.as_ref()) {
            Some(_) => Error::CheckNeeded,
            None => Error::KeyReused,
        }
    }

    /// The consent wordings shown with the form, as identified by its token. `wordings_in` makes
    /// the current ones in a language. A client without a token got no wording from us; we assume
    /// that it showed the current one.
    pub(in crate::web) async fn consent(
        &self,
        state: &AppState,
        lang: &str,
        wordings_in: impl Fn(&str) -> ShownConsent,
    ) -> Result<ShownConsent, Error> {
        let Some(token) = &self.token else {
            return Ok(wordings_in(lang));
        };
        let digest = token.consent();
        if let Some(current) = digest.find_current(lang, Text::LANGUAGES, &wordings_in) {
            return Ok(current);
        }
        // The wording has changed since; the one that was shown is stored.
        let wording = state
            .store()
            .privacy()
            .consent_wording(&digest.wording)
            .await?;
        let updates = match &digest.updates {
            Some(updates) => state.store().privacy().consent_wording(updates).await?,
            None => None,
        };
        match (digest.from_stored(wording, updates), self.by) {
            (Some(stored), _) => Ok(stored),
            // The database was unavailable when the wording was shown.
            (None, SubmittedBy::Browser) => Err(Error::CheckNeeded),
            (None, SubmittedBy::Script) => Ok(wordings_in(lang)),
        }
    }
}
