//! What a site editor chose on the embed page: read from the address, and written as attributes, as
//! a query and as custom properties. The snippets are in `snippets.rs`.

use hex::FromHex as _;
use url::{Url, form_urlencoded};
use widgets::{share::links, text::Text};

use site_check::embedding::{Route, Widget};

/// The same as in the widgets' style sheet; choosing it counts as no choice.
pub const DEFAULT_ACCENT: &str = "#0b5a66";
/// Pixels; a larger radius would cut into the content.
pub const MAX_RADIUS: u8 = 24;
/// No editor would paste a snippet with a longer title or address.
const MAX_CHARS: usize = 300;

#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub widget: Widget,
    pub slug: String,
    /// Our own origin.
    pub server: String,
    /// Empty means the language of the page around the widget.
    pub lang: String,
    pub compact: bool,
    pub theme: Theme,
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
}

/// The loader at an address that includes its hash.
#[derive(Clone, Debug, PartialEq)]
pub struct Pinned {
    pub address: String,
    /// `sha384-…`
    pub integrity: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Theme {
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    pub fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
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
            theme: Theme::ALL
                .into_iter()
                .find(|theme| theme.name() == get("theme"))
                .unwrap_or(Theme::Auto),
            networks,
            follow: follows.collect(),
            url: web_address(get("url")).unwrap_or_default(),
            text: one_line(get("text")),
            accent: Some(get("accent").to_ascii_lowercase())
                .filter(|accent| is_colour(accent) && accent != DEFAULT_ACCENT),
            radius: get("radius")
                .parse()
                .ok()
                .filter(|radius| *radius <= MAX_RADIUS),
            pinned: None,
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
        properties
    }

    /// The same choices as a query, for addresses of the page, of fragments and of frames.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("widget", self.widget.name());
        for (name, value) in self.attributes() {
            // Each network and each follow link is a separate field.
            if !["declaration", "list", "networks", "follow"].contains(&name) {
                query.append_pair(name, &value);
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
        query.finish()
    }

    /// The attributes as a query of a fragment or a frame.
    pub fn fragment_query(&self, with_theme: bool) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.attributes() {
            if with_theme || name != "theme" {
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
fn web_address(typed: &str) -> Option<String> {
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

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(MAX_CHARS).collect()
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        digits.len() == 6 && digits.chars().all(|one| one.is_ascii_hexdigit())
    })
}

/// Black or white, whichever contrasts more with a colour (WCAG's relative luminance).
fn on(accent: &str) -> &'static str {
    let channels = <[u8; 3]>::from_hex(accent.trim_start_matches('#'));
    let [red, green, blue] = channels.unwrap_or_default().map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    // At this luminance the contrasts with white and with black are equal.
    if luminance > 0.179 {
        "#000000"
    } else {
        "#ffffff"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(query: &str) -> Choice {
        let fields: Vec<_> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        Choice::of(
            &fields,
            Widget::Signature,
            "keep-care-public",
            "https://act.example",
        )
    }

    #[test]
    fn a_choice_round_trips_through_its_query_string() {
        for query in [
            "",
            "layout=compact&theme=dark&accent=%237a1f3d&radius=0",
            "widget=share&url=https://ally.example/a?b=c%26d&text=Read+this&networks=x&networks=email\
             &follow-youtube=videos.example/us",
        ] {
            let chosen = choice(query);
            assert_eq!(choice(&chosen.query()), chosen, "{query}");
        }
    }

    #[test]
    fn invalid_values_fall_back_to_the_defaults() {
        let chosen =
            choice("widget=signup&lang=xx&theme=blue&accent=red&radius=900&networks=myspace");
        assert_eq!(chosen, choice(""));
        assert_eq!(
            chosen.attributes(),
            [("declaration", "keep-care-public".to_owned())]
        );
        assert!(chosen.properties().is_empty());
    }

    #[test]
    fn a_network_moves_by_one() {
        let moved = |order: &str| {
            choice(&format!(
                "widget=share&networks=x&networks=email&networks=copy&move={order}"
            ))
            .networks
        };
        assert_eq!(moved("up:copy"), ["x", "copy", "email"]);
        assert_eq!(moved("down:x"), ["email", "x", "copy"]);
        assert_eq!(moved("up:x"), ["x", "email", "copy"]);
    }

    #[test]
    fn text_on_an_accent_colour_has_the_higher_contrast() {
        for (accent, expected) in [
            ("#0b5a66", "#ffffff"),
            ("#ffd400", "#000000"),
            ("#000000", "#ffffff"),
            ("#ffffff", "#000000"),
            ("#7a1f3d", "#ffffff"),
        ] {
            assert_eq!(on(accent), expected, "{accent}");
        }
    }
}
