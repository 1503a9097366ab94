//! The page behind an email's link that was already used: it says so and offers links to go on. The
//! page that asks for confirmation is in `confirm.rs`.

use crate::i18n::fill;
use widgets::{
    text::{Key, Text},
    wire::ConfirmedKind,
};
use yew::prelude::*;

use super::{private_head, suppression, verification};
use crate::domain::signatures::verification::HoldReason;
use crate::i18n::page::{self, PageText};
use crate::pages::layout;

/// What was confirmed, and its current state.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfirmedPage {
    /// BCP 47: the language of the form.
    pub lang: String,
    pub kind: ConfirmedKind,
    pub title: String,
    pub organisers: String,
    /// Set while it does not count yet: the reason it is held, and until when.
    pub held: Option<(HoldReason, i64)>,
    /// The page of the declaration or list.
    pub page: String,
    /// The manage link, where the signatory can see, change, withdraw and erase the signature.
    pub manage: Option<String>,
    /// Where "it wasn't me" is sent: the page's own address.
    pub action: String,
}

/// `GET /confirm/{token}` for a link that was already used. Nothing is left to do, so the page asks
/// nothing.
pub async fn draw(confirmed: ConfirmedPage) -> String {
    let (texts, text) = (page::of(&confirmed.lang), Text::of(&confirmed.lang));
    let (said, page) = match confirmed.kind {
        ConfirmedKind::Signature => (texts.signed_this, text.get(Key::ReadDeclaration)),
        ConfirmedKind::Subscription => (texts.joined_this, texts.about_list),
    };
    let heading = match confirmed.held {
        Some(_) => text.get(Key::ThanksHeading),
        None => texts.answered_before,
    };
    let head = private_head(&confirmed.lang, heading, &confirmed.organisers, false);
    layout::draw(head, move || {
        html! {
            <article class="notice">
                <h1>{ heading }</h1>
                <p class="lead">{ say(said, &confirmed) }</p>
                <p class="onward">
                    <a class="button" href={confirmed.page.clone()}>{ page }</a>
                    { for confirmed.manage.clone().map(|manage| manage_link(texts, manage)) }
                </p>
                <form method="post" action={confirmed.action.clone()} class="act">
                    { suppression::button(texts) }
                </form>
            </article>
        }
    })
    .await
}

fn say(said: &'static str, confirmed: &ConfirmedPage) -> Html {
    if let Some((held, until)) = confirmed.held {
        return verification::waits(&confirmed.lang, held, &confirmed.organisers, until);
    }
    let title = html! { <cite dir="auto">{ &confirmed.title }</cite> };
    fill::set(said, &[("title", title)])
}

/// The link to the page where the signatory manages the signature.
pub(super) fn manage_link(texts: &PageText, manage: String) -> Html {
    html! { <a class="more" href={manage}>{ texts.manage }</a> }
}
