//! `GET /`: what this server is, for whoever meets its address, and what can be signed here.

use yew::prelude::*;

use super::{
    layout::{self, Head, Preview},
    words,
};

/// A declaration that can be signed now.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub slug: String,
    pub lang: String,
    pub title: String,
    pub organisers: String,
    pub count: u64,
}

pub async fn draw(public_url: &str, entries: Vec<Entry>) -> String {
    let head = Head {
        title: "Declarations to sign".to_owned(),
        preview: Some(Preview {
            url: format!("{public_url}/"),
            description: "Declarations that can be signed here and on allied sites.".to_owned(),
        }),
        ..Head::default()
    };
    layout::draw(head, move || {
        html! {
            <article class="notice home">
                <h1>{ "Declarations" }</h1>
                if entries.is_empty() {
                    <p class="lead">{ "Nothing is open for signatures just now." }</p>
                } else {
                    <p class="lead">{ "Open for signatures, here and on the sites of their allies." }</p>
                    <ul class="entries">{ for entries.iter().map(draw_entry) }</ul>
                }
                <p class="aside">
                    { "It runs " }<em>{ "Undersigned" }</em>
                    { ": signature boxes, sign-up forms and share bars for any website. Programs find the " }
                    <a href="/api/v1/openapi.json">{ "description of its API" }</a>{ " useful." }
                </p>
            </article>
        }
    })
    .await
}

fn draw_entry(entry: &Entry) -> Html {
    html! {
        <li lang={entry.lang.clone()} dir={layout::direction(&entry.lang)}>
            <a href={format!("/d/{}", entry.slug)}>{ &entry.title }</a>
            <span class="by">{ &entry.organisers }</span>
            <span class="by">{ words::number(entry.count) }{ " " }{ words::have_signed(entry.count) }</span>
        </li>
    }
}
