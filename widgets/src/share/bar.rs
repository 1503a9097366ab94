//! The share bar: plain links, and four buttons that work only with script. The server draws both; the
//! browser changes in them only what a press or another page changes (`browser/reactions/sharing.rs`).

use yew::prelude::*;

#[cfg(feature = "ssr")]
use crate::render::escaped;
use crate::scene::Scene;
#[cfg(feature = "ssr")]
use crate::share::{
    icons,
    links::{self, Label, Network, ShareAction},
};
use crate::text::Key;
use crate::view::SharePanel;

/// The result of pressing a button.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sharing {
    /// The button pressed last and its new label.
    pub done: Option<(&'static str, Key)>,
    /// The clipboard was refused: the address is shown and selected.
    pub selecting: bool,
    /// The widget asks for the Mastodon server; holds the remembered one.
    pub asking: Option<String>,
    /// What was typed is not a server.
    pub no_server: bool,
    /// Address and title of the page around the widget, as of the last press.
    pub page: Option<(String, String)>,
    /// What the page's editor gave for people who have signed.
    pub editor: EditorThanks,
    /// The thanks were drawn by the server, and with them their share bar.
    pub drawn: bool,
}

/// Attributes of the element, for people who have signed; each may be empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct EditorThanks {
    pub words: String,
    pub url: String,
    pub host: String,
}

/// What is shared: the page as it is now, where the browser knows it; otherwise the data the server
/// has.
pub(crate) fn shared(sharing: &Sharing, panel: &SharePanel) -> SharePanel {
    let (url, text) = match &sharing.page {
        Some((url, title)) => (url, title),
        None => (&panel.url, &panel.text),
    };
    SharePanel {
        url: url.clone(),
        text: text.clone(),
        ..panel.clone()
    }
}

/// `panel` is the result of [`shared`].
pub(crate) fn draw(scene: Scene<'_>, panel: &SharePanel) -> Html {
    html! {
        <>
            { networks(scene, panel) }
            <p class="said" role="status">{ scene.sharing.done.map(|(_, key)| scene.say(key)) }</p>
            if scene.sharing.selecting {
                <div part="field">
                    <label part="label" for={scene.id("address")}>{ scene.say(Key::ShareSelect) }</label>
                    <input part="input" id={scene.id("address")} readonly=true value={panel.url.clone()} />
                </div>
            }
            if let Some(remembered) = &scene.sharing.asking {
                { ask_server(scene, remembered) }
            }
            if !panel.follow.is_empty() {
                { follow(scene, panel) }
            }
        </>
    }
}

/// The networks. The server draws them once, as HTML text, and the browser keeps that HTML without
/// parsing it.
#[cfg(not(feature = "ssr"))]
fn networks(_: Scene<'_>, _: &SharePanel) -> Html {
    Html::from_html_unchecked(AttrValue::Static(""))
}

#[cfg(feature = "ssr")]
fn networks(scene: Scene<'_>, panel: &SharePanel) -> Html {
    let networks = panel.networks.iter().filter_map(|id| links::network(id));
    let items: String = networks
        .map(|network| item(scene, panel, network))
        .collect();
    Html::from_html_unchecked(format!("<ul part=\"networks\">{items}</ul>").into())
}

/// A link, which works at once and knows its pattern, or a button, which is shown where the loader runs.
#[cfg(feature = "ssr")]
fn item(scene: Scene<'_>, panel: &SharePanel, network: &Network) -> String {
    let id = network.id;
    let icon = icons::html(id);
    let label = escaped(&name(scene, network.label));
    match network.action {
        ShareAction::Press => format!(
            "<li class=\"live\" data-item=\"{id}\"><button type=\"button\" part=\"network\" data-press=\"{id}\">{icon}<span>{label}</span></button></li>"
        ),
        ShareAction::Link(pattern) => format!(
            "<li><a part=\"network\" data-network=\"{id}\" data-link=\"{}\" href=\"{}\"{} rel=\"noopener\">{icon}<span>{label}</span></a></li>",
            escaped(pattern),
            escaped(&links::address(id, pattern, &panel.url, &panel.text)),
            target(scene, id),
        ),
    }
}

/// The target of a network's link. `mailto:` gets no new tab, because a mail program would leave it
/// empty. In a frame it opens in the top window, because webmail cannot be shown in a frame.
#[cfg(feature = "ssr")]
fn target(scene: Scene<'_>, id: &str) -> &'static str {
    match id {
        "email" if scene.place.frame.is_some() => " target=\"_top\"",
        "email" => "",
        _ => " target=\"_blank\"",
    }
}

#[cfg(feature = "ssr")]
fn name(scene: Scene<'_>, label: Label) -> AttrValue {
    match label {
        Label::Brand(brand) => brand.into(),
        Label::Word(key) => scene.say(key),
    }
}

fn ask_server(scene: Scene<'_>, remembered: &str) -> Html {
    let id = scene.id("server");
    let error_id = format!("{id}-error");
    let fault = scene.sharing.no_server;
    html! {
        <form data-form="mastodon" novalidate=true>
            <div part="field">
                <label part="label" for={id.clone()}>{ scene.say(Key::MastodonAsk) }</label>
                if fault {
                    <p part="error" id={error_id.clone()}>{ scene.say(Key::MastodonWrong) }</p>
                }
                <input
                    part="input"
                    {id}
                    name="server"
                    inputmode="url"
                    autocapitalize="none"
                    spellcheck="false"
                    placeholder="mastodon.social"
                    value={remembered.to_owned()}
                    aria-invalid={fault.then_some("true")}
                    aria-describedby={fault.then_some(error_id)}
                />
            </div>
            <button type="submit" part="button">{ scene.say(Key::MastodonGo) }</button>
        </form>
    }
}

/// The follow links. They never change, so the server draws them once, as HTML text, and the browser
/// keeps that HTML without parsing it.
#[cfg(not(feature = "ssr"))]
fn follow(_: Scene<'_>, _: &SharePanel) -> Html {
    Html::from_html_unchecked(AttrValue::Static(""))
}

#[cfg(feature = "ssr")]
fn follow(scene: Scene<'_>, panel: &SharePanel) -> Html {
    let link = |(id, url): &(String, String)| {
        let label = name(scene, links::follow(id, url)?);
        Some(format!(
            "<li><a part=\"network\" href=\"{}\" target=\"_blank\" rel=\"noopener me\">{}<span>{}</span></a></li>",
            escaped(url),
            icons::html(id),
            escaped(&label),
        ))
    };
    let links: String = panel.follow.iter().filter_map(link).collect();
    let label = escaped(scene.text.get(Key::Follow));
    let html = format!("<p part=\"label\">{label}</p><ul part=\"networks\">{links}</ul>");
    Html::from_html_unchecked(html.into())
}
