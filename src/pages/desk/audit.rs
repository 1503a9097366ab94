//! `GET /desk/audit`: what was done on the desk, by whom, and what it changed.

use yew::prelude::*;

use super::layout::{self, DeskHead, clock_time};
use crate::i18n::desk::{self, DeskAuditText};
use crate::i18n::{fill, format};

/// The content of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditPage {
    /// Newest first.
    pub entries: Vec<AuditLine>,
    /// The address of the next page.
    pub older: Option<String>,
    /// Whether this is not the first page.
    pub continued: bool,
}

/// One row of the log, in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditLine {
    /// In Unix milliseconds.
    pub at: i64,
    pub who: String,
    pub what: String,
    /// The declaration or list that it is about.
    pub on: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Draws the page.
pub async fn draw(head: DeskHead, page: AuditPage) -> String {
    let text = &desk::of(&head.lang).audit;
    let (lang, title) = (head.lang.clone(), head.title.clone());
    layout::draw(head, move || {
        html! {
            <>
                <h1>{ title }</h1>
                <p class="quietly">{ text.lead }</p>
                if page.entries.is_empty() {
                    <p class="empty">{ text.empty }</p>
                }
                { for days(&lang, &page.entries).into_iter().map(|(day, entries)| html! {
                    <>
                        <h2 class="day">{ day }</h2>
                        <ul class="log">{ for entries.iter().map(|entry| line(text, entry)) }</ul>
                    </>
                }) }
                <p class="presses foot">
                    if page.continued { <a href="/desk/audit">{ text.newest }</a> }
                    { for page.older.map(|older| html! { <a href={older} rel="next">{ text.older }</a> }) }
                </p>
            </>
        }
    })
    .await
}

/// The entries by day, in UTC.
fn days<'a>(lang: &str, entries: &'a [AuditLine]) -> Vec<(String, &'a [AuditLine])> {
    let same_day = |one: &AuditLine, other: &AuditLine| {
        format::date(lang, one.at) == format::date(lang, other.at)
    };
    let days = entries.chunk_by(same_day);
    days.map(|day| (format::date(lang, day[0].at), day))
        .collect()
}

fn line(text: &'static DeskAuditText, entry: &AuditLine) -> Html {
    let change = entry.before.is_some() || entry.after.is_some();
    html! {
        <li>
            <time>{ clock_time(entry.at) }</time>
            <div>
                { fill::set(text.who_did, &[
                    ("who", html! { <bdi class="who">{ &entry.who }</bdi> }),
                    ("what", html! { <bdi>{ &entry.what }</bdi> }),
                ]) }
                { for entry.on.as_ref().map(|on| html! { <span class="change"><bdi>{ on }</bdi></span> }) }
                if change {
                    <span class="change">
                        { for entry.before.as_ref().map(|before| html! {
                            <><span class="aloud">{ text.before }{ ": " }</span><del><bdi>{ before }</bdi></del></>
                        }) }
                        if entry.before.is_some() && entry.after.is_some() { { " → " } }
                        { for entry.after.as_ref().map(|after| html! {
                            <><span class="aloud">{ text.after }{ ": " }</span><ins><bdi>{ after }</bdi></ins></>
                        }) }
                    </span>
                }
            </div>
        </li>
    }
}
