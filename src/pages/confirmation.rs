//! The pages behind a letter's link: asking, thanking, taking back, and typing the code.

use widgets::wire::{ConfirmedKind, Visibility};
use yew::prelude::*;

use super::{
    layout::{self, Head, raw},
    words,
};

/// What the link would confirm.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub kind: ConfirmedKind,
    pub title: String,
    pub organisers: String,
    /// As typed; empty when none was asked for.
    pub name: String,
    /// Set for an organisation's signature.
    pub organisation: Option<String>,
    pub visibility: Visibility,
    /// Where the form is sent: the page's own address.
    pub action: String,
    /// Confirmed before: pressing again changes nothing.
    pub confirmed: bool,
}

/// What has been confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Thanks {
    pub kind: ConfirmedKind,
    pub title: String,
    pub organisers: String,
    pub count: Option<u64>,
    /// The declaration's or list's own page.
    pub page: String,
    /// The allied page where it was signed, when that site is a known one.
    pub back: Option<String>,
    /// The share bar as HTML.
    pub share: String,
}

fn private(title: String, organisers: &str, widgets: bool) -> Head {
    Head {
        title,
        preview: None,
        widgets,
        organisers: organisers.to_owned(),
    }
}

/// `GET /confirm/{token}`: one button that says what it does, and a quiet one to refuse.
pub async fn ask(asked: Asked) -> String {
    let heading = match asked.kind {
        ConfirmedKind::Signature => "Confirm your signature",
        ConfirmedKind::Subscription => "Confirm that you want to join",
    };
    layout::draw(private(heading.to_owned(), &asked.organisers, false), move || {
        html! {
            <article class="notice">
                <p class="kicker">{ "One step left" }</p>
                <h1>{ heading }</h1>
                { describe(&asked) }
                <form method="post" action={asked.action.clone()} class="act">
                    <button class="button" name="action" value="confirm">{ button_words(&asked) }</button>
                    <p class="aside">
                        { "Did somebody else use your address? " }
                        <button class="quiet" name="action" value="refuse">{ "It wasn’t me" }</button>
                    </p>
                </form>
            </article>
        }
    })
    .await
}

fn button_words(asked: &Asked) -> String {
    match (asked.kind, &asked.organisation) {
        (ConfirmedKind::Signature, Some(organisation)) => {
            format!("Confirm: sign as {organisation}")
        }
        (ConfirmedKind::Signature, None) => format!("Confirm: sign as {}", asked.name),
        (ConfirmedKind::Subscription, _) => format!("Confirm: join “{}”", asked.title),
    }
}

fn describe(asked: &Asked) -> Html {
    let title = html! { <cite>{ &asked.title }</cite> };
    let organisers = html! { { &asked.organisers } };
    match asked.kind {
        ConfirmedKind::Signature => {
            let shown = match (asked.visibility, &asked.organisation) {
                (Visibility::Hidden, _) => "You will be counted; no name is shown.",
                (Visibility::Full, None) => "Your name will stand under it.",
                (Visibility::Initials, None) => "Your initials will stand under it, not your name.",
                (Visibility::Full, Some(_)) => {
                    "The organisation will stand under it, and your name with it."
                }
                (Visibility::Initials, Some(_)) => {
                    "The organisation will stand under it, with your initials."
                }
            };
            html! {
                <>
                    <p class="lead">{ "You asked to sign " }{ title }{ ", a declaration by " }{ organisers }{ "." }</p>
                    <p>
                        if asked.confirmed {
                            { "You have confirmed this before. Pressing again changes nothing." }
                        } else {
                            { "It counts once you press the button. " }{ shown }
                        }
                    </p>
                </>
            }
        }
        ConfirmedKind::Subscription => html! {
            <>
                <p class="lead">{ "You asked for letters of " }{ title }{ " from " }{ organisers }{ "." }</p>
                <p>{ "Nothing is sent until you press the button, and every letter has a link to leave." }</p>
            </>
        },
    }
}

/// After confirming: what happened, the new count, and then sharing.
pub async fn thank(thanks: Thanks) -> String {
    let heading = match thanks.kind {
        ConfirmedKind::Signature => "You have signed",
        ConfirmedKind::Subscription => "You have joined",
    };
    let widgets = !thanks.share.is_empty();
    layout::draw(
        private(heading.to_owned(), &thanks.organisers, widgets),
        move || {
            html! {
                <article class="notice thanks">
                    <h1>{ "Thank you" }</h1>
                    <p class="lead">{ heading }{ " " }<cite>{ &thanks.title }</cite>{ "." }</p>
                    { for thanks.count.map(count) }
                    <p>
                        if let Some(back) = thanks.back.clone() {
                            <a class="button" href={back}>{ "Back to the page where you began" }</a>
                            { " " }
                        }
                        <a class="more" href={thanks.page.clone()}>{ page_words(thanks.kind) }</a>
                    </p>
                    if widgets {
                        <section class="pass-on">
                            <h2>{ "Pass it on" }</h2>
                            <p>{ why_pass_on(thanks.kind) }</p>
                            { raw(thanks.share.clone()) }
                        </section>
                    }
                </article>
            }
        },
    )
    .await
}

fn count(count: u64) -> Html {
    html! {
        <p class="count"><strong>{ words::number(count) }</strong>{ " " }<span>{ words::have_signed(count) }</span></p>
    }
}

fn why_pass_on(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "Most people sign because somebody they know asked them.",
        ConfirmedKind::Subscription => "Perhaps somebody you know would like to hear of it too.",
    }
}

fn page_words(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "Read the declaration",
        ConfirmedKind::Subscription => "About this list",
    }
}

/// After "it wasn't me".
pub async fn refused() -> String {
    layout::draw(private("Taken back".to_owned(), "", false), || {
        html! {
            <article class="notice">
                <h1>{ "It is taken back" }</h1>
                <p class="lead">
                    { "What was typed with your address is deleted, and we send you no further letter about it." }
                </p>
                <p>{ "There is nothing else to do. You can close this page." }</p>
            </article>
        }
    })
    .await
}

/// The code typed without script; `fault` says what was wrong with the last one.
pub async fn type_code(id: String, typed: String, fault: Option<String>) -> String {
    let heading = "Enter the code from your email";
    layout::draw(private(heading.to_owned(), "", false), move || {
        let invalid = fault.is_some().then_some("true");
        html! {
            <article class="notice">
                <h1>{ heading }</h1>
                <form method="post" action="/confirm" class="act">
                    <input type="hidden" name="id" value={id.clone()} />
                    <label for="code">{ "Six-digit code" }</label>
                    <p class="hint" id="code-hint">{ "The link in the letter works as well." }</p>
                    if let Some(fault) = fault.clone() {
                        <p class="fault" id="code-fault" role="alert">{ fault }</p>
                    }
                    <input
                        class="code" id="code" name="code" inputmode="numeric" autocomplete="one-time-code"
                        required=true value={typed.clone()} aria-invalid={invalid}
                        aria-describedby="code-hint code-fault"
                    />
                    <button class="button">{ "Confirm" }</button>
                </form>
            </article>
        }
    })
    .await
}
