//! The height of a widget in a column of one width, added up from the top as its style sheet
//! (`widgets/src/style.css`) lays it out.

use widgets::{
    signatures::folding,
    text::{Key, Text},
    view::{Document, Folding, Holder, SigningPanel, SignupPanel},
    wire::Signatory,
};

/// The unit of spacing, `--undersigned-gap`, in pixels.
pub(super) const GAP: f64 = 8.0;
/// Between the rows of a form.
const FORM_GAP: f64 = 2.0 * GAP;
/// Line heights, for scripts that are read from the left and from the right.
const LEADING: [f64; 2] = [1.5, 1.8];
/// The names that a box shows once so many have signed.
const NAMES: usize = 8;

/// A height: pixels, and multiples of the size of the text.
#[derive(Clone, Copy, Default)]
pub(super) struct Height {
    pub(super) pixels: f64,
    pub(super) ems: f64,
}

/// A column that is filled from the top.
pub(super) struct Column<'a> {
    text: &'a Text,
    /// In ems.
    width: f64,
    pub(super) leading: f64,
    pub(super) height: Height,
}

impl<'a> Column<'a> {
    pub(super) fn new(text: &'a Text, width: f64) -> Column<'a> {
        let from_right = text.get(Key::Direction) == "rtl";
        Column {
            text,
            width,
            leading: LEADING[usize::from(from_right)],
            height: Height::default(),
        }
    }

    pub(super) fn add(&mut self, pixels: f64, ems: f64) {
        self.height.pixels += pixels;
        self.height.ems += ems;
    }

    /// Running text in letters of this size, relative to the column's.
    pub(super) fn add_text(&mut self, text: &str, size: f64) {
        let lines = lines_of(text, self.width / size);
        self.add(0.0, lines * size * self.leading);
    }

    /// The same as a row of a form, with the gap before the next.
    pub(super) fn add_line(&mut self, text: &str, size: f64) {
        self.add_text(text, size);
        self.add(FORM_GAP, 0.0);
    }

    /// Bold, with little room between its lines.
    pub(super) fn add_heading(&mut self, text: &str, size: f64) {
        let leading = if self.leading > LEADING[0] { 1.8 } else { 1.2 };
        let lines = lines_of(text, self.width / size / 1.1);
        self.add(0.0, lines * size * leading);
    }

    /// Paragraphs with the gap between them.
    fn add_paragraphs(&mut self, html: &str) {
        for (at, paragraph) in folding::lines(html).iter().enumerate() {
            self.add(if at > 0 { 1.5 * GAP } else { 0.0 }, 0.0);
            self.add_text(paragraph, 1.0);
        }
    }

    pub(super) fn add_document(&mut self, document: &Document, principles: Folding) {
        self.add_title(document);
        if !document.drafted_by.is_empty() {
            self.add(GAP, 0.0);
            let drafters = document.drafted_by.join(", ");
            self.add_text(&self.text.with(Key::DraftedBy, &drafters), 0.875);
        }
        self.add(2.0 * GAP, 0.0);
        self.add_paragraphs(&document.preamble);
        self.add_principles(document, principles);
        if !document.closing.is_empty() {
            self.add(2.0 * GAP, 0.0);
            self.add_paragraphs(&document.closing);
        }
    }

    /// The title alone, or with one principle, and the link to the text.
    pub(super) fn add_excerpt(&mut self, document: &Document) {
        self.add_title(document);
        if document.excerpt {
            self.add_principles(document, Folding::Open);
        }
        self.add(2.0 * GAP + 8.0, 0.0);
        self.add_text(self.text.get(Key::ReadDeclaration), 1.0);
    }

    fn add_title(&mut self, document: &Document) {
        self.add(3.0 + 1.5 * GAP, 0.0);
        self.add_heading(&document.title, 1.728);
    }

    fn add_principles(&mut self, document: &Document, folding: Folding) {
        if document.principles.is_empty() {
            return;
        }
        self.add(2.0 * GAP + 2.0, 0.0);
        if folding::folds(document, folding) {
            let number = u32::try_from(document.principles.len()).unwrap_or(u32::MAX);
            self.add(3.0 * GAP, 0.0);
            return self.add_text(&self.text.plural(Key::ReadPrinciples, number), 1.0);
        }
        let whole = self.width;
        // Beside the numeral.
        self.width -= 2.2;
        for principle in &document.principles {
            self.add(4.5 * GAP + 1.0, 0.0);
            self.add_heading(&principle.title, 1.2);
            self.add_paragraphs(&principle.text);
            // The box for a reservation.
            self.add(24.0, 1.5);
        }
        self.width = whole;
    }

    /// The number in large type, what it counts and the goal, which need two rows in a narrow
    /// column, and the bar.
    pub(super) fn add_counter(&mut self, panel: &SigningPanel) {
        let words = self.text.plural(Key::Signed, panel.count);
        let goal = self.text.with(Key::NextGoal, "100,000");
        let row = 1.2 * width_of(&words) + 0.876 * width_of(&goal) + 3.0 * width_of("00,000");
        let second = if row > self.width { 1.32 } else { 0.0 };
        self.add(6.0 * GAP + GAP + 5.0, 3.2 + second);
    }

    /// Name and email address, what organisers require, the line that opens the rest, and what stays
    /// in sight.
    pub(super) fn add_signing_form(&mut self, panel: &SigningPanel) {
        let (text, fields) = (self.text, &panel.fields);
        self.add_heading(text.get(Key::FormHeading), 1.2);
        self.add(FORM_GAP, 0.0);
        self.add_field(Key::Name, None);
        self.add_field(Key::Email, Some(Key::EmailHint));
        let required = [
            (fields.organisation.is_required(), Key::Organisation),
            (
                fields.organisation.is_required() && !fields.role.is_off(),
                Key::Role,
            ),
            (fields.postcode.is_required(), Key::Postcode),
        ];
        for (_, label) in required.into_iter().filter(|(shown, _)| *shown) {
            self.add_field(label, None);
        }
        self.add_more();
        if !fields.updates.is_off() {
            self.add_choice(&text.with(Key::Updates, &panel.organisers));
        }
        self.add_line(&text.with(Key::Privacy, &panel.organisers), 0.875);
        self.add_button();
        self.add_holder(&panel.holder);
    }

    /// Email address, what organisers require, and the line that opens the rest.
    pub(super) fn add_signup_form(&mut self, panel: &SignupPanel, compact: bool) {
        let hint = (!compact).then_some(Key::EmailHint);
        self.add_field(Key::Email, hint);
        let required = [
            (panel.fields.name, Key::Name),
            (panel.fields.postcode, Key::Postcode),
        ];
        for (_, label) in required.into_iter().filter(|(name, _)| name.is_required()) {
            self.add_field(label, None);
        }
        if !compact {
            self.add_more();
        }
        self.add_button();
        self.add_line(&self.text.with(Key::Consent, &panel.organisers), 0.875);
        self.add_holder(&panel.holder);
    }

    /// The line that opens the rest of a form, which wraps in a narrow column.
    fn add_more(&mut self) {
        self.add(10.0 + FORM_GAP, 2.0 * 0.875 * self.leading);
    }

    fn add_field(&mut self, label: Key, hint: Option<Key>) {
        self.add_text(self.text.get(label), 1.0);
        if let Some(hint) = hint {
            self.add_text(self.text.get(hint), 0.875);
        }
        // The field itself, the gap above it and that before the next.
        self.add(0.5 * GAP + 44.0 + FORM_GAP, 0.0);
    }

    fn add_choice(&mut self, label: &str) {
        // Beside the box.
        self.width -= 2.0;
        self.add_text(label, 1.0);
        self.width += 2.0;
        self.add(20.0 + FORM_GAP, 0.0);
    }

    fn add_button(&mut self) {
        self.add(50.0 + FORM_GAP, 0.0);
    }

    fn add_holder(&mut self, holder: &Holder) {
        let notice = holder.notice.as_ref().map(|(_, words)| words);
        let lines = [holder.address.as_ref(), holder.privacy.as_ref(), notice];
        for line in lines.into_iter().flatten() {
            self.add_line(line, 0.875);
        }
    }

    /// The newest names, in as many columns as fit. Fewer than the box may show are completed, since
    /// more people will sign.
    pub(super) fn add_names(&mut self, signatories: &[Signatory]) {
        let columns = ((self.width + 1.5) / 15.5).floor().max(1.0);
        let single = self.width / columns;
        let shown = signatories.iter().take(NAMES).map(|one| {
            let below = one.role.as_ref().or(one.place.as_ref());
            let below = below.map_or(0.0, |words| lines_of(words, single / 0.875) * 0.875);
            1.3 * (lines_of(&one.name, single / 1.1) + below)
        });
        let missing = NAMES.saturating_sub(signatories.len()) as f64;
        let ems = shown.sum::<f64>() + missing * 2.6;
        // Each of the two lists ends with a row that is not full.
        let rows = NAMES as f64 / columns + 1.0;
        self.add(8.0 * GAP + 2.0 * GAP + 9.0, ems / columns + 2.6);
        self.add(rows * GAP, 1.44);
        self.add_line(self.text.get(Key::AllSignatories), 1.0);
    }

    /// A row of buttons with their names, or of icons alone, which wraps.
    pub(super) fn add_buttons(&mut self, names: &[&str], compact: bool) {
        let (mut rows, mut used) = (1.0, 0.0);
        for name in names {
            let words = if compact {
                0.0
            } else {
                0.5 + 0.9375 * width_of(name)
            };
            let button = 2.9 + words;
            if used > 0.0 && used + button > self.width {
                rows += 1.0;
                used = 0.0;
            }
            used += button;
        }
        // A row is 48 pixels high with any text, but how many there are depends on its size.
        self.add(0.0, rows * 3.0);
    }
}

/// How many lines a text takes in a column of this width, in ems of the text. Words wrap whole; one
/// that is wider than the column is broken.
fn lines_of(text: &str, width: f64) -> f64 {
    let (mut lines, mut used) = (1.0, 0.0);
    for word in text.split_whitespace() {
        let word = width_of(word);
        let space = if used > 0.0 { width_of(" ") } else { 0.0 };
        if used + space + word <= width {
            used += space + word;
        } else if used > 0.0 {
            lines += 1.0;
            used = word;
        } else {
            used = word;
        }
        while used > width {
            lines += 1.0;
            used -= width;
        }
    }
    lines
}

/// The width of a text in ems, in a wide font.
fn width_of(text: &str) -> f64 {
    text.chars().map(width_of_one).sum()
}

fn width_of_one(one: char) -> f64 {
    match one {
        'i' | 'j' | 'l' | 't' | 'f' | ' ' | '.' | ',' | ':' | ';' | '!' | '|' | '(' | ')' | '’'
        | '\'' => 0.36,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.95,
        'A'..='Z' | '–' | '—' | '…' => 0.72,
        // Chinese, Japanese and Korean characters are squares.
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffee}' => 1.0,
        _ => 0.62,
    }
}
