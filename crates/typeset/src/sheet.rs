//! The signing sheet: what is signed and on which terms, and lines to sign on. Every page is a
//! separate sheet with its own code.

use std::rc::Rc;

use krilla::tagging::{ListNumbering, Tag, TagKind};

use super::{
    About, Fault,
    drawing::Colour,
    faces::Faces,
    flow::{Flow, Foot, Place, ROOM},
    lines::Block,
    text::{self, Direction, Ink, Style, Text},
};

/// The content of every sheet.
pub struct Sheet {
    /// BCP 47, of the text.
    pub lang: String,
    /// BCP 47, of the words around it.
    pub words_lang: String,
    pub from_right: bool,
    pub words_from_right: bool,
    pub title: String,
    pub authors: Vec<String>,
    /// Number and title of each.
    pub principles: Vec<(u64, String)>,
    /// Where to read the text.
    pub address: String,
    pub words: SheetWords,
    pub date: (u16, u8, u8),
    pub number: fn(&str, u64) -> String,
}

/// The sheet's own texts, with all values filled in.
pub struct SheetWords {
    pub kicker: String,
    pub organisers: String,
    pub what_is_signed: String,
    pub read_first: String,
    /// Alternative text of the QR code.
    pub code: String,
    pub consent: String,
    /// Column headings: number, name, place, email, signature.
    pub columns: [String; 5],
    pub send_back: String,
}

/// How many titles fit and leave room to sign; the full text is at the address.
const TITLES: usize = 14;
const LINE: f32 = 27.0;
/// Where each column starts, as a fraction of the width.
const COLUMNS: [f32; 5] = [0.0, 0.055, 0.33, 0.52, 0.765];

/// One page per code, ready to print.
pub fn sheet(faces: &Faces, sheet: &Sheet, codes: &[String]) -> Result<Vec<u8>, Fault> {
    let said = sheet.words_lang.clone();
    let number = move |value: u64| (sheet.number)(&said, value);
    let foot = Foot {
        words: sheet.title.clone(),
        direction: run(sheet.from_right),
        number: &number,
    };
    let flow = Flow::new(super::document()?, faces, sheet.from_right, foot);
    let mut setting = SheetLayout {
        flow,
        sheet,
        number: &number,
        loose: text::loose(&sheet.lang),
    };
    for (at, code) in codes.iter().enumerate() {
        if at > 0 {
            setting.flow.finish_page();
        }
        setting.page(code)?;
    }
    let about = About {
        title: &sheet.title,
        authors: &sheet.authors,
        lang: &sheet.lang,
        from_right: sheet.from_right,
        date: sheet.date,
    };
    super::written(setting.flow, &about)
}

struct SheetLayout<'a> {
    flow: Flow<'a>,
    sheet: &'a Sheet,
    number: &'a dyn Fn(u64) -> String,
    /// Factor for the leading.
    loose: f32,
}

impl SheetLayout<'_> {
    fn page(&mut self, code: &str) -> Result<(), Fault> {
        const SIDE: f32 = 76.0;
        let sheet = self.sheet;
        let words = &sheet.words;
        self.flow.bar(Place::WHOLE, 3.0, Colour::Black);
        self.flow.y += 10.0;
        let top = self.flow.y;
        let beside = Place {
            indent: 0.0,
            width: ROOM - SIDE - 18.0,
        };
        let small = Style::sans(8.0, 1.4 * self.loose).strong().ink(Ink::Quiet);
        self.words(&words.kicker, &small, beside);
        self.flow.mark_heading(code);
        let size = match sheet.title.chars().count() {
            0..=60 => 20.0,
            61..=120 => 16.0,
            _ => 12.5,
        };
        let heading = super::heading(1, &sheet.title);
        let title = Text::plain(sheet.title.clone());
        let style = Style::serif(size, 1.2 * self.loose).strong();
        let runs = run(sheet.from_right);
        self.flow.put(None, heading, title, &style, beside, runs);
        let by = Style::serif(9.5, 1.4 * self.loose).italic().ink(Ink::Quiet);
        self.words(&words.organisers, &by, beside);
        self.flow.y += 4.0;
        let plain = Style::sans(8.0, 1.4 * self.loose);
        self.words(&words.read_first, &plain, beside);
        let link = Text::link(sheet.address.clone(), sheet.address.clone());
        let forwards = Direction::LeftToRight;
        self.flow
            .put(None, Tag::P, link, &plain.strong(), beside, forwards);
        let under = self.flow.y;
        self.flow.y = top;
        self.flow
            .code(&sheet.address, &words.code, ROOM - SIDE, SIDE)?;
        self.flow.y = under.max(top + SIDE) + 8.0;
        self.titles();
        let terms = Style::sans(7.6, 1.4 * self.loose);
        self.words(&words.consent, &terms, Place::WHOLE);
        self.flow.y += 8.0;
        self.lines(code);
        Ok(())
    }

    /// What is signed: the titles of the principles, in two columns.
    fn titles(&mut self) {
        let sheet = self.sheet;
        if sheet.principles.is_empty() {
            return;
        }
        self.flow.bar(Place::WHOLE, 0.5, Colour::Rule);
        self.flow.y += 5.0;
        let small = Style::sans(7.6, 1.4 * self.loose).strong().ink(Ink::Quiet);
        self.words(&sheet.words.what_is_signed, &small, Place::WHOLE);
        let style = Style::serif(9.0, 1.3 * self.loose);
        let list = self.flow.tags.add(None, Tag::L(ListNumbering::Decimal));
        let runs = run(sheet.from_right);
        let width = ROOM / 2.0 - 10.0;
        let shown = sheet.principles.iter().take(TITLES);
        let mut blocks: Vec<Rc<Block>> = shown
            .map(|(number, title)| {
                let words = format!("{}. {title}", (self.number)(*number));
                self.flow.set(Text::plain(words), &style, width, runs)
            })
            .collect();
        if sheet.principles.len() > TITLES {
            blocks.push(self.flow.set(Text::plain("…"), &style, width, runs));
        }
        let first = blocks.len().div_ceil(2);
        let (top, mut deepest) = (self.flow.y, self.flow.y);
        for (at, block) in blocks.iter().enumerate() {
            if at == first {
                self.flow.y = top;
            }
            let indent = if at < first { 0.0 } else { ROOM / 2.0 + 5.0 };
            let item = self.flow.tags.add(Some(list), Tag::LI);
            let body = self.flow.tags.add(Some(item), Tag::LBody);
            let place = Place { indent, width };
            let leading = style.size * style.leading;
            let here = self.flow.y;
            self.flow.put_at(body, block, leading, place, here);
            self.flow.y += block.height();
            deepest = deepest.max(self.flow.y);
        }
        self.flow.y = deepest + 5.0;
        self.flow.bar(Place::WHOLE, 0.5, Colour::Rule);
        self.flow.y += 6.0;
    }

    fn lines(&mut self, code: &str) {
        let words = &self.sheet.words;
        let places = COLUMNS.iter().enumerate().map(|(at, start)| {
            let end = COLUMNS.get(at + 1).copied().unwrap_or(1.0);
            Place {
                indent: start * ROOM,
                width: (end - start) * ROOM - 4.0,
            }
        });
        let places: Vec<Place> = places.collect();
        let label = Style::sans(7.2, 1.3 * self.loose).strong();
        let top = self.flow.y;
        for (words, place) in words.columns.iter().zip(&places) {
            self.flow.y = top;
            self.words(words, &label, *place);
        }
        self.flow.y = top + 12.0;
        let table = self.flow.y;
        self.flow.bar(Place::WHOLE, 0.8, Colour::Black);
        // The code and the return address come below the lines.
        let fit = ((self.flow.left() - 40.0) / LINE).max(1.0) as u64;
        let numeral = Style::sans(8.0, 1.3 * self.loose).ink(Ink::Quiet);
        for line in 1..=fit {
            let numeral_text = Text::plain((self.number)(line));
            let block = self
                .flow
                .set(numeral_text, &numeral, places[0].width, Direction::OwnWay);
            let at = self.flow.y + LINE - 13.0;
            self.flow.put_ornament(&block, places[0], at);
            self.flow.y += LINE - 0.5;
            self.flow.bar(Place::WHOLE, 0.5, Colour::Rule);
        }
        let height = self.flow.y - table;
        for start in &COLUMNS[1..] {
            self.flow
                .upright(start * ROOM - 4.0, table, height, Colour::Rule);
        }
        self.flow.y += 6.0;
        let strong = Style::sans(11.0, 1.3 * self.loose).strong();
        self.words(code, &strong, Place::WHOLE);
        let small = Style::sans(7.2, 1.35 * self.loose).ink(Ink::Quiet);
        self.words(&words.send_back.clone(), &small, Place::WHOLE);
    }

    fn words(&mut self, words: &str, style: &Style, place: Place) {
        let mut tag: TagKind = Tag::P.into();
        if self.sheet.words_lang != self.sheet.lang {
            tag.set_lang(Some(self.sheet.words_lang.clone()));
        }
        let runs = run(self.sheet.words_from_right);
        self.flow
            .put(None, tag, Text::plain(words), style, place, runs);
    }
}

fn run(from_right: bool) -> Direction {
    if from_right {
        Direction::RightToLeft
    } else {
        Direction::LeftToRight
    }
}
