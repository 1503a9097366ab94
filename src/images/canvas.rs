//! Tools to draw pictures with text in any script we have fonts for. Letters become outlines
//! because a picture carries no font. `counter.rs` and `card.rs` say what each picture shows.

use crate::bundle;
use std::sync::{Arc, LazyLock};

use resvg::{
    tiny_skia,
    usvg::{self, fontdb},
};
use unicode_segmentation::UnicodeSegmentation as _;
use widgets::render::escaped;

/// A picture as a PNG with `density` pixels per unit.
pub(crate) fn png(tree: &usvg::Tree, density: f32) -> Option<Vec<u8>> {
    let size = tree.size();
    let pixels = |length: f32| (length * density).round() as u32;
    let mut picture = tiny_skia::Pixmap::new(pixels(size.width()), pixels(size.height()))?;
    let scale = tiny_skia::Transform::from_scale(density, density);
    resvg::render(tree, scale, &mut picture.as_mut());
    picture.encode_png().ok()
}

#[derive(Clone, Copy)]
pub(crate) enum Face {
    Serif,
    Sans,
}

/// A picture being drawn. Horizontal positions count from the side where reading starts.
pub(crate) struct Canvas<'a> {
    fonts: &'a usvg::Options<'static>,
    width: u32,
    height: u32,
    right_to_left: bool,
    svg: String,
}

impl Canvas<'_> {
    /// `None` without fonts.
    pub(crate) fn new((width, height): (u32, u32), right_to_left: bool) -> Option<Canvas<'static>> {
        Some(Canvas {
            fonts: FONTS.as_ref()?,
            width,
            height,
            right_to_left,
            svg: String::new(),
        })
    }

    pub(super) fn rect(&mut self, at: u32, top: u32, width: u32, height: u32, colour: &str) {
        let left = if self.right_to_left {
            self.width.saturating_sub(at + width)
        } else {
            at
        };
        self.svg.push_str(&format!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{colour}\"/>"
        ));
    }

    pub(crate) fn text(
        &mut self,
        at: u32,
        baseline: u32,
        size: u32,
        face: Face,
        colour: &str,
        words: &str,
    ) {
        let (x, anchor) = if self.right_to_left {
            (self.width.saturating_sub(at), "end")
        } else {
            (at, "start")
        };
        self.svg.push_str(&format!(
            "<text x=\"{x}\" y=\"{baseline}\" text-anchor=\"{anchor}\" fill=\"{colour}\" {}>{}</text>",
            face.attributes(size),
            escaped(words)
        ));
    }

    /// The largest size at which the title fits the allowed number of lines, and the lines. A title
    /// that fits at no size is cut at a word.
    pub(super) fn fitted(
        &self,
        title: &str,
        sizes: &[u32],
        most: usize,
        room: u32,
    ) -> (u32, Vec<String>) {
        for size in sizes.iter().copied() {
            let lines = self.lines(size, title, room);
            if lines.len() <= most {
                return (size, self.evened(size, title, room, lines));
            }
        }
        let smallest = sizes.last().copied().unwrap_or(16);
        let mut cut = self.lines(smallest, title, room.saturating_sub(smallest));
        cut.truncate(most);
        if let Some(last) = cut.last_mut() {
            last.push('…');
        }
        (smallest, cut)
    }

    /// The same number of lines with their lengths evened out, so no single word is left on the
    /// last line.
    fn evened(&self, size: u32, text: &str, room: u32, mut lines: Vec<String>) -> Vec<String> {
        let (mut least, mut most) = (room / 2, room);
        while lines.len() > 1 && most - least > size / 2 {
            let middle = least.midpoint(most);
            let narrower = self.lines(size, text, middle);
            if narrower.len() == lines.len() {
                (lines, most) = (narrower, middle);
            } else {
                least = middle;
            }
        }
        lines
    }

    /// Breaks between words, and within a word that is longer than a line, as Chinese needs.
    fn lines(&self, size: u32, text: &str, room: u32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let line = lines.last_mut().expect("there is always a line");
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                [line.as_str(), " ", word].concat()
            };
            if self.width(size, Face::Serif, &longer) <= room {
                *line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(String::new());
            }
            self.broken(size, word, room, &mut lines);
        }
        lines
    }

    /// Adds a word to the last line, which is empty, and to further lines if it needs them.
    fn broken(&self, size: u32, word: &str, room: u32, lines: &mut Vec<String>) {
        if self.width(size, Face::Serif, word) <= room {
            let line = lines.last_mut().expect("there is always a line");
            word.clone_into(line);
            return;
        }
        for letter in word.graphemes(true) {
            let line = lines.last_mut().expect("there is always a line");
            let longer = [line.as_str(), letter].concat();
            if line.is_empty() || self.width(size, Face::Serif, &longer) <= room {
                *line = longer;
            } else {
                lines.push(letter.to_owned());
            }
        }
    }

    pub(crate) fn width(&self, size: u32, face: Face, words: &str) -> u32 {
        let svg = format!("<text {}>{}</text>", face.attributes(size), escaped(words));
        let tree = self.parsed(&svg);
        tree.map_or(0.0, |tree| tree.root().abs_bounding_box().width())
            .ceil() as u32
    }

    pub(super) fn tree(&self) -> Option<usvg::Tree> {
        self.parsed(&self.svg)
    }

    fn parsed(&self, inside: &str) -> Option<usvg::Tree> {
        let (width, height) = (self.width, self.height);
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">{inside}</svg>"
        );
        usvg::Tree::from_str(&svg, self.fonts)
            .inspect_err(|error| tracing::error!(%error, "a picture cannot be drawn"))
            .ok()
    }
}

impl Face {
    fn attributes(self, size: u32) -> String {
        let (family, weight) = match self {
            Face::Serif => ("Source Serif 4", 600),
            Face::Sans => ("Public Sans", 400),
        };
        // Quoted, because an unquoted family name must not start with a digit.
        format!("font-family=\"'{family}'\" font-weight=\"{weight}\" font-size=\"{size}\"")
    }
}

/// Our two families, and fonts for those of our languages that the two lack; `web/embed/assets.rs` lists
/// other scripts.
const FACES: [&str; 6] = [
    "SourceSerif4_600SemiBold.ttf",
    "PublicSans_400Regular.ttf",
    "NotoSansArabic_600SemiBold.ttf",
    "NotoSerifBengali_600SemiBold.ttf",
    "NotoSansGurmukhi_600SemiBold.ttf",
    "NotoSansHebrew_600SemiBold.ttf",
];

/// Loaded for the first picture; `None` when the server was built without its bundle.
static FONTS: LazyLock<Option<usvg::Options<'static>>> = LazyLock::new(|| {
    let mut faces = fontdb::Database::new();
    for name in FACES.into_iter().chain(bundle::SCRIPTS) {
        let source = fontdb::Source::Binary(Arc::new(bundle::unpacked(name)?));
        faces.load_font_source(source);
    }
    Some(usvg::Options {
        fontdb: Arc::new(faces),
        ..usvg::Options::default()
    })
});
