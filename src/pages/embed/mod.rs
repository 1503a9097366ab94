//! The page that helps a site editor embed a widget: choose, preview, copy, and test the site.
//!
//! Everything works without script: the choices are a form, the server draws the preview, and one
//! click selects a whole snippet. With script (`www/embed-page.js`) choices take effect at once,
//! and buttons copy.

pub mod advice;
pub mod choice;
mod choice_form;
pub mod findings;
pub mod frame;
pub mod looks;
pub mod room;
pub mod snippets;

use crate::i18n::fill;
use widgets::{render::escaped, text::direction};
use yew::prelude::*;

use super::layout::{self, PageHead, raw};
use crate::i18n::{
    embed::{self, EmbedPageText},
    page,
};
use choice::Choice;
use site_check::{
    Failure, Report,
    embedding::{Route, Widget},
};

/// The content of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct EmbedPage {
    /// BCP 47 language of the page itself.
    pub reader: String,
    pub choice: Choice,
    /// The widget that the page is about; the share bar is offered on both kinds of page.
    pub home: Widget,
    /// Title of the declaration or list.
    pub title: String,
    pub lang: String,
    pub organisers: String,
    pub contact: String,
    /// Path of the declaration's or list's own page.
    pub path: String,
    /// Whether every site may embed it.
    pub every_site: bool,
    /// The chosen widget as HTML.
    pub preview: String,
    /// Address of the script, where there is a bundle.
    pub script: Option<String>,
    /// The optional fields of the declaration's form.
    pub optional_fields: Vec<&'static str>,
    /// The address of the site to be tested, until one is typed.
    pub address: String,
    pub test: Option<Test>,
    pub request: Option<SiteRequest>,
}

impl EmbedPage {
    pub fn texts(&self) -> &'static EmbedPageText {
        embed::of(&self.reader)
    }
}

/// A site that was tested, and the result.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// As typed.
    pub address: String,
    pub outcome: Result<Report, Failure>,
}

/// A request to the organisers to let a site embed.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteRequest {
    /// As typed.
    pub address: String,
    /// Its origin, as far as it is one.
    pub site: String,
    pub outcome: SiteRequestNotice,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SiteRequestNotice {
    Sent,
    SentBefore,
    Unsent,
    /// It may embed already.
    Allowed,
    NoAddress,
}

const STYLES: &str = include_str!("embed.css");

/// The page's own rules and those of the chosen appearance. The Content-Security-Policy names them
/// by hash.
pub fn styles(choice: &Choice) -> String {
    format!("{STYLES}.stage{{{}}}", looks(choice))
}

fn looks(choice: &Choice) -> String {
    let properties = choice.properties();
    let written = properties
        .iter()
        .map(|(name, value)| format!("{name}:{value}"));
    written.collect::<Vec<_>>().join(";")
}

pub async fn draw(page: EmbedPage) -> String {
    let styles = styles(&page.choice);
    let script = page.script.as_ref().map_or(String::new(), |address| {
        format!("<script type=\"module\" src=\"{address}\"></script>")
    });
    // A person who pastes this page's address wants to embed its declaration or list.
    let oembed = layout::oembed(&format!("{}{}", page.choice.server, page.path));
    let oembed = oembed.map_or(String::new(), |address| {
        let address = escaped(&address);
        format!("<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{address}\">")
    });
    let head = PageHead {
        lang: page.reader.clone(),
        title: format!("{}: {}", page::of(&page.reader).on_your_site, page.title),
        widgets: true,
        organisers: page.organisers.clone(),
        ..PageHead::default()
    };
    let html = layout::draw(head, move || draw_body(&page)).await;
    // The first `</head>` is the real one: everything else that contains it is escaped.
    html.replacen(
        "</head>",
        &format!("{oembed}<style>{styles}</style>{script}</head>"),
        1,
    )
}

fn draw_body(page: &EmbedPage) -> Html {
    let texts = page.texts();
    let subject = html! {
        <a href={page.path.clone()}><cite lang={page.lang.clone()} dir={direction(&page.lang)}>{ &page.title }</cite></a>
    };
    html! {
        <article class="embedding">
            <header class="intro">
                <p class="kicker">{ texts.for_editors }</p>
                <h1>{ page::of(&page.reader).on_your_site }</h1>
                <p class="lead">{ fill::set(texts.lead, &[("title", subject)]) }</p>
            </header>
            { choice_form::draw(page) }
            { draw_line(page) }
            <section class="preview" aria-labelledby="preview-heading">
                <h2 id="preview-heading">{ texts.readers_see }</h2>
                <div class="stage" id="preview" data-part="" data-looks={looks(&page.choice)}>{ raw(page.preview.clone()) }</div>
                <p class="hint">{ texts.real_thing }</p>
            </section>
            { draw_ways(page) }
            { findings::draw(page) }
        </article>
    }
}

/// The best way to embed, and its conditions.
fn draw_line(page: &EmbedPage) -> Html {
    let (texts, choice) = (page.texts(), &page.choice);
    let organisers = html! { <bdi>{ &page.organisers }</bdi> };
    html! {
        <section class="snippets" aria-labelledby="copy-heading" id="copy" data-part="">
            <h2 id="copy-heading">{ texts.copy_this }</h2>
            { draw_snippet(page, Route::Line) }
            if choice.widget.subject().is_some() && !page.every_site {
                <p class="hint">
                    { fill::set(texts.sites_hint, &[("organisers", organisers)]) }{ " " }
                    <a href="#test">{ texts.see_whether }</a>
                </p>
            }
        </section>
    }
}

fn draw_ways(page: &EmbedPage) -> Html {
    let (texts, choice) = (page.texts(), &page.choice);
    let others = choice
        .routes()
        .into_iter()
        .filter(|route| *route != Route::Line);
    html! {
        <section class="ways" aria-labelledby="ways-heading" id="ways" data-part="">
            <h2 id="ways-heading">{ texts.other_ways }</h2>
            if let Some(rule) = snippets::rule(choice) {
                <p>{ texts.looks_rule }</p>
                { code(texts, "rule", &rule) }
            }
            { for others.map(|route| html! {
                <details id={format!("way-{}", route.id())}>
                    <summary>{ texts.route(route) }</summary>
                    { draw_snippet(page, route) }
                </details>
            }) }
        </section>
    }
}

fn draw_snippet(page: &EmbedPage, route: Route) -> Html {
    let (texts, choice) = (page.texts(), &page.choice);
    let lines = route.policy(&choice.server);
    html! {
        <div class="snippet">
            <p>{ texts.reason(route, choice.widget) }</p>
            if route == Route::Plugin {
                <p><a href="/undersigned-wordpress.zip" download="">{ texts.download_plugin }</a></p>
            }
            { for snippets::before(route).iter().map(|(id, text)| code(texts, id, text)) }
            { code(texts, route.id(), &snippets::snippet(route, choice)) }
            <dl>
                <dt>{ texts.in_wordpress }</dt>
                <dd>{ texts.who_in_wordpress(route, choice.widget) }</dd>
                <dt>{ texts.policy }</dt>
                <dd>
                    if lines.is_empty() {
                        { texts.needs_nothing }
                    } else {
                        { for lines.iter().map(|line| html! { <code class="line" dir="ltr">{ line }</code> }) }
                    }
                    if let Some(line) = route.trusted_policy() {
                        <span class="besides">{ texts.trusted_types }</span>
                        <code class="line" dir="ltr">{ line }</code>
                    }
                </dd>
            </dl>
        </div>
    }
}

/// Text to copy whole: one click selects it, and the script adds a button.
fn code(texts: &EmbedPageText, id: &str, text: &str) -> Html {
    html! {
        <div class="copying">
            <pre dir="ltr"><code id={format!("code-{id}")}>{ text }</code></pre>
            <button type="button" class="copy" data-copy={format!("code-{id}")} data-copied={texts.copied} data-select={texts.select} hidden=true>{ texts.copy }</button>
        </div>
    }
}
