//! The downloads of a declaration or list, as a part of its page: everybody who may be emailed, those
//! who have left since, and the files that were made.

use widgets::wire::ConfirmedKind;
use yew::prelude::*;

use super::layout::{csrf_field, moment};
use crate::i18n::desk::{self, DeskOutText};
use crate::i18n::{declaration, fill};

/// The formats of a file, as the buttons send them in the field `format`.
pub const CSV: &str = "csv";
/// CSV with a byte order mark.
pub const EXCEL: &str = "excel";
pub const JSON: &str = "json";

/// The content of this part.
#[derive(Clone, Debug, PartialEq)]
pub struct OutPart {
    pub kind: ConfirmedKind,
    /// Where the form is sent.
    pub action: String,
    pub csrf: String,
    /// Without the right, the page says whom to ask.
    pub may_export: bool,
    pub left: Option<LeftPart>,
    /// Newest first.
    pub files: Vec<FileLine>,
}

/// Who has left since the last file of everybody.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftPart {
    /// When that file was made, in Unix milliseconds.
    pub since: i64,
    /// Whether the organiser made it.
    pub own: bool,
    pub people: u64,
    /// There are more than that.
    pub more: bool,
    /// How many times people were erased, whom no file can name.
    pub erased: u64,
}

/// A file that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct FileLine {
    /// Unix milliseconds.
    pub at: i64,
    pub who: String,
    pub people: u64,
    /// Whether it was of those who had left.
    pub left: bool,
}

pub(super) fn draw(lang: &str, part: &OutPart) -> Html {
    let text = &desk::of(lang).out;
    let (heading, what) = match part.kind {
        ConfirmedKind::Subscription => (text.subscribers, text.subscribers_what),
        ConfirmedKind::Signature => (text.updates, text.updates_what),
    };
    html! {
        <section id="out">
            <h2>{ heading }</h2>
            if part.may_export {
                <p>{ what }</p>
                { form(text, part, None) }
                <p class="quietly">{ text.formats }</p>
                { for part.left.as_ref().map(|left| draw_left(lang, part, left)) }
            } else {
                <p class="empty">{ text.no_right }</p>
            }
            if !part.files.is_empty() { { files(lang, &part.files) } }
        </section>
    }
}

/// A button a format. The first file is what most people want, so it has the plain button.
fn form(text: &'static DeskOutText, part: &OutPart, left_since: Option<i64>) -> Html {
    let class = |second: bool| classes!("button", second.then_some("second"));
    let is_second = left_since.is_some();
    html! {
        <form class="presses" method="post" action={part.action.clone()}>
            { csrf_field(&part.csrf) }
            { for left_since.map(|since| html! {
                <input type="hidden" name="left_since" value={since.to_string()} />
            }) }
            <button class={class(is_second)} name="format" value={CSV}>{ text.csv }</button>
            <button class={class(true)} name="format" value={EXCEL}>{ text.excel }</button>
            <button class={class(true)} name="format" value={JSON}>{ text.json }</button>
        </form>
    }
}

fn draw_left(lang: &str, part: &OutPart, left: &LeftPart) -> Html {
    let text = &desk::of(lang).out;
    let since = if left.own {
        text.since_own
    } else {
        text.since_other
    };
    let people = match (left.people, left.more) {
        (0, false) => text.left_none.to_owned(),
        (people, false) => declaration::plural(lang, text.left_people, people),
        (people, true) => declaration::plural(lang, text.left_more, people),
    };
    html! {
        <>
            <h3>{ text.left }</h3>
            <p>{ fill::set(since, &[("time", moment(lang, left.since))]) }{ " " }{ people }</p>
            if left.people > 0 || left.more { { form(text, part, Some(left.since)) } }
            if left.erased > 0 { <p>{ declaration::plural(lang, text.erased, left.erased) }</p> }
        </>
    }
}

fn files(lang: &str, files: &[FileLine]) -> Html {
    let text = &desk::of(lang).out;
    let files = files.iter().map(|file| {
        let contents = if file.left {
            text.those_who_left
        } else {
            text.everybody
        };
        html! {
            <li>
                { moment(lang, file.at) }{ " · " }<bdi>{ &file.who }</bdi>
                <span class="of">{ " · " }{ declaration::plural(lang, contents, file.people) }</span>
            </li>
        }
    });
    html! {
        <>
            <h3>{ text.files }</h3>
            <ul class="plainly">{ for files }</ul>
            <p class="quietly">{ text.delete_files }</p>
        </>
    }
}
