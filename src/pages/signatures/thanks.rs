//! The page after confirming: what happened, the way back, and the share bar.

use widgets::{
    text::{Key, Text},
    wire::ConfirmedKind,
};
use yew::prelude::*;

use super::{already_confirmed, around, private_head, verification};
use crate::domain::declarations::ThanksLink;
use crate::domain::signatures::verification::HoldReason;
use crate::i18n::{fill, format, page};
use crate::pages::layout::{self, raw};

/// What was confirmed, and what its person can do next.
#[derive(Clone, Debug, PartialEq)]
pub struct ThanksPage {
    /// BCP 47: the language of the form.
    pub lang: String,
    pub kind: ConfirmedKind,
    pub title: String,
    pub organisers: String,
    pub count: Option<u64>,
    /// Set while it does not count yet: the reason it is held, and until when.
    pub held: Option<(HoldReason, i64)>,
    /// The page of the declaration or list.
    pub page: String,
    /// The page on an allied site where the visitor signed, if that site may embed.
    pub back: Option<Back>,
    /// The manage link, where the signatory can see, change, withdraw and erase the signature.
    /// Known from the email's link.
    pub manage: Option<String>,
    /// Which of the declaration's signatures it is, as a sentence.
    pub place: Option<String>,
    /// The name as it is listed now.
    pub name: Option<String>,
    /// Asks for updates, if the signatory has not asked for them yet.
    pub updates: Option<UpdatesForm>,
    /// Where the organisers send people who have signed.
    pub onward: Option<ThanksLink>,
    /// Address of an email that asks somebody to sign.
    pub ask: Option<String>,
    /// The share bar as HTML.
    pub share: String,
}

/// The hidden fields of the form that asks for updates.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdatesForm {
    /// Made by `Seal::updates_token`.
    pub token: String,
    /// Identifies the wording on its button.
    pub form_token: String,
}

/// The link back to a page on an allied site. We add nothing to the page's address, because other
/// scripts on that page could read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Back {
    pub url: String,
    /// Shown, so that no visitor is sent to a site they did not expect.
    pub host: String,
    /// Address of the script that returns automatically. Set when the organisers named this very
    /// site and there is a bundle.
    pub script: Option<String>,
}

/// Seconds before the page returns automatically. WCAG 2.2, 2.2.1 requires 20 seconds in which a
/// single press is enough to stay.
const BACK_AFTER_S: u64 = 20;

/// After confirming: what happened, the new count, and then the share bar.
pub async fn draw(thanks: ThanksPage) -> String {
    let (texts, text) = (page::of(&thanks.lang), Text::of(&thanks.lang));
    let (heading, said, page, why) = match thanks.kind {
        ConfirmedKind::Signature => (
            texts.you_signed,
            texts.signed_this,
            text.get(Key::ReadDeclaration),
            text.get(Key::ThanksShare),
        ),
        ConfirmedKind::Subscription => (
            texts.you_joined,
            texts.joined_this,
            texts.about_list,
            texts.why_joined,
        ),
    };
    let widgets = !thanks.share.is_empty();
    layout::draw(
        private_head(&thanks.lang, heading, &thanks.organisers, widgets),
        move || {
            let title = html! { <cite dir="auto">{ &thanks.title }</cite> };
            html! {
                <article class="notice thanks">
                    <h1>{ text.get(Key::ThanksHeading) }</h1>
                    if let Some((held, until)) = thanks.held {
                        <p class="lead">{ verification::waits(&thanks.lang, held, &thanks.organisers, until) }</p>
                    } else {
                        <p class="lead">{ fill::set(said, &[("title", title)]) }</p>
                    }
                    { for thanks.count.map(|count| draw_count(&thanks.lang, count)) }
                    { place_and_name(&text, &thanks) }
                    <p class="onward">
                        if let Some(back) = &thanks.back {
                            <a class="button" href={back.url.clone()}>{ fill::set(texts.back, &[("site", host(back))]) }</a>
                        }
                        <a class="more" href={thanks.page.clone()}>{ page }</a>
                    { for thanks.manage.clone().map(|manage| already_confirmed::manage_link(texts, manage)) }
                    </p>
                    { for thanks.back.as_ref().map(|back| going_back(&thanks.lang, back)) }
                    if widgets {
                        <section class="pass-on">
                            <h2>{ texts.pass_on }</h2>
                            <p>{ why }</p>
                            { for thanks.ask.clone().map(|ask| html! {
                                <p><a class="button" href={ask}>{ text.get(Key::Ask) }</a></p>
                            }) }
                            { raw(thanks.share.clone()) }
                        </section>
                    }
                    { further(&text, &thanks) }
                </article>
            }
        },
    )
    .await
}

fn host(back: &Back) -> Html {
    html! { <bdi>{ &back.host }</bdi> }
}

/// Announces the automatic return, with the button that stops it. Both are hidden until the script
/// shows them.
fn going_back(lang: &str, back: &Back) -> Html {
    let texts = page::of(lang);
    let seconds = format::number(lang, BACK_AFTER_S);
    let values = [("seconds", html! { { seconds } }), ("site", host(back))];
    html! {
        if let Some(script) = &back.script {
            <p class="aside" role="status" hidden=true data-back={back.url.clone()} data-seconds={BACK_AFTER_S.to_string()}>
                { fill::set(texts.back_soon, &values) }{ " " }
                <button type="button" class="quiet">{ texts.stay }</button>
            </p>
            { raw(format!("<script type=\"module\" src=\"{script}\"></script>")) }
        }
    }
}

fn draw_count(lang: &str, count: u64) -> Html {
    html! {
        <p class="count"><strong>{ format::number(lang, count) }</strong>{ " " }<span>{ format::have_signed(lang, count) }</span></p>
    }
}

/// Which of the signatures it is, and the name on top of the list.
fn place_and_name(text: &Text, thanks: &ThanksPage) -> Html {
    html! {
        <>
            { for thanks.place.clone().map(|place| html! { <p><strong>{ place }</strong></p> }) }
            { for thanks.name.as_ref().map(|name| html! { <p>{ around(text, Key::OwnName, name) }</p> }) }
        </>
    }
}

/// Updates for those who have not asked for them, the organisers' link, and the next person.
fn further(text: &Text, thanks: &ThanksPage) -> Html {
    let updates = |form: &UpdatesForm| {
        html! {
            <form method="post" action="/updates" class="act">
                <input type="hidden" name="lang" value={text.lang()} />
                <input type="hidden" name="token" value={form.token.clone()} />
                <input type="hidden" name="form_token" value={form.form_token.clone()} />
                <button class="quiet">{ around(text, Key::Updates, &thanks.organisers) }</button>
            </form>
        }
    };
    let signed = thanks.kind == ConfirmedKind::Signature;
    html! {
        <>
            { for thanks.updates.as_ref().map(updates) }
            { for thanks.onward.clone().map(|link| html! {
                <p><a class="more" href={link.url}><bdi>{ link.text }</bdi></a></p>
            }) }
            if signed {
                <p><a class="more" href={thanks.page.clone()}>{ text.get(Key::NextPerson) }</a></p>
            }
        </>
    }
}
