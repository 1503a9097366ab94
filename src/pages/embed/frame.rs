//! Whole pages for an iframe on another site: a widget that fills the frame, or a short notice in
//! its place. They leave out the masthead and foot of our own pages, because the page around
//! provides its own.

use crate::bundle;
use widgets::text::direction;
use yew::prelude::*;

use crate::pages::{layout::raw, styles};

/// The metadata of every frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameHead {
    pub title: String,
    /// BCP 47 language of the content.
    pub lang: String,
    /// `light` or `dark`; `None` follows the visitor's setting.
    pub theme: Option<&'static str>,
    /// The page to share instead of the frame.
    pub canonical: Option<String>,
    /// The text above an address to copy.
    pub select: String,
    /// The text when the server cannot be reached.
    pub offline: String,
}

/// A notice shown instead of a widget.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub heading: &'static str,
    pub text: String,
    /// The address to go on to, and the button's text.
    pub way: (String, &'static str),
    /// For the editor of the page around the frame.
    pub for_editor: Option<String>,
    /// A form carried over to our own page.
    pub carried: Option<Carried>,
}

/// A form that cannot be sent from a frame and is carried over to our own page.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    pub action: String,
    pub fields: Vec<(String, String)>,
    pub button: &'static str,
}

/// A frame with a widget, which is an element with an open shadow root. Visually hidden headings
/// precede it, starting with the page's own `h1`: on other sites the widget's headings sit below
/// those of the article, but a frame has none.
pub async fn draw(head: FrameHead, headings: Vec<String>, element: String) -> String {
    page(head, move || {
        html! {
            <main>
                for (depth, heading) in headings.iter().enumerate() {
                    if depth == 0 {
                        <h1 class="unseen">{ heading }</h1>
                    } else {
                        <h2 class="unseen">{ heading }</h2>
                    }
                }
                { raw(element) }
            </main>
        }
    })
    .await
}

/// Says what is wrong, and offers a way to go on.
pub async fn refuse(head: FrameHead, notice: Notice) -> String {
    page(head, move || {
        html! {
            <main class="notice">
                <h1>{ notice.heading }</h1>
                if !notice.text.is_empty() {
                    <p>{ notice.text }</p>
                }
                if let Some(carried) = notice.carried {
                    <form method="post" action={carried.action} target="_blank">
                        { for carried.fields.into_iter().map(|(name, value)| html! {
                            <input type="hidden" {name} {value} />
                        }) }
                        <button class="button" type="submit">{ carried.button }</button>
                    </form>
                } else {
                    <a class="button" href={notice.way.0} rel="noopener">{ notice.way.1 }</a>
                }
                if let Some(words) = notice.for_editor {
                    <small><br />{ words }</small>
                }
            </main>
        }
    })
    .await
}

#[derive(PartialEq, Properties)]
struct FrameProps {
    head: FrameHead,
    body: Html,
}

async fn page(head: FrameHead, body: impl FnOnce() -> Html + Send + 'static) -> String {
    let props = move || FrameProps { head, body: body() };
    let html = yew::ServerRenderer::<Frame>::with_props(props)
        .hydratable(false)
        .render()
        .await;
    format!("<!doctype html>{html}")
}

#[component]
fn Frame(props: &FrameProps) -> Html {
    let head = &props.head;
    let scheme = head.theme.unwrap_or("light dark");
    html! {
        <html lang={head.lang.clone()} dir={direction(&head.lang)} data-theme={head.theme}>
            <head>
                { raw(METADATA.to_owned()) }
                <meta name="color-scheme" content={scheme} />
                <title>{ &head.title }</title>
                if let Some(canonical) = head.canonical.clone() {
                    <link rel="canonical" href={canonical} />
                }
                { raw(format!("<style>{}</style>", styles::frame().text)) }
                // The order matters: the first script listens to what the widget says at the start.
                { for bundle::url("frame-inside.js").map(script) }
                { script("/undersigned.js".to_owned()) }
            </head>
            <body data-select={head.select.clone()} data-offline={head.offline.clone()}>
                { props.body.clone() }
            </body>
        </html>
    }
}

/// Links open outside the frame; forms set their own target to stay inside.
const METADATA: &str = concat!(
    r#"<meta charset="utf-8">"#,
    r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#,
    r#"<meta name="robots" content="noindex">"#,
    r#"<base target="_blank">"#,
    r#"<link rel="icon" href="data:,">"#,
);

fn script(address: String) -> Html {
    raw(format!(r#"<script defer src="{address}"></script>"#))
}
