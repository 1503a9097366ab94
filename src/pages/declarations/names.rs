//! How a name appears under a declaration, and the page that searches for one. The rest of the
//! declaration's list of names is in `mod.rs`.

use crate::i18n::fill;
use crate::i18n::format;
use widgets::{
    text::{Key, Text},
    wire::{self, SignatoryKind},
};
use yew::prelude::*;

use super::reservations;
use crate::i18n::page;
use crate::pages::{
    layout::{self, LanguageLink, PageHead},
    signatures::verification,
};

/// How many characters of the search a heading repeats.
const REPEATED_CHARS: usize = 60;

/// The content of the search page.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// BCP 47 language of everything around the names.
    pub lang: String,
    /// BCP 47 language of the declaration's text.
    pub text_lang: String,
    pub slug: String,
    pub title: String,
    pub organisers: String,
    /// All languages of the declaration, where it has several.
    pub versions: Vec<LanguageLink>,
    /// The language named in the address; links and the form keep it.
    pub asked: Option<String>,
    /// As the visitor typed it; empty before a search.
    pub typed: String,
    /// The matches; `None` when no letter was typed.
    pub found: Option<Vec<wire::Signatory>>,
    /// Address of the next page of names.
    pub next: Option<String>,
}

/// `GET /d/{slug}/names`
pub async fn draw(page: Search) -> String {
    let texts = page::of(&page.lang);
    let short = shortened(&page.typed);
    let heading = match page.found {
        Some(_) => fill::filled(
            texts.found,
            &[("name", &format!("\u{2068}{short}\u{2069}"))],
        ),
        None => texts.find_a_name.to_owned(),
    };
    let head = PageHead {
        lang: page.lang.clone(),
        title: format!("{heading} – {}", page.title),
        // What a visitor typed is private: no search engine, no preview.
        preview: None,
        widgets: false,
        organisers: page.organisers.clone(),
        versions: page.versions.clone(),
    };
    layout::draw(head, move || {
        let repeated = html! { <bdi>{ short }</bdi> };
        html! {
            <article class="directory">
                { layout::way_back(&page.slug, &page.text_lang, &page.title) }
                <h1>{ match page.found {
                    Some(_) => fill::set(texts.found, &[("name", repeated)]),
                    None => html! { texts.find_a_name },
                } }</h1>
                { draw_form(&page.lang, &page.slug, page.asked.as_deref(), &page.typed, page.found.is_none()) }
                { draw_found(&page) }
                <p class="next"><a href={format!("/d/{}?lang={}#names", page.slug, page.text_lang)}>{ Text::of(&page.lang).get(Key::AllSignatories) }</a></p>
            </article>
        }
    })
    .await
}

/// The search field, with its label and a hint on what can be found.
pub(super) fn draw_form(
    lang: &str,
    slug: &str,
    asked: Option<&str>,
    typed: &str,
    hinting: bool,
) -> Html {
    let texts = page::of(lang);
    html! {
        <form class="find" role="search" method="get" action={format!("/d/{slug}/names")}>
            if let Some(asked) = asked {
                <input type="hidden" name="lang" value={asked.to_owned()} />
            }
            <label for="find">{ texts.find_a_name }</label>
            if hinting {
                <p class="hint" id="find-hint">{ texts.find_hint }</p>
            }
            <span class="field">
                <input id="find" type="search" name="q" value={typed.to_owned()} dir="auto" required=true maxlength="200"
                    autocomplete="off" autocapitalize="words" spellcheck="false" enterkeyhint="search"
                    aria-describedby={hinting.then_some("find-hint")} />
                <button class="button">{ texts.find }</button>
            </span>
        </form>
    }
}

fn draw_found(page: &Search) -> Html {
    let texts = page::of(&page.lang);
    match &page.found {
        None if page.typed.is_empty() => html! {},
        None => html! { <p class="lead" role="status">{ texts.type_letters }</p> },
        Some(found) if found.is_empty() => html! {
            <div class="nobody" role="status">
                <p class="lead">{ texts.nobody_found }</p>
                <p>{ texts.nobody_found_hint }</p>
            </div>
        },
        Some(found) => html! {
            <section class="names">
                { draw_lists(&page.lang, found.iter().map(|one| (one, None))) }
                if let Some(next) = page.next.clone() {
                    <p class="next"><a href={next} rel="next">{ texts.more_names }</a></p>
                }
            </section>
        },
    }
}

/// Organisations, then people, in separate lists; each with the number of its footnote.
pub(super) fn draw_lists<'a>(
    lang: &str,
    names: impl Iterator<Item = (&'a wire::Signatory, Option<u32>)>,
) -> Html {
    let (mut organisations, mut people) = (Vec::new(), Vec::new());
    for (one, mark) in names {
        let drawn = draw_name(lang, one, mark);
        match one.kind {
            SignatoryKind::Organisation => organisations.push(drawn),
            SignatoryKind::Person => people.push(drawn),
        }
    }
    html! {
        <>
            if !organisations.is_empty() {
                <ul class="organisations">{ organisations }</ul>
            }
            if !people.is_empty() {
                <ul class="people">{ people }</ul>
            }
        </>
    }
}

/// A name has its own text direction but is aligned with the names around it.
fn draw_name(lang: &str, signatory: &wire::Signatory, mark: Option<u32>) -> Html {
    html! {
        <li>
            <span class="name">
                <bdi>{ &signatory.name }</bdi>
                { for mark.map(|number| reservations::mark(lang, number)) }
            </span>
            <span class="role">
                if let Some(role) = &signatory.role {
                    <bdi>{ role }</bdi>{ " · " }
                }
                <time datetime={signatory.signed_at.clone()}>{ format::short_date(lang, &signatory.signed_at) }</time>
            </span>
            { for signatory.verified.as_ref().map(|verified| verification::known(lang, verified)) }
        </li>
    }
}

/// The search text, cut to fit a heading.
fn shortened(typed: &str) -> String {
    let mut short: String = typed.chars().take(REPEATED_CHARS).collect();
    if short.len() < typed.len() {
        short.push('…');
    }
    short
}
