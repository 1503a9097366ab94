//! What a page contains: its own policy and platform, and whether our tag is there and intact.
//! Parsed with a browser's HTML parser, so we judge what a browser would see.

use scraper::{ElementRef, Html, Node, Selector};
use url::Url;

use super::{
    Subject,
    platform::{self, Optimiser, Platform},
};
use crate::embedding::Widget;

/// What happened to our tag.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Tag {
    /// Unchanged.
    Intact,
    /// Added by the WordPress plugin.
    ByPlugin,
    /// The page contains a frame of ours.
    Framed,
    /// The page only links to ours.
    Linked,
    /// The page contains nothing of ours.
    Absent,
    /// The widget's place is there without the script: it was stripped, or combined into another
    /// file.
    WithoutScript,
    /// The script is there, but no place for a widget.
    WithoutPlace,
    /// The tag was pasted as text and is shown to visitors.
    ShownAsText,
    /// Its `type` or its address attribute was changed, so it runs late or not at all.
    HeldBack {
        kind: String,
        by: Option<Optimiser>,
    },
    /// A copy from another server, which goes out of date.
    Rehosted {
        at: String,
    },
    /// It names another declaration or list.
    OtherSubject {
        named: String,
    },
    UnknownWidget {
        named: String,
    },
}

pub(super) struct Page {
    /// Policies in the page's `meta` elements.
    pub(super) policies: Vec<String>,
    pub(super) platform: Option<Platform>,
    pub(super) optimisers: Vec<Optimiser>,
    scripts: Vec<Script>,
    places: Vec<PlaceOnPage>,
    frames: Vec<String>,
    links: Vec<String>,
    shown_as_text: bool,
}

/// A copy of the loader.
struct Script {
    address: String,
    /// In lower case; empty when there is none.
    kind: String,
    /// Whether the address is in an attribute that browsers ignore.
    put_aside: bool,
    nonce: String,
}

impl Script {
    /// The plugin's own copy uses the server from its settings.
    fn is_of_plugin(&self) -> bool {
        self.address.contains("/undersigned/") && self.address.contains("/local.js")
    }
}

/// A place for a widget.
struct PlaceOnPage {
    widget: String,
    subject: String,
}

pub(super) fn read(html: &str, address: &Url) -> Page {
    let document = Html::parse_document(html);
    let all = |selector: &str| -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).expect("the selectors here are valid");
        document.select(&selector).collect()
    };
    let attributes = |selector: &str, attribute: &str| -> Vec<String> {
        let found = all(selector);
        let found = found.iter().filter_map(|one| one.attr(attribute));
        found.map(str::to_owned).collect()
    };
    let absolute = |addresses: Vec<String>| -> Vec<String> {
        let joined = addresses.iter().filter_map(|text| address.join(text).ok());
        joined.map(String::from).collect()
    };
    let generators = attributes("meta[name=generator i]", "content");
    let mut places: Vec<PlaceOnPage> = all("[data-widget]").into_iter().map(place_of_tag).collect();
    let elements = all("undersigned-signature, undersigned-signup, undersigned-share");
    places.extend(elements.into_iter().map(place_of_element));
    Page {
        policies: attributes(
            "head meta[http-equiv='content-security-policy' i]",
            "content",
        ),
        platform: platform::platform(&generators, html),
        optimisers: platform::optimisers(html),
        scripts: all("script")
            .into_iter()
            .filter_map(|script| loader(script, address))
            .collect(),
        places,
        frames: absolute(attributes("iframe", "src")),
        links: absolute(attributes("a[href]", "href")),
        shown_as_text: shows_a_tag(&document),
    }
}

/// A script that is a copy of ours, wherever it comes from and however it was changed.
fn loader(script: ElementRef<'_>, page: &Url) -> Option<Script> {
    let element = script.value();
    let aside = || {
        element
            .attrs()
            .find(|(name, _)| name.starts_with("data-") && name.ends_with("src"))
            .map(|(_, value)| value)
    };
    let (written, put_aside) = match element.attr("src") {
        Some(address) => (address, false),
        None => (aside()?, true),
    };
    let address = page.join(written).ok()?;
    let name = address.path_segments()?.next_back()?;
    let ours = match name {
        "undersigned.js" => true,
        "pinned.js" => address.path().starts_with("/assets/"),
        "local.js" => address.path().contains("/undersigned/"),
        _ => false,
    };
    ours.then(|| Script {
        address: address.to_string(),
        kind: element
            .attr("type")
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase(),
        put_aside,
        nonce: element.attr("nonce").unwrap_or_default().to_owned(),
    })
}

fn place_of_tag(tag: ElementRef<'_>) -> PlaceOnPage {
    let attribute = |name: &str| tag.attr(name).unwrap_or_default().to_owned();
    let widget = attribute("data-widget");
    PlaceOnPage {
        subject: match Widget::of_name(&widget).and_then(Widget::subject) {
            Some(subject) => attribute(&format!("data-{subject}")),
            None => String::new(),
        },
        widget,
    }
}

fn place_of_element(element: ElementRef<'_>) -> PlaceOnPage {
    let attribute = |name: &str| element.attr(name).unwrap_or_default().to_owned();
    let widget = element.value().name().trim_start_matches("undersigned-");
    PlaceOnPage {
        subject: match Widget::of_name(widget).and_then(Widget::subject) {
            Some(subject) => attribute(subject),
            None => String::new(),
        },
        widget: widget.to_owned(),
    }
}

/// A tag pasted into a text editor is visible text on the page.
fn shows_a_tag(document: &Html) -> bool {
    let hidden = [
        "script", "style", "template", "noscript", "textarea", "title",
    ];
    document.tree.nodes().any(|node| {
        let Node::Text(text) = node.value() else {
            return false;
        };
        let parent = node.parent().and_then(ElementRef::wrap);
        let seen = parent.is_some_and(|parent| !hidden.contains(&parent.value().name()));
        seen && text.contains("<script") && text.contains("undersigned.js")
    })
}

impl Page {
    /// What happened to our tag on this page, worst first when several things are wrong.
    pub(super) fn tags(&self, subject: &Subject, address: &Url) -> Vec<Tag> {
        let mut tags = Vec::new();
        if self.shown_as_text {
            tags.push(Tag::ShownAsText);
        }
        match self.scripts.first() {
            Some(script) => tags.extend(self.faults(script, subject, address)),
            None if !self.places.is_empty() => tags.push(Tag::WithoutScript),
            None => {}
        }
        let framed = format!("{}/frame/v1/", subject.server);
        if self.frames.iter().any(|frame| frame.starts_with(&framed)) {
            tags.push(Tag::Framed);
        }
        if !tags.is_empty() {
            return tags;
        }
        vec![match self.scripts.first() {
            Some(script) if script.is_of_plugin() => Tag::ByPlugin,
            Some(_) => Tag::Intact,
            None if self.linked(subject) => Tag::Linked,
            None => Tag::Absent,
        }]
    }

    fn linked(&self, subject: &Subject) -> bool {
        let ours = ["d", "l"].map(|kind| format!("{}/{kind}/{}", subject.server, subject.slug));
        self.links.iter().any(|link| ours.contains(link))
    }

    fn faults(&self, script: &Script, subject: &Subject, address: &Url) -> Vec<Tag> {
        let mut faults = Vec::new();
        let runs = ["", "text/javascript", "application/javascript", "module"];
        if !runs.contains(&script.kind.as_str()) || script.put_aside {
            faults.push(Tag::HeldBack {
                by: platform::rewriter(&script.kind),
                kind: script.kind.clone(),
            });
        }
        let from = Url::parse(&script.address).map(|url| url.origin().ascii_serialization());
        let from = from.unwrap_or_default();
        if from != subject.server && !script.is_of_plugin() {
            faults.push(Tag::Rehosted {
                at: if from == address.origin().ascii_serialization() {
                    script.address.clone()
                } else {
                    from
                },
            });
        }
        if self.places.is_empty() {
            faults.push(Tag::WithoutPlace);
        }
        let unknown = self
            .places
            .iter()
            .find(|place| Widget::of_name(&place.widget).is_none());
        faults.extend(unknown.map(|place| Tag::UnknownWidget {
            named: place.widget.clone(),
        }));
        faults.extend(self.other_subject(subject));
        faults
    }

    /// Set when no place for this widget names the requested declaration or list.
    fn other_subject(&self, subject: &Subject) -> Option<Tag> {
        subject.widget.subject()?;
        let name = subject.widget.name();
        let mut alike = self.places.iter().filter(|place| place.widget == name);
        let first = alike.next()?;
        let right = |place: &PlaceOnPage| place.subject == subject.slug;
        (!right(first) && !alike.any(right)).then(|| Tag::OtherSubject {
            named: first.subject.clone(),
        })
    }

    /// Our script's nonce, if the page gave it one.
    pub(super) fn nonce(&self, server: &str) -> String {
        let ours = |script: &&Script| script.address.starts_with(server);
        let script = self.scripts.iter().find(ours);
        script
            .map(|script| script.nonce.clone())
            .unwrap_or_default()
    }
}
