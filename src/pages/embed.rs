//! The page that helps an editor put a widget on a site: choose, look, copy, and test the site.
//!
//! Everything works without script: the choices are a form, the preview is drawn by the server,
//! and one click selects a whole snippet. With script (`www/embed-page.js`) the choices act at
//! once, and buttons copy.

use widgets::{
    render::escaped,
    share_links::{self, Label},
    text::{Text, direction},
};
use yew::prelude::*;

use super::{
    embed_choice::{self, Choice, Theme},
    embed_findings, embed_snippets, embed_words,
    layout::{self, Head, raw},
    words,
};
use crate::{
    domain::embedding::{Route, Widget},
    inspection::{Failure, Report},
};

/// What stands on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub choice: Choice,
    /// The widget that the page is about; a share bar can be had on both.
    pub home: Widget,
    /// Of the declaration or list.
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
    pub test: Option<Test>,
}

/// A site that was tested.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// As it was typed.
    pub address: String,
    pub outcome: Result<Report, Failure>,
}

const STYLES: &str = include_str!("embed.css");

/// The page's own rules and those of the chosen looks; the policy names them by their hash.
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

pub async fn draw(sheet: Sheet) -> String {
    let styles = styles(&sheet.choice);
    let script = sheet.script.as_ref().map_or(String::new(), |address| {
        format!("<script type=\"module\" src=\"{address}\"></script>")
    });
    // Who pastes this page's address means what it is about.
    let oembed = layout::oembed(&format!("{}{}", sheet.choice.server, sheet.path));
    let oembed = oembed.map_or(String::new(), |address| {
        let address = escaped(&address);
        format!("<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{address}\">")
    });
    let head = Head {
        title: format!("Put it on your site: {}", sheet.title),
        widgets: true,
        organisers: sheet.organisers.clone(),
        ..Head::default()
    };
    let page = layout::draw(head, move || draw_body(&sheet)).await;
    // The first one closes the head: whatever else holds the word is escaped.
    page.replacen(
        "</head>",
        &format!("{oembed}<style>{styles}</style>{script}</head>"),
        1,
    )
}

fn draw_body(sheet: &Sheet) -> Html {
    let subject = html! {
        <a href={sheet.path.clone()}><cite lang={sheet.lang.clone()} dir={direction(&sheet.lang)}>{ &sheet.title }</cite></a>
    };
    html! {
        <article class="embedding">
            <header class="intro">
                <p class="kicker">{ "For editors of websites" }</p>
                <h1>{ "Put this on your site" }</h1>
                <p class="lead">
                    { "Choose what your readers get from " }{ subject }
                    { ", look at it, and copy one line." }
                </p>
            </header>
            { draw_choices(sheet) }
            { draw_line(sheet) }
            <section class="preview" aria-labelledby="preview-heading">
                <h2 id="preview-heading">{ "What your readers see" }</h2>
                <div class="stage" id="preview" data-part="" data-looks={looks(&sheet.choice)}>{ raw(sheet.preview.clone()) }</div>
                <p class="hint">{ "It is the real thing: what you sign, join or share here counts. On your page it takes your font and text colour." }</p>
            </section>
            { draw_ways(sheet) }
            { embed_findings::draw(sheet) }
        </article>
    }
}

fn draw_choices(sheet: &Sheet) -> Html {
    let choice = &sheet.choice;
    let share = choice.widget == Widget::Share;
    html! {
        <form class="choices" id="choices" method="get" action={format!("{}/embed#preview", sheet.path)}>
            // A key press in a field must not move a network: the first button is what it presses.
            <button hidden=true>{ "Show" }</button>
            <fieldset>
                <legend>{ "What" }</legend>
                { for [sheet.home, Widget::Share].map(|widget| radio("widget", widget.name(), embed_words::widget(widget), widget == choice.widget)) }
            </fieldset>
            <fieldset>
                <legend>{ "Layout" }</legend>
                { radio("layout", "full", "Full", !choice.compact) }
                { radio("layout", "compact", "Compact", choice.compact) }
            </fieldset>
            <fieldset>
                <legend>{ "Colours" }</legend>
                { for Theme::ALL.map(|theme| radio("theme", theme.name(), theme_words(theme), theme == choice.theme)) }
            </fieldset>
            <div class="row">
                <p class="pick">
                    <label for="accent">{ "Accent" }</label>
                    <input type="color" id="accent" name="accent" value={choice.accent.clone().unwrap_or(embed_choice::DEFAULT_ACCENT.to_owned())} />
                </p>
                <p class="pick">
                    <label for="radius">{ "Corners, pixels" }</label>
                    <input type="number" id="radius" name="radius" min="0" max={embed_choice::MAX_RADIUS.to_string()} inputmode="numeric"
                        placeholder="3" value={choice.radius.map(|radius| radius.to_string())} />
                </p>
            </div>
            <p class="pick">
                <label for="lang">{ "Language" }</label>
                <select id="lang" name="lang">
                    <option value="" selected={choice.lang.is_empty()}>{ "As on your page" }</option>
                    { for Text::LANGUAGES.iter().map(|tag| html! {
                        <option value={*tag} selected={choice.lang == *tag} lang={*tag}>{ words::own_name(tag) }</option>
                    }) }
                </select>
            </p>
            <div class="share-choices" id="share-choices" data-part="">
                if share {
                    { draw_share_choices(choice) }
                }
            </div>
            <p class="show"><button class="button">{ "Show it" }</button></p>
        </form>
    }
}

fn theme_words(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => "As on your page",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    }
}

fn draw_share_choices(choice: &Choice) -> Html {
    let rest = share_links::NETWORKS
        .iter()
        .map(|network| network.id)
        .filter(|id| !choice.networks.iter().any(|chosen| chosen == id));
    let last = choice.networks.len() - 1;
    let chosen = choice.networks.iter().enumerate();
    html! {
        <>
            <p class="pick">
                <label for="url">{ "Address to share" }</label>
                <input type="text" id="url" name="url" inputmode="url" autocomplete="off" spellcheck="false" placeholder="The page it stands on" value={choice.url.clone()} />
            </p>
            <p class="pick">
                <label for="text">{ "Words to share" }</label>
                <input type="text" id="text" name="text" autocomplete="off" placeholder="The title of the page" value={choice.text.clone()} />
            </p>
            <fieldset class="networks">
                <legend>{ "Where to, in this order" }</legend>
                <ol>
                    { for chosen.map(|(at, id)| draw_network(id, true, at > 0, at < last)) }
                    { for rest.map(|id| draw_network(id, false, false, false)) }
                </ol>
            </fieldset>
            <details id="follow" open={!choice.follow.is_empty()}>
                <summary>{ "Links to follow you" }</summary>
                { for share_links::FOLLOWS.iter().map(|(id, name)| draw_follow(choice, id, *name)) }
            </details>
        </>
    }
}

fn draw_network(id: &str, chosen: bool, up: bool, down: bool) -> Html {
    let name = share_links::network(id).map_or(id.to_owned(), |network| label(network.label));
    let button = |way: &str, sign: &'static str, can: bool| {
        html! {
            <button name="move" id={format!("{way}-{id}")} value={format!("{way}:{id}")} disabled={!can}
                aria-label={format!("Move {name} {way}")}>{ sign }</button>
        }
    };
    html! {
        <li>
            <label><input type="checkbox" name="networks" id={format!("network-{id}")} value={id.to_owned()} checked={chosen} />{ " " }{ &name }</label>
            if chosen {
                <span class="order">{ button("up", "↑", up) }{ button("down", "↓", down) }</span>
            }
        </li>
    }
}

fn draw_follow(choice: &Choice, id: &str, name: Label) -> Html {
    let field = format!("follow-{id}");
    let address = choice.follow.iter().find(|(known, _)| known == id);
    html! {
        <p class="pick">
            <label for={field.clone()}>{ label(name) }</label>
            <input type="text" inputmode="url" autocomplete="off" spellcheck="false" id={field.clone()} name={field}
                placeholder="https://" value={address.map(|(_, url)| url.clone()).unwrap_or_default()} />
        </p>
    }
}

fn label(label: Label) -> String {
    match label {
        Label::Brand(name) => name.to_owned(),
        Label::Word(key) => Text::of("en").get(key).trim_end_matches('…').to_owned(),
    }
}

fn radio(name: &'static str, value: &'static str, words: &'static str, chosen: bool) -> Html {
    html! {
        <label><input type="radio" id={format!("{name}-{value}")} {name} {value} checked={chosen} />{ " " }{ words }</label>
    }
}

/// The best way, and what its looks need elsewhere.
fn draw_line(sheet: &Sheet) -> Html {
    let choice = &sheet.choice;
    html! {
        <section class="snippets" aria-labelledby="copy-heading" id="copy" data-part="">
            <h2 id="copy-heading">{ "Copy this" }</h2>
            { draw_snippet(Route::Line, choice) }
            if let Some(subject) = choice.widget.subject().filter(|_| !sheet.every_site) {
                <p class="hint">
                    { format!("It works once {} have let your site in: it must stand among the sites of this {subject}. ", sheet.organisers) }
                    <a href="#test">{ "See whether it does" }</a>{ "." }
                </p>
            }
        </section>
    }
}

fn draw_ways(sheet: &Sheet) -> Html {
    let choice = &sheet.choice;
    let others = Route::ALL
        .into_iter()
        .filter(|route| *route != Route::Line && route.carries(choice.widget));
    html! {
        <section class="ways" aria-labelledby="ways-heading" id="ways" data-part="">
            <h2 id="ways-heading">{ "Other ways" }</h2>
            if let Some(rule) = embed_snippets::rule(choice) {
                <p>{ "The line above carries your colours and corners. For any other way, put this into your site’s style sheet (in WordPress: Appearance, Customise, Additional CSS):" }</p>
                { code("rule", &rule) }
            }
            { for others.map(|route| html! {
                <details id={format!("way-{}", route.id())}>
                    <summary>{ embed_words::title(route) }</summary>
                    { draw_snippet(route, choice) }
                </details>
            }) }
        </section>
    }
}

fn draw_snippet(route: Route, choice: &Choice) -> Html {
    let lines = route.policy(&choice.server);
    html! {
        <div class="snippet">
            <p>{ embed_words::reason(route) }</p>
            { code(route.id(), &embed_snippets::snippet(route, choice)) }
            <dl>
                <dt>{ "In WordPress" }</dt>
                <dd>{ embed_words::who_in_wordpress(route) }</dd>
                <dt>{ "Where a Content-Security-Policy is in force" }</dt>
                <dd>
                    if lines.is_empty() {
                        { "It needs nothing." }
                    } else {
                        { for lines.iter().map(|line| html! { <code class="line">{ line }</code> }) }
                    }
                </dd>
            </dl>
        </div>
    }
}

/// Text to be copied whole: one click selects it, and the script puts a button there.
fn code(id: &str, text: &str) -> Html {
    html! {
        <div class="copying">
            <pre><code id={format!("code-{id}")}>{ text }</code></pre>
            <button type="button" class="copy" data-copy={format!("code-{id}")} hidden=true>{ "Copy" }</button>
        </div>
    }
}
