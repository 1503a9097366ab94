//! Text to set, with marks on parts of it. `lines.rs` breaks it into lines.

use std::ops::Range;

/// The text of one block.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Text {
    pub words: String,
    pub marks: Vec<(Range<usize>, Mark)>,
}

/// Formatting of a part.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    Emphasis,
    Strong,
    /// The link's target.
    Link(String),
    /// Smaller and quieter, in the sans serif face.
    Aside,
    /// The number of a note, small and raised.
    Note,
}

/// The direction that text runs in.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Direction {
    LeftToRight,
    RightToLeft,
    /// Taken from the first letter; for names.
    #[default]
    OwnWay,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Family {
    Serif,
    Sans,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Ink {
    #[default]
    Black,
    Quiet,
    Accent,
}

/// How a block looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub family: Family,
    pub size: f32,
    /// Height of a line, as a multiple of the font size.
    pub leading: f32,
    pub strong: bool,
    pub italic: bool,
    pub ink: Ink,
    /// Additional letter spacing, for text in capitals.
    pub spacing: f32,
}

impl Style {
    pub(super) const fn serif(size: f32, leading: f32) -> Style {
        Style {
            family: Family::Serif,
            size,
            leading,
            strong: false,
            italic: false,
            ink: Ink::Black,
            spacing: 0.0,
        }
    }

    pub(super) const fn sans(size: f32, leading: f32) -> Style {
        Style {
            family: Family::Sans,
            ..Style::serif(size, leading)
        }
    }

    pub(super) const fn strong(self) -> Style {
        Style {
            strong: true,
            ..self
        }
    }

    pub(super) const fn italic(self) -> Style {
        Style {
            italic: true,
            ..self
        }
    }

    pub(super) const fn ink(self, ink: Ink) -> Style {
        Style { ink, ..self }
    }

    pub(super) const fn spaced(self, spacing: f32) -> Style {
        Style { spacing, ..self }
    }
}

/// Factor for the leading: joined and stacked scripts need more room than ours.
pub(super) fn loose(lang: &str) -> f32 {
    match lang.split('-').next() {
        Some("ar" | "ur" | "fa") => 1.32,
        Some("he" | "yi" | "bn" | "pa" | "hi" | "gu" | "ta") => 1.18,
        _ => 1.0,
    }
}

impl Text {
    pub(super) fn plain(words: impl Into<String>) -> Text {
        Text {
            words: words.into(),
            marks: Vec::new(),
        }
    }

    pub(super) fn link(words: impl Into<String>, target: impl Into<String>) -> Text {
        let mut text = Text::default();
        text.push_marked(&words.into(), Mark::Link(target.into()));
        text
    }

    pub(super) fn push(&mut self, words: &str) {
        self.words.push_str(words);
    }

    pub(super) fn push_marked(&mut self, words: &str, mark: Mark) {
        let start = self.words.len();
        self.words.push_str(words);
        self.marks.push((start..self.words.len(), mark));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.trim().is_empty()
    }
}
