//! The consent wordings that forms show: their text, the tokens that identify them, and storing
//! each wording when it is first shown. Which of them a visitor agreed to is decided in
//! `domain/privacy/consent.rs`.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use widgets::{
    text::{Key, Text},
    view,
};

use super::{submission::Viewer, tokens::FormToken};
use crate::domain::privacy::{
    consent::{ConsentWording, ShownConsent},
    holder::Holder,
};
use crate::i18n::page;
use crate::web::state::AppState;

/// Pauses between tries to store a wording.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The wordings of the signature box, in a language.
pub(in crate::web) fn signing(lang: &str, organisers: &str, holder: &Holder) -> ShownConsent {
    let text = Text::of(lang);
    let privacy = text.with(Key::Privacy, organisers);
    ShownConsent {
        wording: beside(text, privacy, holder, Key::Submit),
        updates: Some(updates(lang, organisers)),
    }
}

/// The wording of the sign-up form, in a language.
pub(in crate::web) fn subscribing(lang: &str, organisers: &str, holder: &Holder) -> ShownConsent {
    let text = Text::of(lang);
    let consent = text.with(Key::Consent, organisers);
    ShownConsent {
        wording: beside(text, consent, holder, Key::Join),
        updates: None,
    }
}

/// The wording beside the checkbox for updates.
pub(in crate::web) fn updates(lang: &str, organisers: &str) -> ConsentWording {
    let text = Text::of(lang);
    ConsentWording::new(text.lang(), text.with(Key::Updates, organisers))
}

/// The wording beside a button, line by line: what the visitor agrees to, the data holder's postal
/// address and privacy notice, and the button's label. All of it is one wording, so that no part
/// can change alone and the token does not get longer.
fn beside(text: Text, agreed: String, holder: &Holder, button: Key) -> ConsentWording {
    let notice = page::of(text.lang()).privacy_notice;
    let lines = [
        Some(agreed),
        holder.address.clone(),
        holder.privacy_text().map(str::to_owned),
        holder
            .privacy_link()
            .map(|link| format!("{notice}: {link}")),
        Some(format!("[{}]", text.get(button))),
    ];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    ConsentWording::new(text.lang(), lines.join("\n"))
}

/// Hashes of the wordings that are stored, or are being stored.
#[derive(Default)]
pub(in crate::web) struct StoredWordings(Mutex<HashSet<String>>);

impl StoredWordings {
    /// Whether any of them are new.
    fn add(&self, wordings: &[ConsentWording]) -> bool {
        // No code panics while holding the lock.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut new = false;
        for wording in wordings {
            new |= known.insert(wording.hash().to_owned());
        }
        new
    }
}

impl AppState {
    /// The token for a form that shows this wording and is the same for all visitors.
    pub(in crate::web) fn form_token(
        &self,
        about: &str,
        layout: view::Layout,
        shown: &ShownConsent,
    ) -> String {
        self.keep_shown(shown);
        FormToken::for_all(self.store().seal(), about, layout, shown, self.now_ms())
    }

    /// The token for one view on a site, which scripts of other origins cannot read. A network that
    /// requests very many gets the token that all visitors get.
    pub(in crate::web) fn view_token(
        &self,
        about: &str,
        (site, viewer): (&str, Viewer),
        layout: view::Layout,
        shown: &ShownConsent,
    ) -> String {
        let own = viewer.0.map(|visitor| self.limits().views.check(visitor));
        if !matches!(own, Some(Ok(()))) {
            return self.form_token(about, layout, shown);
        }
        self.keep_shown(shown);
        FormToken::for_view(
            self.store().seal(),
            about,
            site,
            layout,
            shown,
            self.now_ms(),
        )
    }

    /// Stores a wording that is shown for the first time since the server started, without delaying
    /// the response. While the database is unavailable this goes on trying: the response is cached,
    /// so no later view would.
    fn keep_shown(&self, shown: &ShownConsent) {
        let wordings: Vec<ConsentWording> = shown.wordings().cloned().collect();
        // Already marked as stored, so that concurrent requests do not all try to store it.
        if !self.kept().add(&wordings) {
            return;
        }
        let state = self.clone();
        tokio::spawn(async move {
            let mut pause = FIRST_PAUSE;
            while let Err(error) = state
                .store()
                .privacy()
                .keep_consent_wordings(&wordings, state.now_ms())
                .await
            {
                tracing::warn!(%error, "words that are shown wait to be kept");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        });
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::web::forms) fn holder(address: &str, privacy: Option<&str>) -> Holder {
        Holder {
            address: Some(address.to_owned()).filter(|address| !address.is_empty()),
            privacy: privacy.map(str::to_owned),
        }
    }

    #[test]
    fn the_consent_wording_includes_address_privacy_and_button() {
        let link = holder("12 Old Lane", Some("https://act.example/privacy"));
        let shown = subscribing("fr", "Network", &link);
        let lines: Vec<&str> = shown.wording.text.lines().collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert_eq!(lines[1], "12 Old Lane");
        assert!(
            lines[2].ends_with(": https://act.example/privacy"),
            "{lines:?}"
        );
        assert!(lines[3].starts_with('['), "{lines:?}");
        let text = holder("", Some("We keep it for a year."));
        let shown = signing("en", "Network", &text);
        assert_eq!(
            shown.wording.text.lines().nth(1),
            Some("We keep it for a year.")
        );
    }
}
