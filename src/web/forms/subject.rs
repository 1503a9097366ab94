//! What a form is about, as far as its token describes it.

use widgets::view::{Layout, Place};

use super::{consent_wordings, csrf, submission::Viewer};
use crate::domain::{
    declarations::{List, sites::Sites},
    privacy::consent::ShownConsent,
};
use crate::web::{state::AppState, views::DeclarationView};

/// The form of a declaration or a list, as far as its token describes it.
#[derive(Clone, Copy)]
pub(in crate::web) enum FormOf<'a> {
    Declaration(&'a DeclarationView),
    List(&'a List),
}

impl<'a> FormOf<'a> {
    /// The token for a form that is the same for all visitors.
    pub(in crate::web) fn token(self, state: &AppState, place: &Place) -> String {
        state.form_token(&self.about(), place.layout, &self.shown(&place.lang))
    }

    /// The token for a single view, which scripts of other origins cannot read.
    pub(in crate::web) fn view_token(
        self,
        state: &AppState,
        place: &Place,
        viewer: Viewer,
    ) -> String {
        let site = csrf::claimed(&place.site, self.sites());
        let shown = self.shown(&place.lang);
        state.view_token(&self.about(), (&site, viewer), place.layout, &shown)
    }

    /// The same for a form that was filled in on this site and is sent on from one of our pages.
    pub(in crate::web) fn token_at(self, state: &AppState, site: &str, viewer: Viewer) -> String {
        let shown = self.shown("en");
        let site = csrf::claimed(site, self.sites());
        state.view_token(&self.about(), (&site, viewer), Layout::Full, &shown)
    }

    fn sites(self) -> &'a Sites {
        match self {
            FormOf::Declaration(view) => &view.declaration.sites,
            FormOf::List(list) => &list.sites,
        }
    }

    /// The declaration or list, as its tokens name it: by its number, so that a form which was rendered
    /// before its slug was changed can still be sent.
    pub(in crate::web) fn about(self) -> String {
        let subject = match self {
            FormOf::Declaration(view) => view.declaration.subject,
            FormOf::List(list) => list.subject,
        };
        format!("subject/{subject}")
    }

    fn shown(self, lang: &str) -> ShownConsent {
        match self {
            FormOf::Declaration(view) => {
                let declaration = &view.declaration;
                consent_wordings::signing(lang, &declaration.organisers, &declaration.holder)
            }
            FormOf::List(list) => {
                consent_wordings::subscribing(lang, &list.organisers, &list.holder)
            }
        }
    }
}
