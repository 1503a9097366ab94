//! The page for what cannot be done, and the page that explains a problem's code.

use yew::prelude::*;

use super::{
    layout::{self, Head},
    words,
};

/// Says what went wrong and what to do.
pub async fn draw(code: &'static str, title: &str) -> String {
    let home = ("/".to_owned(), words::WHAT_CAN_BE_SIGNED);
    draw_with_way(code, title, home).await
}

/// The same with another way on, as address and words.
pub async fn draw_with_way(code: &'static str, title: &str, way: (String, &'static str)) -> String {
    let title = title.to_owned();
    let heading = words::problem_heading(code);
    let head = Head {
        title: heading.to_owned(),
        ..Head::default()
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

/// `GET /problems/{code}`: what the `type` of a problem leads to.
pub async fn explain(code: &'static str, codes: Vec<&'static str>) -> String {
    let head = Head {
        title: format!("Problem: {code}"),
        ..Head::default()
    };
    layout::draw(head, move || {
        let others = codes.iter().filter(|other| **other != code).map(|other| {
            html! { <li><a href={format!("/problems/{other}")}>{ *other }</a></li> }
        });
        html! {
            <article class="notice">
                <h1><code>{ code }</code></h1>
                <p class="lead">{ words::problem_title(code) }</p>
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
