//! A list's own page: what one gets by joining, and the form.

use yew::prelude::*;

use super::layout::{self, Head, Preview, raw};

/// What stands on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub title: String,
    /// BCP 47.
    pub lang: String,
    pub organisers: String,
    /// Sanitised HTML.
    pub description: String,
    pub url: String,
    /// The sign-up form as HTML.
    pub island: String,
    /// Whether the visitor just sent something.
    pub answering: bool,
}

pub async fn draw(sheet: Sheet) -> String {
    let head = Head {
        title: sheet.title.clone(),
        preview: (!sheet.answering).then(|| Preview {
            url: sheet.url.clone(),
            description: format!("Join the list of {}.", sheet.organisers),
        }),
        widgets: true,
        organisers: sheet.organisers.clone(),
    };
    layout::draw(head, move || {
        html! {
            <article class="notice joining">
                <p class="kicker">{ "A list" }</p>
                <h1 lang={sheet.lang.clone()} dir={layout::direction(&sheet.lang)}>{ &sheet.title }</h1>
                <div class="lead" lang={sheet.lang.clone()} dir={layout::direction(&sheet.lang)}>{ raw(sheet.description.clone()) }</div>
                <section class="box" id="join" aria-label="Join">{ raw(sheet.island.clone()) }</section>
                <p class="for-editors"><a href={format!("{}/embed", sheet.url)}>{ "Put this on your site" }</a></p>
            </article>
        }
    })
    .await
}
