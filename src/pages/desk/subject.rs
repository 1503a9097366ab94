//! `GET /desk/declarations/{slug}` and `GET /desk/lists/{slug}`: the numbers of one declaration or list
//! by state, day and site, and its downloads (`exports.rs`).

use widgets::wire::ConfirmedKind;
use yew::prelude::*;

use super::exports::{self, OutPart};
use super::layout::{self, DeskHead, Said, back_to, say};
use crate::domain::accounts::DeskSubject;
use crate::domain::time;
use crate::i18n::{declaration, desk, fill, format};

/// What a number counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NumberKind {
    /// Forms that were sent.
    Sent,
    /// Signatures that count.
    Signed,
    /// People on the list.
    Subscribed,
    Held,
    Withdrawn,
    TakenDown,
    Unsubscribed,
}

impl NumberKind {
    pub(super) fn label(self, lang: &str) -> &'static str {
        let text = &desk::of(lang).subject;
        match self {
            Self::Sent => text.sent,
            Self::Signed => text.signed,
            Self::Subscribed => text.subscribed,
            Self::Held => text.held,
            Self::Withdrawn => text.withdrawn,
            Self::TakenDown => text.taken_down,
            Self::Unsubscribed => text.unsubscribed,
        }
    }
}

/// The content of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct SubjectPage {
    pub subject: DeskSubject,
    pub said: Option<Said>,
    pub all: Vec<(NumberKind, u64)>,
    pub out: OutPart,
    /// What the columns by day and by site count.
    pub columns: Vec<NumberKind>,
    /// By day, in Unix milliseconds, newest first.
    pub days: Vec<(i64, Vec<u64>)>,
    /// By the origin of the page, which is empty for the server's own pages; most first.
    pub sites: Vec<(String, Vec<u64>)>,
    /// How many other sites there are, and their numbers together.
    pub other_sites: Option<(u64, Vec<u64>)>,
}

/// The address of its page on the desk.
pub fn path(subject: &DeskSubject) -> String {
    match subject.kind {
        ConfirmedKind::Signature => format!("/desk/declarations/{}", subject.slug),
        ConfirmedKind::Subscription => format!("/desk/lists/{}", subject.slug),
    }
}

/// Draws the page.
pub async fn draw(head: DeskHead, page: SubjectPage) -> String {
    let text = desk::of(&head.lang);
    let (lang, title) = (head.lang.clone(), head.title.clone());
    layout::draw(head, move || {
        html! {
            <>
                { back_to("/desk", text.frame.overview) }
                <h1 dir="auto">{ title }</h1>
                { say(page.said.as_ref()) }
                { leading_out(&lang, &page.subject) }
                { all(&lang, &page.all) }
                { exports::draw(&lang, &page.out) }
                { days(&lang, &page) }
                { sites(&lang, &page) }
            </>
        }
    })
    .await
}

/// Links to the public page and to the page for site editors; both are gone while it is off the web.
fn leading_out(lang: &str, subject: &DeskSubject) -> Html {
    let text = desk::of(lang);
    let page = match subject.kind {
        ConfirmedKind::Signature => format!("/d/{}", subject.slug),
        ConfirmedKind::Subscription => format!("/l/{}", subject.slug),
    };
    if subject.unpublished {
        return html! { <p class="quietly">{ text.overview.off_the_web }</p> };
    }
    html! {
        <p class="presses">
            <a href={page.clone()}>{ text.subject.public_page }</a>
            <a href={format!("{page}/embed")}>{ text.subject.embed }</a>
        </p>
    }
}

fn all(lang: &str, numbers: &[(NumberKind, u64)]) -> Html {
    let numbers = numbers.iter().map(|(kind, number)| {
        html! {
            <div><dt>{ kind.label(lang) }</dt><dd>{ format::number(lang, *number) }</dd></div>
        }
    });
    html! {
        <>
            <h2 class="aloud">{ desk::of(lang).subject.numbers }</h2>
            <dl class="figures">{ for numbers }</dl>
        </>
    }
}

fn days(lang: &str, page: &SubjectPage) -> Html {
    let text = &desk::of(lang).subject;
    let rows = page.days.iter().map(|(at, numbers)| {
        let day = html! { <>{ format::short_date(lang, &time::rfc3339(*at)) }</> };
        row(lang, day, numbers)
    });
    let many = format::number(lang, page.days.len() as u64);
    html! {
        <section>
            <h2>{ fill::filled(text.days, &[("days", &many)]) }</h2>
            <p class="quietly">{ text.days_what }</p>
            <table>{ heads(lang, text.day, &page.columns) }<tbody>{ for rows }</tbody></table>
        </section>
    }
}

fn sites(lang: &str, page: &SubjectPage) -> Html {
    let text = &desk::of(lang).subject;
    let rows = page.sites.iter().map(|(origin, numbers)| {
        let site = if origin.is_empty() {
            html! { <>{ text.own_pages }</> }
        } else {
            html! { <bdi>{ without_scheme(origin) }</bdi> }
        };
        row(lang, site, numbers)
    });
    let others = page.other_sites.as_ref().map(|(many, numbers)| {
        let named = declaration::plural(lang, text.other_sites, *many);
        row(lang, html! { <>{ named }</> }, numbers)
    });
    html! {
        <section>
            <h2>{ text.sites }</h2>
            if page.sites.is_empty() {
                <p class="empty">{ text.no_sites }</p>
            } else {
                <table>
                    { heads(lang, text.site, &page.columns) }
                    <tbody>{ for rows }{ for others }</tbody>
                </table>
            }
        </section>
    }
}

/// What an organiser calls a site: its host. The scheme is shown only where it is unusual.
fn without_scheme(origin: &str) -> String {
    origin.strip_prefix("https://").unwrap_or(origin).to_owned()
}

fn heads(lang: &str, first: &'static str, columns: &[NumberKind]) -> Html {
    let columns = columns.iter().map(|column| {
        html! { <th scope="col" class="number">{ column.label(lang) }</th> }
    });
    html! { <thead><tr><th scope="col">{ first }</th>{ for columns }</tr></thead> }
}

fn row(lang: &str, name: Html, numbers: &[u64]) -> Html {
    let numbers = numbers.iter().map(|number| {
        html! { <td class="number">{ format::number(lang, *number) }</td> }
    });
    html! { <tr><th scope="row">{ name }</th>{ for numbers }</tr> }
}
