//! The islands of our own pages, which draw everything around them themselves.

use widgets::{render, view};

use crate::domain::declarations::List;
use crate::web::{
    embed::fragments,
    forms::{subject::FormOf, submission::Viewer},
    state::AppState,
    views::{DeclarationView, panels},
};

/// The signature box of our own page, which renders the document itself.
pub(super) async fn signature(
    state: &AppState,
    lang: &str,
    view: &DeclarationView,
    answer: FormAnswer,
) -> String {
    let (place, bundle, returned) = answer.place(state, lang, FormOf::Declaration(view));
    let (panel, moment) = (view.panel(lang, state.now_ms()), &answer.moment);
    let html = render::signing(&panel, &place, bundle.as_ref(), moment, &returned).await;
    render::element("signature", &[("declaration", &panel.slug)], &html)
}

/// The sign-up form of our own page.
pub(super) async fn signup(
    state: &AppState,
    lang: &str,
    list: &List,
    answer: FormAnswer,
) -> String {
    let (place, bundle, returned) = answer.place(state, lang, FormOf::List(list));
    let (panel, moment) = (panels::signup_panel(list, lang), &answer.moment);
    let html = render::subscribing(&panel, &place, bundle.as_ref(), moment, &returned).await;
    render::element("signup", &[("list", &panel.slug)], &html)
}

/// The response to a form of our own page.
#[derive(Default)]
pub(super) struct FormAnswer {
    pub moment: view::Moment,
    pub returned: view::Returned,
    /// Set if the form came from elsewhere and this visitor must check it again. No script hydrates
    /// it then.
    pub checking: Option<Viewer>,
}

impl FormAnswer {
    fn place(
        &self,
        state: &AppState,
        lang: &str,
        form: FormOf<'_>,
    ) -> (view::Place, Option<render::Bundle>, view::Returned) {
        let mut place = empty_place(state, lang.to_owned());
        let mut returned = self.returned.clone();
        if let Some(viewer) = self.checking {
            // The form names the site where it was filled in, and its token is valid for that site.
            let site = returned.values.iter().find(|(field, _)| field == "site");
            place.site = site.map(|(_, site)| site.clone()).unwrap_or_default();
            place.form_token = form.view_token(state, &place, viewer);
            returned.check = Some(fragments::check(lang));
            return (place, None, returned);
        }
        place.form_token = form.token(state, &place);
        (place, fragments::bundle(state, lang), returned)
    }
}

/// The share bar of our own pages.
pub(super) async fn share(state: &AppState, lang: &str, panel: view::SharePanel) -> String {
    let place = empty_place(state, lang.to_owned());
    let bundle = fragments::bundle(state, &place.lang);
    let html = render::share(&panel, &place, bundle.as_ref()).await;
    render::element("share", &[], &html)
}

fn empty_place(state: &AppState, lang: String) -> view::Place {
    view::Place {
        server: state.public_url().to_owned(),
        lang,
        ..view::Place::default()
    }
}
