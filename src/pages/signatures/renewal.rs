//! The page behind a renewal link: what changed in the signed text, and one button.

use crate::i18n::fill;
use widgets::text::{Key, Text};
use yew::prelude::*;

use crate::domain::declarations::difference::Passage;
use crate::i18n::declaration;
use crate::pages::{
    declarations::difference,
    layout::{self, PageHead},
};

/// A signature that can be renewed, or has been.
#[derive(Clone, Debug, PartialEq)]
pub struct RenewalPage {
    /// BCP 47: the language that the signatory signed in.
    pub lang: String,
    pub text_lang: String,
    pub title: String,
    pub organisers: String,
    pub from: u32,
    pub to: u32,
    pub difference: Vec<Passage>,
    /// Where the form is sent: the page's own address.
    pub action: String,
    /// The declaration's own page.
    pub page: String,
    pub renewed: bool,
}

/// `GET /renew/{token}`, and the page after its button.
pub async fn draw(asked: RenewalPage) -> String {
    let texts = declaration::of(&asked.lang);
    let heading = if asked.renewed {
        texts.renewed
    } else {
        texts.renew
    };
    let head = PageHead {
        lang: asked.lang.clone(),
        title: heading.to_owned(),
        organisers: asked.organisers.clone(),
        ..PageHead::default()
    };
    layout::draw(head, move || {
        let number = |number| html! { { declaration::number(&asked.lang, number) } };
        let title = html! { <cite dir="auto">{ &asked.title }</cite> };
        let values = [
            ("from", number(asked.from)),
            ("to", number(asked.to)),
            ("title", title),
        ];
        let read = Text::of(&asked.lang).get(Key::ReadDeclaration);
        html! {
            <article class="notice">
                <h1>{ heading }</h1>
                if asked.renewed {
                    <p class="lead">{ fill::set(texts.renewed_for, &values) }</p>
                } else {
                    <p class="lead">{ fill::set(texts.text_changed, &values) }</p>
                    { difference::draw(&asked.lang, &asked.text_lang, &asked.difference, "h2") }
                    <p>{ texts.until_renewed }</p>
                    <form method="post" action={asked.action.clone()} class="act">
                        <button class="button">{ fill::set(texts.renew_button, &values) }</button>
                    </form>
                }
                <p><a class="more" href={asked.page.clone()}>{ read }</a></p>
            </article>
        }
    })
    .await
}
