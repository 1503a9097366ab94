//! Fills pages: blocks below one another, a foot on each page. All lengths are in points; a page is
//! A4. `columns.rs` sets names in columns, `drawing.rs` does the drawing.

use std::rc::Rc;

use krilla::{
    Document,
    page::PageSettings,
    tagging::{BBox, Tag, TagKind},
};

use super::{
    Fault,
    drawing::{self, Belongs, Colour, Item},
    faces::Faces,
    lines::{Block, Setter},
    tags::{Node, Tags},
    text::{Direction, Ink, Style, Text},
};

pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
/// Margin between the paper's edge and the content.
pub(super) const SIDE: f32 = 66.0;
pub(super) const TOP: f32 = 60.0;
const BOTTOM: f32 = 66.0;
/// Width between the margins.
pub(super) const ROOM: f32 = WIDTH - 2.0 * SIDE;

/// The foot of every page.
pub(super) struct Foot<'a> {
    pub words: String,
    pub direction: Direction,
    /// Formats a number in the document's language.
    pub number: &'a dyn Fn(u64) -> String,
}

pub(super) struct Flow<'a> {
    pub setter: Setter,
    pub tags: Tags,
    document: Document,
    items: Vec<Item>,
    /// How many pages are finished.
    pages: usize,
    from_right: bool,
    pub y: f32,
    foot: Foot<'a>,
    headings: Vec<Heading>,
    /// End and height of the last vertical space.
    spaced: (f32, f32),
}

/// An entry for the PDF's outline.
pub(super) struct Heading {
    pub words: String,
    pub page: usize,
    pub top: f32,
}

/// Position of a block between the margins, counted from the side where reading starts.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub indent: f32,
    pub width: f32,
}

impl Place {
    pub(super) const WHOLE: Place = Place::after(0.0);

    pub(super) const fn after(indent: f32) -> Place {
        Place {
            indent,
            width: ROOM - indent,
        }
    }
}

impl<'a> Flow<'a> {
    pub(super) fn new(
        document: Document,
        faces: &Faces,
        from_right: bool,
        foot: Foot<'a>,
    ) -> Flow<'a> {
        Flow {
            setter: Setter::new(faces),
            tags: Tags::default(),
            document,
            items: Vec::new(),
            pages: 0,
            from_right,
            y: TOP,
            foot,
            headings: Vec::new(),
            spaced: (0.0, 0.0),
        }
    }

    /// The finished pages, the tag tree and the headings.
    pub(super) fn finish(mut self) -> (Document, Tags, Vec<Heading>) {
        self.finish_page();
        (self.document, self.tags, self.headings)
    }

    /// Vertical space. It is dropped at the top of a page, and where two meet only the larger
    /// remains.
    pub(super) fn space(&mut self, height: f32) {
        let (end, before) = self.spaced;
        let before = if self.y == end { before } else { 0.0 };
        if self.y > TOP && height > before {
            self.y += height - before;
            self.spaced = (self.y, height);
        }
    }

    /// Starts a new page if less than this height is left.
    pub(super) fn need(&mut self, height: f32) {
        if self.y > TOP && self.y + height > HEIGHT - BOTTOM {
            self.finish_page();
        }
    }

    /// The height left on this page.
    pub(super) fn left(&self) -> f32 {
        HEIGHT - BOTTOM - self.y
    }

    /// A horizontal bar.
    pub(super) fn bar(&mut self, place: Place, height: f32, colour: Colour) {
        self.items.push(Item::Bar {
            left: self.start(place),
            top: self.y,
            width: place.width,
            height,
            colour,
        });
        self.y += height;
    }

    /// A vertical line, for tables.
    pub(super) fn upright(&mut self, indent: f32, top: f32, height: f32, colour: Colour) {
        let place = Place { indent, width: 0.5 };
        self.items.push(Item::Bar {
            left: self.start(place),
            top,
            width: 0.5,
            height,
            colour,
        });
    }

    pub(super) fn set(
        &mut self,
        text: Text,
        style: &Style,
        width: f32,
        direction: Direction,
    ) -> Rc<Block> {
        Rc::new(self.setter.set(text, style, width, direction))
    }

    /// Adds text below the existing content, and continues it on the next page if necessary.
    pub(super) fn put(
        &mut self,
        parent: Option<Node>,
        tag: impl Into<TagKind>,
        text: Text,
        style: &Style,
        place: Place,
        direction: Direction,
    ) -> Node {
        let node = self.tags.add(parent, tag);
        let block = self.set(text, style, place.width, direction);
        self.put_block(node, &block, style, place);
        node
    }

    pub(super) fn put_block(&mut self, node: Node, block: &Rc<Block>, style: &Style, place: Place) {
        let leading = style.size * style.leading;
        let mut from = 0;
        while from < block.lines() {
            let rest = block.lines() - from;
            let fit = (self.left() / leading + 0.01).max(0.0) as usize;
            let mut take = rest.min(fit);
            // Avoids single lines at the end or the start of a page.
            if take < rest {
                if rest - take == 1 {
                    take = take.saturating_sub(1);
                }
                if take < 2 && self.y > TOP {
                    take = 0;
                }
            }
            if take == 0 && self.y > TOP {
                self.finish_page();
                continue;
            }
            for number in from..from + take.max(1) {
                self.put_line(node, block, number, place, self.y);
                self.y += leading;
            }
            from += take.max(1);
            if from < block.lines() {
                self.finish_page();
            }
        }
    }

    pub(super) fn put_line(
        &mut self,
        node: Node,
        block: &Rc<Block>,
        number: usize,
        place: Place,
        top: f32,
    ) {
        self.items.push(Item::Line {
            block: Rc::clone(block),
            number,
            left: self.start(place),
            top,
            from_right: self.from_right,
            belongs: Belongs::To(node),
        });
    }

    /// Puts a whole block at a fixed height, outside the flow.
    pub(super) fn put_at(
        &mut self,
        node: Node,
        block: &Rc<Block>,
        leading: f32,
        place: Place,
        top: f32,
    ) {
        for number in 0..block.lines() {
            self.put_line(node, block, number, place, top + number as f32 * leading);
        }
    }

    /// Adds an entry to the outline, pointing to what comes next.
    pub(super) fn mark_heading(&mut self, words: &str) {
        self.headings.push(Heading {
            words: words.to_owned(),
            page: self.pages,
            top: self.y,
        });
    }

    /// A QR code of the given width, with alternative text.
    pub(super) fn code(
        &mut self,
        address: &str,
        said: &str,
        indent: f32,
        side: f32,
    ) -> Result<(), Fault> {
        let code = qrcode::QrCode::new(address).map_err(|_| Fault::Address)?;
        let width = code.width();
        let square = side / width as f32;
        let place = Place {
            indent,
            width: side,
        };
        let (left, top) = (self.start(place), self.y);
        let area = krilla::geom::Rect::from_xywh(left, top, side, side);
        let area = area.map(|area| BBox::new(self.pages, area));
        let figure = Tag::Figure(Some(said.to_owned())).with_bbox(area);
        let node = self.tags.add(None, figure);
        let colours = code.to_colors().into_iter().enumerate();
        let dark = colours.filter(|(_, colour)| *colour == qrcode::Color::Dark);
        let place_of = |at: usize| ((at % width) as u16, (at / width) as u16);
        self.items.push(Item::Code {
            left,
            top,
            side: square,
            dark: dark.map(|(at, _)| place_of(at)).collect(),
            node,
        });
        Ok(())
    }

    pub(super) fn finish_page(&mut self) {
        let style = Style::sans(7.5, 1.3).ink(Ink::Quiet);
        let number = (self.foot.number)(self.pages as u64 + 1);
        let number = self.set(Text::plain(number), &style, 60.0, Direction::OwnWay);
        let place = Place {
            indent: ROOM - number.longest(),
            width: 60.0,
        };
        self.put_foot(&number, place);
        if self.pages > 0 {
            let words = Text::plain(self.foot.words.clone());
            let direction = self.foot.direction;
            let words = self.set(words, &style, ROOM - 60.0, direction);
            let place = Place {
                indent: 0.0,
                width: ROOM - 60.0,
            };
            self.put_foot(&words, place);
        }
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).expect("A4 has a size");
        let page = self.document.start_page_with(settings);
        drawing::draw(page, &self.items, &mut self.setter, &mut self.tags);
        self.items.clear();
        self.pages += 1;
        self.y = TOP;
    }

    /// Only the first line: a foot never grows.
    fn put_foot(&mut self, block: &Rc<Block>, place: Place) {
        self.items.push(Item::Line {
            block: Rc::clone(block),
            number: 0,
            left: self.start(place),
            top: HEIGHT - BOTTOM + 22.0,
            from_right: self.from_right,
            belongs: Belongs::Foot,
        });
    }

    /// A visual aid of one line that screen readers skip.
    pub(super) fn put_ornament(&mut self, block: &Rc<Block>, place: Place, top: f32) {
        self.items.push(Item::Line {
            block: Rc::clone(block),
            number: 0,
            left: self.start(place),
            top,
            from_right: self.from_right,
            belongs: Belongs::Ornament,
        });
    }

    fn start(&self, place: Place) -> f32 {
        if self.from_right {
            WIDTH - SIDE - place.indent - place.width
        } else {
            SIDE + place.indent
        }
    }
}
