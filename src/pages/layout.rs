//! The layout that all whole pages share: head, masthead, main, foot.

use crate::i18n;
use crate::i18n::fill;
use url::{Url, form_urlencoded};
use widgets::text::{Key, Text, direction};
use yew::prelude::*;

use super::styles;
use crate::i18n::page;
use crate::images::card;

/// What a page declares apart from its body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageHead {
    /// BCP 47 language of everything around a text; the text carries its own.
    pub lang: String,
    pub title: String,
    /// For search engines and link previews; `None` when the address contains a token.
    pub preview: Option<Preview>,
    /// Whether the page contains widgets.
    pub widgets: bool,
    /// In the masthead: the organisers of the campaign, or empty.
    pub organisers: String,
    /// All languages of the text shown, where it has several.
    pub versions: Vec<LanguageLink>,
}

/// The same page with its text in one of its languages.
#[derive(Clone, Debug, PartialEq)]
pub struct LanguageLink {
    /// BCP 47.
    pub lang: String,
    pub url: String,
    /// Whether the page shows this one.
    pub shown: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    pub url: String,
    /// Address of a part of the page that can be embedded on its own, where the request named one.
    pub part: Option<String>,
    pub description: String,
    /// Address of a picture of 1200 by 630 pixels, where there is one.
    pub picture: Option<String>,
    /// JSON-LD in its script element, where there is some.
    pub json_ld: Option<String>,
}

#[derive(PartialEq, Properties)]
struct PageProps {
    head: PageHead,
    body: Html,
}

/// Draws a page. The body is built on the thread where Yew renders it, because its nodes cannot
/// move between threads.
pub async fn draw(head: PageHead, body: impl FnOnce() -> Html + Send + 'static) -> String {
    let props = move || PageProps { head, body: body() };
    let html = yew::ServerRenderer::<Page>::with_props(props)
        .hydratable(false)
        .render()
        .await;
    format!("<!doctype html>{html}")
}

/// Link above the heading, back to the declaration that the page is about.
pub(super) fn way_back(slug: &str, text_lang: &str, title: &str) -> Html {
    html! {
        <p class="back"><a href={format!("/d/{slug}?lang={text_lang}")}><bdi>{ title.to_owned() }</bdi></a></p>
    }
}

/// Sanitised HTML from the organisers' Markdown, or HTML of our own.
pub fn raw(html: String) -> Html {
    Html::from_html_unchecked(html.into())
}

#[component]
fn Page(props: &PageProps) -> Html {
    let head = &props.head;
    let (text, texts) = (Text::of(&head.lang), page::of(&head.lang));
    let undersigned = html! { <bdi><a href="/">{ "Undersigned" }</a></bdi> };
    html! {
        <html lang={text.lang()} dir={text.get(Key::Direction)}>
            <head>
                // Yew does not write a void `charset` attribute, so we write the first lines
                // ourselves.
                { raw(METADATA.to_owned()) }
                <title>{ &head.title }</title>
                { for head.preview.as_ref().map(|preview| draw_preview(head, preview)) }
                { for head.versions.iter().map(|version| html! {
                    <link rel="alternate" hreflang={version.lang.clone()} href={version.url.clone()} />
                }) }
                if head.preview.is_none() {
                    <meta name="robots" content="noindex" />
                }
                { for styles::first_fonts().map(preload) }
                { raw(format!("<style>{}</style>", styles::page().text)) }
                if head.widgets {
                    // Deferred until the page is complete: earlier, the script would miss a shadow
                    // root that has not arrived yet and draw a second widget in its place.
                    { raw(r#"<script defer src="/undersigned.js"></script>"#.to_owned()) }
                }
            </head>
            <body>
                <a class="skip" href="#main">{ texts.skip }</a>
                <header class="masthead">
                    <p><bdi>{ &head.organisers }</bdi></p>
                    if !head.versions.is_empty() {
                        <nav class="versions" aria-label={texts.other_languages}>
                            <ul>{ for head.versions.iter().filter(|version| !version.shown).map(draw_version) }</ul>
                        </nav>
                    }
                </header>
                <main id="main">{ props.body.clone() }</main>
                <footer class="foot">
                    <p>{ fill::set(texts.made_with, &[("undersigned", undersigned)]) }</p>
                </footer>
            </body>
        </html>
    }
}

/// `as` is a Rust keyword, so Yew cannot write it.
pub(super) fn preload(font: String) -> Html {
    raw(format!(
        r#"<link rel="preload" as="font" type="font/woff2" href="{font}" crossorigin>"#
    ))
}

/// The first lines of every head.
pub(super) const METADATA: &str = concat!(
    r#"<meta charset="utf-8">"#,
    r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#,
    r#"<meta name="color-scheme" content="light dark">"#,
    r##"<meta name="theme-color" content="#faf8f3" media="(prefers-color-scheme: light)">"##,
    r##"<meta name="theme-color" content="#14191a" media="(prefers-color-scheme: dark)">"##,
    r#"<link rel="icon" href="data:,">"#,
);

/// Each language is named in that language, for people who read no other.
fn draw_version(version: &LanguageLink) -> Html {
    let LanguageLink { lang, url, .. } = version;
    html! {
        <li>
            <a href={url.clone()} hreflang={lang.clone()} lang={lang.clone()} dir={direction(lang)}>
                { i18n::own_name(lang) }
            </a>
        </li>
    }
}

fn draw_preview(head: &PageHead, preview: &Preview) -> Html {
    let meta = |property: &'static str, content: &str| {
        html! { <meta property={property} content={content.to_owned()} /> }
    };
    html! {
        <>
            <link rel="canonical" href={preview.url.clone()} />
            <meta name="description" content={preview.description.clone()} />
            { meta("og:type", "article") }
            { meta("og:title", &head.title) }
            { meta("og:description", &preview.description) }
            { meta("og:url", &preview.url) }
            if let Some(picture) = &preview.picture {
                { meta("og:image", picture) }
                { meta("og:image:type", "image/png") }
                { meta("og:image:width", &card::WIDTH.to_string()) }
                { meta("og:image:height", &card::HEIGHT.to_string()) }
                { meta("og:image:alt", &head.title) }
                <meta name="twitter:card" content="summary_large_image" />
            }
            { for preview.json_ld.clone().map(raw) }
            if let Some(oembed) = oembed(preview.part.as_ref().unwrap_or(&preview.url)) {
                // WordPress expects the type before the address.
                <link rel="alternate" type="application/json+oembed" href={oembed} title={head.title.clone()} />
            }
        </>
    }
}

/// The oEmbed address for the page at this URL, if the page can be embedded.
pub fn oembed(url: &str) -> Option<String> {
    let page = Url::parse(url).ok()?;
    let first = page.path_segments()?.next()?;
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("format", "json")
        .append_pair("url", url)
        .finish();
    let server = page.origin().ascii_serialization();
    matches!(first, "d" | "l").then(|| format!("{server}/oembed?{query}"))
}
