//! "It wasn't me": the button, the page after it, and the pages that undo it.

use yew::prelude::*;

use super::private_head;
use crate::i18n::page::{self, PageText};
use crate::pages::layout;

/// The less prominent button, for a person who never filled in the form.
pub(super) fn button(texts: &PageText) -> Html {
    html! {
        <p class="aside">
            { texts.somebody_else }{ " " }
            <button class="quiet" name="action" value="refuse">{ texts.not_me }</button>
        </p>
    }
}

/// After "it wasn't me"; `way_back` is the address of the page that undoes it.
pub async fn draw(lang: &str, way_back: Option<String>) -> String {
    let texts = page::of(lang);
    layout::draw(private_head(lang, texts.taken_back, "", false), move || {
        html! {
            <article class="notice">
                <h1>{ texts.it_is_taken_back }</h1>
                <p class="lead">{ texts.deleted }</p>
                <p>{ texts.nothing_to_do }</p>
                { for way_back.clone().map(|link| undo_link(texts, link)) }
            </article>
        }
    })
    .await
}

/// For a person who said "it wasn't me" and may want emails after all.
pub(super) fn undo_link(texts: &PageText, link: String) -> Html {
    html! {
        <div class="aside">
            <p>{ texts.changed_mind }</p>
            <p><a class="more" href={link}>{ texts.let_emails_come }</a></p>
        </div>
    }
}

/// `GET /let-emails-come/{way_back}`: changes nothing, because mail scanners follow every link.
pub async fn ask_to_undo(lang: &str, action: String) -> String {
    let texts = page::of(lang);
    layout::draw(
        private_head(lang, texts.let_emails_come_heading, "", false),
        move || {
            html! {
                <article class="notice">
                    <h1>{ texts.let_emails_come_heading }</h1>
                    <p class="lead">{ texts.let_emails_come_what }</p>
                    <form method="post" action={action.clone()} class="act">
                        <button class="button">{ texts.let_emails_come }</button>
                    </form>
                </article>
            }
        },
    )
    .await
}

/// The page after its button is pressed.
pub async fn undone(lang: &str) -> String {
    let texts = page::of(lang);
    layout::draw(
        private_head(lang, texts.emails_come, "", false),
        move || {
            html! {
                <article class="notice">
                    <h1>{ texts.emails_come }</h1>
                    <p class="lead">{ texts.emails_come_what }</p>
                    <p><a href="/">{ texts.what_can_be_signed }</a></p>
                </article>
            }
        },
    )
    .await
}
