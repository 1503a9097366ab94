//! The pages before the desk: signing in by code or link, becoming the first owner, accepting an
//! invitation; and the code that is asked for again before an act that cannot be taken back.

use yew::prelude::*;

use super::layout::{self, DeskHead, TextField};
use super::matrix::{self, ScopeRow};
use crate::i18n::desk::{self, DeskEntryText};
use crate::i18n::{fill, format};

fn head(lang: &str, title: &str) -> DeskHead {
    DeskHead {
        lang: lang.to_owned(),
        title: title.to_owned(),
        ..DeskHead::default()
    }
}

fn email_field(text: &DeskEntryText, value: String, fault: Option<String>) -> TextField {
    TextField {
        name: "email",
        label: text.email,
        kind: "email",
        autocomplete: "username",
        value,
        fault,
        ..TextField::default()
    }
}

fn name_field(text: &DeskEntryText, value: String, fault: Option<String>) -> TextField {
    TextField {
        name: "name",
        label: text.name,
        hint: Some(text.name_hint.to_owned()),
        kind: "text",
        autocomplete: "name",
        value,
        fault,
    }
}

/// The page that asks for an address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignInPage {
    /// The page to show afterwards.
    pub next: String,
    pub email: String,
    pub fault: Option<String>,
    /// Whether the desk has no owner yet, so that nobody can sign in.
    pub unowned: bool,
}

/// `GET /desk/sign-in`: the address that a code is sent to.
pub async fn sign_in(lang: String, page: SignInPage) -> String {
    let text = &desk::of(&lang).entry;
    layout::draw(head(&lang, text.sign_in), move || {
        html! {
            <>
                <h1>{ text.sign_in }</h1>
                if page.unowned {
                    <div class="said"><p>{ text.unowned }</p></div>
                }
                <p class="lead">{ text.no_password }</p>
                <form method="post" action="/desk/sign-in" class="fields">
                    <input type="hidden" name="next" value={page.next} />
                    { email_field(text, page.email, page.fault).draw() }
                    <button class="button">{ text.send_code }</button>
                </form>
            </>
        }
    })
    .await
}

/// `GET /desk/sign-in/code/{id}`: the code. The page is the same for an address that may not sign in.
pub async fn code(lang: String, id: String, next: String, fault: Option<&'static str>) -> String {
    let text = &desk::of(&lang).entry;
    layout::draw(head(&lang, text.code), move || {
        html! {
            <>
                <h1>{ text.code }</h1>
                <p class="lead">{ text.code_lead }</p>
                <form method="post" action={format!("/desk/sign-in/code/{id}")} class="fields">
                    <input type="hidden" name="next" value={next} />
                    { code_field(text, text.code_hint, fault) }
                    <button class="button">{ text.code_submit }</button>
                </form>
                <section>
                    <h2>{ text.nothing_came }</h2>
                    <p>{ text.nothing_came_what }</p>
                    <p><a href="/desk/sign-in">{ text.another_code }</a></p>
                </section>
            </>
        }
    })
    .await
}

fn code_field(text: &DeskEntryText, hint: &'static str, fault: Option<&'static str>) -> Html {
    let described = if fault.is_some() {
        "code-hint code-fault"
    } else {
        "code-hint"
    };
    html! {
        <div class="field">
            <label for="code">{ text.code_label }</label>
            <p class="hint" id="code-hint">{ hint }</p>
            { for fault.map(|fault| html! { <p class="fault" id="code-fault" role="alert">{ fault }</p> }) }
            <input
                class="code" id="code" name="code" type="text" dir="ltr" inputmode="numeric" autocomplete="one-time-code"
                required=true maxlength="12" aria-invalid={fault.map(|_| "true")} aria-describedby={described}
            />
        </div>
    }
}

/// `GET /desk/sign-in/{token}`: the link of an email or of the console. Its button signs in, because
/// mail scanners follow links.
pub async fn link(lang: String, action: String, name: String) -> String {
    let text = &desk::of(&lang).entry;
    layout::draw(head(&lang, text.sign_in), move || {
        let name = html! { <b><bdi>{ name }</bdi></b> };
        html! {
            <>
                <h1>{ text.sign_in }</h1>
                <p class="lead">{ fill::set(text.link_lead, &[("name", name)]) }</p>
                <form method="post" {action}><button class="button">{ text.code_submit }</button></form>
            </>
        }
    })
    .await
}

/// Which link no longer works.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EndedLink {
    SignIn,
    FirstOwner,
    Invitation,
}

/// For a link that is used, too old, or none of ours.
pub async fn ended(lang: String, link: EndedLink) -> String {
    let text = &desk::of(&lang).entry;
    let (heading, what) = match link {
        EndedLink::SignIn => (text.link_ended, text.link_ended_what),
        EndedLink::FirstOwner => (text.link_ended, text.first_owner_taken),
        EndedLink::Invitation => (text.invitation_ended, text.invitation_ended_what),
    };
    layout::draw(head(&lang, heading), move || {
        html! {
            <>
                <h1>{ heading }</h1>
                <p class="lead">{ what }</p>
                <p><a class="button" href="/desk/sign-in">{ text.sign_in }</a></p>
            </>
        }
    })
    .await
}

/// What was typed into the form of the first owner or of an invitation, with its faults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypedAccount {
    pub email: String,
    pub email_fault: Option<String>,
    pub name: String,
    pub name_fault: Option<String>,
}

/// `GET /desk/first-owner/{token}`: the page that the link on the console leads to.
pub async fn first_owner(
    lang: String,
    action: String,
    host: String,
    typed: TypedAccount,
) -> String {
    let text = &desk::of(&lang).entry;
    layout::draw(head(&lang, text.first_owner), move || {
        let host = html! { <bdi dir="ltr">{ host }</bdi> };
        let email = TextField {
            hint: Some(text.email_hint.to_owned()),
            ..email_field(text, typed.email, typed.email_fault)
        };
        html! {
            <>
                <h1>{ text.first_owner }</h1>
                <p class="lead">{ fill::set(text.first_owner_lead, &[("host", host)]) }</p>
                <form method="post" {action} class="fields">
                    { email.draw() }
                    { name_field(text, typed.name, typed.name_fault).draw() }
                    <button class="button">{ text.become_owner }</button>
                </form>
            </>
        }
    })
    .await
}

/// What an invitation says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InvitationPage {
    pub action: String,
    pub host: String,
    pub invited_by: String,
    pub email: String,
    pub rights: Vec<ScopeRow>,
    /// In Unix milliseconds.
    pub expires_at: i64,
    pub typed: TypedAccount,
}

/// `GET /desk/invitations/{token}`
pub async fn invitation(lang: String, page: InvitationPage) -> String {
    let text = &desk::of(&lang).entry;
    let title = fill::filled(text.invitation, &[("host", &page.host)]);
    layout::draw(head(&lang, &title), move || {
        let values = [
            ("name", html! { <b><bdi>{ page.invited_by }</bdi></b> }),
            ("email", html! { <bdi dir="ltr">{ page.email }</bdi> }),
        ];
        let until = html! { { format::date(&lang, page.expires_at) } };
        html! {
            <>
                <h1>{ title }</h1>
                <p class="lead">{ fill::set(text.invitation_lead, &values) }</p>
                { matrix::listed(&lang, &page.rights) }
                <form method="post" action={page.action} class="fields">
                    { name_field(text, page.typed.name, page.typed.name_fault).draw() }
                    <button class="button">{ text.accept }</button>
                </form>
                <p class="quietly foot">{ fill::set(text.invitation_until, &[("date", until)]) }</p>
            </>
        }
    })
    .await
}

/// An act that waits for its code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepUpPage {
    /// Where the act's own form was sent.
    pub action: String,
    /// Everything that it contained.
    pub fields: Vec<(String, String)>,
    pub email: String,
    /// For how long the code is good once typed.
    pub minutes: i64,
    pub fault: Option<&'static str>,
}

/// Asks for a code before an act: the form sends the act again, with the code.
pub async fn step_up(head: DeskHead, page: StepUpPage) -> String {
    let lang = head.lang.clone();
    let text = &desk::of(&lang).entry;
    layout::draw(head, move || {
        let values = [
            ("email", html! { <bdi dir="ltr">{ page.email }</bdi> }),
            ("minutes", html! { { page.minutes } }),
        ];
        html! {
            <>
                <h1>{ text.step_up }</h1>
                <p>{ fill::set(text.step_up_lead, &values) }</p>
                <form method="post" action={page.action.clone()} class="fields">
                    { hidden_fields(&page.fields) }
                    { code_field(text, text.step_up_hint, page.fault) }
                    <p class="presses">
                        <button class="button">{ text.step_up_submit }</button>
                        <button class="link" name="another_code" value="1" formnovalidate=true>{ text.another_code }</button>
                    </p>
                </form>
                <p class="quietly foot">{ text.step_up_not_done }</p>
            </>
        }
    })
    .await
}

/// What was typed, so that another press sends it again.
pub fn hidden_fields(fields: &[(String, String)]) -> Html {
    let fields = fields.iter().map(|(name, value)| {
        html! { <input type="hidden" name={name.clone()} value={value.clone()} /> }
    });
    html! { { for fields } }
}

/// `GET /desk/account/left`, after leaving.
pub async fn left(lang: String) -> String {
    let text = &desk::of(&lang).account;
    layout::draw(head(&lang, text.left), move || {
        html! {
            <>
                <h1>{ text.left }</h1>
                <p class="lead">{ text.left_what }</p>
            </>
        }
    })
    .await
}
