//! Parses the organisers' text, sanitised HTML made from Markdown, into what print supports:
//! paragraphs, lists, quotations, headings.

use scraper::{ElementRef, Html, Node};

use super::text::{Mark, Text};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Prose {
    Paragraph(Text),
    Heading(Text),
    /// Text whose line breaks are the author's.
    Lines(Text),
    Quotation(Vec<Prose>),
    List {
        /// The first number; `None` for bullets.
        from: Option<u64>,
        items: Vec<Vec<Prose>>,
    },
    Rule,
}

/// Parses sanitised HTML; unknown elements are read as plain text.
pub(super) fn read(html: &str) -> Vec<Prose> {
    blocks(Html::parse_fragment(html).root_element())
}

fn blocks(element: ElementRef<'_>) -> Vec<Prose> {
    let mut blocks = Vec::new();
    // Text outside a paragraph, as in the items of a tight list.
    let mut loose = Text::default();
    for child in element.children() {
        let child_element = ElementRef::wrap(child);
        let block = child_element.and_then(block);
        match (block, child.value()) {
            (Some(block), _) => {
                keep(&mut blocks, &mut loose);
                blocks.push(block);
            }
            (None, Node::Text(words)) => push(&mut loose, words),
            (None, _) => {
                if let Some(element) = child_element {
                    inline(element, &mut loose);
                }
            }
        }
    }
    keep(&mut blocks, &mut loose);
    blocks
}

fn keep(blocks: &mut Vec<Prose>, loose: &mut Text) {
    let text = std::mem::take(loose);
    if !text.is_empty() {
        blocks.push(Prose::Paragraph(trimmed(text)));
    }
}

fn block(element: ElementRef<'_>) -> Option<Prose> {
    let flowing = || {
        let mut text = Text::default();
        inside(element, &mut text);
        trimmed(text)
    };
    let name = element.value().name();
    Some(match name {
        "p" => Prose::Paragraph(flowing()),
        "h3" | "h4" | "h5" | "h6" => Prose::Heading(flowing()),
        "pre" => Prose::Lines(Text::plain(
            element.text().collect::<String>().trim_end().to_owned(),
        )),
        "blockquote" => Prose::Quotation(blocks(element)),
        "hr" => Prose::Rule,
        "ul" | "ol" => {
            let items = element.child_elements().map(blocks);
            let start = element.attr("start").and_then(|start| start.parse().ok());
            Prose::List {
                from: (name == "ol").then_some(start.unwrap_or(1)),
                items: items.collect(),
            }
        }
        _ => return None,
    })
}

fn inside(element: ElementRef<'_>, text: &mut Text) {
    for child in element.children() {
        match (ElementRef::wrap(child), child.value()) {
            (Some(element), _) => inline(element, text),
            (None, Node::Text(words)) => push(text, words),
            _ => {}
        }
    }
}

fn inline(element: ElementRef<'_>, text: &mut Text) {
    let start = text.words.len();
    inside(element, text);
    let range = start..text.words.len();
    let mark = match element.value().name() {
        "em" => Mark::Emphasis,
        "strong" => Mark::Strong,
        "a" => match element.attr("href") {
            Some(target) => Mark::Link(target.to_owned()),
            None => return,
        },
        "br" => return text.words.push('\n'),
        _ => return,
    };
    if !range.is_empty() {
        text.marks.push((range, mark));
    }
}

/// Line breaks in the source become spaces, and adjacent spaces become one.
fn push(text: &mut Text, words: &str) {
    for letter in words.chars() {
        let blank = matches!(letter, ' ' | '\n' | '\t' | '\r');
        let after_blank = text.words.is_empty() || text.words.ends_with([' ', '\n']);
        match (blank, after_blank) {
            (false, _) => text.words.push(letter),
            (true, false) => text.words.push(' '),
            (true, true) => {}
        }
    }
}

fn trimmed(mut text: Text) -> Text {
    let end = text.words.trim_end().len();
    text.words.truncate(end);
    for (range, _) in &mut text.marks {
        range.end = range.end.min(end);
        range.start = range.start.min(range.end);
    }
    text.marks.retain(|(range, _)| !range.is_empty());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(html: &str) -> Prose {
        let mut read = read(html);
        assert_eq!(read.len(), 1, "{read:?}");
        read.remove(0)
    }

    #[test]
    fn a_paragraph_keeps_its_emphasis_and_links() {
        let Prose::Paragraph(text) = only(
            "<p>We <em>ask</em> and\n <a href=\"https://a.example/?b=1&amp;c=2\">hope</a>. </p>",
        ) else {
            panic!("a paragraph");
        };
        assert_eq!(text.words, "We ask and hope.");
        let link = Mark::Link("https://a.example/?b=1&c=2".to_owned());
        assert_eq!(text.marks, [(3..6, Mark::Emphasis), (11..15, link)]);
    }

    #[test]
    fn lists_keep_their_start_number_and_nested_content() {
        let Prose::List { from, items } = only(
            "<ol start=\"3\">\n<li>One<ul><li>deep</li></ul></li>\n<li><p>Two</p></li>\n</ol>",
        ) else {
            panic!("a list");
        };
        assert_eq!((from, items.len()), (Some(3), 2));
        assert_eq!(items[0][0], Prose::Paragraph(Text::plain("One")));
        assert!(matches!(&items[0][1], Prose::List { from: None, items } if items.len() == 1));
        assert_eq!(items[1], [Prose::Paragraph(Text::plain("Two"))]);
    }
}
