//! The attributes of an element, as they come in the query of a fragment or frame.

use std::borrow::Cow;

use serde::Deserialize;
use widgets::{share::links, text::Text, view};

use crate::i18n::embed;
use crate::pages::embed::choice::Choice;
use crate::web::{
    state::AppState,
    views::{
        DeclarationView,
        shapes::{FieldChoice, WidgetShape},
    },
};

/// Longer addresses and titles are not shared.
const MAX_SHARED_CHARS: usize = 2_000;

/// The attributes of an element, as the loader passes them on.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Attributes {
    pub declaration: String,
    pub list: String,
    pub lang: String,
    /// Origin of the page; the browser's own `Origin` header takes precedence.
    pub site: String,
    pub layout: String,
    pub url: String,
    pub text: String,
    pub networks: String,
    pub follow: String,
    /// Used by frames. Elsewhere the element itself has it, and it is only validated.
    pub theme: String,
    /// Number of the only principle to show, or empty.
    pub principle: String,
    /// How much of the signature box is shown.
    pub show: String,
    /// The optional fields that are shown, separated by spaces; `none` shows none of them.
    pub fields: String,
    /// Whether the principles are folded.
    pub principles: String,
    /// Not empty: the widget is only looked at, and nothing in it can be used.
    pub preview: String,
}

impl Attributes {
    /// Those of a widget as a site editor chose it.
    pub(in crate::web) fn of(choice: &Choice) -> Attributes {
        let mut attributes = Attributes::default();
        for (name, value) in choice.attributes() {
            match name {
                "declaration" => attributes.declaration = value,
                "list" => attributes.list = value,
                "lang" => attributes.lang = value,
                "layout" => attributes.layout = value,
                "networks" => attributes.networks = value,
                "follow" => attributes.follow = value,
                "show" => attributes.show = value,
                "fields" => attributes.fields = value,
                "principles" => attributes.principles = value,
                // The others change nothing that the server draws.
                _ => {}
            }
        }
        attributes
    }

    /// The language of our own words; `text_lang` is used where we do not speak the page's.
    pub(super) fn words(&self, text_lang: &str) -> &'static str {
        Text::of_first([self.lang.as_str(), text_lang]).lang()
    }

    pub(super) fn layout(&self) -> view::Layout {
        match self.layout.as_str() {
            "compact" => view::Layout::Compact,
            _ => view::Layout::Full,
        }
    }

    /// The number of the only principle to show, if it is a number.
    pub(super) fn principle(&self) -> Option<u32> {
        self.principle.trim().parse().ok()
    }

    /// `text_lang` is used where we do not speak the page's own language.
    pub(in crate::web) fn place(
        &self,
        state: &AppState,
        embedder: String,
        text_lang: &str,
    ) -> view::Place {
        let (shape, lang) = (self.shape(), self.words(text_lang));
        view::Place {
            server: state.public_url().to_owned(),
            site: embedder,
            lang: lang.to_owned(),
            layout: self.layout(),
            preview: shape.preview.then_some(embed::of(lang).preview),
            show: shape.show,
            principles: shape.principles,
            button: shape.button,
            ..view::Place::default()
        }
    }

    /// What decides how a widget with a form is drawn.
    pub(super) fn shape(&self) -> WidgetShape {
        WidgetShape {
            compact: self.layout() == view::Layout::Compact,
            // Of the signature box only.
            button: self.layout == "button" && !self.declaration.is_empty(),
            principle: self.principle(),
            show: view::Show::of_name(&self.show),
            principles: view::Folding::of_name(&self.principles),
            fields: FieldChoice::of(&self.fields),
            preview: !self.preview.is_empty(),
        }
    }

    /// The signature box of a declaration, with the fields that this element shows.
    pub(super) fn signing_panel(
        &self,
        view: &DeclarationView,
        lang: &str,
        now_ms: i64,
    ) -> view::SigningPanel {
        let mut panel = view.panel(lang, now_ms);
        if let Some(shown) = FieldChoice::of(&self.fields) {
            shown.apply(&mut panel.fields);
        }
        panel
    }

    /// Only the requested principle, or the whole document.
    pub(in crate::web) fn document<'a>(
        &self,
        document: &'a view::Document,
    ) -> Cow<'a, view::Document> {
        let one = self.principle().and_then(|number| document.only(number));
        one.map_or(Cow::Borrowed(document), Cow::Owned)
    }

    pub(in crate::web) fn share_panel(&self) -> view::SharePanel {
        view::SharePanel {
            url: shortened(&self.url),
            text: shortened(&self.text),
            networks: networks(&self.networks),
            follow: follow(&self.follow),
            declaration: Some(self.declaration.clone()).filter(|slug| !slug.is_empty()),
        }
    }
}

/// A share bar with the default networks.
pub(in crate::web) fn share_panel() -> view::SharePanel {
    view::SharePanel {
        networks: networks(""),
        ..view::SharePanel::default()
    }
}

fn networks(ids: &str) -> Vec<String> {
    let chosen: Vec<String> = ids
        .split_whitespace()
        .filter(|id| links::network(id).is_some())
        .map(str::to_owned)
        .collect();
    if chosen.is_empty() {
        return links::DEFAULT_IDS.map(str::to_owned).into();
    }
    chosen
}

fn follow(pairs: &str) -> Vec<(String, String)> {
    pairs
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .map(|(id, url)| (id.to_owned(), url.to_owned()))
        .filter(|(id, url)| links::follow(id, url).is_some())
        .collect()
}

fn shortened(text: &str) -> String {
    text.chars().take(MAX_SHARED_CHARS).collect()
}
