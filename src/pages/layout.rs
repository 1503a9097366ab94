//! The one layout of all whole pages: head, masthead, main, foot.

use yew::prelude::*;

use super::sheet;

/// What a page says about itself, besides its body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub title: String,
    /// For search engines and link previews; pages with somebody's token in the address have none.
    pub preview: Option<Preview>,
    /// Whether widgets stand on the page.
    pub widgets: bool,
    /// Said on the left of the masthead: whose campaign this is, or empty.
    pub organisers: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    pub url: String,
    pub description: String,
}

#[derive(PartialEq, Properties)]
struct PageProps {
    head: Head,
    body: Html,
}

/// Draws a page. The body is made where Yew renders it, since its nodes stay on one thread.
pub async fn draw(head: Head, body: impl FnOnce() -> Html + Send + 'static) -> String {
    let props = move || PageProps { head, body: body() };
    let html = yew::ServerRenderer::<Page>::with_props(props)
        .hydratable(false)
        .render()
        .await;
    format!("<!doctype html>{html}")
}

/// Sanitised HTML from the organisers' Markdown, or HTML of our own.
pub fn raw(html: String) -> Html {
    Html::from_html_unchecked(html.into())
}

#[component]
fn Page(props: &PageProps) -> Html {
    let head = &props.head;
    html! {
        // What stands around a text is English so far; a text names its own language.
        <html lang="en" dir="ltr">
            <head>
                // Yew writes no void `charset` attribute it does not know, so the first lines are ours.
                { raw(METADATA.to_owned()) }
                <title>{ &head.title }</title>
                { for head.preview.as_ref().map(|preview| draw_preview(head, preview)) }
                if head.preview.is_none() {
                    <meta name="robots" content="noindex" />
                }
                { for sheet::first_fonts().map(preload) }
                { raw(format!("<style>{}</style>", sheet::page().text)) }
                if head.widgets {
                    { raw(r#"<script async src="/undersigned.js"></script>"#.to_owned()) }
                }
            </head>
            <body>
                <a class="skip" href="#main">{ "Skip to the text" }</a>
                <header class="masthead">
                    <p>{ &head.organisers }</p>
                </header>
                <main id="main">{ props.body.clone() }</main>
                <footer class="foot">
                    <p>
                        { "Set and counted with " }<a href="/">{ "Undersigned" }</a>
                        { ". No cookies, no trackers." }
                    </p>
                </footer>
            </body>
        </html>
    }
}

/// `as` is a word of Rust's, so Yew cannot write it.
fn preload(font: String) -> Html {
    raw(format!(
        r#"<link rel="preload" as="font" type="font/woff2" href="{font}" crossorigin>"#
    ))
}

const METADATA: &str = concat!(
    r#"<meta charset="utf-8">"#,
    r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#,
    r#"<meta name="color-scheme" content="light dark">"#,
    r##"<meta name="theme-color" content="#faf8f3" media="(prefers-color-scheme: light)">"##,
    r##"<meta name="theme-color" content="#14191a" media="(prefers-color-scheme: dark)">"##,
    r#"<link rel="icon" href="data:,">"#,
);

fn draw_preview(head: &Head, preview: &Preview) -> Html {
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
        </>
    }
}

/// Which way a language is written.
pub fn direction(lang: &str) -> &'static str {
    let primary = lang.split('-').next().unwrap_or_default();
    match primary.to_ascii_lowercase().as_str() {
        "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
        _ => "ltr",
    }
}
