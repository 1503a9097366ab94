//! `GET /desk`: each declaration and list that one may see, with its numbers.

use widgets::wire::ConfirmedKind;
use yew::prelude::*;

use super::layout::{self, DeskHead};
use super::subject::{NumberKind, path};
use crate::domain::accounts::SubjectNumbers;
use crate::i18n::{desk, format};

/// The content of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OverviewPage {
    pub declarations: Vec<SubjectNumbers>,
    pub lists: Vec<SubjectNumbers>,
    /// Whether the account owns everything, so that nothing is hidden from it.
    pub owns_all: bool,
}

/// Draws the page.
pub async fn draw(head: DeskHead, page: OverviewPage) -> String {
    let text = &desk::of(&head.lang).overview;
    let (lang, title) = (head.lang.clone(), head.title.clone());
    layout::draw(head, move || {
        let empty = page.declarations.is_empty() && page.lists.is_empty();
        html! {
            <>
                <h1>{ title }</h1>
                if empty && page.owns_all {
                    <p class="empty">{ text.nothing_yet }</p>
                } else if empty {
                    <p class="empty">{ text.nothing }</p>
                }
                { table(&lang, text.declarations, &page.declarations) }
                { table(&lang, text.lists, &page.lists) }
            </>
        }
    })
    .await
}

/// Declarations or lists, one a row.
fn table(lang: &str, heading: &'static str, subjects: &[SubjectNumbers]) -> Html {
    let Some(first) = subjects.first() else {
        return Html::default();
    };
    let columns = columns(first.subject.kind);
    let heads = columns.iter().map(|column| {
        html! { <th scope="col" class="number">{ column.label(lang) }</th> }
    });
    html! {
        <table class="subjects">
            <thead><tr><th scope="col">{ heading }</th>{ for heads }</tr></thead>
            <tbody>{ for subjects.iter().map(|one| row(lang, one)) }</tbody>
        </table>
    }
}

/// Few enough for a phone; the page of each has all numbers.
const fn columns(kind: ConfirmedKind) -> &'static [NumberKind] {
    match kind {
        ConfirmedKind::Signature => &[NumberKind::Signed, NumberKind::Held, NumberKind::Sent],
        ConfirmedKind::Subscription => &[NumberKind::Subscribed, NumberKind::Unsubscribed],
    }
}

fn row(lang: &str, one: &SubjectNumbers) -> Html {
    let text = &desk::of(lang).overview;
    let numbers = columns(one.subject.kind).iter().map(|column| {
        let number = match column {
            NumberKind::Held => one.held,
            NumberKind::Unsubscribed | NumberKind::Withdrawn => one.ended,
            NumberKind::TakenDown => one.taken_down,
            NumberKind::Sent => one.sent,
            NumberKind::Signed | NumberKind::Subscribed => one.confirmed,
        };
        html! { <td class="number">{ format::number(lang, number) }</td> }
    });
    html! {
        <tr>
            <th scope="row">
                <a href={path(&one.subject)} dir="auto">{ &one.subject.title }</a>
                if one.subject.unpublished { <span class="of">{ text.off_the_web }</span> }
            </th>
            { for numbers }
        </tr>
    }
}
