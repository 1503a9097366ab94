//! The page for an attempt whose declaration or list has been unpublished: it says that nothing was
//! confirmed, how long the attempt is kept, and whom to ask.

use crate::i18n::fill;
use crate::i18n::format;
use yew::prelude::*;

use super::{private_head, suppression};
use crate::i18n::page;
use crate::pages::layout;

/// The page's data.
#[derive(Clone, Debug, PartialEq)]
pub struct UnpublishedPage {
    /// BCP 47: the language that the form was shown in.
    pub lang: String,
    pub title: String,
    pub organisers: String,
    /// Their address for questions.
    pub contact: String,
    /// Until when the attempt is kept.
    pub until: i64,
    /// Where "it wasn't me" is sent, if the link is known.
    pub action: Option<String>,
}

/// Renders the page.
pub async fn draw(asked: UnpublishedPage) -> String {
    let texts = page::of(&asked.lang);
    let head = private_head(&asked.lang, texts.off_the_web, &asked.organisers, false);
    layout::draw(head, move || {
        let contact =
            html! { <a href={format!("mailto:{}", asked.contact)}>{ &asked.contact }</a> };
        let values = [
            ("title", html! { <cite dir="auto">{ &asked.title }</cite> }),
            ("organisers", html! { <bdi>{ &asked.organisers }</bdi> }),
            ("date", html! { { format::date(&asked.lang, asked.until) } }),
            ("contact", contact),
        ];
        html! {
            <article class="notice">
                <h1>{ texts.off_the_web }</h1>
                <p class="lead">{ fill::set(texts.nothing_confirmed, &values) }</p>
                <p>{ fill::set(texts.kept_until, &values) }</p>
                if let Some(action) = asked.action.clone() {
                    <form method="post" {action}>{ suppression::button(texts) }</form>
                }
            </article>
        }
    })
    .await
}
