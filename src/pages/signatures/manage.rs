//! The manage page, behind the link at the foot of every email to a signatory: the data we hold,
//! and a form for each action, which says beforehand what it does.

use crate::i18n;
use crate::i18n::fill;
use crate::i18n::format;
use widgets::{
    text::{Key, Text},
    wire::{self, Visibility},
};
use yew::prelude::*;

use super::{
    consent_history, suppression,
    verification::{self, VerificationForm},
};
use crate::domain::privacy::consent::LedgerEntry;
use crate::domain::signatures::own::{ManagedSignature, Standing};
use crate::i18n::{
    declaration,
    manage::{self, ManagePageText},
    page,
};
use crate::pages::layout::{self, PageHead};

/// The page's own styles, added to those of every page; its Content-Security-Policy names them.
pub const STYLES: &str = include_str!("manage.css");

/// The content of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct ManagePage {
    pub own: ManagedSignature,
    pub consents: Vec<LedgerEntry>,
    /// The declaration's own page.
    pub declaration: String,
    /// The page's own address, where its forms are sent.
    pub action: String,
    pub typed: Typed,
    pub verification: VerificationForm,
    /// A correction has just been saved.
    pub saved: bool,
}

/// Values in the correction form's fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    pub name: String,
    pub postcode: String,
    pub role: String,
    pub visibility: Visibility,
    pub updates: bool,
    /// Errors by field, in the page's language.
    pub faults: Vec<(&'static str, String)>,
}

impl Typed {
    pub fn of(own: &ManagedSignature) -> Typed {
        Typed {
            name: own.name.clone(),
            postcode: own.postcode.clone().unwrap_or_default(),
            role: own.role.clone().unwrap_or_default(),
            visibility: own.visibility,
            updates: own.updates,
            faults: Vec::new(),
        }
    }

    fn fault(&self, field: &str) -> Option<String> {
        let fault = self.faults.iter().find(|(name, _)| *name == field);
        fault.map(|(_, words)| words.clone())
    }
}

fn head(lang: &str, title: &str, organisers: &str) -> PageHead {
    PageHead {
        lang: lang.to_owned(),
        title: title.to_owned(),
        organisers: organisers.to_owned(),
        ..PageHead::default()
    }
}

/// `GET /manage/{token}`
pub async fn draw(sheet: ManagePage) -> String {
    let lang = sheet.own.lang.clone();
    let words = manage::of(&lang);
    let head = head(&lang, words.your_signature, &sheet.own.organisers);
    let page = layout::draw(head, move || {
        let own = &sheet.own;
        let title = html! { <a href={sheet.declaration.clone()}><cite dir="auto">{ &own.title }</cite></a> };
        let organisers = html! { <bdi>{ &own.organisers }</bdi> };
        html! {
            <article class="notice managing">
                <h1>{ words.your_signature }</h1>
                if sheet.saved {
                    <p class="done" role="status">{ words.saved }</p>
                }
                <p class="lead">{ fill::set(words.lead, &[("title", title), ("organisers", organisers)]) }</p>
                { standing(words, &sheet) }
                if own.can_prove() {
                    { verification::draw(words, own, &sheet.action, &sheet.verification) }
                }
                { kept(words, &sheet) }
                { consent_history::draw(words, &own.lang, &sheet.consents) }
                if own.standing == Standing::Signed && own.email.is_some() {
                    { correct(words, &sheet) }
                }
                if own.standing == Standing::Signed {
                    { deed(&sheet, words.withdraw, words.withdraw_what, "withdraw", words.withdraw_do) }
                }
                { deed(&sheet, words.erase, words.erase_what, "erase", words.erase_do) }
                if own.email.is_some() {
                    { deed(&sheet, page::of(&own.lang).not_me, words.not_me_what, "refuse", words.not_me_do) }
                }
            </article>
        }
    })
    .await;
    // The first `</head>` is the real one: everything else that contains it is escaped.
    page.replacen("</head>", &format!("<style>{STYLES}</style></head>"), 1)
}

/// The state of the signature, and how it is shown.
fn standing(words: &'static ManagePageText, sheet: &ManagePage) -> Html {
    let own = &sheet.own;
    let date = format::date(&own.lang, own.standing_at);
    let said = |said: &'static str| fill::set(said, &[("date", html! { <bdi>{ &date }</bdi> })]);
    match own.standing {
        Standing::Pending => html! { <p>{ said(words.pending) }</p> },
        Standing::Held(held) => {
            html! { <p>{ verification::waits(&own.lang, held, &own.organisers, own.standing_at) }</p> }
        }
        Standing::Withdrawn => html! {
            <>
                <p>{ match &own.taken_down {
                    None => said(words.withdrawn),
                    Some(reason) => fill::set(words.taken_down, &[
                        ("date", html! { <bdi>{ &date }</bdi> }),
                        ("reason", html! { <bdi>{ reason }</bdi> }),
                        ("contact", html! { <a href={format!("mailto:{}", own.contact)}><bdi>{ &own.contact }</bdi></a> }),
                    ]),
                } }</p>
                <p><a class="button" href={sheet.declaration.clone()}>{ words.sign_again }</a></p>
            </>
        },
        Standing::Signed => match own.shown() {
            None => html! { <p>{ said(words.signed_unshown) }</p> },
            Some(shown) => html! {
                <>
                    <p>{ said(words.signed) }</p>
                    <p class="as-shown">
                        <bdi class="name">{ shown.name }</bdi>
                        { for shown.role.map(|role| html! { <bdi class="role">{ role }</bdi> }) }
                        { for shown.verified.as_ref().map(|verified| verification::known(&own.lang, verified)) }
                    </p>
                </>
            },
        },
    }
}

/// All the data we hold, and the link to download it as a file.
fn kept(words: &'static ManagePageText, sheet: &ManagePage) -> Html {
    let (own, text) = (&sheet.own, Text::of(&sheet.own.lang));
    let version = text.digits(&own.version.to_string());
    let language = html! { <bdi>{ i18n::own_name(&own.text_lang).to_owned() }</bdi> };
    let version = fill::set(
        words.version,
        &[("language", language), ("version", html! { { version } })],
    );
    let typed = |text: &str| html! { <bdi>{ text.to_owned() }</bdi> };
    let optional = |value: &Option<String>| value.as_deref().map(typed);
    let reserved = own.reservations.iter().map(|one| {
        let number = declaration::number(&own.lang, one.principle);
        let note = Some(&one.note).filter(|note| !note.is_empty());
        html! {
            <div>{ number }{ for note.map(|note| html! { <>{ ": " }<bdi>{ note }</bdi></> }) }</div>
        }
    });
    let reserved = (!own.reservations.is_empty()).then(|| html! { { for reserved } });
    let page = Some(&own.page_url).filter(|page| !page.is_empty());
    let rows = [
        (text.get(Key::Organisation), optional(&own.organisation)),
        (
            text.get(Key::Name),
            Some(typed(&own.name)).filter(|_| !own.name.is_empty()),
        ),
        (text.get(Key::Role), optional(&own.role)),
        (text.get(Key::Email), optional(&own.email)),
        (text.get(Key::Postcode), optional(&own.postcode)),
        (
            text.get(Key::Visibility),
            Some(html! { { text.get(shown_as(own.visibility)) } }),
        ),
        (declaration::of(&own.lang).reservations, reserved),
        (
            words.updates,
            Some(html! { { if own.updates { words.yes } else { words.no } } }),
        ),
        (
            words.date,
            Some(typed(&format::date(&own.lang, own.signed_at))),
        ),
        (
            words.page,
            page.map(|page| html! { <bdi dir="ltr">{ page.clone() }</bdi> }),
        ),
    ];
    let rows = rows
        .into_iter()
        .filter_map(|(name, value)| Some(row(name, value?)));
    html! {
        <section>
            <h2>{ words.kept }</h2>
            <dl class="kept">{ for rows }{ row(words.text, version) }</dl>
            <p class="aside">{ words.nobody_sees }</p>
            <p><a class="more" href={format!("{}/signature.json", sheet.action)} download="my-signature.json">{ words.download }</a></p>
        </section>
    }
}

fn row(name: &'static str, value: Html) -> Html {
    html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }
}

const fn shown_as(visibility: Visibility) -> Key {
    match visibility {
        Visibility::Full => Key::VisibilityFull,
        Visibility::Initials => Key::VisibilityInitials,
        Visibility::Hidden => Key::VisibilityHidden,
    }
}

/// The form for name, place, role, visibility and updates.
fn correct(words: &'static ManagePageText, sheet: &ManagePage) -> Html {
    let (own, typed, text) = (&sheet.own, &sheet.typed, Text::of(&sheet.own.lang));
    let choices = [
        ("full", Visibility::Full),
        ("initials", Visibility::Initials),
        ("hidden", Visibility::Hidden),
    ];
    let choices = choices.map(|(value, visibility)| {
        let checked = typed.visibility == visibility;
        html! {
            <label class="choice">
                <input type="radio" name="public" value={value} checked={checked} />
                <span>{ text.get(shown_as(visibility)) }</span>
            </label>
        }
    });
    let contact =
        html! { <a href={format!("mailto:{}", own.contact)}><bdi>{ &own.contact }</bdi></a> };
    let of_organisation = own.kind == wire::SignatoryKind::Organisation;
    let optional = Some(text.get(Key::Optional));
    html! {
        <section>
            <h2>{ words.correct }</h2>
            <form method="post" action={sheet.action.clone()} class="act fields" novalidate=true>
                { field("name", text.get(Key::Name), None, &typed.name, "name", typed.fault("name")) }
                { field("postcode", text.get(Key::Postcode), optional, &typed.postcode, "postal-code", typed.fault("postcode")) }
                if of_organisation || own.role.is_some() {
                    { field("role", text.get(Key::Role), optional, &typed.role, "organization-title", typed.fault("role")) }
                }
                <fieldset>
                    <legend>{ text.get(Key::Visibility) }</legend>
                    { for choices }
                </fieldset>
                <label class="choice">
                    <input type="checkbox" name="updates" value="yes" checked={typed.updates} />
                    <span>{ fill::set(text.get(Key::Updates), &[("", html! { <bdi>{ &own.organisers }</bdi> })]) }</span>
                </label>
                if of_organisation {
                    <p class="aside">{ fill::set(words.organisation_fixed, &[("contact", contact)]) }</p>
                }
                <button class="button" name="action" value="correct">{ words.save }</button>
            </form>
        </section>
    }
}

pub(in crate::pages) fn field(
    name: &'static str,
    label: &'static str,
    optional: Option<&'static str>,
    value: &str,
    autocomplete: &'static str,
    fault: Option<String>,
) -> Html {
    let fault_id = format!("{name}-fault");
    let described = fault.is_some().then(|| fault_id.clone());
    html! {
        <p class="field">
            <label for={name}>{ label }{ for optional.map(|optional| html! { <span class="optional">{ " (" }{ optional }{ ")" }</span> }) }</label>
            <input
                id={name} name={name} dir="auto" value={value.to_owned()} autocomplete={autocomplete}
                aria-invalid={fault.is_some().then_some("true")} aria-describedby={described}
            />
            { for fault.map(|fault| html! { <span class="fault" id={fault_id.clone()} role="alert">{ fault }</span> }) }
        </p>
    }
}

/// Error of a correction: another person who signed from the same address has this name.
pub fn name_taken(lang: &str) -> &'static str {
    manage::of(lang).name_taken
}

/// An action with one button, after the text that says what it does.
fn deed(
    sheet: &ManagePage,
    heading: &'static str,
    what: &'static str,
    action: &'static str,
    button: &'static str,
) -> Html {
    html! {
        <details class="deed">
            <summary><h2>{ heading }</h2></summary>
            <p>{ what }</p>
            <form method="post" action={sheet.action.clone()}>
                <button class="button" name="action" value={action}>{ button }</button>
            </form>
        </details>
    }
}

/// After erasing or "it wasn't me"; `way_back` is the address of the page that undoes the latter.
pub async fn erased(
    lang: &str,
    title: String,
    declaration: String,
    (refused, way_back): (bool, Option<String>),
) -> String {
    let words = manage::of(lang);
    let of_pages = page::of(lang);
    layout::draw(head(lang, words.erased, ""), move || {
        let title = html! { <a href={declaration.clone()}><cite dir="auto">{ &title }</cite></a> };
        let what = if refused {
            words.refused_what
        } else {
            words.erased_what
        };
        html! {
            <article class="notice">
                <h1>{ words.erased }</h1>
                <p class="lead">{ fill::set(what, &[("title", title)]) }</p>
                { for way_back.clone().map(|link| suppression::undo_link(of_pages, link)) }
            </article>
        }
    })
    .await
}

/// For a link that leads to no signature.
pub async fn gone(lang: &str) -> String {
    let words = manage::of(lang);
    layout::draw(head(lang, words.gone, ""), move || {
        html! {
            <article class="notice">
                <h1>{ words.gone }</h1>
                <p class="lead">{ words.gone_what }</p>
            </article>
        }
    })
    .await
}
