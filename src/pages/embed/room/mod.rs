//! The room that a pasted line reserves, so that nothing on the page moves when the widget arrives:
//! the height of its content as a function of the width of the column, from the text itself and the
//! widgets' style sheet (`widgets/src/style.css`).
//!
//! The fonts of the page are unknown, so letters are taken to be as wide as those of wide fonts
//! (DejaVu, Verdana). In other fonts some room is left over, and nothing moves either.

mod column;

use column::{Column, GAP, Height};
use widgets::{
    share::links,
    text::{Key, Text},
    view::{Document, Folding, Show, SigningPanel, SigningStatus, SignupPanel},
};

/// The widths of a column, in ems of its text: from a phone of 320 pixels to an article on a desk,
/// where text columns are rarely narrower than this.
const NARROW: f64 = 16.0;
const MIDDLE: f64 = 23.0;
const WIDE: f64 = 34.0;
/// The steps between them at which the height is calculated.
const STEP: f64 = 0.5;
/// What a phone's page leaves beside its column, in ems; WordPress's themes leave 60 pixels.
const MARGINS: f64 = 3.75;

/// A `min-height` in CSS, and about the same in pixels for a frame, whose text is 16 pixels high.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Room {
    pub css: String,
    pub frame: u32,
}

/// How a signature box is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shape {
    pub compact: bool,
    pub principles: Folding,
    pub show: Show,
}

/// Room for the button that opens the box as a dialog.
pub fn of_button() -> Room {
    Room {
        css: "50px".to_owned(),
        frame: 50,
    }
}

/// Room for a signature box.
pub fn of_signature(document: &Document, panel: &SigningPanel, lang: &str, shape: Shape) -> Room {
    let text = Text::of(lang);
    // A principle on its own is shown as the compact box is.
    let brief = shape.compact || document.excerpt || shape.show == Show::Form;
    Room::of(|width| {
        let mut column = Column::new(&text, width);
        match shape.show {
            Show::Whole | Show::Form if brief => column.add_excerpt(document),
            Show::Whole | Show::Form => column.add_document(document, shape.principles),
            Show::Count | Show::Progress | Show::Names => {}
        }
        if shape.show != Show::Names {
            column.add_counter(panel);
        }
        match panel.status {
            SigningStatus::Open if shape.show.has_form() => column.add_signing_form(panel),
            _ => {
                column.add(4.0 * GAP, 0.0);
                column.add_line(text.get(Key::Closed), 1.0);
            }
        }
        if shape.show == Show::Names || (shape.show == Show::Whole && !brief) {
            column.add_names(&panel.signatories);
        }
        column.height
    })
}

/// Room for a sign-up form.
pub fn of_signup(panel: &SignupPanel, lang: &str, compact: bool) -> Room {
    let text = Text::of(lang);
    Room::of(|width| {
        let mut column = Column::new(&text, width);
        if !compact {
            column.add_heading(&panel.title, 1.728);
            column.add(2.0 * GAP, 0.0);
        }
        column.add_signup_form(panel, compact);
        column.height
    })
}

/// Room for a share bar with these networks and links to follow.
pub fn of_share(
    networks: &[String],
    follow: &[(String, String)],
    lang: &str,
    compact: bool,
) -> Room {
    let text = Text::of(lang);
    let name = |label: links::Label| match label {
        links::Label::Brand(name) => name,
        links::Label::Word(key) => text.get(key),
    };
    let networks = networks.iter().filter_map(|id| links::network(id));
    let networks: Vec<&str> = networks.map(|network| name(network.label)).collect();
    let followed = |id: &str| links::FOLLOWS.iter().find(|(known, _)| *known == id);
    let follow = follow.iter().filter_map(|(id, _)| followed(id));
    let follow: Vec<&str> = follow.map(|(_, label)| name(*label)).collect();
    Room::of(|width| {
        let mut column = Column::new(&text, width);
        column.add_buttons(&networks, compact);
        if !follow.is_empty() {
            column.add(2.0 * GAP, column.leading);
            column.add_buttons(&follow, compact);
        }
        column.height
    })
}

impl Room {
    /// The room for content of this height in columns of each width. A chord lies above the curve
    /// that it cuts, and of several lines the highest one counts.
    fn of(height: impl Fn(f64) -> Height) -> Room {
        let steps = ((WIDE - NARROW) / STEP) as u32;
        let widths = (0..=steps).map(|step| NARROW + STEP * f64::from(step));
        let heights: Vec<(f64, Height)> = widths.map(|width| (width, height(width))).collect();
        let pixels = heights.iter().map(|(_, height)| height.pixels);
        let pixels = pixels.fold(0.0, f64::max).ceil();
        let floor = height(WIDE).ems.ceil();
        let steep = chord(&heights, (NARROW, MIDDLE));
        let gentle = chord(&heights, (MIDDLE, WIDE));
        // A steeper line that starts no higher is nowhere the highest.
        let counts = |line: &(f64, f64)| gentle.is_none_or(|gentle| line.0 > gentle.0);
        let lines = [steep.filter(counts), gentle].into_iter().flatten();
        let lines = lines.map(|(start, slope)| format!(",{start}em - {slope}vw"));
        let ems = match lines.collect::<String>() {
            sloping if sloping.is_empty() => format!("{floor}em"),
            sloping => format!("max({floor}em{sloping})"),
        };
        Room {
            css: format!("calc({pixels}px + {ems})"),
            frame: (pixels + 16.0 * height(WIDE).ems) as u32,
        }
    }
}

/// A line above all heights in a range of widths, as a function of the window's width on a phone: its
/// start in ems, and by how many hundredths of the window it sinks. None if it does not sink.
fn chord(heights: &[(f64, Height)], (from, to): (f64, f64)) -> Option<(f64, f64)> {
    let inside = heights
        .iter()
        .filter(|(width, _)| (from..=to).contains(width));
    let inside: Vec<(f64, f64)> = inside.map(|(width, height)| (*width, height.ems)).collect();
    let (first, last) = (inside.first()?.1, inside.last()?.1);
    let slope = ((first - last) / (to - from) * 100.0).floor();
    let start = inside
        .iter()
        .map(|(width, ems)| ems + slope / 100.0 * width);
    let start = start.fold(0.0, f64::max) + slope / 100.0 * MARGINS;
    (slope >= 1.0).then(|| (start.ceil(), slope))
}
