//! The Open Graph picture that social networks show beside a link to a declaration: its title and
//! count, set like the head of the page. `web/embed/card.rs` decides when it is drawn.

use super::canvas::{self, Canvas, Face};

/// The size that social networks recommend.
pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 630;
const EDGE: u32 = 72;
const TITLE_SIZES: [u32; 5] = [88, 74, 62, 52, 44];

const PAPER: &str = "#faf8f3";
const INK: &str = "#1a1c1b";
const QUIET: &str = "#5a5f5c";
const RULE: &str = "#d8d3c7";
const ACCENT: &str = "#0b5a66";

/// The texts and figures in the picture.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Card {
    pub kicker: String,
    pub title: String,
    pub organisers: String,
    /// With its digits grouped; `None` until there is a signature.
    pub number: Option<String>,
    pub words: String,
    /// How much of the next goal is reached; `None` when signing is not open.
    pub hundredths: Option<u32>,
    pub right_to_left: bool,
}

/// The picture as a PNG. `None` without fonts.
pub fn png(card: &Card) -> Option<Vec<u8>> {
    let room = WIDTH - 2 * EDGE;
    let mut sheet = Canvas::new((WIDTH, HEIGHT), card.right_to_left)?;
    sheet.rect(0, 0, WIDTH, HEIGHT, PAPER);
    sheet.rect(EDGE, 54, room, 10, INK);
    sheet.rect(EDGE, 69, room, 2, INK);
    sheet.text(EDGE, 118, 24, Face::Sans, QUIET, &card.kicker);
    let (size, lines) = sheet.fitted(&card.title, &TITLE_SIZES, 3, room);
    let leading = size * 23 / 20;
    // Centred between the kicker and the count.
    let height = leading * u32::try_from(lines.len()).unwrap_or(1);
    let first = 140 + 285_u32.saturating_sub(height) / 2 + size;
    for (number, line) in (0_u32..).zip(&lines) {
        let baseline = first + number * leading;
        sheet.text(EDGE, baseline, size, Face::Serif, INK, line);
    }
    let mut start = EDGE;
    if let Some(number) = &card.number {
        sheet.text(start, 506, 80, Face::Serif, INK, number);
        start += sheet.width(80, Face::Serif, number) + 18;
    }
    let size = if card.number.is_some() { 34 } else { 40 };
    sheet.text(start, 506, size, Face::Sans, INK, &card.words);
    if let Some(hundredths) = card.hundredths {
        sheet.rect(EDGE, 532, room, 8, RULE);
        sheet.rect(EDGE, 532, room * hundredths.min(100) / 100, 8, ACCENT);
    }
    let (size, lines) = sheet.fitted(&card.organisers, &[26, 22], 1, room);
    if let Some(organisers) = lines.first() {
        sheet.text(EDGE, 588, size, Face::Sans, QUIET, organisers);
    }
    canvas::png(&sheet.tree()?, 1.0)
}
