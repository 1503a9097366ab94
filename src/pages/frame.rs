//! Whole pages for an iframe on somebody else's page: a widget that fills it, or a short notice in
//! its place. What our own pages have around them (masthead, foot) is left to the page outside.

use widgets::text::direction;
use yew::prelude::*;

use super::{layout::raw, sheet};
use crate::web::assets;

/// What every frame says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub title: String,
    /// BCP 47 language of what stands in it.
    pub lang: String,
    /// `light` or `dark`; none follows the visitor.
    pub theme: Option<&'static str>,
    /// The page that is shared in place of the frame.
    pub canonical: Option<String>,
    /// What is said above an address to be copied.
    pub select: String,
    /// What is said when nobody answers.
    pub offline: String,
}

/// A notice in place of a widget.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub heading: &'static str,
    pub text: String,
    /// Where to go on, with what the button says.
    pub way: (String, &'static str),
    /// For the editor of the page around.
    pub for_editor: Option<String>,
    /// A form that is taken along.
    pub carried: Option<Carried>,
}

/// A form that cannot be sent from a frame, on its way to our own page.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    pub action: String,
    pub fields: Vec<(String, String)>,
    pub button: &'static str,
}

/// A frame with a widget, which comes as an element with its shadow root open. Headings that are
/// heard and not seen stand before it, the first of them the page's own: on other pages the widget's
/// headings stand below those of the article, here there is none.
pub async fn draw(head: Head, headings: Vec<String>, element: String) -> String {
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

/// Says what is wrong, and leaves a way to go on.
pub async fn refuse(head: Head, notice: Notice) -> String {
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
    head: Head,
    body: Html,
}

async fn page(head: Head, body: impl FnOnce() -> Html + Send + 'static) -> String {
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
                { raw(format!("<style>{}</style>", sheet::frame().text)) }
                // In this order: what the widget says first is heard.
                { for assets::url("frame-inside.js").map(script) }
                { script("/undersigned.js".to_owned()) }
            </head>
            <body data-select={head.select.clone()} data-offline={head.offline.clone()}>
                { props.body.clone() }
            </body>
        </html>
    }
}

/// Links lead out of the frame; its forms say themselves that they stay.
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
