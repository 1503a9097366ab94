//! The pages behind an email's link: confirming, thanks, "it wasn't me", and typing the code.

use crate::i18n::fill;
use crate::i18n::format;
use widgets::{
    text::{Key, Text},
    view::Check,
    wire::{ConfirmedKind, Visibility},
};
use yew::prelude::*;

use super::{answered, proving};
use crate::domain::signatures::verification::HoldReason;
use crate::i18n::{
    declaration,
    page::{self, PageText},
};
use crate::pages::{
    declarations::reservations,
    layout::{self, PageHead, raw},
};

/// What the link would confirm.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
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

/// What was confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Thanks {
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
    /// The share bar as HTML.
    pub share: String,
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

pub(in crate::pages) fn private(
    lang: &str,
    title: &str,
    organisers: &str,
    widgets: bool,
) -> PageHead {
    PageHead {
        lang: lang.to_owned(),
        title: title.to_owned(),
        widgets,
        organisers: organisers.to_owned(),
        ..PageHead::default()
    }
}

/// `GET /confirm/{token}`: one button that says what it does, and a less prominent one for "it
/// wasn't me".
pub async fn ask(asked: Asked) -> String {
    let words = page::of(&asked.lang);
    let heading = match asked.kind {
        ConfirmedKind::Signature => words.confirm_signature,
        ConfirmedKind::Subscription => words.confirm_joining,
    };
    let head = private(&asked.lang, heading, &asked.organisers, false);
    layout::draw(head, move || {
        html! {
            <article class="notice">
                if !asked.confirmed {
                    <p class="kicker">{ words.one_step_left }</p>
                }
                <h1>{ heading }</h1>
                { describe(words, &asked) }
                <form method="post" action={asked.action.clone()} class="act">
                    <button class="button" name="action" value="confirm">{ button_words(words, &asked) }</button>
                    { refusing(words) }
                </form>
            </article>
        }
    })
    .await
}

/// The less prominent button, for a person who never filled in the form.
pub(super) fn refusing(words: &PageText) -> Html {
    html! {
        <p class="aside">
            { words.somebody_else }{ " " }
            <button class="quiet" name="action" value="refuse">{ words.not_me }</button>
        </p>
    }
}

fn button_words(words: &PageText, asked: &Asked) -> Html {
    let apart = |name: &str| html! { <bdi>{ name.to_owned() }</bdi> };
    match (asked.kind, &asked.organisation) {
        (ConfirmedKind::Signature, organisation) => {
            let name = organisation.as_ref().unwrap_or(&asked.name);
            fill::set(words.sign_as, &[("name", apart(name))])
        }
        (ConfirmedKind::Subscription, _) => {
            fill::set(words.join_this, &[("title", apart(&asked.title))])
        }
    }
}

fn describe(words: &PageText, asked: &Asked) -> Html {
    let title = html! { <cite dir="auto">{ &asked.title }</cite> };
    let organisers = html! { <bdi>{ &asked.organisers }</bdi> };
    let values = [("title", title), ("organisers", organisers)];
    match asked.kind {
        ConfirmedKind::Signature => {
            let shown = match (asked.visibility, &asked.organisation) {
                (Visibility::Hidden, _) => words.shown_hidden,
                (Visibility::Full, None) => words.shown_full,
                (Visibility::Initials, None) => words.shown_initials,
                (Visibility::Full, Some(_)) => words.shown_organisation_full,
                (Visibility::Initials, Some(_)) => words.shown_organisation_initials,
            };
            html! {
                <>
                    <p class="lead">{ fill::set(words.asked_to_sign, &values) }</p>
                    <p>
                        if asked.confirmed {
                            { words.confirmed_before }
                        } else {
                            { words.counts_once_pressed }{ " " }{ shown }
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
                <p class="lead">{ fill::set(words.asked_to_join, &values) }</p>
                <p>{ if asked.confirmed { words.joined_already } else { words.nothing_sent_yet } }</p>
            </>
        },
    }
}

/// After confirming: what happened, the new count, and then the share bar.
pub async fn thank(thanks: Thanks) -> String {
    let (words, text) = (page::of(&thanks.lang), Text::of(&thanks.lang));
    let (heading, said, page, why) = match thanks.kind {
        ConfirmedKind::Signature => (
            words.you_signed,
            words.signed_this,
            text.get(Key::ReadDeclaration),
            text.get(Key::ThanksShare),
        ),
        ConfirmedKind::Subscription => (
            words.you_joined,
            words.joined_this,
            words.about_list,
            words.why_joined,
        ),
    };
    let widgets = !thanks.share.is_empty();
    layout::draw(
        private(&thanks.lang, heading, &thanks.organisers, widgets),
        move || {
            let title = html! { <cite dir="auto">{ &thanks.title }</cite> };
            html! {
                <article class="notice thanks">
                    <h1>{ text.get(Key::ThanksHeading) }</h1>
                    if let Some((held, until)) = thanks.held {
                        <p class="lead">{ proving::waits(&thanks.lang, held, &thanks.organisers, until) }</p>
                    } else {
                        <p class="lead">{ fill::set(said, &[("title", title)]) }</p>
                    }
                    { for thanks.count.map(|count| draw_count(&thanks.lang, count)) }
                    <p class="onward">
                        if let Some(back) = &thanks.back {
                            <a class="button" href={back.url.clone()}>{ fill::set(words.back, &[("site", host(back))]) }</a>
                        }
                        <a class="more" href={thanks.page.clone()}>{ page }</a>
                    { for thanks.manage.clone().map(|manage| answered::manage_link(words, manage)) }
                    </p>
                    { for thanks.back.as_ref().map(|back| going_back(&thanks.lang, back)) }
                    if widgets {
                        <section class="pass-on">
                            <h2>{ words.pass_on }</h2>
                            <p>{ why }</p>
                            { raw(thanks.share.clone()) }
                        </section>
                    }
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
    let words = page::of(lang);
    let seconds = format::number(lang, BACK_AFTER_S);
    let values = [("seconds", html! { { seconds } }), ("site", host(back))];
    html! {
        if let Some(script) = &back.script {
            <p class="aside" role="status" hidden=true data-back={back.url.clone()} data-seconds={BACK_AFTER_S.to_string()}>
                { fill::set(words.back_soon, &values) }{ " " }
                <button type="button" class="quiet">{ words.stay }</button>
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

/// After "it wasn't me"; `way_back` is the address of the page that undoes it.
pub async fn refused(lang: &str, way_back: Option<String>) -> String {
    let words = page::of(lang);
    layout::draw(private(lang, words.taken_back, "", false), move || {
        html! {
            <article class="notice">
                <h1>{ words.it_is_taken_back }</h1>
                <p class="lead">{ words.deleted }</p>
                <p>{ words.nothing_to_do }</p>
                { for way_back.clone().map(|link| coming_back(words, link)) }
            </article>
        }
    })
    .await
}

/// For a person who said "it wasn't me" and may want emails after all.
pub(super) fn coming_back(words: &PageText, link: String) -> Html {
    html! {
        <div class="aside">
            <p>{ words.changed_mind }</p>
            <p><a class="more" href={link}>{ words.let_emails_come }</a></p>
        </div>
    }
}

/// `GET /let-emails-come/{way_back}`: changes nothing, because mail scanners follow every link.
pub async fn ask_for_emails(lang: &str, action: String) -> String {
    let words = page::of(lang);
    layout::draw(
        private(lang, words.let_emails_come_heading, "", false),
        move || {
            html! {
                <article class="notice">
                    <h1>{ words.let_emails_come_heading }</h1>
                    <p class="lead">{ words.let_emails_come_what }</p>
                    <form method="post" action={action.clone()} class="act">
                        <button class="button">{ words.let_emails_come }</button>
                    </form>
                </article>
            }
        },
    )
    .await
}

/// The page after its button is pressed.
pub async fn emails_come(lang: &str) -> String {
    let words = page::of(lang);
    layout::draw(private(lang, words.emails_come, "", false), move || {
        html! {
            <article class="notice">
                <h1>{ words.emails_come }</h1>
                <p class="lead">{ words.emails_come_what }</p>
                <p><a href="/">{ words.what_can_be_signed }</a></p>
            </article>
        }
    })
    .await
}

/// The step between the email and the thanks when there is no script.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typing {
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
}

/// The page to type the code without script, or to request the email again.
pub async fn type_code(typing: Typing) -> String {
    let text = Text::of(&typing.lang);
    let heading = text.get(Key::CodeHeading);
    let lang = typing.lang.clone();
    layout::draw(private(&lang, heading, "", false), move || {
        html! {
            <article class="notice">
                <h1>{ heading }</h1>
                if typing.asked {
                    <p class="lead" role="status">{ text.plural(Key::AskedAgo, 0) }</p>
                    <p>{ text.get(Key::CodeSentBack) }</p>
                }
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
pub async fn check(typing: Typing, checking: Checking) -> String {
    let text = Text::of(&typing.lang);
    let heading = text.get(Key::CodeHeading);
    let lang = typing.lang.clone();
    layout::draw(private(&lang, heading, "", false), move || {
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
                        <input id={name} {name} dir="ltr" required=true {value} />
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
fn step(typing: &Typing, action: Option<&'static str>, inside: Html) -> Html {
    html! {
        <form method="post" action="/confirm" class="act">
            <input type="hidden" name="lang" value={Text::of(&typing.lang).lang()} />
            <input type="hidden" name="id" value={typing.id.clone()} />
            { for action.map(|action| html! { <input type="hidden" name="action" value={action} /> }) }
            { inside }
        </form>
    }
}

fn code_field(typing: &Typing) -> Html {
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

fn email_field(typing: &Typing) -> Html {
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
