//! The counter as a picture, for places that take nothing but pictures and links: title, count,
//! goal and bar, set in any of our scripts. Letters become outlines, since a picture brings no font;
//! the same outlines are the SVG and, as pixels, the PNG. When it is made is for `web/counter.rs`.

use std::sync::{Arc, LazyLock};

use resvg::{
    tiny_skia,
    usvg::{self, fontdb},
};
use widgets::{goal, render::escaped};

use crate::web::assets;

pub const WIDTH: u32 = 480;
pub const HEIGHT: u32 = 184;
/// Pixels of the PNG for each of the picture, for sharp letters on today's screens.
pub const DENSITY: u32 = 2;
/// Between the picture's edge and what stands in it.
const EDGE: u32 = 20;
const TITLE_SIZES: [u32; 3] = [24, 21, 18];

/// What the picture says.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Counter {
    pub title: String,
    /// With its digits grouped; none while nobody has signed.
    pub number: Option<String>,
    pub words: String,
    /// Words of the next goal and how much of it is reached; none where nobody can sign.
    pub goal: Option<(String, u32)>,
    pub right_to_left: bool,
    pub dark: bool,
}

/// The goal shown for a count, and its share in hundredths.
pub fn next_goal(count: u32, organisers_goal: Option<u32>) -> (u32, u32) {
    let next = goal::next(count, organisers_goal);
    (next, goal::hundredths(count, next))
}

/// The picture as outlines, with its words for those who do not see it. None without fonts.
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

/// The picture as pixels. None without fonts.
pub fn png(counter: &Counter) -> Option<Vec<u8>> {
    let tree = drawn(counter)?;
    let mut pixels = tiny_skia::Pixmap::new(WIDTH * DENSITY, HEIGHT * DENSITY)?;
    let scale = tiny_skia::Transform::from_scale(DENSITY as f32, DENSITY as f32);
    resvg::render(&tree, scale, &mut pixels.as_mut());
    pixels.encode_png().ok()
}

struct Ink {
    ground: &'static str,
    text: &'static str,
    quiet: &'static str,
    line: &'static str,
    accent: &'static str,
}

const LIGHT: Ink = Ink {
    ground: "#ffffff",
    text: "#1b1f20",
    quiet: "#565c5e",
    line: "#cbcfcf",
    accent: "#0b5a66",
};
const DARK: Ink = Ink {
    ground: "#14191a",
    text: "#e8e6e1",
    quiet: "#a6adaf",
    line: "#3e4546",
    accent: "#79c7d3",
};

#[derive(Clone, Copy)]
enum Face {
    Serif,
    Sans,
}

fn drawn(counter: &Counter) -> Option<usvg::Tree> {
    let fonts = FONTS.as_ref()?;
    let ink = if counter.dark { &DARK } else { &LIGHT };
    let mut sheet = Sheet {
        fonts,
        right_to_left: counter.right_to_left,
        svg: String::new(),
    };
    sheet.rect(0, 0, WIDTH, HEIGHT, ink.ground);
    sheet.rect(EDGE, EDGE, WIDTH - 2 * EDGE, 3, ink.text);
    sheet.title(&counter.title, ink.text);
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
        // A long count leaves no room for what it aims at; the bar says it all the same.
        if at > start + 12 {
            sheet.text(at, 142, 15, Face::Sans, ink.quiet, words);
        }
        let whole = WIDTH - 2 * EDGE;
        sheet.rect(EDGE, 158, whole, 5, ink.line);
        sheet.rect(EDGE, 158, whole * hundredths / 100, 5, ink.accent);
    }
    sheet.tree()
}

/// A picture in the making; what stands at a place is counted from the side where one begins to read.
struct Sheet<'a> {
    fonts: &'a usvg::Options<'static>,
    right_to_left: bool,
    svg: String,
}

impl Sheet<'_> {
    fn rect(&mut self, at: u32, top: u32, width: u32, height: u32, colour: &str) {
        let left = if self.right_to_left {
            WIDTH - at - width
        } else {
            at
        };
        self.svg.push_str(&format!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{colour}\"/>"
        ));
    }

    fn text(&mut self, at: u32, baseline: u32, size: u32, face: Face, colour: &str, words: &str) {
        let (x, anchor) = if self.right_to_left {
            (WIDTH.saturating_sub(at), "end")
        } else {
            (at, "start")
        };
        self.svg.push_str(&format!(
            "<text x=\"{x}\" y=\"{baseline}\" text-anchor=\"{anchor}\" fill=\"{colour}\" {}>{}</text>",
            face.attributes(size),
            escaped(words)
        ));
    }

    /// In one line or two, as large as fits; what never fits is cut at a word.
    fn title(&mut self, title: &str, colour: &str) {
        let room = WIDTH - 2 * EDGE;
        let fitting = TITLE_SIZES.into_iter().find_map(|size| {
            let lines = self.lines(size, title, room);
            (lines.len() <= 2).then_some((size, lines))
        });
        let (size, lines) = fitting.unwrap_or_else(|| {
            let size = TITLE_SIZES[TITLE_SIZES.len() - 1];
            let mut lines = self.lines(size, title, room - size);
            lines.truncate(2);
            lines[1].push('…');
            (size, lines)
        });
        let leading = size * 5 / 4;
        let first = if lines.len() == 1 { 66 } else { 54 };
        for (number, line) in (0_u32..).zip(&lines) {
            self.text(
                EDGE,
                first + number * leading,
                size,
                Face::Serif,
                colour,
                line,
            );
        }
    }

    /// Breaks between words; a word that is too long stands alone, and is cut by the picture's edge.
    fn lines(&self, size: u32, text: &str, room: u32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let line = lines.last_mut().expect("there is always a line");
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                [line.as_str(), " ", word].concat()
            };
            if line.is_empty() || self.width(size, Face::Serif, &longer) <= room {
                *line = longer;
            } else {
                lines.push(word.to_owned());
            }
        }
        lines
    }

    fn width(&self, size: u32, face: Face, words: &str) -> u32 {
        let svg = format!("<text {}>{}</text>", face.attributes(size), escaped(words));
        let tree = parsed(&svg, self.fonts);
        tree.map_or(0.0, |tree| tree.root().abs_bounding_box().width())
            .ceil() as u32
    }

    fn tree(&self) -> Option<usvg::Tree> {
        parsed(&self.svg, self.fonts)
    }
}

impl Face {
    fn attributes(self, size: u32) -> String {
        let (family, weight) = match self {
            Face::Serif => ("Source Serif 4", 600),
            Face::Sans => ("Public Sans", 400),
        };
        // In quotes, since a name with a number in it is none without them.
        format!("font-family=\"'{family}'\" font-weight=\"{weight}\" font-size=\"{size}\"")
    }
}

fn parsed(inside: &str, fonts: &usvg::Options<'static>) -> Option<usvg::Tree> {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\">{inside}</svg>"
    );
    usvg::Tree::from_str(&svg, fonts)
        .inspect_err(|error| tracing::error!(%error, "a counter picture cannot be drawn"))
        .ok()
}

/// Two families of ours, and one for each script that they lack.
const FACES: [&str; 5] = [
    "SourceSerif4_600SemiBold.ttf",
    "PublicSans_400Regular.ttf",
    "NotoSansArabic_600SemiBold.ttf",
    "NotoSansBengali_600SemiBold.ttf",
    "NotoSansGurmukhi_600SemiBold.ttf",
];

/// Read when the first picture is asked for; none when the server was built without its bundle.
static FONTS: LazyLock<Option<usvg::Options<'static>>> = LazyLock::new(|| {
    let mut faces = fontdb::Database::new();
    for name in FACES {
        let source = fontdb::Source::Binary(Arc::new(assets::content(name)?));
        faces.load_font_source(source);
    }
    Some(usvg::Options {
        fontdb: Arc::new(faces),
        ..usvg::Options::default()
    })
});
