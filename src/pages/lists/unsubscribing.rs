//! Unsubscribing from a list, or from updates about a declaration: the page that asks, and the page
//! that says it is done.

use crate::i18n::fill;
use widgets::wire::ConfirmedKind;
use yew::prelude::*;

use crate::i18n::page;
use crate::pages::layout::{self, PageHead};

/// `GET /unsubscribe/{token}`: changes nothing, because mail scanners follow every link.
pub async fn ask(lang: &str, kind: ConfirmedKind, title: String, action: String) -> String {
    let texts = page::of(lang);
    let (button, question, what) = match kind {
        ConfirmedKind::Subscription => (texts.leave, texts.leave_this, texts.no_more_emails),
        ConfirmedKind::Signature => (
            texts.end_updates,
            texts.end_updates_of,
            texts.signature_stays,
        ),
    };
    page(lang, button, move || {
        let title = html! { <bdi>{ &title }</bdi> };
        html! {
            <>
                <h1>{ fill::set(question, &[("title", title)]) }</h1>
                <p class="lead">{ what }</p>
                <form method="post" action={action.clone()} class="act">
                    <button class="button">{ button }</button>
                </form>
            </>
        }
    })
    .await
}

/// After unsubscribing.
pub async fn done(lang: &str, kind: ConfirmedKind, title: String) -> String {
    let texts = page::of(lang);
    let (done, what, slip) = match kind {
        ConfirmedKind::Subscription => (texts.left, texts.no_more_of_this, Some(texts.slip)),
        ConfirmedKind::Signature => (texts.updates_ended, texts.no_more_updates, None),
    };
    page(lang, done, move || {
        let title = html! { <bdi>{ &title }</bdi> };
        html! {
            <>
                <h1>{ done }</h1>
                <p class="lead">{ fill::set(what, &[("title", title)]) }</p>
                if let Some(slip) = slip {
                    <p>{ slip }</p>
                }
            </>
        }
    })
    .await
}

async fn page(lang: &str, title: &str, body: impl FnOnce() -> Html + Send + 'static) -> String {
    let head = PageHead {
        lang: lang.to_owned(),
        title: title.to_owned(),
        ..PageHead::default()
    };
    layout::draw(
        head,
        move || html! { <article class="notice">{ body() }</article> },
    )
    .await
}
