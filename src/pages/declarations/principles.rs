//! The principles on a declaration's page, each with an address to share, and the meeting they were
//! prepared for.

use crate::i18n::fill;
use crate::i18n::format;
use widgets::{
    text::{Key, Text},
    view::{Document, Principle},
};
use yew::prelude::*;

use super::DeclarationPage;
use crate::domain::declarations::Meeting;
use crate::i18n::{declaration, page};
use crate::pages::layout::raw;

/// A principle with a link to itself; `lang` is the language of the words around it.
pub(in crate::pages) fn draw(lang: &str, page: &DeclarationPage, principle: &Principle) -> Html {
    let (text, number) = (Text::of(lang), principle.number);
    let shown = declaration::number(lang, number);
    let label = fill::filled(declaration::of(lang).link_to, &[("number", &shown)]);
    let pointed = (page.pointed == Some(number)).then_some("pointed");
    html! {
        <li id={format!("p{number}")} class={classes!(pointed)}>
            <h2><span class="numeral" aria-hidden="true">{ number }</span>{ &principle.title }</h2>
            { raw(principle.text.clone()) }
            <p class="address" lang={text.lang()} dir={text.get(Key::Direction)}>
                <a
                    class="permalink"
                    href={format!("#p{number}")}
                    data-address={format!("{}#p{number}", page.url)}
                    data-words={format!("{number}. {} – {}", principle.title, page.document.title)}
                    data-copied={text.get(Key::ShareCopied)}
                >{ label }</a>
                if page.reserving {
                    { reserve(&text, page, number) }
                }
            </p>
        </li>
    }
}

/// The link to the form with a reservation on this principle. The form itself is in a tree of its own,
/// where no box in this text can belong to it.
fn reserve(text: &Text, page: &DeclarationPage, number: u32) -> Html {
    let asked = page.names.asked.as_ref();
    let lang = asked.map_or(String::new(), |asked| format!("lang={asked}&"));
    let href = format!("/d/{}?{lang}reserve={number}#sign", page.document.slug);
    let (before, after) = text.around(Key::ReservePrinciple);
    let words = format!("{before}{}{after}", text.number(number));
    html! { <a class="reserve" {href} data-principle={number.to_string()}>{ words }</a> }
}

/// The meeting as plain text, for print.
pub(crate) fn meeting(lang: &str, meeting: &Meeting) -> String {
    let comma = page::of(lang).writing.comma;
    // Isolated, so a name in the other direction stays in one piece.
    let apart = |text: &str| format!("\u{2068}{text}\u{2069}");
    let date = meeting.date.map(|date| format::civil_date(lang, date));
    let parts = [
        Some(apart(&meeting.name)),
        meeting.place.as_deref().map(apart),
        date,
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    fill::filled(
        declaration::of(lang).prepared_for,
        &[("meeting", &parts.join(comma))],
    )
}

/// The link to the principle that an address without a fragment names.
pub(super) fn point_to(lang: &str, document: &Document, number: u32) -> Option<Html> {
    let principle = document
        .principles
        .iter()
        .find(|one| one.number == number)?;
    let number_said = declaration::number(lang, number);
    let title = principle.title.clone();
    Some(html! {
        <p class="to-principle"><a href={format!("#p{number}")}>{ number_said }{ ". " }<bdi>{ title }</bdi></a></p>
    })
}

/// "Prepared for the autumn meeting, Leeds, 3 October 2026".
pub(super) fn draw_meeting(lang: &str, meeting: &Meeting) -> Html {
    let comma = page::of(lang).writing.comma;
    let date = meeting.date.map(|date| {
        let date_said = format::civil_date(lang, date);
        html! { <>{ comma }<time datetime={date.to_string()}>{ date_said }</time></> }
    });
    let place = meeting
        .place
        .as_ref()
        .map(|place| html! { <>{ comma }<bdi>{ place }</bdi></> });
    let said = html! { <><bdi>{ &meeting.name }</bdi>{ for place }{ for date }</> };
    let text = Text::of(lang);
    html! {
        <p class="drafters meeting" lang={text.lang()} dir={text.get(Key::Direction)}>
            { fill::set(declaration::of(lang).prepared_for, &[("meeting", said)]) }
        </p>
    }
}
