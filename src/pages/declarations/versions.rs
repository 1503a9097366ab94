//! The versions of a declaration's text: when each was published, what changed, how many signed it,
//! and its exact wording.

use crate::i18n::fill;
use crate::i18n::format;
use widgets::text::direction;
use yew::prelude::*;

use super::difference;
use crate::domain::declarations::difference::Passage;
use crate::domain::declarations::{RevisionKind, TextVersion};
use crate::i18n::declaration;
use crate::pages::layout::{self, LanguageLink as Language, PageHead, Preview};

/// The content of the page of all versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Versions {
    /// BCP 47 language of everything around the texts.
    pub lang: String,
    /// BCP 47 language of the texts.
    pub text_lang: String,
    pub slug: String,
    pub title: String,
    pub organisers: String,
    /// The page's canonical address.
    pub url: String,
    /// All languages of the declaration, where it has several.
    pub languages: Vec<Language>,
    /// Newest first, each with its changes from the previous one.
    pub versions: Vec<(TextVersion, Option<Vec<Passage>>)>,
}

/// `GET /d/{slug}/versions`
pub async fn draw(page: Versions) -> String {
    let texts = declaration::of(&page.lang);
    let head = PageHead {
        lang: page.lang.clone(),
        title: format!("{} – {}", texts.versions, page.title),
        preview: Some(Preview {
            url: page.url.clone(),
            description: texts.versions.to_owned(),
            ..Preview::default()
        }),
        widgets: false,
        organisers: page.organisers.clone(),
        versions: page.languages.clone(),
    };
    layout::draw(head, move || {
        let newest = page.versions.first().map(|(version, _)| version.version);
        html! {
            <article class="notice of-versions">
                { layout::way_back(&page.slug, &page.text_lang, &page.title) }
                <h1>{ texts.versions }</h1>
                { for page.versions.iter().map(|(version, changed)| {
                    draw_version(&page, version, changed.as_deref(), newest == Some(version.version))
                }) }
            </article>
        }
    })
    .await
}

fn draw_version(
    page: &Versions,
    version: &TextVersion,
    changed: Option<&[Passage]>,
    newest: bool,
) -> Html {
    let (lang, texts) = (page.lang.as_str(), declaration::of(&page.lang));
    let said = |number: u32| declaration::number(lang, number);
    let name = fill::filled(texts.version, &[("number", &said(version.version))]);
    let id = format!("v{}", version.version);
    let exact = format!(
        "/d/{}/versions/{}?lang={}",
        page.slug, version.version, page.text_lang
    );
    let earlier = said(version.version.saturating_sub(1));
    let earlier = [("number", earlier.as_str())];
    html! {
        <section class="version" id={id.clone()} aria-labelledby={format!("{id}-name")}>
            <h2 id={format!("{id}-name")}>{ name }if newest { { " · " }{ texts.current } }</h2>
            { draw_facts(lang, version) }
            <p><a href={exact}>{ texts.exact_text }</a></p>
            if let Some(revision) = version.revision {
                <p>{ match revision {
                    RevisionKind::Correction => fill::filled(texts.corrected, &earlier),
                    RevisionKind::Change => texts.asked_to_renew.to_owned(),
                } }</p>
            }
            if let Some(changed) = changed {
                <h3 class="of-change">{ fill::filled(texts.what_changed, &earlier) }</h3>
                { difference::draw(lang, &page.text_lang, changed, "h3") }
            } else {
                <p>{ texts.first_version }</p>
            }
        </section>
    }
}

/// Date, signatures and fingerprint.
fn draw_facts(lang: &str, version: &TextVersion) -> Html {
    let texts = declaration::of(lang);
    let date = format::date(lang, version.published_at);
    let published = fill::filled(texts.published, &[("date", &date)]);
    html! {
        <>
            <p>{ published }{ " · " }{ declaration::plural(lang, texts.signatures, version.signatures) }</p>
            <p class="fingerprint">{ texts.fingerprint }{ " " }<code dir="ltr">{ &version.text_hash }</code></p>
        </>
    }
}

/// The content of the page of one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Exact {
    pub lang: String,
    pub text_lang: String,
    pub slug: String,
    pub organisers: String,
    pub url: String,
    pub version: TextVersion,
    /// The exact text that the fingerprint is the hash of.
    pub text: String,
}

/// `GET /d/{slug}/versions/{version}`
pub async fn draw_exact(page: Exact) -> String {
    let texts = declaration::of(&page.lang);
    let number = declaration::number(&page.lang, page.version.version);
    let name = fill::filled(texts.version, &[("number", &number)]);
    let head = PageHead {
        lang: page.lang.clone(),
        title: format!("{name} – {}", page.version.title),
        preview: Some(Preview {
            url: page.url.clone(),
            description: texts.exact_text.to_owned(),
            ..Preview::default()
        }),
        organisers: page.organisers.clone(),
        ..PageHead::default()
    };
    layout::draw(head, move || {
        let slug = &page.slug;
        let (version, text_lang) = (page.version.version, &page.text_lang);
        html! {
            <article class="notice of-versions">
                { layout::way_back(slug, text_lang, &page.version.title) }
                <h1>{ name }</h1>
                { draw_facts(&page.lang, &page.version) }
                <p>{ texts.how_to_check }{ " " }<a href={format!("/d/{slug}/versions/{version}.txt?lang={text_lang}")}>{ texts.plain_text }</a></p>
                <p><a href={format!("/d/{slug}/versions?lang={text_lang}#v{version}")}>{ texts.versions }</a></p>
                <pre class="exact" tabindex="0" aria-label={texts.exact_text} lang={text_lang.clone()} dir={direction(text_lang)}>{ page.text.clone() }</pre>
            </article>
        }
    })
    .await
}
