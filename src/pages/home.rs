//! `GET /`: tells visitors to the server's bare address what it is, and what they can sign.

use crate::i18n::fill;
use crate::i18n::format;
use widgets::text::direction;
use yew::prelude::*;

use super::layout::{self, PageHead, Preview};
use crate::i18n::page;

/// A declaration that can be signed now.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub slug: String,
    pub lang: String,
    pub title: String,
    pub organisers: String,
    pub count: u64,
}

pub async fn draw(lang: &str, public_url: &str, entries: Vec<Entry>) -> String {
    let (texts, lang) = (page::of(lang), lang.to_owned());
    let head = PageHead {
        lang: lang.clone(),
        title: texts.home_title.to_owned(),
        preview: Some(Preview {
            part: None,
            url: format!("{public_url}/"),
            description: texts.describe_home.to_owned(),
            ..Preview::default()
        }),
        ..PageHead::default()
    };
    layout::draw(head, move || {
        let program = html! { <em><bdi>{ "Undersigned" }</bdi></em> };
        let api = html! { <a href="/api/v1/openapi.json">{ texts.api }</a> };
        html! {
            <article class="notice home">
                <h1>{ texts.declarations }</h1>
                if entries.is_empty() {
                    <p class="lead">{ texts.nothing_open }</p>
                } else {
                    <p class="lead">{ texts.open_here }</p>
                    <ul class="entries">{ for entries.iter().map(|entry| draw_entry(&lang, entry)) }</ul>
                }
                <p class="aside">
                    { fill::set(texts.runs, &[("undersigned", program), ("api", api)]) }
                </p>
            </article>
        }
    })
    .await
}

fn draw_entry(lang: &str, entry: &Entry) -> Html {
    html! {
        <li lang={entry.lang.clone()} dir={direction(&entry.lang)}>
            <a href={format!("/d/{}", entry.slug)}>{ &entry.title }</a>
            <span class="by" dir="auto">{ &entry.organisers }</span>
            <span class="by" lang={lang.to_owned()} dir={direction(lang)}>{ format::number(lang, entry.count) }{ " " }{ format::have_signed(lang, entry.count) }</span>
        </li>
    }
}
