//! `GET /desk/account`: one's own name and language, the browsers in which one is signed in, and the way
//! out.

use yew::prelude::*;

use super::layout::{self, DeskHead, Said, TextField, csrf_field, moment, moment_plain, say};
use super::matrix::{self, ScopeRow};
use crate::i18n::desk::{self, DeskAccountText};
use crate::i18n::{self, fill};

/// The content of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccountPage {
    pub csrf: String,
    pub email: String,
    pub name: String,
    pub name_fault: Option<String>,
    /// BCP 47, as chosen.
    pub lang: String,
    pub rights: Vec<ScopeRow>,
    pub sessions: Vec<SessionLine>,
    /// Days without use, and days at most, after which a session ends.
    pub session_days: (i64, i64),
    pub said: Option<Said>,
}

/// A browser in which the account is signed in; times are in Unix milliseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionLine {
    pub id: String,
    /// Browser and system; empty if unknown.
    pub device: String,
    pub created_at: i64,
    pub seen_at: i64,
    /// Whether it is the browser that asks.
    pub current: bool,
}

/// Draws the page.
pub async fn draw(head: DeskHead, page: AccountPage) -> String {
    let text = &desk::of(&head.lang).account;
    let lang = head.lang.clone();
    let title = head.title.clone();
    layout::draw(head, move || {
        html! {
            <>
                <h1>{ title }</h1>
                { say(page.said.as_ref()) }
                { about_you(&lang, &page) }
                <section>
                    <h2>{ text.sessions }</h2>
                    { sessions(&lang, &page) }
                </section>
                <section>
                    <h2>{ text.your_rights }</h2>
                    { matrix::listed(&lang, &page.rights) }
                    <details>
                        <summary>{ text.leave }</summary>
                        <p>{ text.leave_what }</p>
                        <form method="post" action="/desk/account/leave">
                            { csrf_field(&page.csrf) }
                            <button class="button danger">{ text.leave_do }</button>
                        </form>
                    </details>
                </section>
            </>
        }
    })
    .await
}

fn about_you(lang: &str, page: &AccountPage) -> Html {
    let text = desk::of(lang);
    let name = TextField {
        name: "name",
        label: text.entry.name,
        hint: Some(text.entry.name_hint.to_owned()),
        kind: "text",
        autocomplete: "name",
        value: page.name.clone(),
        fault: page.name_fault.clone(),
    };
    let languages = desk::languages().map(|tag| {
        html! { <option value={tag} lang={tag} selected={tag == page.lang}>{ i18n::own_name(tag).to_owned() }</option> }
    });
    html! {
        <form method="post" action="/desk/account" class="fields">
            { csrf_field(&page.csrf) }
            <div class="field">
                <span class="label">{ text.entry.email }</span>
                <bdi dir="ltr">{ &page.email }</bdi>
            </div>
            { name.draw() }
            <div class="field">
                <label for="lang">{ text.account.language }</label>
                <select id="lang" name="lang">{ for languages }</select>
            </div>
            <button class="button">{ text.account.save }</button>
        </form>
    }
}

fn sessions(lang: &str, page: &AccountPage) -> Html {
    let text = &desk::of(lang).account;
    let (idle, age) = page.session_days;
    let days = [("idle", &*idle.to_string()), ("age", &*age.to_string())];
    let rows = page
        .sessions
        .iter()
        .map(|session| session_row(lang, text, page, session));
    html! {
        <>
            <ul class="rows">{ for rows }</ul>
            if page.sessions.len() > 1 {
                <form method="post" action="/desk/account/sessions">
                    { csrf_field(&page.csrf) }
                    <button class="button second" name="end" value="others">{ text.end_others }</button>
                </form>
            }
            <p class="quietly">{ fill::filled(text.sessions_what, &days) }</p>
        </>
    }
}

fn session_row(
    lang: &str,
    text: &'static DeskAccountText,
    page: &AccountPage,
    session: &SessionLine,
) -> Html {
    let device = match session.device.as_str() {
        "" => text.unknown_device,
        known => known,
    };
    let since = moment_plain(lang, session.created_at);
    let named = fill::filled(text.end_there, &[("device", device), ("time", &since)]);
    let (path, button, value) = if session.current {
        ("/desk/sign-out", desk::of(lang).frame.sign_out, "")
    } else {
        ("/desk/account/sessions", text.end, &*session.id)
    };
    html! {
        <li>
            <div class="what">
                <strong>
                    <bdi>{ device }</bdi>
                    if session.current { <span class="of">{ format!(" · {}", text.this_browser) }</span> }
                </strong>
                <span class="of">{ fill::set(text.signed_in, &[("time", moment(lang, session.created_at))]) }</span>
                <span class="of">{ fill::set(text.last_used, &[("time", moment(lang, session.seen_at))]) }</span>
            </div>
            <form method="post" action={path}>
                { csrf_field(&page.csrf) }
                <button class="link" name="end" value={value.to_owned()}>
                    { button }<span class="aloud">{ format!(": {named}") }</span>
                </button>
            </form>
        </li>
    }
}
