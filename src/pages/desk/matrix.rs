//! Who may what, as a table with a column for each right: to read at a glance, and to choose in a form.

use yew::prelude::*;

use crate::domain::accounts::Right;
use crate::i18n::desk;

/// What somebody may do with everything, or with one declaration or list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScopeRow {
    /// As a form names it: the subject's number, 0 for everything.
    pub scope: i64,
    /// What it is called, in the page's language.
    pub label: String,
    /// All rights that hold there, also those that another right includes.
    pub may: Vec<Right>,
}

/// The columns and their heads; `first` is the head of the rows.
pub fn heads(lang: &str, first: &'static str) -> Html {
    let heads = Right::ALL.map(|right| html! { <th scope="col">{ desk::right(lang, right) }</th> });
    html! {
        <>
            <colgroup><col />{ for Right::ALL.map(|_| html! { <col class="right" /> }) }</colgroup>
            <thead><tr><th scope="col">{ first }</th>{ for heads }</tr></thead>
        </>
    }
}

/// A row to read.
pub fn marks(lang: &str, row: &ScopeRow) -> Html {
    let cells = Right::ALL.map(|right| {
        let class = classes!("mark", (right == Right::Own).then_some("own"));
        html! {
            <td>
                if row.may.contains(&right) {
                    <span {class} role="img" aria-label={desk::right(lang, right)} />
                }
            </td>
        }
    });
    html! { <tr><th scope="row" class="scope"><bdi>{ &row.label }</bdi></th>{ for cells }</tr> }
}

/// A form's rows: one box for each right in each scope, sent as `may=SCOPE:RIGHT`.
pub fn choices(lang: &str, rows: &[ScopeRow]) -> Html {
    let rows = rows.iter().map(|row| {
        let cells = Right::ALL.map(|right| choice(lang, row, right));
        html! { <tr><th scope="row"><bdi>{ &row.label }</bdi></th>{ for cells }</tr> }
    });
    let first = desk::of(lang).rights.scope;
    html! { <table class="matrix choosing">{ heads(lang, first) }<tbody>{ for rows }</tbody></table> }
}

fn choice(lang: &str, row: &ScopeRow, right: Right) -> Html {
    let named = format!("{}: {}", desk::right(lang, right), row.label);
    html! {
        <td>
            <label>
                <input
                    type="checkbox" name="may" value={field_value(row.scope, right)}
                    checked={row.may.contains(&right)} aria-label={named}
                />
            </label>
        </td>
    }
}

/// The value of a box.
pub fn field_value(scope: i64, right: Right) -> String {
    format!("{scope}:{}", right.as_str())
}

/// What each right allows.
pub fn meanings(lang: &str) -> Html {
    let each = Right::ALL.map(|right| {
        html! { <div><dt>{ desk::right(lang, right) }</dt><dd>{ desk::right_allows(lang, right) }</dd></div> }
    });
    html! {
        <>
            <dl class="meanings">{ for each }</dl>
            <p class="quietly">{ desk::of(lang).rights.includes }</p>
        </>
    }
}

/// The rights as a list in words, a line for each scope.
pub fn listed(lang: &str, rows: &[ScopeRow]) -> Html {
    let text = &desk::of(lang).rights;
    let rows = rows.iter().filter(|row| !row.may.is_empty()).map(|row| {
        let rights: Vec<&str> = if row.may.contains(&Right::Own) {
            vec![text.own]
        } else {
            let named = row.may.iter().map(|right| desk::right(lang, *right));
            named.collect()
        };
        html! { <li><bdi>{ &row.label }</bdi><span class="of">{ format!(": {}", rights.join(", ")) }</span></li> }
    });
    html! { <ul class="plainly">{ for rows }</ul> }
}
