//! Whether the principles of a declaration are folded away behind one line, and the plain text that
//! decides it.

use html_escape::decode_html_entities;

use crate::view::{Document, Folding};

/// Principles with more characters than this altogether are folded: on a phone some forty lines,
/// more than a screen, would stand between the text and the form.
pub const LONGEST_OPEN: usize = 700;

/// Elements that begin a line of their own.
const BLOCKS: [&str; 11] = [
    "blockquote",
    "br",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "p",
    "pre",
];

/// Whether the principles of this document are folded.
pub fn folds(document: &Document, folding: Folding) -> bool {
    match folding {
        Folding::Open => false,
        Folding::Folded => !document.principles.is_empty(),
        Folding::Auto => {
            let texts = document.principles.iter();
            let lines = texts.flat_map(|principle| lines(&principle.text));
            lines.map(|line| line.chars().count()).sum::<usize>() > LONGEST_OPEN
        }
    }
}

/// The words of sanitised HTML without their markup, by the block that they stand in.
pub fn lines(html: &str) -> Vec<String> {
    let (mut lines, mut rest) = (vec![String::new()], html);
    while !rest.is_empty() {
        let (text, tagged) = rest.split_once('<').unwrap_or((rest, ""));
        if let Some(line) = lines.last_mut() {
            line.push_str(&decode_html_entities(text));
        }
        let (tag, after) = tagged.split_once('>').unwrap_or(("", tagged));
        let name = tag
            .split(|one: char| !one.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        if BLOCKS.contains(&name) {
            lines.push(String::new());
        }
        rest = after;
    }
    let lines = lines.iter().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Principle;

    fn document(characters: usize) -> Document {
        // Neither markup nor the bytes of a character count.
        let text = format!("<p>{} <em>ą&amp;</em></p>", "a".repeat(characters - 3));
        Document {
            principles: vec![Principle {
                text,
                ..Principle::default()
            }],
            ..Document::default()
        }
    }

    #[test]
    fn principles_fold_by_the_length_of_their_text_unless_an_editor_chose() {
        let (short, long) = (document(LONGEST_OPEN), document(LONGEST_OPEN + 1));
        assert!(!folds(&short, Folding::Auto) && folds(&long, Folding::Auto));
        assert!(folds(&short, Folding::Folded) && !folds(&long, Folding::Open));
        assert!(!folds(&Document::default(), Folding::Folded));
    }

    #[test]
    fn each_block_of_a_text_is_a_line_without_markup() {
        let html = "<p>One &lt;thing&gt; <a href=\"/x\">more</a>.</p>\n<ul><li>First</li><li>Second</li></ul>";
        assert_eq!(lines(html), ["One <thing> more.", "First", "Second"]);
        assert_eq!(lines("a < b"), ["a  b"]);
        assert!(lines("").is_empty());
    }
}
