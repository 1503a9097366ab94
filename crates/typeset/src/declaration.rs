//! A declaration as a printed document: title, how to sign it, the document's own texts. `body.rs`
//! sets the declaration's text, `names.rs` the names.

use krilla::tagging::Tag;

use super::{
    About, Fault,
    drawing::Colour,
    faces::Faces,
    flow::{Flow, Foot, Place},
    heading,
    tags::Node,
    text::{self, Direction, Ink, Style, Text},
};

/// Everything in the document except the names.
pub struct Declaration {
    /// BCP 47, of the text.
    pub lang: String,
    /// BCP 47, of the words around it.
    pub words_lang: String,
    pub from_right: bool,
    pub words_from_right: bool,
    pub title: String,
    /// Who drafted it.
    pub authors: Vec<String>,
    /// Sanitised HTML.
    pub preamble: String,
    pub articles: Vec<Article>,
    /// Sanitised HTML.
    pub closing: String,
    /// Where to read and sign it.
    pub address: String,
    pub words: PrintLabels,
    /// Year, month and day of the count.
    pub date: (u16, u8, u8),
    /// Formats a number in a language.
    pub number: fn(&str, u64) -> String,
}

pub struct Article {
    pub number: u64,
    /// Plain text.
    pub title: String,
    /// Sanitised HTML.
    pub text: String,
}

/// The document's own texts, with all values filled in.
pub struct PrintLabels {
    /// Above the title.
    pub kicker: String,
    pub drafted_by: String,
    pub organisers: String,
    /// The meeting it was prepared for; empty if there was none.
    pub prepared_for: String,
    pub sign_here: String,
    /// Alternative text of the QR code.
    pub code: String,
    /// How many signed, and the date of the count.
    pub count: String,
    /// Further remarks on the count.
    pub asides: Vec<String>,
    pub version: String,
    /// The text before the hash.
    pub hash: String,
    pub text_hash: String,
    pub signed_by: String,
    pub organisations: String,
    pub people: String,
    pub reservations: String,
    /// Says which principle a reservation is on; `{principle}` is its number.
    pub on_principle: String,
    /// Shown when there are no names.
    pub no_signatures: String,
}

/// A signatory, as the public may see it.
#[derive(Clone, Debug, Default)]
pub struct Signatory {
    pub organisation: bool,
    pub name: String,
    /// A person's role or place, or the person who signed for the organisation.
    pub role: Option<String>,
    /// How the organisation was verified.
    pub known: Option<String>,
    pub reservations: Vec<Reservation>,
}

#[derive(Clone, Debug)]
pub struct Reservation {
    pub principle: u64,
    pub text: Option<String>,
}

/// The document. Names are read as they are needed, organisations first.
pub fn declaration(
    faces: &Faces,
    declaration: &Declaration,
    signatories: impl Iterator<Item = Signatory>,
) -> Result<Vec<u8>, Fault> {
    let said = declaration.words_lang.clone();
    let number = move |value: u64| (declaration.number)(&said, value);
    let words_run = run(declaration.words_from_right);
    let foot = Foot {
        words: declaration.title.clone(),
        direction: run(declaration.from_right),
        number: &number,
    };
    let flow = Flow::new(super::document()?, faces, declaration.from_right, foot);
    let mut setting = DeclarationLayout {
        flow,
        declaration,
        text_runs: run(declaration.from_right),
        words_run,
        number: &number,
        // Texts in another language than the declaration carry a language tag.
        words_lang: (declaration.words_lang != declaration.lang)
            .then(|| declaration.words_lang.clone()),
        loose: text::loose(&declaration.lang),
        notes: Vec::new(),
    };
    setting.opening();
    setting.text();
    setting.imprint()?;
    setting.names(signatories);
    setting.notes();
    let about = About {
        title: &declaration.title,
        authors: &declaration.authors,
        lang: &declaration.lang,
        from_right: declaration.from_right,
        date: declaration.date,
    };
    super::written(setting.flow, &about)
}

pub(super) struct DeclarationLayout<'a> {
    pub(super) flow: Flow<'a>,
    pub(super) declaration: &'a Declaration,
    pub(super) text_runs: Direction,
    pub(super) words_run: Direction,
    pub(super) number: &'a dyn Fn(u64) -> String,
    pub(super) words_lang: Option<String>,
    pub(super) loose: f32,
    /// Notes below the names, in the order of their numbers.
    pub(super) notes: Vec<Text>,
}

impl DeclarationLayout<'_> {
    fn opening(&mut self) {
        let declaration = self.declaration;
        self.flow.bar(Place::WHOLE, 3.5, Colour::Black);
        self.flow.y += 2.0;
        self.flow.bar(Place::WHOLE, 0.6, Colour::Black);
        self.flow.y += 14.0;
        let kicker = Style::sans(8.0, 1.5).strong().ink(Ink::Quiet);
        // Letter spacing would tear joined letters apart.
        let kicker = if declaration.words_from_right || self.loose > 1.0 {
            kicker
        } else {
            kicker.spaced(0.7)
        };
        self.words(
            None,
            &declaration.words.kicker.clone(),
            &kicker,
            Place::WHOLE,
        );
        self.flow.y += 8.0;
        let size = match declaration.title.chars().count() {
            0..=45 => 33.0,
            46..=90 => 26.0,
            91..=160 => 20.0,
            _ => 15.0,
        };
        let style = Style::serif(size, 1.12 * self.loose).strong();
        self.flow.mark_heading(&declaration.title);
        let heading = heading(1, &declaration.title);
        let title = Text::plain(declaration.title.clone());
        let runs = self.text_runs;
        self.flow
            .put(None, heading, title, &style, Place::WHOLE, runs);
        self.flow.y += 8.0;
        let by = Style::serif(11.0, 1.4 * self.loose)
            .italic()
            .ink(Ink::Quiet);
        let words = &declaration.words;
        for words in [&words.drafted_by, &words.organisers, &words.prepared_for] {
            self.words(None, words, &by, Place::WHOLE);
        }
        self.flow.y += 14.0;
        self.flow.bar(Place::WHOLE, 0.5, Colour::Rule);
        self.flow.y += 14.0;
    }

    /// How to sign, the count with its date, and the version of the text.
    fn imprint(&mut self) -> Result<(), Fault> {
        const SIDE: f32 = 84.0;
        let words = &self.declaration.words;
        self.flow.space(14.0);
        self.flow.need(SIDE + 34.0);
        self.flow.bar(Place::WHOLE, 0.6, Colour::Black);
        self.flow.y += 14.0;
        let top = self.flow.y;
        let address = self.declaration.address.clone();
        self.flow.code(&address, &words.code, 0.0, SIDE)?;
        let place = Place::after(SIDE + 18.0);
        let large = Style::serif(13.0, 1.3 * self.loose).strong();
        self.words(None, &words.count, &large, place);
        let small = Style::sans(8.5, 1.45 * self.loose);
        for aside in &words.asides {
            self.words(None, aside, &small, place);
        }
        self.flow.y += 4.0;
        self.words(None, &words.sign_here, &small, place);
        let link = Text::link(address.clone(), address);
        self.flow
            .put(None, Tag::P, link, &small, place, Direction::LeftToRight);
        self.flow.y += 4.0;
        let quiet = Style::sans(7.0, 1.45 * self.loose).ink(Ink::Quiet);
        self.words(None, &words.version, &quiet, place);
        self.words(None, &words.hash, &quiet, place);
        let hash = Text::plain(words.text_hash.clone());
        self.flow
            .put(None, Tag::P, hash, &quiet, place, Direction::LeftToRight);
        self.flow.y = self.flow.y.max(top + SIDE) + 14.0;
        Ok(())
    }

    /// One of the document's own texts, in its language; does nothing if it is empty.
    pub(super) fn words(&mut self, parent: Option<Node>, words: &str, style: &Style, place: Place) {
        if words.is_empty() {
            return;
        }
        let mut tag: krilla::tagging::TagKind = Tag::P.into();
        tag.set_lang(self.words_lang.clone());
        let words = Text::plain(words);
        self.flow
            .put(parent, tag, words, style, place, self.words_run);
    }

    pub(super) fn heading(&mut self, level: u16, words: &str, style: &Style) {
        let mut tag: krilla::tagging::TagKind = heading(level, words).into();
        tag.set_lang(self.words_lang.clone());
        let words = Text::plain(words);
        let runs = self.words_run;
        self.flow.put(None, tag, words, style, Place::WHOLE, runs);
    }
}

fn run(from_right: bool) -> Direction {
    if from_right {
        Direction::RightToLeft
    } else {
        Direction::LeftToRight
    }
}
