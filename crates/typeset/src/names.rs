//! The names below a declaration, organisations first, in columns; and their reservations as notes.

use krilla::tagging::{ListNumbering, Tag};

use super::{
    columns::Columns,
    declaration::{DeclarationLayout, Signatory},
    drawing::Colour,
    flow::{Place, ROOM},
    text::{Ink, Mark, Style, Text},
};

impl DeclarationLayout<'_> {
    pub(super) fn names(&mut self, signatories: impl Iterator<Item = Signatory>) {
        let words = &self.declaration.words;
        let mut signatories = signatories.peekable();
        self.flow.need(90.0);
        self.flow.bar(Place::WHOLE, 0.6, Colour::Black);
        self.flow.y += 12.0;
        self.flow.mark_heading(&words.signed_by);
        let style = Style::serif(17.0, 1.25 * self.loose).strong();
        self.heading(2, &words.signed_by, &style);
        self.flow.y += 6.0;
        if signatories.peek().is_none() {
            let style = Style::serif(11.0, 1.45 * self.loose)
                .italic()
                .ink(Ink::Quiet);
            self.words(None, &words.no_signatures, &style, Place::WHOLE);
            return;
        }
        let kinds = [
            (true, &words.organisations, Style::serif(10.5, 1.32), 2, 5.0),
            (false, &words.people, Style::serif(9.0, 1.34), 3, 2.5),
        ];
        for (organisations, title, style, count, between) in kinds {
            let of_this_kind = |one: &Signatory| one.organisation == organisations;
            if !signatories.peek().is_some_and(of_this_kind) {
                continue;
            }
            self.flow.need(60.0);
            let small = Style::sans(8.5, 1.4).strong().ink(Ink::Quiet);
            self.heading(3, title, &small);
            self.flow.y += 5.0;
            let list = self.flow.tags.add(None, Tag::L(ListNumbering::None));
            let columns = Columns {
                count,
                gap: 16.0,
                between,
            };
            let (notes, number) = (&mut self.notes, self.number);
            let on = &words.on_principle;
            let mut entries = std::iter::from_fn(|| {
                let one = signatories.next_if(|one| one.organisation == organisations)?;
                Some(entry(&one, notes, number, on))
            });
            self.flow.columns(list, columns, &style, &mut entries);
            self.flow.space(16.0);
        }
    }

    /// Reservations, with the numbers that follow the names.
    pub(super) fn notes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        let words = &self.declaration.words;
        self.flow.need(60.0);
        self.flow.bar(
            Place {
                indent: 0.0,
                width: ROOM / 4.0,
            },
            0.5,
            Colour::Black,
        );
        self.flow.y += 8.0;
        self.flow.mark_heading(&words.reservations);
        let small = Style::sans(8.5, 1.4).strong().ink(Ink::Quiet);
        self.heading(3, &words.reservations, &small);
        self.flow.y += 4.0;
        let style = Style::serif(8.5, 1.4 * self.loose);
        let list = self.flow.tags.add(None, Tag::L(ListNumbering::Decimal));
        for (note, number) in std::mem::take(&mut self.notes).into_iter().zip(1_u64..) {
            let node = self.flow.tags.add(Some(list), Tag::LI);
            let label = self.flow.tags.add(Some(node), Tag::Lbl);
            let body = self.flow.tags.add(Some(node), Tag::LBody);
            let number = Text::plain((self.number)(number));
            let place = Place {
                indent: 0.0,
                width: 22.0,
            };
            let number = self.flow.set(number, &style, 22.0, self.words_run);
            self.flow.need(style.size * style.leading * 2.0);
            let top = self.flow.y;
            self.flow.put_line(label, &number, 0, place, top);
            let place = Place::after(24.0);
            let note = self.flow.set(note, &style, place.width, self.words_run);
            self.flow.put_block(body, &note, &style, place);
            self.flow.y += 2.0;
        }
    }
}

/// A name with its role in smaller type; its reservations become a note.
fn entry(
    signatory: &Signatory,
    notes: &mut Vec<Text>,
    number: &dyn Fn(u64) -> String,
    on_principle: &str,
) -> Text {
    let mut text = Text::default();
    if signatory.organisation {
        text.push_marked(&signatory.name, Mark::Strong);
    } else {
        text.push(&signatory.name);
    }
    if !signatory.reservations.is_empty() {
        notes.push(note(signatory, number, on_principle));
        // A space of the number's size, so readers do not take the number for a part of the name;
        // it does not break, so the number stays beside the name.
        let mark = format!("\u{a0}{}", number(notes.len() as u64));
        text.push_marked(&mark, Mark::Note);
    }
    if let Some(role) = signatory.role.as_deref().filter(|role| !role.is_empty()) {
        let between = if signatory.organisation { "\n" } else { " · " };
        text.push_marked(&format!("{between}{role}"), Mark::Aside);
    }
    if let Some(known) = &signatory.known {
        text.push_marked(&format!("\n{known}"), Mark::Aside);
    }
    text
}

/// A signatory's name and reservations. Anybody can write these texts, so each keeps its own
/// direction.
fn note(signatory: &Signatory, number: &dyn Fn(u64) -> String, on_principle: &str) -> Text {
    let mut note = Text::default();
    note.push("\u{2068}");
    note.push_marked(&signatory.name, Mark::Strong);
    note.push("\u{2069}");
    for reservation in &signatory.reservations {
        let principle = number(reservation.principle);
        note.push(" · ");
        note.push(&on_principle.replace("{principle}", &principle));
        if let Some(words) = reservation
            .text
            .as_deref()
            .filter(|words| !words.is_empty())
        {
            note.push(&format!(": \u{2068}{words}\u{2069}"));
        }
    }
    note
}
