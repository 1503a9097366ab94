//! What a site editor pastes, for each way to embed. WordPress breaks other snippets, so each is a
//! single line without a raw `<`, `>` or `[` in an attribute and without an empty line.

use widgets::text::{Key, Text};

use super::{choice::Choice, looks::Theme};
use site_check::embedding::{LENT, Route, Widget};

/// The snippet for the place of a widget.
pub fn snippet(route: Route, choice: &Choice) -> String {
    let script = script_of(choice);
    match route {
        Route::Line => format!("{}{script}", placeholder(choice)),
        Route::Pinned => {
            let pinned = choice.pinned.as_ref().map_or(String::new(), |pinned| {
                format!(
                    "<script async src=\"{}\" integrity=\"{}\" crossorigin=\"anonymous\"></script>",
                    pinned.address, pinned.integrity
                )
            });
            format!("{}{pinned}", placeholder(choice))
        }
        Route::Plugin => shortcode(choice),
        Route::Counter => counter(choice),
        Route::Tag => format!(
            "<script async src=\"{}/undersigned.js\" data-widget=\"{}\"{}></script>",
            choice.server,
            choice.widget.name(),
            written(&choice.attributes(), "data-")
        ),
        Route::Elements => format!("{}{script}", element(choice, choice.attributes())),
        Route::Package => {
            let mut attributes = choice.attributes();
            attributes.push(("server", choice.server.clone()));
            element(choice, attributes)
        }
        Route::OEmbed => page(choice),
        Route::SizedFrame => format!(
            "{}<script async src=\"{}/frame.js\"></script>",
            frame(choice),
            choice.server
        ),
        Route::Frame => frame(choice),
        Route::Link => link(choice),
    }
}

/// Custom properties as a rule for the site's own style sheet; `None` when nothing was chosen.
pub fn rule(choice: &Choice) -> Option<String> {
    let properties = choice.properties();
    let lines = properties
        .iter()
        .map(|(name, value)| format!("{name}: {value};"));
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| {
        format!(
            "undersigned-{} {{ {} }}",
            choice.widget.name(),
            lines.join(" ")
        )
    })
}

/// The address of our own page.
pub fn page(choice: &Choice) -> String {
    let kind = match choice.widget {
        Widget::Signup => "l",
        Widget::Signature | Widget::Share => "d",
    };
    format!("{}/{kind}/{}", choice.server, choice.slug)
}

/// What to do once before the snippet works.
pub fn before(route: Route) -> &'static [(&'static str, &'static str)] {
    match route {
        Route::Package => &[
            (
                "package-install",
                concat!(
                    "npm install ./undersigned-",
                    env!("CARGO_PKG_VERSION"),
                    ".tgz"
                ),
            ),
            ("package-import", "import \"undersigned\";"),
        ],
        _ => &[],
    }
}

fn element(choice: &Choice, attributes: Vec<(&'static str, String)>) -> String {
    let name = format!("undersigned-{}", choice.widget.name());
    format!(
        "<{name}{}{}>{}</{name}>",
        written(&attributes, ""),
        style(properties(choice)),
        link(choice)
    )
}

fn placeholder(choice: &Choice) -> String {
    let mut styles = vec![format!("min-height:{}", choice.room.css)];
    styles.extend(properties(choice));
    format!(
        "<div data-widget=\"{}\"{}{}>{}</div>",
        choice.widget.name(),
        written(&choice.attributes(), "data-"),
        style(styles),
        link(choice)
    )
}

fn script_of(choice: &Choice) -> String {
    format!(
        "<script async src=\"{}/undersigned.js\"></script>",
        choice.server
    )
}

/// What remains where a site strips everything else, in the widget's language.
fn link(choice: &Choice) -> String {
    let text = Text::of(&choice.lang);
    let texts = match choice.widget {
        Widget::Signature => text.get(Key::Submit),
        Widget::Signup => text.get(Key::Join),
        Widget::Share => return String::new(),
    };
    format!(
        "<a href=\"{}\">{}</a>",
        escaped(&page(choice)),
        escaped(texts)
    )
}

fn frame(choice: &Choice) -> String {
    let text = Text::of(&choice.lang);
    let title = text.get(match choice.widget {
        Widget::Signature => Key::Submit,
        Widget::Signup => Key::Join,
        Widget::Share => Key::ShareNative,
    });
    let height = choice.room.frame;
    let query = choice.fragment_query(true);
    let question = if query.is_empty() { "" } else { "?" };
    let address = format!(
        "{}/frame/v1/{}{question}{query}",
        choice.server,
        choice.widget.name()
    );
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{height}\" style=\"border:0\" allow=\"{LENT}\"></iframe>",
        escaped(&address),
        escaped(title)
    )
}

/// WordPress does not decode entities in a shortcode, so characters that break one are left out.
fn shortcode(choice: &Choice) -> String {
    let plain = |value: &str| -> String {
        value
            .chars()
            .filter(|one| !matches!(one, '"' | '<' | '>' | '[' | ']'))
            .collect()
    };
    let attributes = choice.attributes();
    let written = attributes
        .iter()
        .map(|(name, value)| format!(" {name}=\"{}\"", plain(value)));
    let written: String = written.collect();
    format!("[undersigned_{}{written}]", choice.widget.name())
}

fn counter(choice: &Choice) -> String {
    let page = page(choice);
    let mut query = Vec::new();
    if !choice.lang.is_empty() {
        query.push(format!("lang={}", choice.lang));
    }
    if choice.theme == Theme::Dark {
        query.push("theme=dark".to_owned());
    }
    let question = if query.is_empty() { "" } else { "?" };
    let address = format!("{page}/counter.png{question}{}", query.join("&"));
    let text = Text::of(&choice.lang);
    format!(
        "<a href=\"{}\"><img src=\"{}\" alt=\"{}\" width=\"480\" height=\"184\"></a>",
        escaped(&page),
        escaped(&address),
        escaped(text.get(Key::Submit))
    )
}

fn properties(choice: &Choice) -> Vec<String> {
    let properties = choice.properties();
    let styles = properties
        .iter()
        .map(|(name, value)| format!("{name}:{value}"));
    styles.collect()
}

fn style(styles: Vec<String>) -> String {
    if styles.is_empty() {
        return String::new();
    }
    format!(" style=\"{}\"", styles.join(";"))
}

/// Attributes as written in a tag.
pub fn written(attributes: &[(&'static str, String)], prefix: &str) -> String {
    let written = attributes
        .iter()
        .map(|(name, value)| format!(" {prefix}{name}=\"{}\"", escaped(value)));
    written.collect()
}

/// Also escapes what only WordPress minds: it cuts a tag at a `>` and expands text in square
/// brackets.
fn escaped(text: &str) -> String {
    let spaced = text.replace(char::is_whitespace, " ");
    let escaped = widgets::render::escaped(&spaced);
    escaped.replace('[', "&#91;").replace(']', "&#93;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::embed::room::Room;

    /// The values between quotes.
    fn attributes_of(html: &str) -> Vec<&str> {
        html.split('"').skip(1).step_by(2).collect()
    }

    fn choice(query: &str) -> Choice {
        let fields: Vec<_> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let choice = Choice::of(
            &fields,
            Widget::Signature,
            "keep-care-public",
            "https://act.example",
        );
        let room = Room {
            css: "calc(400px + max(40em,60em - 50vw))".to_owned(),
            frame: 1040,
        };
        Choice { room, ..choice }
    }

    #[test]
    fn the_recommended_snippet_matches_the_documentation() {
        assert_eq!(
            snippet(Route::Line, &choice("")),
            "<div data-widget=\"signature\" data-declaration=\"keep-care-public\" \
             style=\"min-height:calc(400px + max(40em,60em - 50vw))\">\
             <a href=\"https://act.example/d/keep-care-public\">Sign the declaration</a></div>\
             <script async src=\"https://act.example/undersigned.js\"></script>"
        );
        assert_eq!(
            snippet(Route::Tag, &choice("theme=dark")),
            "<script async src=\"https://act.example/undersigned.js\" data-widget=\"signature\" \
             data-declaration=\"keep-care-public\" data-theme=\"dark\"></script>"
        );
    }

    #[test]
    fn a_share_frame_allows_web_share_and_clipboard_write() {
        let frame = snippet(Route::Frame, &choice("widget=share"));
        assert!(
            frame.contains(" allow=\"web-share; clipboard-write\"></iframe>"),
            "{frame}"
        );
    }

    #[test]
    fn attributes_contain_no_characters_that_wordpress_mangles() {
        let wild = choice(
            "widget=share&text=A+%3Cb%3E+%5Bgallery%5D+%22quote%22%0A%0A%26+more&url=https://ally.example/%5Bx%5D?a=1%26b=%3E",
        );
        for route in Route::ALL
            .into_iter()
            .filter(|route| route.carries(Widget::Share))
        {
            let snippet = snippet(route, &wild);
            assert!(!snippet.contains('\n'), "{snippet}");
            // A shortcode is not a tag: its square brackets are expected.
            let tag = snippet.trim_start_matches('[').trim_end_matches(']');
            for value in attributes_of(tag) {
                assert!(!value.contains(['<', '>', '[', ']']), "{route:?}: {value}");
            }
        }
    }

    #[test]
    fn chosen_styles_are_a_css_rule_and_appear_on_the_placeholder() {
        let chosen = choice("accent=%237a1f3d&radius=0");
        let expected = "undersigned-signature { --undersigned-accent: #7a1f3d; \
                        --undersigned-on-accent: #ffffff; --undersigned-radius: 0px; }";
        assert_eq!(rule(&chosen).as_deref(), Some(expected));
        let line = snippet(Route::Line, &chosen);
        assert!(
            line.contains("60em - 50vw));--undersigned-accent:#7a1f3d;"),
            "{line}"
        );
        assert_eq!(rule(&choice("")), None);
    }
}
