//! The words of consent that forms show: what a form carries of them, and that they are kept from the
//! first view on.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use widgets::view;

use super::{
    doors::Viewer,
    tokens::{FormToken, Shown},
};
use crate::domain::privacy::consent::Words;
use crate::web::state::AppState;

/// Hashes of the words that are known to be kept.
#[derive(Default)]
pub(in crate::web) struct Kept(Mutex<HashSet<String>>);

impl Kept {
    /// Whether any of them are new.
    fn add(&self, words: &[Words]) -> bool {
        let mut known = self.lock();
        let mut new = false;
        for words in words {
            new |= known.insert(words.hash().to_owned());
        }
        new
    }

    fn forget(&self, words: &[Words]) {
        let mut known = self.lock();
        for words in words {
            known.remove(words.hash());
        }
    }

    /// Nobody panics holding it.
    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AppState {
    /// What a form carries that is shown with these words to everybody.
    pub(in crate::web) fn form_token(
        &self,
        about: &str,
        layout: view::Layout,
        shown: &Shown,
    ) -> String {
        self.keep_shown(shown);
        FormToken::for_all(self.store().seal(), about, layout, shown, self.now_ms())
    }

    /// The same for one view on a site, which scripts of other origins cannot read. A network that asks
    /// for very many gets what everybody gets.
    pub(in crate::web) fn view_token(
        &self,
        about: &str,
        (site, viewer): (&str, Viewer),
        layout: view::Layout,
        shown: &Shown,
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

    /// Keeps words that are shown for the first time since the start, aside from who is answered. It
    /// fails while the database is away; the next view tries again.
    fn keep_shown(&self, shown: &Shown) {
        let words: Vec<Words> = shown.all().cloned().collect();
        // Known from here on, so that a crowd does not try it all at once.
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
