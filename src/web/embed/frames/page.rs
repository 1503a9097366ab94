//! Draws a frame: the widget, and around it what a page needs.

use url::form_urlencoded;
use widgets::{
    render,
    text::{Key, Text},
    view,
};

use super::FrameSubject;
use crate::web::{
    embed::{attributes::Attributes, fragments},
    forms::{outcome::FormOutcome, submission::Viewer},
    state::AppState,
    views::panels,
};
use crate::{
    i18n::page,
    pages::embed::frame::{self, FrameHead},
};

/// The token of a frame's form.
pub(super) enum ShownToken {
    /// A new one, for a view that scripts of other origins cannot read.
    New(Viewer),
    /// The one that was sent: a response that a sandbox can read must not give out a new one.
    Repeated(String),
}

pub(super) async fn draw(
    state: &AppState,
    subject: &FrameSubject,
    mut attributes: Attributes,
    embedder: String,
    outcome: FormOutcome,
    token: ShownToken,
) -> String {
    if attributes.lang.is_empty() {
        attributes.lang = subject.lang().to_owned();
    }
    let mut place = attributes.place(state, embedder, subject.lang());
    // A frame is in place already, and too small to open anything in.
    place.button = false;
    place.frame = Some(address(state.public_url(), subject, &attributes));
    place.form_token = match (token, subject.form()) {
        (ShownToken::New(viewer), Some(form)) => form.view_token(state, &place, viewer),
        (ShownToken::Repeated(token), Some(_)) => token,
        (_, None) => String::new(),
    };
    let FormOutcome {
        moment, returned, ..
    } = outcome;
    let bundle = fragments::bundle(state, &place.lang);
    // No script hydrates a form that its visitor must check again.
    let bundle = bundle.as_ref().filter(|_| returned.check.is_none());
    let (about, html, title, canonical) = match subject {
        FrameSubject::Signature(view) => {
            let document = attributes.document(&view.document);
            let panel = attributes.signing_panel(view, &place.lang, state.now_ms());
            let html = render::signature(&document, &panel, &place, bundle, &moment, &returned);
            let slug = &view.declaration.slug;
            let own = format!("{}/d/{slug}", state.public_url());
            let about = Some(("declaration", slug.as_str()));
            (about, html.await, document.title.clone(), own)
        }
        FrameSubject::Signup(view) => {
            let list = &view.list;
            let panel = panels::signup_panel(list, &place.lang);
            let html = render::signup(&panel, &place, bundle, &moment, &returned);
            let own = format!("{}/l/{}", state.public_url(), list.slug);
            let about = Some(("list", list.slug.as_str()));
            (about, html.await, list.title.clone(), own)
        }
        FrameSubject::Share => {
            let panel = shared(state, &attributes, &place);
            let html = render::share(&panel, &place, bundle).await;
            (None, html, panel.text, panel.url)
        }
    };
    let theme = theme(&attributes.theme);
    let element_attributes = [
        about,
        theme.map(|theme| ("theme", theme)),
        Some(("layout", attributes.layout.as_str())),
        Some(("networks", attributes.networks.as_str())),
    ];
    let shown: Vec<_> = element_attributes
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let element = render::element(subject.widget(), &shown, &html);
    let head = FrameHead {
        canonical: Some(canonical),
        ..head(title, &place.lang, theme)
    };
    let headings = headings(subject, &attributes, &place.lang);
    frame::draw(head, headings, element).await
}

/// What the widget is for; then the title, if the widget itself does not show it.
fn headings(subject: &FrameSubject, attributes: &Attributes, lang: &str) -> Vec<String> {
    let text = Text::of(lang);
    let does = |key| text.get(key).to_owned();
    match subject {
        FrameSubject::Signature(_) => vec![does(Key::Submit)],
        FrameSubject::Signup(view) if attributes.layout == "compact" => {
            vec![does(Key::Join), view.list.title.clone()]
        }
        FrameSubject::Signup(_) => vec![does(Key::Join)],
        FrameSubject::Share => vec![page::of(lang).pass_on.to_owned()],
    }
}

/// A share bar without an address shares the page around it, as far as a frame knows it.
fn shared(state: &AppState, attributes: &Attributes, place: &view::Place) -> view::SharePanel {
    let mut panel = attributes.share_panel();
    if panel.url.is_empty() {
        panel.url = match &panel.declaration {
            Some(slug) => format!("{}/d/{slug}", state.public_url()),
            None if place.site.is_empty() => state.public_url().to_owned(),
            None => place.site.clone(),
        };
    }
    panel
}

pub(super) fn head(title: String, lang: &str, theme: Option<&'static str>) -> FrameHead {
    let text = Text::of(lang);
    FrameHead {
        title,
        lang: lang.to_owned(),
        theme,
        canonical: None,
        select: text.get(Key::ShareSelect).to_owned(),
        offline: text.get(Key::Offline).to_owned(),
    }
}

pub(super) fn theme(attribute: &str) -> Option<&'static str> {
    ["light", "dark"]
        .into_iter()
        .find(|theme| *theme == attribute)
}

/// A frame's address, with the given attributes and nothing else.
fn address(server: &str, subject: &FrameSubject, attributes: &Attributes) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("declaration", &attributes.declaration),
        ("list", &attributes.list),
        ("lang", &attributes.lang),
        ("layout", &attributes.layout),
        ("theme", &attributes.theme),
        ("principle", &attributes.principle),
        ("show", &attributes.show),
        ("fields", &attributes.fields),
        ("principles", &attributes.principles),
        ("preview", &attributes.preview),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    format!("{server}/frame/v1/{}?{}", subject.widget(), query.finish())
}
