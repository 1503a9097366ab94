//! `GET /desk/colleagues`: who may do what, at a glance; with the forms that invite a colleague, change
//! their rights and remove them.

use yew::prelude::*;

use super::layout::{self, DeskHead, Said, TextField, back_to, csrf_field, moment, say};
use super::matrix::{self, ScopeRow};
use crate::i18n::desk::{self, DeskColleaguesText};
use crate::i18n::{fill, format};

/// The content of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColleaguesPage {
    pub csrf: String,
    pub colleagues: Vec<ColleagueRow>,
    pub invitations: Vec<OpenInvitation>,
    pub said: Option<Said>,
}

/// An account, as its colleagues see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColleagueRow {
    pub id: String,
    pub name: String,
    pub email: String,
    /// When a browser of theirs last asked, in Unix milliseconds.
    pub seen_at: Option<i64>,
    pub rights: Vec<ScopeRow>,
    /// Whether it is the account that asks.
    pub yourself: bool,
    /// Whether the account that asks may change these rights.
    pub changeable: bool,
}

/// An invitation that was not answered yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenInvitation {
    pub id: String,
    pub email: String,
    pub rights: Vec<ScopeRow>,
    /// In Unix milliseconds.
    pub expires_at: i64,
    pub revocable: bool,
}

/// Draws the page.
pub async fn draw(head: DeskHead, page: ColleaguesPage) -> String {
    let text = &desk::of(&head.lang).colleagues;
    let (lang, title) = (head.lang.clone(), head.title.clone());
    layout::draw(head, move || {
        let people = page
            .colleagues
            .iter()
            .map(|colleague| person(&lang, text, colleague));
        html! {
            <>
                <h1>{ title }</h1>
                { say(page.said.as_ref()) }
                <p><a class="button" href="/desk/colleagues/invite">{ text.invite }</a></p>
                <table class="matrix">
                    <caption class="aloud">{ text.who }</caption>
                    { matrix::heads(&lang, text.who) }
                    { for people }
                </table>
                <section>
                    <h2>{ text.invitations }</h2>
                    { invitations(&lang, text, &page) }
                </section>
                <section>
                    <h2>{ desk::of(&lang).rights.meanings }</h2>
                    { matrix::meanings(&lang) }
                </section>
            </>
        }
    })
    .await
}

fn person(lang: &str, text: &'static DeskColleaguesText, colleague: &ColleagueRow) -> Html {
    let seen = match colleague.seen_at {
        Some(at) => fill::set(text.last_seen, &[("time", moment(lang, at))]),
        None => html! { { text.never_seen } },
    };
    html! {
        <tbody>
            <tr class="person-row">
                <th scope="rowgroup" colspan="7" class="person">
                    if colleague.changeable {
                        <a class="edit" href={format!("/desk/colleagues/{}", colleague.id)}>
                            { text.change }<span class="aloud">{ format!(": {}", colleague.name) }</span>
                        </a>
                    }
                    <bdi class="name">{ &colleague.name }</bdi>
                    if colleague.yourself { <span>{ format!(" · {}", text.you) }</span> }
                    <span class="of"><bdi dir="ltr">{ &colleague.email }</bdi>{ " · " }{ seen }</span>
                </th>
            </tr>
            { for colleague.rights.iter().map(|row| matrix::marks(lang, row)) }
        </tbody>
    }
}

fn invitations(lang: &str, text: &'static DeskColleaguesText, page: &ColleaguesPage) -> Html {
    if page.invitations.is_empty() {
        return html! { <p class="empty">{ text.no_invitations }</p> };
    }
    let rows = page.invitations.iter().map(|invitation| {
        let until = html! { { format::date(lang, invitation.expires_at) } };
        html! {
            <li>
                <div class="what">
                    <strong><bdi dir="ltr">{ &invitation.email }</bdi></strong>
                    <span class="of">{ fill::set(text.until, &[("date", until)]) }</span>
                    <span class="of">{ in_a_line(lang, &invitation.rights) }</span>
                </div>
                if invitation.revocable {
                    <form method="post" action={format!("/desk/colleagues/invitations/{}/revoke", invitation.id)}>
                        { csrf_field(&page.csrf) }
                        <button class="link danger">
                            { text.revoke }<span class="aloud">{ format!(": {}", invitation.email) }</span>
                        </button>
                    </form>
                }
            </li>
        }
    });
    html! { <ul class="rows">{ for rows }</ul> }
}

/// `Everything: Own; Open the library: See, Export`
pub fn in_a_line(lang: &str, rows: &[ScopeRow]) -> String {
    let rows = rows.iter().map(|row| {
        let rights = row.may.iter().map(|right| desk::right(lang, *right));
        format!("{}: {}", row.label, rights.collect::<Vec<_>>().join(", "))
    });
    rows.collect::<Vec<_>>().join("; ")
}

/// The form that invites.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InvitePage {
    pub csrf: String,
    pub email: String,
    pub email_fault: Option<String>,
    /// What may be given, with what is ticked.
    pub rights: Vec<ScopeRow>,
    pub rights_fault: Option<String>,
    /// For how many days the invitation will be good.
    pub days: i64,
}

/// `GET /desk/colleagues/invite`
pub async fn invite(head: DeskHead, page: InvitePage) -> String {
    let text = desk::of(&head.lang);
    let (lang, title) = (head.lang.clone(), head.title.clone());
    layout::draw(head, move || {
        let email = TextField {
            name: "email",
            label: text.entry.email,
            kind: "email",
            autocomplete: "off",
            value: page.email,
            fault: page.email_fault,
            ..TextField::default()
        };
        let days = [("days", &*page.days.to_string())];
        html! {
            <>
                { back_to("/desk/colleagues", text.frame.colleagues) }
                <h1>{ title }</h1>
                <p>{ fill::filled(text.colleagues.invite_lead, &days) }</p>
                <form method="post" action="/desk/colleagues/invite">
                    { csrf_field(&page.csrf) }
                    <div class="fields">{ email.draw() }</div>
                    { ticked(&lang, &page.rights, page.rights_fault) }
                    <p class="presses"><button class="button">{ text.colleagues.invite_do }</button></p>
                </form>
            </>
        }
    })
    .await
}

fn ticked(lang: &str, rows: &[ScopeRow], fault: Option<String>) -> Html {
    html! {
        <fieldset class="choices">
            <legend>{ desk::of(lang).colleagues.who }</legend>
            { for fault.map(|fault| html! { <p class="fault" role="alert">{ fault }</p> }) }
            { matrix::choices(lang, rows) }
            <details>
                <summary>{ desk::of(lang).rights.meanings }</summary>
                { matrix::meanings(lang) }
            </details>
        </fieldset>
    }
}

/// The form that changes one account's rights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColleaguePage {
    pub csrf: String,
    pub id: String,
    pub name: String,
    pub email: String,
    pub yourself: bool,
    /// What may be given, with what is ticked.
    pub rights: Vec<ScopeRow>,
    /// What the account has now, as the form sends it back.
    pub before: String,
    pub said: Option<Said>,
    /// Whether the account that asks may remove this one.
    pub removable: bool,
}

/// `GET /desk/colleagues/{id}`
pub async fn colleague(head: DeskHead, page: ColleaguePage) -> String {
    let text = desk::of(&head.lang);
    let lang = head.lang.clone();
    layout::draw(head, move || {
        html! {
            <>
                { back_to("/desk/colleagues", text.frame.colleagues) }
                <h1><bdi>{ &page.name }</bdi></h1>
                <p class="quietly"><bdi dir="ltr">{ &page.email }</bdi></p>
                { say(page.said.as_ref()) }
                if page.yourself { <p>{ text.colleagues.your_own }</p> }
                <form method="post" action={format!("/desk/colleagues/{}", page.id)}>
                    { csrf_field(&page.csrf) }
                    { before(&page.before) }
                    { ticked(&lang, &page.rights, None) }
                    <p class="presses"><button class="button">{ text.colleagues.save }</button></p>
                </form>
                <p class="quietly foot">{ text.colleagues.owners_hear }</p>
                if page.removable { { remove(&lang, &text.colleagues, &page) } }
            </>
        }
    })
    .await
}

/// The rights that the form was shown with: if somebody else changes them meanwhile, neither change
/// is lost unseen.
fn before(rights: &str) -> Html {
    html! { <input type="hidden" name="before" value={rights.to_owned()} /> }
}

fn remove(lang: &str, text: &'static DeskColleaguesText, page: &ColleaguePage) -> Html {
    let named = fill::isolated(lang, text.remove, &[("name", &page.name)]);
    html! {
        <details>
            <summary>{ named }</summary>
            <p>{ text.remove_what }</p>
            <form method="post" action={format!("/desk/colleagues/{}/remove", page.id)}>
                { csrf_field(&page.csrf) }
                <button class="button danger">{ text.remove_do }</button>
            </form>
        </details>
    }
}
