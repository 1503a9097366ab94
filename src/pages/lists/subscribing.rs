//! A list's own page: what subscribers get, and the form.

use crate::i18n::fill;
use widgets::text::{Key, Text, direction};
use yew::prelude::*;

use crate::i18n::page;
use crate::pages::layout::{self, PageHead, Preview, raw};

/// The content of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct SubscribePage {
    /// BCP 47 language of everything around the text.
    pub lang: String,
    pub title: String,
    /// BCP 47 language of title and description.
    pub text_lang: String,
    pub organisers: String,
    /// Sanitised HTML.
    pub description: String,
    pub url: String,
    /// The sign-up form as HTML.
    pub island: String,
    /// Whether the visitor just submitted the form.
    pub answering: bool,
}

pub async fn draw(page: SubscribePage) -> String {
    let texts = page::of(&page.lang);
    let join = Text::of(&page.lang).get(Key::Join);
    let head = PageHead {
        lang: page.lang.clone(),
        title: page.title.clone(),
        preview: (!page.answering).then(|| Preview {
            part: None,
            url: page.url.clone(),
            description: fill::filled(texts.describe_list, &[("organisers", &page.organisers)]),
            ..Preview::default()
        }),
        widgets: true,
        organisers: page.organisers.clone(),
        ..PageHead::default()
    };
    layout::draw(head, move || {
        html! {
            <article class="notice joining">
                <p class="kicker">{ texts.a_list }</p>
                <h1 lang={page.text_lang.clone()} dir={direction(&page.text_lang)}>{ &page.title }</h1>
                <div class="lead" lang={page.text_lang.clone()} dir={direction(&page.text_lang)}>{ raw(page.description.clone()) }</div>
                <section class="box" id="join" aria-label={join}>{ raw(page.island.clone()) }</section>
                <p class="for-editors"><a href={format!("{}/embed", page.url)}>{ texts.on_your_site }</a></p>
            </article>
        }
    })
    .await
}
