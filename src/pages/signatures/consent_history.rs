//! The part of the manage page that shows what the signatory agreed to, word for word, and what has
//! happened to that consent since.

use crate::i18n;
use crate::i18n::format;
use widgets::text::Text;
use yew::prelude::*;

use crate::domain::privacy::consent::{ConsentEvent, LedgerEntry};
use crate::i18n::manage::ManagePageText;

/// Draws nothing for a signature that is not confirmed yet.
pub(in crate::pages) fn draw(
    texts: &'static ManagePageText,
    lang: &str,
    consents: &[LedgerEntry],
) -> Html {
    let records: Vec<Html> = consents
        .iter()
        .filter_map(|one| Some(record(event_text(texts, one.event)?, lang, one)))
        .collect();
    if records.is_empty() {
        return Html::default();
    }
    html! {
        <section>
            <h2>{ texts.agreed }</h2>
            <ol class="agreed">{ for records }</ol>
        </section>
    }
}

fn record(event: &'static str, lang: &str, one: &LedgerEntry) -> Html {
    let page = Some(&one.page_url).filter(|page| !page.is_empty());
    let language = Some(&one.lang).filter(|lang| !lang.is_empty());
    html! {
        <li>
            <p class="deed-done">{ event }{ " · " }{ moment(lang, one) }</p>
            if !one.wording.is_empty() {
                <blockquote lang={one.lang.clone()} dir="auto">{ &one.wording }</blockquote>
            }
            if language.is_some() || page.is_some() {
                <p class="aside">
                    { for language.map(|lang| html! { <bdi>{ i18n::own_name(lang).to_owned() }</bdi> }) }
                    { for language.and(page).map(|_| " · ") }
                    { for page.map(|page| html! { <bdi dir="ltr">{ page.clone() }</bdi> }) }
                </p>
            }
        </li>
    }
}

/// Date and time in UTC, so every reader sees the same.
fn moment(lang: &str, one: &LedgerEntry) -> Html {
    // RFC 3339 in UTC.
    let time = one.at.get(11..16).unwrap_or_default();
    let time = Text::of(lang).digits(time);
    html! {
        <time datetime={one.at.clone()}>
            <bdi>{ format::date(lang, one.at_ms) }</bdi>{ " · " }<bdi>{ time }{ " UTC" }</bdi>
        </time>
    }
}

/// What the signatory did, or what was done to the signature. Other records have nothing to show.
fn event_text(texts: &'static ManagePageText, event: ConsentEvent) -> Option<&'static str> {
    match event {
        ConsentEvent::Signed => Some(texts.did_sign),
        ConsentEvent::Updates => Some(texts.did_ask_for_updates),
        ConsentEvent::Corrected => Some(texts.did_correct),
        ConsentEvent::UpdatesEnded => Some(texts.did_end_updates),
        ConsentEvent::Withdrawn => Some(texts.did_withdraw),
        ConsentEvent::TakenDown => Some(texts.did_take_down),
        ConsentEvent::Restored => Some(texts.did_restore),
        ConsentEvent::Expired => Some(texts.did_expire),
        ConsentEvent::Subscribed
        | ConsentEvent::Unsubscribed
        | ConsentEvent::Erased
        | ConsentEvent::Disowned
        | ConsentEvent::Rejected => None,
    }
}
