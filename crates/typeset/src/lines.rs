//! Turns text into lines: shaped, broken, in both directions, each letter in a face that has it.
//! `flow.rs` positions lines on a page; `drawing.rs` draws them.

use std::{borrow::Cow, collections::HashMap, ops::Range};

use krilla::text::Font;
use parley::{
    BaseDirection, FontContext, FontFamily, FontFamilyName, FontStyle, FontWeight, Layout,
    LayoutContext, LineHeight, OverflowWrap, StyleProperty,
};

use widgets::fields::is_ignorable;

use super::{
    faces::{Faces, STEPPING_IN},
    text::{Direction, Family, Ink, Mark, Style, Text},
};

/// Drawn for a letter that no face has; the text layer still contains the letter itself.
const MISSING: char = '□';

/// How a run of letters is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Brush {
    pub ink: Ink,
    /// Number of the link in its block, counted from one; zero for no link.
    pub link: u16,
    /// Raised above the line, like numbers of notes.
    pub raised: bool,
}

/// Text set in lines of a given width.
pub(super) struct Block {
    pub text: Text,
    /// The text that was shaped: without characters that are drawn as nothing, and with a
    /// placeholder for letters that no face has. `None` where the text was shaped unchanged.
    pub replaced: Option<String>,
    /// Which of the text's characters were shaped.
    shapes: Shapes,
    /// Letters are spaced apart, which PDF readers mistake for spaces.
    pub spaced: bool,
    pub layout: Layout<Brush>,
    pub width: f32,
}

impl Block {
    pub(super) fn height(&self) -> f32 {
        self.layout.height()
    }

    /// Width of the longest line.
    pub(super) fn longest(&self) -> f32 {
        self.layout.width()
    }

    pub(super) fn lines(&self) -> usize {
        self.layout.len()
    }

    /// The text that the layout's glyphs represent, as it was shaped.
    pub(super) fn shaped(&self) -> &str {
        self.replaced.as_deref().unwrap_or(&self.text.words)
    }

    /// The original text behind a range of the shaped text; `None` where the glyphs say the same.
    /// Each visible letter was replaced by exactly one.
    pub(super) fn written(&self, range: Range<usize>) -> Option<&str> {
        let Some(shaped) = self.replaced.as_deref() else {
            let words = self.text.words.get(range);
            return words.filter(|_| self.spaced);
        };
        let part = shaped.get(range.clone())?;
        if !part.contains(MISSING) {
            return None;
        }
        let skipped = shaped[..range.start].chars().count();
        let taken = part.chars().count();
        let words = &self.text.words;
        let at = |number: usize| {
            let mut drawn = words.char_indices().filter(|(_, c)| self.shapes.takes(*c));
            drawn.nth(number).map_or(words.len(), |(at, _)| at)
        };
        words.get(at(skipped)..at(skipped + taken))
    }

    /// The target of one of the block's links.
    pub(super) fn target(&self, link: u16) -> Option<&str> {
        let links = self.text.marks.iter().filter_map(|(_, mark)| match mark {
            Mark::Link(target) => Some(target.as_str()),
            _ => None,
        });
        links.into_iter().nth(usize::from(link).checked_sub(1)?)
    }
}

/// Sets text for one document.
pub(super) struct Setter {
    fonts: FontContext,
    layouts: LayoutContext<Brush>,
    /// Each face as parsed for the PDF, by the id of its file.
    embedded: HashMap<u64, Option<Font>>,
    serif: FontFamily<'static>,
    sans: FontFamily<'static>,
}

impl Setter {
    pub(super) fn new(faces: &Faces) -> Setter {
        Setter {
            fonts: faces.context(),
            layouts: LayoutContext::new(),
            embedded: HashMap::new(),
            serif: family(["Source Serif 4", "Public Sans"]),
            sans: family(["Public Sans", "Source Serif 4"]),
        }
    }

    pub(super) fn set(
        &mut self,
        text: Text,
        style: &Style,
        width: f32,
        direction: Direction,
    ) -> Block {
        let mut shapes = Shapes::Selected;
        let mut shaped = shapes.of(&text.words);
        let lay = |setter: &mut Setter, shaped: &str, shapes: Shapes| {
            let marks = moved(&text, shaped, shapes);
            setter.lay(shaped, &marks, style, width, direction)
        };
        let mut layout = lay(self, &shaped, shapes);
        let mut lacking = missing(&layout);
        // If no face has a variant of a letter, draw its usual form.
        let selects = |range: &Range<usize>| shaped[range.clone()].chars().any(is_selector);
        if lacking.iter().any(selects) {
            shapes = Shapes::Bare;
            shaped = shapes.of(&text.words);
            layout = lay(self, &shaped, shapes);
            lacking = missing(&layout);
        }
        if !lacking.is_empty() {
            let replaced = shaped.char_indices().map(|(at, letter)| {
                let after = lacking.partition_point(|range| range.start <= at);
                let before = after.checked_sub(1).map(|before| &lacking[before]);
                let lacks = before.is_some_and(|range| range.contains(&at));
                if lacks { MISSING } else { letter }
            });
            shaped = Cow::Owned(replaced.collect());
            layout = lay(self, &shaped, shapes);
        }
        let replaced = match shaped {
            Cow::Borrowed(_) => None,
            Cow::Owned(shaped) => Some(shaped),
        };
        Block {
            text,
            replaced,
            shapes,
            spaced: style.spacing > 0.0,
            layout,
            width,
        }
    }

    /// A face as embedded in the PDF.
    pub(super) fn embedded(&mut self, font: &parley::FontData) -> Option<Font> {
        let (id, index) = (font.data.id(), font.index);
        let known = self.embedded.entry(id).or_insert_with(|| {
            let (data, _) = font.data.clone().into_raw_parts();
            Font::new(data.into(), index)
        });
        known.clone()
    }

    fn lay(
        &mut self,
        words: &str,
        marks: &[(Range<usize>, Mark)],
        style: &Style,
        width: f32,
        direction: Direction,
    ) -> Layout<Brush> {
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, words, 1.0, false);
        builder.set_base_direction(match direction {
            Direction::LeftToRight => BaseDirection::Ltr,
            Direction::RightToLeft => BaseDirection::Rtl,
            Direction::OwnWay => BaseDirection::Auto,
        });
        let family = match style.family {
            Family::Serif => &self.serif,
            Family::Sans => &self.sans,
        };
        builder.push_default(StyleProperty::FontFamily(family.clone()));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(LineHeight::Absolute(style.size * style.leading));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.push_default(StyleProperty::Brush(Brush {
            ink: style.ink,
            ..Brush::default()
        }));
        if style.strong {
            builder.push_default(FontWeight::SEMI_BOLD);
        }
        if style.italic {
            builder.push_default(StyleProperty::FontStyle(FontStyle::Italic));
        }
        if style.spacing > 0.0 {
            builder.push_default(StyleProperty::LetterSpacing(style.spacing));
        }
        let mut links = 0;
        for (range, mark) in marks {
            let range = range.clone();
            match mark {
                Mark::Emphasis if style.italic => {
                    builder.push(StyleProperty::FontStyle(FontStyle::Normal), range);
                }
                Mark::Emphasis => builder.push(StyleProperty::FontStyle(FontStyle::Italic), range),
                Mark::Strong => builder.push(FontWeight::SEMI_BOLD, range),
                Mark::Link(_) => {
                    links += 1;
                    let brush = Brush {
                        ink: Ink::Accent,
                        link: links,
                        ..Brush::default()
                    };
                    builder.push(StyleProperty::Brush(brush), range);
                }
                Mark::Aside | Mark::Note => {
                    let raised = *mark == Mark::Note;
                    let brush = Brush {
                        ink: if raised { style.ink } else { Ink::Quiet },
                        raised,
                        ..Brush::default()
                    };
                    builder.push(StyleProperty::Brush(brush), range.clone());
                    builder.push(FontWeight::NORMAL, range.clone());
                    builder.push(StyleProperty::FontFamily(self.sans.clone()), range);
                }
            }
        }
        for (range, size) in sizes(words, marks, style.size) {
            builder.push(StyleProperty::FontSize(size), range);
        }
        let mut layout = builder.build(words);
        layout.break_all_lines(Some(width));
        layout
    }
}

/// Ranges whose size differs from the rest: asides, notes, and Arabic letters, which look smaller
/// than others of the same size. Titles are large enough without this.
fn sizes(words: &str, marks: &[(Range<usize>, Mark)], size: f32) -> Vec<(Range<usize>, f32)> {
    let marked = marks.iter().filter_map(|(range, mark)| match mark {
        Mark::Aside => Some((range, 0.82)),
        Mark::Note => Some((range, 0.7)),
        _ => None,
    });
    let marked: Vec<(&Range<usize>, f32)> = marked.collect();
    let scaled = |at: usize, letter: char| {
        let mark = marked.iter().find(|(range, _)| range.contains(&at));
        let arabic = match letter {
            '\u{600}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' => 1.16,
            '\u{fe70}'..='\u{feff}' => 1.16,
            _ => 1.0,
        };
        let arabic = if size < 16.0 { arabic } else { 1.0 };
        size * mark.map_or(1.0, |(_, factor)| *factor) * arabic
    };
    let mut sizes: Vec<(Range<usize>, f32)> = Vec::new();
    for (at, letter) in words.char_indices() {
        let end = at + letter.len_utf8();
        let wanted = scaled(at, letter);
        match sizes.last_mut() {
            // A space belongs to the word before it.
            Some((range, found)) if *found == wanted || letter == ' ' => range.end = end,
            _ => sizes.push((at..end, wanted)),
        }
    }
    sizes.retain(|(_, found)| *found != size);
    sizes
}

fn family(own: [&'static str; 2]) -> FontFamily<'static> {
    let names = own.into_iter().chain(STEPPING_IN);
    let names = names.map(|name| FontFamilyName::Named(Cow::Borrowed(name)));
    FontFamily::List(Cow::Owned(names.collect()))
}

/// Ranges of letters that no face has, in text order.
fn missing(layout: &Layout<Brush>) -> Vec<Range<usize>> {
    let mut missing = Vec::new();
    for line in layout.lines() {
        for run in line.runs() {
            for cluster in run.clusters() {
                // A line break has no glyph in any face.
                if cluster.glyphs().any(|glyph| glyph.id == 0) && !cluster.is_hard_line_break() {
                    missing.push(cluster.text_range());
                }
            }
        }
    }
    missing.sort_unstable_by_key(|range| range.start);
    missing
}

/// Which characters of a text are shaped. Most typefaces have no glyphs for invisible characters
/// and would show a box instead.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shapes {
    /// All except those drawn as nothing.
    Selected,
    /// Variation selectors are left out too.
    Bare,
}

impl Shapes {
    fn takes(self, c: char) -> bool {
        // The shaper itself interprets characters that join letters or change their direction.
        let directs = matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{ad}');
        !is_ignorable(c) || directs || (self == Shapes::Selected && is_selector(c))
    }

    fn of(self, words: &str) -> Cow<'_, str> {
        if words.chars().all(|c| self.takes(c)) {
            Cow::Borrowed(words)
        } else {
            Cow::Owned(words.chars().filter(|c| self.takes(*c)).collect())
        }
    }
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The marks, moved to the positions of their letters in the shaped text.
fn moved(text: &Text, shaped: &str, shapes: Shapes) -> Vec<(Range<usize>, Mark)> {
    let starts: Vec<usize> = shaped.char_indices().map(|(at, _)| at).collect();
    let moved = |at: usize| {
        let before = text.words[..at].chars().filter(|c| shapes.takes(*c));
        starts.get(before.count()).copied().unwrap_or(shaped.len())
    };
    let marks = text.marks.iter();
    marks
        .map(|(range, mark)| (moved(range.start)..moved(range.end), mark.clone()))
        .collect()
}
