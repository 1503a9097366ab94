//! Computes what changed between two versions of a text: passage by passage, and word by word
//! within each. Pages and emails decide how to show it.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, ChangeTag, DiffTag, TextDiff, capture_diff_slices};

use super::document;

/// Longer changed passages are shown as removed and added whole: comparing their words would take
/// long, and the result would be unreadable.
const COMPARED_BYTES: usize = 20_000;
/// Passages with less than this in common are replaced rather than changed.
const ALIKE: f32 = 0.6;

/// A passage that changed.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Passage {
    /// The heading above it, if known and if it is not itself the passage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
    pub pieces: Vec<Piece>,
}

/// Some words of a passage.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Piece {
    pub kind: Kind,
    pub words: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Kept,
    Removed,
    Added,
}

impl Passage {
    /// The old or the new passage: without the words of the other side.
    pub fn without(&self, other: Kind) -> String {
        let pieces = self.pieces.iter().filter(|piece| piece.kind != other);
        let words: String = pieces.map(|piece| piece.words.as_str()).collect();
        words.trim().to_owned()
    }
}

/// The changed passages between one title and text and another, in order. Line breaks and heading
/// marks do not count as words; if only they changed, the result is empty.
pub fn between(old: (&str, &str), new: (&str, &str)) -> Vec<Passage> {
    let (old, new) = (passages(old.0, old.1), passages(new.0, new.1));
    let mut changed = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (tag, before, after) = operation.as_tag_tuple();
        let pairs = before.clone().zip(after.clone());
        match tag {
            DiffTag::Equal => {}
            DiffTag::Insert => {
                let added = after.flat_map(|at| compare("", &new[at].words, heading(&new, at)));
                changed.extend(added);
            }
            DiffTag::Delete => {
                let lost = before.flat_map(|at| compare(&old[at].words, "", heading(&old, at)));
                changed.extend(lost);
            }
            DiffTag::Replace if before.len() == after.len() => {
                let replaced = pairs.flat_map(|(old_at, at)| {
                    compare(&old[old_at].words, &new[at].words, heading(&new, at))
                });
                changed.extend(replaced);
            }
            DiffTag::Replace => {
                let joined = |all: &[Source]| -> String {
                    let words: Vec<&str> = all.iter().map(|one| one.words.as_str()).collect();
                    words.join("\n")
                };
                let under = heading(&new, after.start);
                changed.extend(compare(&joined(&old[before]), &joined(&new[after]), under));
            }
        }
    }
    changed
}

/// A passage of one version.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Source {
    words: String,
    heading: bool,
}

/// Title, headings, paragraphs and list items, each on one line.
fn passages(title: &str, body: &str) -> Vec<Source> {
    let mut passages = vec![Source {
        words: title.trim().to_owned(),
        heading: false,
    }];
    let mut open = false;
    for line in body.lines().map(str::trim) {
        let heading = line.starts_with('#');
        let begins = heading || begins_item(line);
        match passages.last_mut() {
            _ if line.is_empty() => open = false,
            Some(last) if open && !begins => {
                last.words.push(' ');
                last.words.push_str(line);
            }
            _ => {
                let words = line.trim_start_matches('#').trim().to_owned();
                passages.push(Source { words, heading });
                open = !heading;
            }
        }
    }
    passages
}

fn begins_item(line: &str) -> bool {
    let bulleted = ["- ", "* ", "+ ", "> "]
        .iter()
        .any(|mark| line.starts_with(mark));
    let (number, rest) = line.split_once('.').unwrap_or_default();
    let numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    bulleted || line == "---" || numbered && rest.starts_with(' ')
}

/// The principle that a passage belongs to, unless it is a heading itself.
fn heading(passages: &[Source], at: usize) -> Option<String> {
    if passages.get(at)?.heading {
        return None;
    }
    let above = passages.get(..at)?.iter().rev().find(|one| one.heading)?;
    document::numbered(&above.words)?;
    Some(above.words.clone())
}

/// Compares two stretches of text word by word; returns a passage for each changed line.
fn compare(old: &str, new: &str, under: Option<String>) -> Vec<Passage> {
    let mut pieces = Pieces::default();
    let comparable = old.len() + new.len() <= COMPARED_BYTES;
    let words = comparable.then(|| TextDiff::configure().diff_unicode_words(old, new));
    match words.filter(|words| words.ratio() >= ALIKE) {
        Some(words) => {
            for change in words.iter_all_changes() {
                match change.tag() {
                    ChangeTag::Equal => pieces.keep(change.value()),
                    ChangeTag::Delete => pieces.change(change.value(), ""),
                    ChangeTag::Insert => pieces.change("", change.value()),
                }
            }
        }
        None => pieces.change(old, new),
    }
    let mut lines = vec![Vec::new()];
    for piece in pieces.done() {
        for (at, words) in piece.words.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            let (kind, words) = (piece.kind, words.to_owned());
            match lines.last_mut() {
                Some(line) if !words.is_empty() => line.push(Piece { kind, words }),
                _ => {}
            }
        }
    }
    let changed = |line: &Vec<Piece>| line.iter().any(|piece| piece.kind != Kind::Kept);
    let passages = lines.into_iter().filter(changed);
    let passage = |pieces| Passage {
        under: under.clone(),
        pieces,
    };
    passages.map(passage).collect()
}

/// Joins words into pieces. A space between two changed words belongs to the change; otherwise
/// every word of a rewritten sentence would be separate.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    removed: String,
    added: String,
    space: String,
}

impl Pieces {
    fn keep(&mut self, words: &str) {
        let changing = !self.removed.is_empty() || !self.added.is_empty();
        if changing && words.chars().all(|c| c == ' ') {
            self.space.push_str(words);
            return;
        }
        self.settle();
        self.push(Kind::Kept, words.to_owned());
    }

    fn change(&mut self, removed: &str, added: &str) {
        let space = std::mem::take(&mut self.space);
        self.removed.push_str(&space);
        self.added.push_str(&space);
        self.removed.push_str(removed);
        self.added.push_str(added);
    }

    fn settle(&mut self) {
        for kind in [Kind::Removed, Kind::Added, Kind::Kept] {
            let words = match kind {
                Kind::Removed => std::mem::take(&mut self.removed),
                Kind::Added => std::mem::take(&mut self.added),
                Kind::Kept => std::mem::take(&mut self.space),
            };
            self.push(kind, words);
        }
    }

    fn push(&mut self, kind: Kind, words: String) {
        match self.done.last_mut() {
            _ if words.is_empty() => {}
            Some(last) if last.kind == kind => last.words.push_str(&words),
            _ => self.done.push(Piece { kind, words }),
        }
    }

    fn done(mut self) -> Vec<Piece> {
        self.settle();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "We ask\nfor this.\n\n## 1. A day\nThe doors stand open from ten to four.\n\n## 2. Pay\nIt is paid.\n";

    /// Changes in the common notation `[-removed-]{+added+}`.
    fn changes(new_title: &str, new: &str) -> Vec<(Option<String>, String)> {
        let passages = between(("Sundays", OLD), (new_title, new));
        let write = |piece: &Piece| match piece.kind {
            Kind::Kept => piece.words.clone(),
            Kind::Removed => format!("[-{}-]", piece.words),
            Kind::Added => format!("{{+{}+}}", piece.words),
        };
        let change = |one: Passage| (one.under, one.pieces.iter().map(write).collect());
        passages.into_iter().map(change).collect()
    }

    #[test]
    fn a_changed_word_is_shown_in_its_sentence_with_its_principle() {
        let new = OLD.replace("ten to four", "nine to five");
        let expected = "The doors stand open from [-ten-]{+nine+} to [-four-]{+five+}.";
        assert_eq!(
            changes("Sundays", &new),
            [(Some("1. A day".to_owned()), expected.to_owned())]
        );
    }

    #[test]
    fn consecutive_changed_words_are_one_piece() {
        let new = OLD.replace("stand open", "are never shut");
        let expected = "The doors [-stand open-]{+are never shut+} from ten to four.";
        assert_eq!(changes("Sundays", &new)[0].1, expected);
    }

    #[test]
    fn added_and_removed_passages_and_a_new_title_are_reported() {
        let new = OLD.replace(
            "## 2. Pay\nIt is paid.",
            "## 2. Quiet\nOne room is for silence.",
        );
        assert_eq!(
            changes("Mondays", &new),
            [
                (None, "[-Sundays-]{+Mondays+}".to_owned()),
                (None, "2. [-Pay-]{+Quiet+}".to_owned()),
                (
                    Some("2. Quiet".to_owned()),
                    "[-It is paid.-]{+One room is for silence.+}".to_owned()
                ),
            ]
        );
        let longer = format!("{OLD}\n## 3. More\nYes.\n");
        let last: Vec<_> = changes("Sundays", &longer)
            .into_iter()
            .map(|one| one.1)
            .collect();
        assert_eq!(last, ["{+3. More+}", "{+Yes.+}"]);
    }

    #[test]
    fn reflowed_line_breaks_are_not_a_change() {
        assert_eq!(
            changes("Sundays", &OLD.replace("We ask\nfor", "We ask for")),
            []
        );
    }

    #[test]
    fn a_complete_rewrite_of_a_long_text_is_compared_within_seconds() {
        let words = |from: u32| -> String {
            (0..12_000)
                .map(|at| format!("w{} ", at * 7 + from))
                .collect()
        };
        let began = std::time::Instant::now();
        let passages = between(("A", &words(0)), ("A", &words(3)));
        assert_eq!(passages.len(), 1);
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    }

    #[test]
    fn the_old_or_the_new_text_can_be_read_alone() {
        let new = OLD.replace("ten to four", "nine to five");
        let passage = &between(("Sundays", OLD), ("Sundays", &new))[0];
        assert_eq!(
            passage.without(Kind::Added),
            "The doors stand open from ten to four."
        );
        assert_eq!(
            passage.without(Kind::Removed),
            "The doors stand open from nine to five."
        );
    }
}
