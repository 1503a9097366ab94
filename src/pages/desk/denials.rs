//! What the desk says when it does not do what was asked: nothing here says what exists. What somebody
//! typed is kept in the page, so that one press sends it again.

use yew::prelude::*;

use super::entry::hidden_fields;
use super::layout::{self, DeskHead};
use crate::i18n::desk;
use crate::i18n::fill;

/// Why nothing was done.
#[derive(Clone, Debug, PartialEq)]
pub enum Denial {
    /// No such page, or no right to it.
    NothingHere,
    /// Another site's page sent the form.
    Elsewhere,
    /// The session has ended since the form was shown.
    SignedOut(FormCopy),
    /// The form was shown to another account, or to an earlier session.
    Stale(FormCopy),
    /// Something else, in words.
    Other { heading: String, what: String },
}

/// A form that can be sent again.
#[derive(Clone, Debug, PartialEq)]
pub struct FormCopy {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

/// Draws the page; `head` has no title yet.
pub async fn draw(head: DeskHead, denial: Denial) -> String {
    let text = &desk::of(&head.lang).refused;
    let (heading, what) = match &denial {
        Denial::NothingHere => (
            text.nothing_here.to_owned(),
            text.nothing_here_what.to_owned(),
        ),
        Denial::Elsewhere => (text.elsewhere.to_owned(), text.elsewhere_what.to_owned()),
        Denial::SignedOut(_) => (text.signed_out.to_owned(), text.signed_out_what.to_owned()),
        Denial::Stale(_) => {
            let name = head
                .signed_in
                .as_ref()
                .map_or("", |signed_in| &signed_in.name);
            let what = fill::isolated(&head.lang, text.stale_what, &[("name", name)]);
            (text.stale.to_owned(), what)
        }
        Denial::Other { heading, what } => (heading.clone(), what.clone()),
    };
    let head = DeskHead {
        title: heading.clone(),
        ..head
    };
    layout::draw(head, move || {
        html! {
            <>
                <h1>{ heading }</h1>
                <p class="lead">{ what }</p>
                { match denial {
                    Denial::SignedOut(sent) => html! {
                        <>
                            <p><a href="/desk/sign-in" target="_blank">{ text.sign_in_apart }</a></p>
                            { again(text.send_again, &sent) }
                        </>
                    },
                    Denial::Stale(sent) => again(text.send_again, &sent),
                    _ => html! { <p><a href="/desk">{ text.to_the_desk }</a></p> },
                } }
            </>
        }
    })
    .await
}

fn again(label: &'static str, sent: &FormCopy) -> Html {
    html! {
        <form method="post" action={sent.action.clone()}>
            { hidden_fields(&sent.fields) }
            <button class="button">{ label }</button>
        </form>
    }
}
