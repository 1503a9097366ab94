//! The manage page, behind the link at the foot of every email to a signatory: the data we hold,
//! and a form for each action, which says beforehand what it does.

use crate::i18n;
use crate::i18n::fill;
use crate::i18n::format;
use widgets::{
    text::{Key, Text},
    wire::Visibility,
};
use yew::prelude::*;

use super::{
    consent_history,
    correction::{self, Typed},
    suppression,
    verification::{self, VerificationForm},
};
use crate::domain::privacy::consent::LedgerEntry;
use crate::domain::signatures::managed::{ManagedSignature, SignatureState};
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

fn head(lang: &str, title: &str, organisers: &str) -> PageHead {
    PageHead {
        lang: lang.to_owned(),
        title: title.to_owned(),
        organisers: organisers.to_owned(),
        ..PageHead::default()
    }
}

/// `GET /manage/{token}`
pub async fn draw(page: ManagePage) -> String {
    let lang = page.own.lang.clone();
    let texts = manage::of(&lang);
    let head = head(&lang, texts.your_signature, &page.own.organisers);
    let html = layout::draw(head, move || {
        let own = &page.own;
        let title = html! { <a href={page.declaration.clone()}><cite dir="auto">{ &own.title }</cite></a> };
        let organisers = html! { <bdi>{ &own.organisers }</bdi> };
        html! {
            <article class="notice managing">
                <h1>{ texts.your_signature }</h1>
                if page.saved {
                    <p class="done" role="status">{ texts.saved }</p>
                }
                <p class="lead">{ fill::set(texts.lead, &[("title", title), ("organisers", organisers)]) }</p>
                { signature_state(texts, &page) }
                if own.can_verify() {
                    { verification::draw(texts, own, &page.action, &page.verification) }
                }
                { kept(texts, &page) }
                { consent_history::draw(texts, &own.lang, &page.consents) }
                if own.state == SignatureState::Signed && own.email.is_some() {
                    { correction::draw(texts, &page) }
                }
                if own.state == SignatureState::Signed {
                    { draw_action(&page, texts.withdraw, texts.withdraw_what, "withdraw", texts.withdraw_do) }
                }
                { draw_action(&page, texts.erase, texts.erase_what, "erase", texts.erase_do) }
                if own.email.is_some() {
                    { draw_action(&page, page::of(&own.lang).not_me, texts.not_me_what, "refuse", texts.not_me_do) }
                }
            </article>
        }
    })
    .await;
    // The first `</head>` is the real one: everything else that contains it is escaped.
    html.replacen("</head>", &format!("<style>{STYLES}</style></head>"), 1)
}

/// The state of the signature, and how it is shown.
fn signature_state(texts: &'static ManagePageText, page: &ManagePage) -> Html {
    let own = &page.own;
    let date = format::date(&own.lang, own.state_since);
    let said = |said: &'static str| fill::set(said, &[("date", html! { <bdi>{ &date }</bdi> })]);
    match own.state {
        SignatureState::Pending => html! { <p>{ said(texts.pending) }</p> },
        SignatureState::Held(held) => {
            html! { <p>{ verification::waits(&own.lang, held, &own.organisers, own.state_since) }</p> }
        }
        SignatureState::Withdrawn => html! {
            <>
                <p>{ match &own.taken_down {
                    None => said(texts.withdrawn),
                    Some(reason) => fill::set(texts.taken_down, &[
                        ("date", html! { <bdi>{ &date }</bdi> }),
                        ("reason", html! { <bdi>{ reason }</bdi> }),
                        ("contact", html! { <a href={format!("mailto:{}", own.contact)}><bdi>{ &own.contact }</bdi></a> }),
                    ]),
                } }</p>
                <p><a class="button" href={page.declaration.clone()}>{ texts.sign_again }</a></p>
            </>
        },
        SignatureState::Signed => match own.shown() {
            None => html! { <p>{ said(texts.signed_unshown) }</p> },
            Some(shown) => html! {
                <>
                    <p>{ said(texts.signed) }</p>
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
fn kept(texts: &'static ManagePageText, page: &ManagePage) -> Html {
    let (own, text) = (&page.own, Text::of(&page.own.lang));
    let version = text.digits(&own.version.to_string());
    let language = html! { <bdi>{ i18n::own_name(&own.text_lang).to_owned() }</bdi> };
    let version = fill::set(
        texts.version,
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
    let page_url = Some(&own.page_url).filter(|url| !url.is_empty());
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
            texts.updates,
            Some(html! { { if own.updates { texts.yes } else { texts.no } } }),
        ),
        (
            texts.date,
            Some(typed(&format::date(&own.lang, own.signed_at))),
        ),
        (
            texts.page,
            page_url.map(|url| html! { <bdi dir="ltr">{ url.clone() }</bdi> }),
        ),
    ];
    let rows = rows
        .into_iter()
        .filter_map(|(name, value)| Some(row(name, value?)));
    html! {
        <section>
            <h2>{ texts.kept }</h2>
            <dl class="kept">{ for rows }{ row(texts.text, version) }</dl>
            <p class="aside">{ texts.nobody_sees }</p>
            <p><a class="more" href={format!("{}/signature.json", page.action)} download="my-signature.json">{ texts.download }</a></p>
        </section>
    }
}

fn row(name: &'static str, value: Html) -> Html {
    html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }
}

pub(super) const fn shown_as(visibility: Visibility) -> Key {
    match visibility {
        Visibility::Full => Key::VisibilityFull,
        Visibility::Initials => Key::VisibilityInitials,
        Visibility::Hidden => Key::VisibilityHidden,
    }
}

/// An action with one button, after the text that says what it does.
fn draw_action(
    page: &ManagePage,
    heading: &'static str,
    what: &'static str,
    action: &'static str,
    button: &'static str,
) -> Html {
    html! {
        <details class="deed">
            <summary><h2>{ heading }</h2></summary>
            <p>{ what }</p>
            <form method="post" action={page.action.clone()}>
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
    let texts = manage::of(lang);
    let of_pages = page::of(lang);
    layout::draw(head(lang, texts.erased, ""), move || {
        let title = html! { <a href={declaration.clone()}><cite dir="auto">{ &title }</cite></a> };
        let what = if refused {
            texts.refused_what
        } else {
            texts.erased_what
        };
        html! {
            <article class="notice">
                <h1>{ texts.erased }</h1>
                <p class="lead">{ fill::set(what, &[("title", title)]) }</p>
                { for way_back.clone().map(|link| suppression::undo_link(of_pages, link)) }
            </article>
        }
    })
    .await
}

/// For a link that leads to no signature.
pub async fn gone(lang: &str) -> String {
    let texts = manage::of(lang);
    layout::draw(head(lang, texts.gone, ""), move || {
        html! {
            <article class="notice">
                <h1>{ texts.gone }</h1>
                <p class="lead">{ texts.gone_what }</p>
            </article>
        }
    })
    .await
}
