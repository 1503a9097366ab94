//! The counter as a picture, for places that accept only pictures and links: title, count, goal and
//! bar, in any script we have fonts for. Letters become outlines because a picture carries no font;
//! the SVG and the PNG are made from the same outlines. `web/embed/counter.rs` decides when it is drawn.

use resvg::usvg;
use widgets::{render::escaped, signatures::goal};

use super::canvas::{self, Canvas, Face};

pub const WIDTH: u32 = 480;
pub const HEIGHT: u32 = 184;
/// PNG pixels per unit of the picture, so letters are sharp on high-density screens.
pub const DENSITY: u32 = 2;
/// Distance between the picture's edge and its content.
const EDGE: u32 = 20;
const TITLE_SIZES: [u32; 3] = [24, 21, 18];

/// The texts and figures in the picture.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Counter {
    pub title: String,
    /// With its digits grouped; `None` until there is a signature.
    pub number: Option<String>,
    pub words: String,
    /// The text of the next goal and how much of it is reached; `None` when signing is not open.
    pub goal: Option<(String, u32)>,
    pub right_to_left: bool,
    pub dark: bool,
}

/// The goal shown for a count, and how much of it is reached, in hundredths.
pub fn next_goal(count: u32, organisers_goal: Option<u32>) -> (u32, u32) {
    let next = goal::next(count, organisers_goal);
    (next, goal::hundredths(count, next))
}

/// The picture as outlines, with its text as an alternative for people who cannot see it. `None`
/// without fonts.
pub fn svg(counter: &Counter) -> Option<String> {
    let outlines = drawn(counter)?.to_string(&usvg::WriteOptions {
        coordinates_precision: 2,
        indent: usvg::Indent::None,
        attributes_indent: usvg::Indent::None,
        ..usvg::WriteOptions::default()
    });
    let number = counter.number.as_deref().unwrap_or_default();
    let said = [&counter.title, ": ", number, " ", &counter.words].concat();
    let title = format!(" role=\"img\"><title>{}</title>", escaped(&said));
    Some(outlines.replacen('>', &title, 1))
}

/// The picture as a PNG. `None` without fonts.
pub fn png(counter: &Counter) -> Option<Vec<u8>> {
    canvas::png(&drawn(counter)?, DENSITY as f32)
}

struct CounterPalette {
    ground: &'static str,
    text: &'static str,
    quiet: &'static str,
    line: &'static str,
    accent: &'static str,
}

const LIGHT: CounterPalette = CounterPalette {
    ground: "#ffffff",
    text: "#1b1f20",
    quiet: "#565c5e",
    line: "#cbcfcf",
    accent: "#0b5a66",
};
const DARK: CounterPalette = CounterPalette {
    ground: "#14191a",
    text: "#e8e6e1",
    quiet: "#a6adaf",
    line: "#3e4546",
    accent: "#79c7d3",
};

fn drawn(counter: &Counter) -> Option<usvg::Tree> {
    let ink = if counter.dark { &DARK } else { &LIGHT };
    let mut sheet = Canvas::new((WIDTH, HEIGHT), counter.right_to_left)?;
    sheet.rect(0, 0, WIDTH, HEIGHT, ink.ground);
    sheet.rect(EDGE, EDGE, WIDTH - 2 * EDGE, 3, ink.text);
    draw_title(&mut sheet, &counter.title, ink.text);
    let mut start = EDGE;
    if let Some(number) = &counter.number {
        sheet.text(start, 142, 46, Face::Serif, ink.text, number);
        start += sheet.width(46, Face::Serif, number) + 10;
    }
    let size = if counter.number.is_some() { 19 } else { 21 };
    sheet.text(start, 142, size, Face::Sans, ink.text, &counter.words);
    start += sheet.width(size, Face::Sans, &counter.words);
    if let Some((words, hundredths)) = &counter.goal {
        let width = sheet.width(15, Face::Sans, words);
        let at = (WIDTH - EDGE).saturating_sub(width);
        // A long count leaves no room for the goal's text; the bar still shows it.
        if at > start + 12 {
            sheet.text(at, 142, 15, Face::Sans, ink.quiet, words);
        }
        let whole = WIDTH - 2 * EDGE;
        sheet.rect(EDGE, 158, whole, 5, ink.line);
        sheet.rect(EDGE, 158, whole * hundredths / 100, 5, ink.accent);
    }
    sheet.tree()
}

/// The title, on one line or two.
fn draw_title(sheet: &mut Canvas<'_>, title: &str, colour: &str) {
    let (size, lines) = sheet.fitted(title, &TITLE_SIZES, 2, WIDTH - 2 * EDGE);
    let leading = size * 5 / 4;
    let first = if lines.len() == 1 { 66 } else { 54 };
    for (number, line) in (0_u32..).zip(&lines) {
        let baseline = first + number * leading;
        sheet.text(EDGE, baseline, size, Face::Serif, colour, line);
    }
}
