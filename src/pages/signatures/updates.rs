//! The page after asking for updates about a declaration.

use widgets::text::{Key, Text};
use yew::prelude::*;

use super::private_head;
use crate::pages::layout;

/// Says that updates will come; `page` is the declaration's own page.
pub async fn draw(lang: &str, organisers: String, page: String) -> String {
    let text = Text::of(lang);
    let head = private_head(lang, text.get(Key::ThanksHeading), &organisers, false);
    layout::draw(head, move || {
        let (before, after) = text.around(Key::UpdatesAgreed);
        html! {
            <article class="notice">
                <h1>{ text.get(Key::ThanksHeading) }</h1>
                <p class="lead">{ before.to_owned() }<bdi>{ organisers.clone() }</bdi>{ after.to_owned() }</p>
                <p class="onward"><a class="more" href={page.clone()}>{ text.get(Key::ReadDeclaration) }</a></p>
            </article>
        }
    })
    .await
}
