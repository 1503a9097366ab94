//! What a site editor chose on the embed page: read from the address, and written as attributes, as
//! a query and as custom properties. The snippets are in `snippets.rs`.

use url::{Url, form_urlencoded};
use widgets::{
    share::links,
    text::Text,
    view::{Folding, Show},
};

use super::looks::{DEFAULT_ACCENT, Font, Theme, is_colour, on};
use super::room::Room;
use crate::domain::signatures;
use site_check::embedding::{Route, Widget};

/// Pixels; a larger radius would cut into the content.
pub const MAX_RADIUS: u8 = 24;
/// No editor would paste a snippet with a longer title or address.
const MAX_CHARS: usize = 300;
/// The longest words of thanks.
const MAX_THANKS_CHARS: usize = 200;
/// The form's field that says that fields could be chosen.
pub(super) const CHOSEN: &str = "chosen";

/// The names in the attribute `fields`: what visitors may leave empty, as far as the declaration's file
/// makes it optional.
pub const OPTIONAL_FIELDS: [&str; 6] = [
    "organisation",
    "role",
    "postcode",
    "public",
    "reservations",
    "updates",
];
/// In place of names: no optional field at all.
pub const NO_FIELDS: &str = "none";

#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub widget: Widget,
    pub slug: String,
    /// Our own origin.
    pub server: String,
    /// Empty means the language of the page around the widget.
    pub lang: String,
    pub compact: bool,
    /// A button that opens the signature box.
    pub button: bool,
    pub show: Show,
    pub principles: Folding,
    /// The optional fields that are shown; `None` shows all.
    pub fields: Option<Vec<&'static str>>,
    /// The name by which visitors from this site count; empty without one.
    pub source: String,
    /// Where visitors may go on to after signing; empty without one.
    pub thanks_url: String,
    pub thanks_text: String,
    pub theme: Theme,
    pub font: Font,
    /// Ids in display order; never empty.
    pub networks: Vec<String>,
    /// Id and address of each link.
    pub follow: Vec<(String, String)>,
    pub url: String,
    pub text: String,
    pub accent: Option<String>,
    pub radius: Option<u8>,
    /// Set where this server has a bundle.
    pub pinned: Option<Pinned>,
    /// The height that the widget takes.
    pub room: Room,
}

/// The loader at an address that includes its hash.
#[derive(Clone, Debug, PartialEq)]
pub struct Pinned {
    pub address: String,
    /// `sha384-…`
    pub integrity: String,
}

impl Choice {
    /// Reads the form's fields; a field with an invalid value counts as not chosen. `home` is the
    /// widget that the page is about.
    pub fn of(fields: &[(String, String)], home: Widget, slug: &str, server: &str) -> Choice {
        let get = |name: &str| {
            let found = fields.iter().find(|(field, _)| field == name);
            found.map_or("", |(_, value)| value.trim())
        };
        let widget = match Widget::of_name(get("widget")) {
            Some(Widget::Share) => Widget::Share,
            _ => home,
        };
        let all = fields.iter().filter(|(field, _)| field == "networks");
        let mut networks: Vec<String> = Vec::new();
        for (_, id) in all {
            if links::network(id).is_some() && !networks.contains(id) {
                networks.push(id.clone());
            }
        }
        if networks.is_empty() {
            networks = links::DEFAULT_IDS.map(str::to_owned).into();
        }
        shift(&mut networks, get("move"));
        let follows = links::FOLLOWS.iter().filter_map(|(id, _)| {
            let url = web_address(get(&format!("follow-{id}")))?;
            Some(((*id).to_owned(), url))
        });
        Choice {
            widget,
            slug: slug.to_owned(),
            server: server.to_owned(),
            lang: Some(get("lang"))
                .filter(|lang| Text::LANGUAGES.contains(lang))
                .unwrap_or_default()
                .to_owned(),
            compact: get("layout") == "compact",
            button: get("layout") == "button" && widget == Widget::Signature,
            show: Show::of_name(get("show")),
            principles: Folding::of_name(get("principles")),
            fields: chosen_fields(fields),
            source: signatures::source(get("source")),
            thanks_url: web_address(get("thanks-url")).unwrap_or_default(),
            thanks_text: one_line(get("thanks-text"), MAX_THANKS_CHARS),
            font: Font::ALL
                .into_iter()
                .find(|font| font.name() == get("font"))
                .unwrap_or(Font::Page),
            theme: Theme::ALL
                .into_iter()
                .find(|theme| theme.name() == get("theme"))
                .unwrap_or(Theme::Auto),
            networks,
            follow: follows.collect(),
            url: web_address(get("url")).unwrap_or_default(),
            text: one_line(get("text"), MAX_CHARS),
            accent: Some(get("accent").to_ascii_lowercase())
                .filter(|accent| is_colour(accent) && accent != DEFAULT_ACCENT),
            radius: get("radius")
                .parse()
                .ok()
                .filter(|radius| *radius <= MAX_RADIUS),
            pinned: None,
            room: Room::default(),
        }
    }

    /// Leaves of the chosen fields those that this declaration makes optional.
    pub fn offer_fields(&mut self, optional: &[&'static str]) {
        if let Some(fields) = &mut self.fields {
            fields.retain(|field| optional.contains(field));
            if fields.len() == optional.len() {
                self.fields = None;
            }
        }
    }

    /// The ways to embed the chosen widget, best first.
    pub fn routes(&self) -> Vec<Route> {
        let there = |route: &Route| {
            route.carries(self.widget) && (*route != Route::Pinned || self.pinned.is_some())
        };
        Route::ALL.into_iter().filter(there).collect()
    }

    /// The element's attributes that differ from their defaults, in the order of the documentation.
    pub fn attributes(&self) -> Vec<(&'static str, String)> {
        let mut attributes = Vec::new();
        if let Some(subject) = self.widget.subject() {
            attributes.push((subject, self.slug.clone()));
        }
        let mut add = |name, value: String| {
            if !value.is_empty() {
                attributes.push((name, value));
            }
        };
        add("lang", self.lang.clone());
        if self.widget == Widget::Share {
            add("url", self.url.clone());
            add("text", self.text.clone());
            if self.networks != links::DEFAULT_IDS {
                add("networks", self.networks.join(" "));
            }
            add("follow", self.follow_pairs());
        }
        if self.compact {
            add("layout", "compact".to_owned());
        }
        if self.widget == Widget::Signature {
            if self.button {
                add("layout", "button".to_owned());
            }
            add("show", self.show.name().unwrap_or_default().to_owned());
            let principles = self.principles.name().unwrap_or_default();
            add("principles", principles.to_owned());
            if let Some(fields) = &self.fields {
                let named = fields.join(" ");
                add(
                    "fields",
                    if named.is_empty() {
                        NO_FIELDS.to_owned()
                    } else {
                        named
                    },
                );
            }
            add("thanks-url", self.thanks_url.clone());
            add("thanks-text", self.thanks_text.clone());
        }
        if self.widget != Widget::Share {
            add("source", self.source.clone());
        }
        if self.theme != Theme::Auto {
            add("theme", self.theme.name().to_owned());
        }
        attributes
    }

    /// Custom properties that differ from the widget's defaults.
    pub fn properties(&self) -> Vec<(&'static str, String)> {
        let accent = self.accent.as_ref();
        let mut properties = Vec::new();
        properties.extend(accent.map(|accent| ("--undersigned-accent", accent.clone())));
        // The text on the accent colour stays readable whatever colour is chosen.
        properties.extend(accent.map(|accent| ("--undersigned-on-accent", on(accent).to_owned())));
        properties.extend(
            self.radius
                .map(|radius| ("--undersigned-radius", format!("{radius}px"))),
        );
        let family = self.font.family();
        properties.extend(family.map(|family| ("--undersigned-font", family.to_owned())));
        properties
    }

    /// The same choices as a query, for addresses of the page, of fragments and of frames.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("widget", self.widget.name());
        for (name, value) in self.attributes() {
            // Each network and each follow link is a separate field.
            if !["declaration", "list", "networks", "follow", "fields"].contains(&name) {
                query.append_pair(name, &value);
            }
        }
        if let Some(fields) = self
            .fields
            .as_ref()
            .filter(|_| self.widget == Widget::Signature)
        {
            query.append_pair(CHOSEN, "fields");
            for field in fields {
                query.append_pair("fields", field);
            }
        }
        if self.widget == Widget::Share {
            for id in &self.networks {
                query.append_pair("networks", id);
            }
            for (id, url) in &self.follow {
                query.append_pair(&format!("follow-{id}"), url);
            }
        }
        if let Some(accent) = &self.accent {
            query.append_pair("accent", accent);
        }
        if let Some(radius) = self.radius {
            query.append_pair("radius", &radius.to_string());
        }
        if self.font != Font::Page {
            query.append_pair("font", self.font.name());
        }
        query.finish()
    }

    /// The attributes that the server draws from, as a query of a fragment or a frame.
    pub fn fragment_query(&self, with_theme: bool) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.attributes() {
            let stays = ["source", "thanks-url", "thanks-text"].contains(&name);
            if !stays && (with_theme || name != "theme") {
                query.append_pair(name, &value);
            }
        }
        query.finish()
    }

    fn follow_pairs(&self) -> String {
        let pairs = self.follow.iter().map(|(id, url)| format!("{id}={url}"));
        pairs.collect::<Vec<_>>().join(" ")
    }
}

/// Moves a network as its button says: `up:facebook`, `down:facebook`.
fn shift(networks: &mut [String], order: &str) {
    let Some((way, id)) = order.split_once(':') else {
        return;
    };
    let Some(at) = networks.iter().position(|network| network == id) else {
        return;
    };
    match way {
        "up" if at > 0 => networks.swap(at, at - 1),
        "down" if at + 1 < networks.len() => networks.swap(at, at + 1),
        _ => {}
    }
}

/// An address as people type it; adds the scheme if it is missing.
pub fn web_address(typed: &str) -> Option<String> {
    if typed.is_empty() || typed.chars().count() > MAX_CHARS {
        return None;
    }
    let url = if typed.contains("://") {
        Url::parse(typed).ok()?
    } else {
        Url::parse(&format!("https://{typed}")).ok()?
    };
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

fn one_line(text: &str, most: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(most).collect()
}

/// The ticked fields. A form in which none is ticked says so by another field.
fn chosen_fields(fields: &[(String, String)]) -> Option<Vec<&'static str>> {
    let has = |name: &str, value: &str| {
        let mut all = fields.iter();
        all.any(|(field, chosen)| field == name && chosen == value)
    };
    let ticked = OPTIONAL_FIELDS.into_iter();
    let ticked: Vec<&str> = ticked.filter(|field| has("fields", field)).collect();
    (has(CHOSEN, "fields") && ticked.len() < OPTIONAL_FIELDS.len()).then_some(ticked)
}

#[cfg(test)]
mod tests;
