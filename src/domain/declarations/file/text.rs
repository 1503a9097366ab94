//! Checks a declaration's text: its length, its headings, and that it contains no HTML.

use super::MAX_PRINCIPLES;
use super::reader::Reader;
use crate::domain::declarations::document;
use crate::domain::declarations::front_matter::Split;

/// A longer declaration would not be read before signing, and every widget carries the text.
const TEXT_BYTES: usize = 100_000;

impl Reader {
    /// Checked first, because the text may be too long by far.
    pub(super) fn too_long(&mut self, split: &Split<'_>) -> bool {
        let bytes = split.body.len();
        if bytes > TEXT_BYTES {
            self.fault(
                split.body_line,
                format!("expected a text of at most {TEXT_BYTES} bytes, not {bytes}"),
            );
        }
        bytes > TEXT_BYTES
    }

    /// Rejects HTML: it is never shown, and people must not sign a text with words missing.
    pub(super) fn no_html(&mut self, split: &Split<'_>) {
        let lines = document::html_offsets(split.body)
            .into_iter()
            .map(|offset| split.line(offset));
        // Only the first line of an HTML block is reported.
        let mut last = 0;
        for line in lines {
            if line > last + 1 {
                self.fault(
                    line,
                    "expected Markdown, not HTML: it would not be shown".into(),
                );
            }
            last = line;
        }
    }

    /// Checks that principles are `## 1. Title` in order without gaps, at least one.
    pub(super) fn principles(&mut self, split: &Split<'_>) {
        let mut next = 1;
        let headings = document::headings(split.body);
        let second = headings.iter().filter(|heading| heading.level == 2);
        if let Some(first_too_many) = second.clone().nth(MAX_PRINCIPLES) {
            let count = second.count();
            self.fault(
                split.line(first_too_many.offset),
                format!("expected at most {MAX_PRINCIPLES} principles, not {count}"),
            );
            return;
        }
        for heading in headings {
            let line = split.line(heading.offset);
            match (heading.level, document::numbered(&heading.text)) {
                (1, _) => self.fault(
                    line,
                    "expected no first-level heading: the title stands in the front matter".into(),
                ),
                (2, Some((number, _))) if number == next => next += 1,
                (2, _) => {
                    self.fault(
                        line,
                        format!("expected \"## {next}. Title\", not \"## {}\"", heading.text),
                    );
                    // Later numbers are checked against this one, so one slip is reported once.
                    next = document::numbered(&heading.text).map_or(next, |(number, _)| number + 1);
                }
                _ => {}
            }
        }
        if next == 1 && self.faults.iter().all(|fault| fault.line < split.body_line) {
            self.fault(
                split.body_line,
                "expected at least one principle: a heading \"## 1. Title\"".into(),
            );
        }
    }
}
