//! The page that reports an error, and the page that explains an error code.

use crate::i18n::problems;
use yew::prelude::*;

use super::layout::{self, PageHead};
use crate::i18n::{page, print};

/// Says what went wrong and what to do.
pub async fn draw(lang: &str, code: &'static str, title: &str) -> String {
    let home = ("/".to_owned(), page::of(lang).what_can_be_signed);
    draw_with_way(lang, code, title, home).await
}

/// For an action that another site may not perform, with the link to perform it here.
pub async fn refuse_site(lang: &str, code: &'static str, here: String) -> String {
    let texts = page::of(lang);
    let way = if here.starts_with("/l/") {
        texts.join_on_our_page
    } else {
        texts.sign_on_our_page
    };
    let way = (here, way);
    draw_with_way(lang, code, problems::for_people(lang, code), way).await
}

/// A document that takes a moment to generate, with the link to try again.
pub async fn being_made(lang: &str, here: String) -> String {
    let texts = print::of(lang);
    let way = (here, texts.as_pdf);
    draw_with_way(lang, "too_many_requests", texts.being_made, way).await
}

/// With a link to go on: its address and its text.
async fn draw_with_way(
    lang: &str,
    code: &'static str,
    title: &str,
    way: (String, &'static str),
) -> String {
    let title = title.to_owned();
    let heading = problems::heading(lang, code);
    let head = PageHead {
        lang: lang.to_owned(),
        title: heading.to_owned(),
        ..PageHead::default()
    };
    layout::draw(head, move || {
        html! {
            <article class="notice">
                <h1>{ heading }</h1>
                <p class="lead">{ title }</p>
                <p><a href={way.0}>{ way.1 }</a></p>
            </article>
        }
    })
    .await
}

/// `GET /problems/{code}`: where the `type` of a problem leads. For programmers, in English.
pub async fn explain(code: &'static str, codes: Vec<&'static str>) -> String {
    let head = PageHead {
        title: format!("Problem: {code}"),
        ..PageHead::default()
    };
    layout::draw(head, move || {
        let others = codes.iter().filter(|other| **other != code).map(|other| {
            html! { <li><a href={format!("/problems/{other}")}>{ *other }</a></li> }
        });
        html! {
            <article class="notice">
                <h1><code>{ code }</code></h1>
                <p class="lead">{ problems::title(code) }</p>
                <p>
                    { "Answers of this kind are " }<code>{ "application/problem+json" }</code>
                    { ", and " }<code>{ "code" }</code>{ " is what a program should look at." }
                </p>
                <h2>{ "The others" }</h2>
                <ul class="plain columns">{ for others }</ul>
            </article>
        }
    })
    .await
}
