//! The pages for typing the code without script, for requesting the email again and for correcting
//! its address.

use widgets::{
    text::{Key, Text},
    view::Check,
    wire::EmailHint,
};
use yew::prelude::*;

use super::{around, private_head};
use crate::pages::layout;

/// The step between the email and the thanks when there is no script.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodePage {
    /// BCP 47: the language of the form.
    pub lang: String,
    /// The attempt's id.
    pub id: String,
    /// As typed, with its error.
    pub code: String,
    pub code_fault: Option<String>,
    /// The corrected address as typed, with its error.
    pub email: String,
    pub email_fault: Option<String>,
    /// The press that led here requested the email again.
    pub asked: bool,
    /// How to find the email, if the attempt is known.
    pub sent: Option<EmailHint>,
}

/// The page to type the code without script, or to request the email again.
pub async fn draw(typing: CodePage) -> String {
    let text = Text::of(&typing.lang);
    let heading = text.get(Key::CodeHeading);
    let lang = typing.lang.clone();
    layout::draw(private_head(&lang, heading, "", false), move || {
        html! {
            <article class="notice">
                <h1>{ heading }</h1>
                if typing.asked {
                    <p class="lead" role="status">{ text.plural(Key::AskedAgo, 0) }</p>
                    <p>{ text.get(Key::CodeSentBack) }</p>
                }
                { for typing.sent.as_ref().map(|sent| recognised(&text, sent)) }
                { step(&typing, None, code_field(&typing)) }
                { step(&typing, Some("resend"), html! {
                    <button class="quiet">{ text.get(Key::AskAgain) }</button>
                }) }
                { step(&typing, Some("correct"), email_field(&typing)) }
                <p class="aside">{ text.get(Key::CodeStopped) }</p>
            </article>
        }
    })
    .await
}

/// From whom the email comes and under which subject, and the way to the mailbox.
fn recognised(text: &Text, sent: &EmailHint) -> Html {
    html! {
        <p>
            { around(text, Key::CodeFrom, &sent.from) }
            <br />
            { around(text, Key::CodeSubject, &sent.subject) }
            if let Some(inbox) = &sent.inbox {
                <br />
                <a href={inbox.url.clone()} target="_blank" rel="noopener">{ around(text, Key::CodeInbox, &inbox.provider) }</a>
            }
        </p>
    }
}

/// A form about the attempt, of unknown origin, that the visitor must check again.
#[derive(Clone, Debug, PartialEq)]
pub struct Checking {
    /// The action that it requests, if it does not confirm.
    pub action: Option<String>,
    /// The token of this view, for browsers that never say where they send from.
    pub token: String,
    pub check: Check,
}

/// Shows such a form, so that the visitor can check it and send it from here.
pub async fn check(typing: CodePage, checking: Checking) -> String {
    let text = Text::of(&typing.lang);
    let heading = text.get(Key::CodeHeading);
    let lang = typing.lang.clone();
    layout::draw(private_head(&lang, heading, "", false), move || {
        let said = match checking.action.as_deref() {
            None => Some(("code", typing.code.clone(), text.get(Key::CodeLabel))),
            Some("correct") => Some(("email", typing.email.clone(), text.get(Key::Email))),
            Some(_) => None,
        };
        let action = checking.action.clone();
        html! {
            <article class="notice">
                <h1>{ action.as_deref().map_or(heading, |action| asks(&text, action)) }</h1>
                <p class="lead" role="alert">{ checking.check.words }</p>
                <form method="post" action="/confirm" class="act">
                    <input type="hidden" name="lang" value={text.lang()} />
                    <input type="hidden" name="id" value={typing.id.clone()} />
                    <input type="hidden" name="form_token" value={checking.token.clone()} />
                    { for action.map(|action| html! { <input type="hidden" name="action" value={action} /> }) }
                    if let Some((name, value, label)) = said {
                        <label for={name}>{ label }</label>
                        <input
                            id={name} {name} dir="ltr" required=true {value}
                            class={classes!((name == "code").then_some("code"))}
                            type={if name == "email" { "email" } else { "text" }}
                        />
                    }
                    <button class="button">{ checking.check.button }</button>
                </form>
            </article>
        }
    })
    .await
}

/// The label for what an action requests.
fn asks<'a>(text: &'a Text, action: &str) -> &'a str {
    text.get(match action {
        "correct" => Key::CorrectAddress,
        _ => Key::AskAgain,
    })
}

/// A form about the attempt; `action` is what it requests other than confirming.
fn step(typing: &CodePage, action: Option<&'static str>, inside: Html) -> Html {
    html! {
        <form method="post" action="/confirm" class="act">
            <input type="hidden" name="lang" value={Text::of(&typing.lang).lang()} />
            <input type="hidden" name="id" value={typing.id.clone()} />
            { for action.map(|action| html! { <input type="hidden" name="action" value={action} /> }) }
            { inside }
        </form>
    }
}

fn code_field(typing: &CodePage) -> Html {
    let text = Text::of(&typing.lang);
    let invalid = typing.code_fault.is_some().then_some("true");
    html! {
        <>
            <label for="code">{ text.get(Key::CodeLabel) }</label>
            <p class="hint" id="code-hint">{ text.get(Key::CodeHint) }</p>
            { for typing.code_fault.clone().map(|fault| fault_beside("code-fault", fault)) }
            <input
                class="code" id="code" name="code" dir="ltr" inputmode="numeric" autocomplete="one-time-code"
                required=true value={typing.code.clone()} aria-invalid={invalid}
                aria-describedby="code-hint code-fault"
            />
            <button class="button">{ text.get(Key::CodeSubmit) }</button>
        </>
    }
}

fn email_field(typing: &CodePage) -> Html {
    let text = Text::of(&typing.lang);
    let invalid = typing.email_fault.is_some().then_some("true");
    html! {
        <>
            <label for="email">{ text.get(Key::Email) }</label>
            { for typing.email_fault.clone().map(|fault| fault_beside("email-fault", fault)) }
            <input
                id="email" name="email" type="email" dir="ltr" autocomplete="email" required=true
                value={typing.email.clone()} aria-invalid={invalid} aria-describedby="email-fault"
            />
            <button class="quiet">{ text.get(Key::CorrectAddress) }</button>
        </>
    }
}

fn fault_beside(id: &'static str, fault: String) -> Html {
    html! { <p class="fault" {id} role="alert">{ fault }</p> }
}
