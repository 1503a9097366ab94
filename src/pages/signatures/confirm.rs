//! The page behind an email's link that asks for confirmation.

use widgets::wire::{ConfirmedKind, Visibility};
use yew::prelude::*;

use super::{private_head, suppression};
use crate::i18n::{
    declaration, fill,
    page::{self, PageText},
};
use crate::pages::{declarations::reservations, layout};

/// What the link would confirm.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfirmPage {
    /// BCP 47: the language of the form.
    pub lang: String,
    pub kind: ConfirmedKind,
    pub title: String,
    pub organisers: String,
    /// As typed; empty when the form had no name field.
    pub name: String,
    /// Set when an organisation signs.
    pub organisation: Option<String>,
    pub visibility: Visibility,
    /// Where the form is sent: the page's own address.
    pub action: String,
    /// The same person has already confirmed through another email: confirming changes nothing.
    pub confirmed: bool,
    /// Principles with the text of the reservation on each; empty where there is no text.
    pub reservations: Vec<(u32, String)>,
}

/// `GET /confirm/{token}`: one button that says what it does, and a less prominent one for "it
/// wasn't me".
pub async fn draw(asked: ConfirmPage) -> String {
    let texts = page::of(&asked.lang);
    let heading = match asked.kind {
        ConfirmedKind::Signature => texts.confirm_signature,
        ConfirmedKind::Subscription => texts.confirm_joining,
    };
    let head = private_head(&asked.lang, heading, &asked.organisers, false);
    layout::draw(head, move || {
        html! {
            <article class="notice">
                if !asked.confirmed {
                    <p class="kicker">{ texts.one_step_left }</p>
                }
                <h1>{ heading }</h1>
                { describe(texts, &asked) }
                <form method="post" action={asked.action.clone()} class="act">
                    <button class="button" name="action" value="confirm">{ button_words(texts, &asked) }</button>
                    { suppression::button(texts) }
                </form>
            </article>
        }
    })
    .await
}

fn button_words(texts: &PageText, asked: &ConfirmPage) -> Html {
    let apart = |name: &str| html! { <bdi>{ name.to_owned() }</bdi> };
    match (asked.kind, &asked.organisation) {
        (ConfirmedKind::Signature, organisation) => {
            let name = organisation.as_ref().unwrap_or(&asked.name);
            fill::set(texts.sign_as, &[("name", apart(name))])
        }
        (ConfirmedKind::Subscription, _) => {
            fill::set(texts.join_this, &[("title", apart(&asked.title))])
        }
    }
}

fn describe(texts: &PageText, asked: &ConfirmPage) -> Html {
    let title = html! { <cite dir="auto">{ &asked.title }</cite> };
    let organisers = html! { <bdi>{ &asked.organisers }</bdi> };
    let values = [("title", title), ("organisers", organisers)];
    match asked.kind {
        ConfirmedKind::Signature => {
            let shown = match (asked.visibility, &asked.organisation) {
                (Visibility::Hidden, _) => texts.shown_hidden,
                (Visibility::Full, None) => texts.shown_full,
                (Visibility::Initials, None) => texts.shown_initials,
                (Visibility::Full, Some(_)) => texts.shown_organisation_full,
                (Visibility::Initials, Some(_)) => texts.shown_organisation_initials,
            };
            html! {
                <>
                    <p class="lead">{ fill::set(texts.asked_to_sign, &values) }</p>
                    <p>
                        if asked.confirmed {
                            { texts.confirmed_before }
                        } else {
                            { texts.counts_once_pressed }{ " " }{ shown }
                        }
                    </p>
                    if !asked.reservations.is_empty() {
                        <p>{ declaration::of(&asked.lang).with_reservations }</p>
                        <ul>{ for asked.reservations.iter().map(|(principle, note)| html! {
                            <li>{ reservations::on_principle(&asked.lang, *principle, Some(note)) }</li>
                        }) }</ul>
                    }
                </>
            }
        }
        ConfirmedKind::Subscription => html! {
            <>
                <p class="lead">{ fill::set(texts.asked_to_join, &values) }</p>
                <p>{ if asked.confirmed { texts.joined_already } else { texts.nothing_sent_yet } }</p>
            </>
        },
    }
}
