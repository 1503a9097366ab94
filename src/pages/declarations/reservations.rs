//! Reservations on a declaration's page: how many signatories have one on each principle, and as
//! footnotes the reservations of those whose names are shown.

use crate::i18n::fill;
use widgets::wire;
use yew::prelude::*;

use crate::i18n::declaration;

/// How many signed with a reservation on a principle.
#[derive(Clone, Debug, PartialEq)]
pub struct Reserved {
    pub principle: u32,
    pub count: u64,
}

/// The mark after a name, which links to its footnote.
pub(in crate::pages) fn mark(lang: &str, number: u32) -> Html {
    let number_said = declaration::number(lang, number);
    let values = [("number", number_said.as_str())];
    let label = fill::filled(declaration::of(lang).reservation, &values);
    html! {
        <sup class="mark">
            <a id={format!("by-{number}")} href={format!("#note-{number}")} aria-label={label}>{ number_said }</a>
        </sup>
    }
}

/// Counts and footnotes; draws nothing when there are no reservations. Footnotes are numbered in
/// the order of the names.
pub(in crate::pages) fn draw(
    lang: &str,
    reserved: &[Reserved],
    noted: &[&wire::Signatory],
) -> Html {
    if reserved.is_empty() && noted.is_empty() {
        return html! {};
    }
    let footnotes = noted.iter().zip(1..);
    html! {
        <section class="reservations" id="reservations">
            <h2>{ declaration::of(lang).reservations }</h2>
            if !reserved.is_empty() {
                <ul class="reserved">{ for reserved.iter().map(|one| draw_count(lang, one)) }</ul>
            }
            if !noted.is_empty() {
                <ol class="footnotes">
                    { for footnotes.map(|(signatory, number)| draw_footnote(lang, signatory, number)) }
                </ol>
            }
        </section>
    }
}

fn draw_count(lang: &str, reserved: &Reserved) -> Html {
    let said = declaration::plural(lang, declaration::of(lang).reserved, reserved.count);
    let principle = declaration::number(lang, reserved.principle);
    let said = fill::filled(&said, &[("principle", &principle)]);
    html! { <li><a href={format!("#p{}", reserved.principle)}>{ said }</a></li> }
}

fn draw_footnote(lang: &str, signatory: &wire::Signatory, number: u32) -> Html {
    let back = declaration::of(lang).back_to_name;
    html! {
        <li id={format!("note-{number}")} value={number.to_string()}>
            <bdi class="name">{ &signatory.name }</bdi>
            { for signatory.reservations.iter().map(|principle| draw_reservation(lang, signatory, *principle)) }
            { " " }<a href={format!("#by-{number}")} aria-label={back}>{ "↑" }</a>
        </li>
    }
}

/// Any visitor may have written the text: it is plain, and keeps its own direction.
fn draw_reservation(lang: &str, signatory: &wire::Signatory, principle: u32) -> Html {
    let notes = signatory.reservation_notes.iter();
    let note = notes.clone().find(|note| note.principle == principle);
    html! { <>{ ", " }{ on_principle(lang, principle, note.map(|note| note.text.as_str())) }</> }
}

/// "on principle 4: words", or without words.
pub(in crate::pages) fn on_principle(lang: &str, principle: u32, note: Option<&str>) -> Html {
    let number = declaration::number(lang, principle);
    let values = [("principle", number.as_str())];
    let on = fill::filled(declaration::of(lang).on_principle, &values);
    html! {
        <>
            <span class="on">{ on }</span>
            if let Some(note) = note.filter(|note| !note.is_empty()) {
                { ": " }<q dir="auto">{ note.to_owned() }</q>
            }
        </>
    }
}
