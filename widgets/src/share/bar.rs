//! The share bar: plain links, and four buttons that work only with script.

use yew::prelude::*;

#[cfg(feature = "ssr")]
use crate::render::escaped;
use crate::scene::Scene;
use crate::share::icons;
use crate::share::links::{self, Label, Network, ShareAction};
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
    let networks = panel.networks.iter().filter_map(|id| links::network(id));
    html! {
        <>
            <ul part="networks">
                { for networks.map(|network| item(scene, panel, network)) }
            </ul>
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

/// A link, which works at once, or a button, which is shown where the loader runs.
fn item(scene: Scene<'_>, panel: &SharePanel, network: &'static Network) -> Html {
    let label = match scene.sharing.done {
        Some((id, key)) if id == network.id => scene.say(key),
        _ => name(scene, network.label),
    };
    let inside = html! { <>{ icons::draw(network.id) }<span>{ label }</span></> };
    match network.action {
        ShareAction::Press => html! {
            <li class="live" data-item={network.id}>
                <button type="button" part="network" data-press={network.id}>{ inside }</button>
            </li>
        },
        ShareAction::Link(pattern) => html! {
            <li>
                <a
                    part="network"
                    data-network={network.id}
                    href={links::address(network.id, pattern, &panel.url, &panel.text)}
                    target={target(scene, network.id)}
                    rel="noopener"
                >
                    { inside }
                </a>
            </li>
        },
    }
}

/// The target of a network's link. `mailto:` gets no new tab, because a mail program would leave it
/// empty. In a frame it opens in the top window, because webmail cannot be shown in a frame.
fn target(scene: Scene<'_>, id: &str) -> Option<&'static str> {
    match id {
        "email" if scene.framed() => Some("_top"),
        "email" => None,
        _ => Some("_blank"),
    }
}

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
