//! On the page of one's own signature: what its signer agreed to, in the very words, and what became
//! of it since.

use widgets::text::Text;
use yew::prelude::*;

use super::{managing_words::Words, words};
use crate::domain::consent::{Deed, Told};

/// Nothing for a signature whose letter is not answered yet.
pub(super) fn draw(words: &'static Words, lang: &str, consents: &[Told]) -> Html {
    let records: Vec<Html> = consents
        .iter()
        .filter_map(|one| Some(record(deed(words, &one.deed)?, lang, one)))
        .collect();
    if records.is_empty() {
        return Html::default();
    }
    html! {
        <section>
            <h2>{ words.agreed }</h2>
            <ol class="agreed">{ for records }</ol>
        </section>
    }
}

fn record(deed: &'static str, lang: &str, one: &Told) -> Html {
    let page = Some(&one.page_url).filter(|page| !page.is_empty());
    let language = Some(&one.lang).filter(|lang| !lang.is_empty());
    html! {
        <li>
            <p class="deed-done">{ deed }{ " · " }{ moment(lang, one) }</p>
            if !one.words.is_empty() {
                <blockquote lang={one.lang.clone()} dir="auto">{ &one.words }</blockquote>
            }
            if language.is_some() || page.is_some() {
                <p class="aside">
                    { for language.map(|lang| html! { <bdi>{ words::own_name(lang).to_owned() }</bdi> }) }
                    { for language.and(page).map(|_| " · ") }
                    { for page.map(|page| html! { <bdi dir="ltr">{ page.clone() }</bdi> }) }
                </p>
            }
        </li>
    }
}

/// Day and time, which is the same for every reader.
fn moment(lang: &str, one: &Told) -> Html {
    // RFC 3339 in UTC.
    let time = one.at.get(11..16).unwrap_or_default();
    let time = Text::of(lang).digits(time);
    html! {
        <time datetime={one.at.clone()}>
            <bdi>{ words::date(lang, one.at_ms) }</bdi>{ " · " }<bdi>{ time }{ " UTC" }</bdi>
        </time>
    }
}

/// What a signer did, or had done to it; the others leave nothing to look at.
fn deed(words: &'static Words, deed: &str) -> Option<&'static str> {
    [
        (Deed::Signed, words.did_sign),
        (Deed::Updates, words.did_ask_for_updates),
        (Deed::Corrected, words.did_correct),
        (Deed::UpdatesEnded, words.did_end_updates),
        (Deed::Withdrawn, words.did_withdraw),
        (Deed::TakenDown, words.did_take_down),
        (Deed::Restored, words.did_restore),
        (Deed::Expired, words.did_expire),
    ]
    .into_iter()
    .find_map(|(known, said)| (known.as_str() == deed).then_some(said))
}
