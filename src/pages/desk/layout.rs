//! The frame around every page of the desk: head, masthead, tabs, main. The tabs are at the foot of a
//! phone, where the thumb is, and at the side of a wide window.

use widgets::text::{Key, Text};
use yew::prelude::*;

use crate::i18n::desk::{self, DeskFrameText};
use crate::i18n::{fill, format};
use crate::pages::layout::{METADATA, preload, raw};
use crate::pages::styles;

/// What a page of the desk declares apart from its content.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeskHead {
    /// BCP 47; English unless the desk speaks the language.
    pub lang: String,
    pub title: String,
    /// The tab that the page belongs to.
    pub tab: Option<Tab>,
    /// `None` on the pages before signing in.
    pub signed_in: Option<SignedIn>,
}

/// Who is signed in, as far as every page shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignedIn {
    pub name: String,
    /// The value of the hidden field `csrf`.
    pub csrf: String,
    /// Whether the account owns something, and so decides who else may work on it.
    pub owns: bool,
    /// Whether this is the only account that owns everything.
    pub only_owner: bool,
}

/// The pages that the tabs lead to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tab {
    Overview,
    Colleagues,
    Audit,
    Account,
}

impl Tab {
    const ALL: [Tab; 4] = [Tab::Overview, Tab::Colleagues, Tab::Audit, Tab::Account];

    const fn path(self) -> &'static str {
        match self {
            Tab::Overview => "/desk",
            Tab::Colleagues => "/desk/colleagues",
            Tab::Audit => "/desk/audit",
            Tab::Account => "/desk/account",
        }
    }

    const fn label(self, text: &DeskFrameText) -> &'static str {
        match self {
            Tab::Overview => text.overview,
            Tab::Colleagues => text.colleagues,
            Tab::Audit => text.audit,
            Tab::Account => text.account,
        }
    }

    /// A drawing on a square of 24, in outlines.
    const fn drawing(self) -> &'static str {
        match self {
            Tab::Overview => "M4 20V11M10 20V4M16 20v-6M22 20H2",
            Tab::Colleagues => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18.5 14.5c1.8.9 2.8 2.8 3 5.5"
            }
            Tab::Audit => "M5 3h14v18l-3.5-2-3.5 2-3.5-2L5 21ZM9 8h6M9 12h6",
            Tab::Account => {
                "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 21c.6-4.5 3.5-6.5 8-6.5s7.4 2 8 6.5"
            }
        }
    }
}

#[derive(PartialEq, Properties)]
struct DeskPageProps {
    head: DeskHead,
    content: Html,
}

/// Draws a page. The content is built on the thread where Yew renders it, because its nodes cannot
/// move between threads.
pub async fn draw(head: DeskHead, content: impl FnOnce() -> Html + Send + 'static) -> String {
    let props = move || DeskPageProps {
        head,
        content: content(),
    };
    let html = yew::ServerRenderer::<DeskPage>::with_props(props)
        .hydratable(false)
        .render()
        .await;
    format!("<!doctype html>{html}")
}

#[component]
fn DeskPage(props: &DeskPageProps) -> Html {
    let head = &props.head;
    let text = &desk::of(&head.lang).frame;
    let direction = Text::of(&head.lang).get(Key::Direction);
    let class = head.signed_in.is_none().then_some("alone");
    html! {
        <html lang={head.lang.clone()} dir={direction}>
            <head>
                { raw(METADATA.to_owned()) }
                <title>{ format!("{} · {}", head.title, text.desk) }</title>
                <meta name="robots" content="noindex" />
                { for styles::first_fonts().map(preload) }
                { raw(format!("<style>{}</style>", styles::desk().text)) }
            </head>
            <body {class}>
                <a class="skip" href="#main">{ text.skip }</a>
                <header class="top">
                    <div>
                        <p class="brand"><a href="/desk">{ "Undersigned" }</a><span>{ text.desk }</span></p>
                        { for head.signed_in.as_ref().map(|signed_in| html! { <p><bdi>{ &signed_in.name }</bdi></p> }) }
                    </div>
                </header>
                { for head.signed_in.as_ref().map(|signed_in| tabs(text, head.tab, signed_in)) }
                <main id="main">
                    { for head.signed_in.as_ref().filter(|signed_in| signed_in.only_owner).map(|_| ask_for_second(text)) }
                    { props.content.clone() }
                </main>
            </body>
        </html>
    }
}

fn tabs(text: &DeskFrameText, shown: Option<Tab>, signed_in: &SignedIn) -> Html {
    let offered = Tab::ALL
        .into_iter()
        .filter(|tab| *tab != Tab::Colleagues || signed_in.owns);
    let tabs = offered.map(|tab| {
        let current = (shown == Some(tab)).then_some("page");
        html! {
            <li>
                <a href={tab.path()} aria-current={current}>
                    <svg viewBox="0 0 24 24" aria-hidden="true"><path d={tab.drawing()} /></svg>
                    { tab.label(text) }
                </a>
            </li>
        }
    });
    html! { <nav class="tabs" aria-label={text.pages}><ul>{ for tabs }</ul></nav> }
}

/// A desk with a single owner is lost with that owner's mailbox.
fn ask_for_second(text: &'static DeskFrameText) -> Html {
    let invite = html! { <a href="/desk/colleagues/invite?own=1">{ text.invite_owner }</a> };
    html! { <p class="ask">{ fill::set(text.only_owner, &[("invite", invite)]) }</p> }
}

/// The hidden field that every form of a signed-in organiser has.
pub fn csrf_field(csrf: &str) -> Html {
    html! { <input type="hidden" name="csrf" value={csrf.to_owned()} /> }
}

/// What has just been done, or why it was not.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Done(String),
    Wrong(String),
}

/// Says it above the page, and aloud.
pub fn say(said: Option<&Said>) -> Html {
    match said {
        None => Html::default(),
        Some(Said::Done(done)) => {
            html! { <div class="said" role="status"><p>{ done }</p></div> }
        }
        Some(Said::Wrong(why)) => {
            html! { <div class="said wrong" role="alert"><p>{ why }</p></div> }
        }
    }
}

/// A link above the heading, to the page that this one belongs to.
pub fn back_to(path: &'static str, label: &'static str) -> Html {
    html! { <p class="back"><a href={path}>{ label }</a></p> }
}

/// `1 December 2026, 14:05 UTC`, in Unix milliseconds; in UTC, because colleagues live in several time
/// zones and compare what they see.
pub fn moment(lang: &str, at_ms: i64) -> Html {
    let Ok(at) = jiff::Timestamp::from_millisecond(at_ms) else {
        return Html::default();
    };
    html! { <time datetime={at.to_string()}>{ moment_plain(lang, at_ms) }</time> }
}

/// The same as plain text.
pub fn moment_plain(lang: &str, at_ms: i64) -> String {
    let values = [
        ("date", &*format::date(lang, at_ms)),
        ("time", &*clock_time(at_ms)),
    ];
    fill::filled(desk::of(lang).frame.time, &values)
}

/// `14:05`, in UTC.
pub fn clock_time(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms)
        .map(|at| at.strftime("%H:%M").to_string())
        .unwrap_or_default()
}

/// A text field with its label above it, and the hint and the fault between.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextField {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: Option<String>,
    /// `text` or `email`.
    pub kind: &'static str,
    pub autocomplete: &'static str,
    pub value: String,
    pub fault: Option<String>,
}

impl TextField {
    pub fn draw(&self) -> Html {
        let (name, hint) = (self.name, format!("{}-hint", self.name));
        let fault = format!("{name}-fault");
        let described: Vec<String> = [
            self.hint.as_ref().map(|_| hint.clone()),
            self.fault.as_ref().map(|_| fault.clone()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let left_to_right = (self.kind == "email").then_some("ltr");
        html! {
            <div class="field">
                <label for={name}>{ self.label }</label>
                { for self.hint.clone().map(|said| html! { <p class="hint" id={hint}>{ said }</p> }) }
                { for self.fault.clone().map(|said| html! { <p class="fault" id={fault} role="alert">{ said }</p> }) }
                <input
                    id={name} {name} type={self.kind} dir={left_to_right} autocomplete={self.autocomplete}
                    required=true maxlength="254" value={self.value.clone()}
                    aria-invalid={self.fault.as_ref().map(|_| "true")} aria-describedby={described}
                />
            </div>
        }
    }
}
