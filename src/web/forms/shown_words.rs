//! The consent wordings that forms show: makes the tokens that identify them, and stores each
//! wording when it is first shown.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use widgets::view;

use super::{
    doors::Viewer,
    tokens::{FormToken, ShownConsent},
};
use crate::domain::privacy::consent::ConsentWording;
use crate::web::state::AppState;

/// Hashes of the wordings known to be stored.
#[derive(Default)]
pub(in crate::web) struct StoredWordings(Mutex<HashSet<String>>);

impl StoredWordings {
    /// Whether any of them are new.
    fn add(&self, words: &[ConsentWording]) -> bool {
        let mut known = self.lock();
        let mut new = false;
        for words in words {
            new |= known.insert(words.hash().to_owned());
        }
        new
    }

    fn forget(&self, words: &[ConsentWording]) {
        let mut known = self.lock();
        for words in words {
            known.remove(words.hash());
        }
    }

    /// No code panics while holding the lock.
    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
    /// the response. This fails while the database is unavailable; the next view tries again.
    fn keep_shown(&self, shown: &ShownConsent) {
        let words: Vec<ConsentWording> = shown.all().cloned().collect();
        // Already marked as stored, so that concurrent requests do not all try to store it.
        if !self.kept().add(&words) {
            return;
        }
        let site = self.clone();
        tokio::spawn(async move {
            if let Err(error) = site.store().keep_shown(&words, site.now_ms()).await {
                tracing::warn!(%error, "words that are shown wait to be kept");
                site.kept().forget(&words);
            }
        });
    }
}
