//! Splits a declaration's Markdown into preamble, numbered principles and closing words, each as
//! HTML that is safe to show.

use std::collections::HashSet;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The parts of a declaration, as sanitised HTML.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DocumentParts {
    pub preamble: String,
    pub principles: Vec<Principle>,
    /// The text after a thematic break (`---`) that follows the last principle.
    pub closing: String,
}

/// A numbered article.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Principle {
    pub number: u32,
    /// Plain text.
    pub title: String,
    /// Sanitised HTML.
    pub text: String,
}

/// A heading in the file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Heading {
    pub level: u8,
    pub text: String,
    /// Byte offset in the body.
    pub offset: usize,
}

/// Splits a body. Wrong numbering is rejected when a file is read ([`headings`] serves that); here
/// every numbered second-level heading begins a principle.
pub fn parse(body: &str) -> DocumentParts {
    let mut parts = DocumentParts::default();
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut heading: Option<String> = None;
    let mut closing = false;
    let mut depth = 0_u32;
    for event in Parser::new_ext(body, Options::empty()) {
        match &event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H2,
                ..
            }) if depth == 0 => {
                heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(HeadingLevel::H2)) if heading.is_some() => {
                let text = heading.take().unwrap_or_default();
                match numbered(&text) {
                    Some((number, title)) => {
                        put(&mut parts, &mut events, closing);
                        parts.principles.push(Principle {
                            number,
                            title: title.to_owned(),
                            text: String::new(),
                        });
                    }
                    None => events.extend(plain_heading(text)),
                }
                continue;
            }
            Event::Rule if depth == 0 && !parts.principles.is_empty() && !closing => {
                put(&mut parts, &mut events, false);
                closing = true;
                continue;
            }
            _ => {}
        }
        if let Some(text) = &mut heading {
            push_text(text, &event);
            continue;
        }
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        events.push(event);
    }
    put(&mut parts, &mut events, closing);
    parts
}

/// A short text such as a list's description, as sanitised HTML.
pub fn html(markdown: &str) -> String {
    render(Parser::new_ext(markdown, Options::empty()).collect())
}

/// Every heading of a body outside quotations and lists, for checking.
pub fn headings(body: &str) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut open: Option<Heading> = None;
    let mut depth = 0_u32;
    for (event, range) in Parser::new_ext(body, Options::empty()).into_offset_iter() {
        match &event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                open = Some(Heading {
                    level: *level as u8,
                    text: String::new(),
                    offset: range.start,
                });
            }
            Event::End(TagEnd::Heading(_)) if depth == 0 => headings.extend(open.take()),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(heading) = &mut open {
            push_text(&mut heading.text, &event);
        }
    }
    headings
}

/// Byte offsets of HTML in a body that would be dropped; comments do not matter.
pub fn html_offsets(body: &str) -> Vec<usize> {
    let events = Parser::new_ext(body, Options::empty()).into_offset_iter();
    let html = events.filter_map(|(event, range)| match event {
        Event::Html(html) | Event::InlineHtml(html) => {
            let words = html.trim_start();
            (!words.is_empty() && !words.starts_with("<!--")).then_some(range.start)
        }
        _ => None,
    });
    html.collect()
}

/// Splits `1. Title`.
pub fn numbered(heading: &str) -> Option<(u32, &str)> {
    let (number, title) = heading.split_once('.')?;
    let title = title.trim();
    let number = number.trim().parse().ok()?;
    (!title.is_empty()).then_some((number, title))
}

fn push_text(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(words) | Event::Code(words) => text.push_str(words),
        Event::SoftBreak | Event::HardBreak => text.push(' '),
        _ => {}
    }
}

fn plain_heading(text: String) -> [Event<'static>; 3] {
    let start = Tag::Heading {
        level: HeadingLevel::H2,
        id: None,
        classes: Vec::new(),
        attrs: Vec::new(),
    };
    [
        Event::Start(start),
        Event::Text(text.into()),
        Event::End(TagEnd::Heading(HeadingLevel::H2)),
    ]
}

/// Puts the collected events where they belong: closing words, the open principle, or the preamble.
fn put(parts: &mut DocumentParts, events: &mut Vec<Event<'_>>, closing: bool) {
    let html = render(std::mem::take(events));
    match parts.principles.last_mut() {
        _ if closing => parts.closing.push_str(&html),
        Some(principle) => principle.text.push_str(&html),
        None => parts.preamble.push_str(&html),
    }
}

/// Raw HTML and images are dropped before rendering; ammonia then passes only what Markdown
/// produces, so a bug in either alone does no harm.
fn render(events: Vec<Event<'_>>) -> String {
    let mut html = String::new();
    let plain = events.into_iter().filter(|event| {
        !matches!(
            event,
            Event::Html(_)
                | Event::InlineHtml(_)
                | Event::Start(Tag::Image { .. } | Tag::HtmlBlock)
                | Event::End(TagEnd::Image | TagEnd::HtmlBlock)
        )
    });
    pulldown_cmark::html::push_html(&mut html, plain.map(lower_heading));
    let tags: HashSet<&str> = [
        "p",
        "em",
        "strong",
        "a",
        "ul",
        "ol",
        "li",
        "blockquote",
        "code",
        "pre",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
    .into();
    ammonia::Builder::default()
        .tags(tags)
        .generic_attributes(HashSet::new())
        .tag_attributes(
            [
                ("a", HashSet::from(["href"])),
                ("ol", HashSet::from(["start"])),
            ]
            .into(),
        )
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener nofollow ugc"))
        .clean(&html)
        .to_string()
}

/// The title of the page or widget is the only first-level heading; principles are second-level.
fn lower_heading(event: Event<'_>) -> Event<'_> {
    let lower = |level: HeadingLevel| match level {
        HeadingLevel::H1 | HeadingLevel::H2 | HeadingLevel::H3 => HeadingLevel::H3,
        level => level,
    };
    match event {
        Event::Start(Tag::Heading {
            level,
            id,
            classes,
            attrs,
        }) => Event::Start(Tag::Heading {
            level: lower(level),
            id,
            classes,
            attrs,
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        event => event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_split_into_preamble_principles_and_closing() {
        let parts = parse(
            "We *ask*.\n\n## 1. A public duty\nFirst.\n\n- a\n- b\n\n## 2. Fair `pay`\nSecond.\n\n---\n\nWe close.",
        );
        assert_eq!(parts.preamble, "<p>We <em>ask</em>.</p>\n");
        let titles: Vec<_> = parts
            .principles
            .iter()
            .map(|one| (one.number, one.title.as_str()))
            .collect();
        assert_eq!(titles, [(1, "A public duty"), (2, "Fair pay")]);
        assert!(parts.principles[0].text.contains("<li>a</li>"));
        assert_eq!(parts.principles[1].text, "<p>Second.</p>\n");
        assert_eq!(parts.closing, "<p>We close.</p>\n");
    }

    #[test]
    fn hostile_markup_is_sanitised() {
        for hostile in [
            "<script>alert(1)</script>",
            "Hi <img src=x onerror=alert(1)> there",
            "![pixel](https://spy.example/p.gif)",
            "[click](javascript:alert(1))",
            "[click](data:text/html,<script>alert(1)</script>)",
            "<style>*{display:none}</style>",
            "<a href=\"https://x.example\" onclick=\"x()\">x</a>",
            "<iframe src=https://x.example></iframe>",
        ] {
            let html = html(hostile);
            for bad in [
                "<script",
                "<img",
                "<style",
                "<iframe",
                "javascript:",
                "data:",
                "onclick",
                "onerror",
            ] {
                assert!(!html.contains(bad), "{hostile} made {html}");
            }
        }
    }

    #[test]
    fn external_links_get_rel_attributes_and_relative_links_are_dropped() {
        let html = html("[a](https://a.example/?b=1&c=2) [m](mailto:a@b.example) [r](/relative)");
        assert!(
            html.contains(r#"href="https://a.example/?b=1&amp;c=2""#),
            "{html}"
        );
        assert!(html.contains(r#"rel="noopener nofollow ugc""#), "{html}");
        assert!(
            html.contains("mailto:a@b.example") && !html.contains("/relative\""),
            "{html}"
        );
    }

    #[test]
    fn a_heading_in_a_block_quote_does_not_start_a_principle() {
        let parts = parse("> ## 1. Quoted\n\n## 1. Real\nText.");
        assert_eq!(parts.principles.len(), 1);
        assert_eq!(parts.principles[0].title, "Real");
    }
}
