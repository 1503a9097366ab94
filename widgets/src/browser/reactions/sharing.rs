//! Sharing: presses on a network, the system's share sheet, the clipboard, Mastodon servers.

use yew::platform::spawn_local;
use yew::prelude::*;

use crate::browser::json::written;
use crate::browser::{self, Shared};
use crate::share::bar;
use crate::share::links;
use crate::signatures::thanks;
use crate::text::Key;
use crate::view::{Panel, SharePanel};
use crate::widget::{Msg, Widget};
use crate::wire;

/// Has the links share the page as it is now: a single-page app may have moved on.
pub(crate) fn relink(widget: &Widget, ctx: &Context<Widget>) {
    if let Some(panel) = shared(widget, ctx) {
        browser::relink(&widget.root, &panel.url, &panel.text);
    }
}

/// Writes into the button pressed last what happened, and into the one before what it does.
pub(super) fn label(widget: &Widget, ctx: &Context<Widget>, before: Option<(&'static str, Key)>) {
    let write = |id: &str, key| {
        let span = browser::found(&widget.root, &["[data-press=", id, "] span"].concat());
        if let Some(span) = span {
            span.set_text_content(Some(ctx.props().text.get(key)));
        }
    };
    match before {
        Some(("native", _)) => write("native", Key::ShareNative),
        Some(("copy", _)) => write("copy", Key::ShareCopy),
        _ => {}
    }
    if let Some((id, key)) = widget.sharing.done {
        write(id, key);
    }
}

/// Reacts to a press on the network with this id.
pub(super) fn press(widget: &mut Widget, ctx: &Context<Widget>, id: &str) {
    let Some(panel) = shared(widget, ctx) else {
        return;
    };
    match id {
        "native" | "copy" => {
            let link = ctx.link().clone();
            let by_sheet = id == "native";
            let panel = panel.clone();
            spawn_local(async move {
                if let Some(msg) = carry(by_sheet, panel).await {
                    link.send_message(msg);
                }
            });
        }
        "print" => browser::print(),
        "mastodon" => {
            let remembered = browser::remembered_server();
            if let Some(server) = &remembered {
                ask_mastodon(widget, ctx, server);
            }
            widget.sharing.asking = Some(remembered.unwrap_or_default());
            widget.focus = Some("[name=server]");
            return;
        }
        _ => {}
    }
    count(widget, ctx, id, panel);
}

/// Asks somebody to sign, in the words of a person who has just signed: by the share sheet, or else
/// copied for wherever they are to be pasted.
pub(super) fn ask(widget: &mut Widget, ctx: &Context<Widget>) {
    let Some(panel) = shared(widget, ctx) else {
        return;
    };
    let network = if browser::has_share_sheet() {
        "native"
    } else {
        "copy"
    };
    let (link, to_share) = (ctx.link().clone(), panel.clone());
    spawn_local(async move {
        let said = match browser::share(&to_share.url, &to_share.text).await {
            Shared::Done => Key::ShareShared,
            Shared::Cancelled => return,
            Shared::Impossible => {
                let words = [&to_share.text, "\n", &to_share.url].concat();
                if !browser::copy(&words).await {
                    return link.send_message(Msg::ClipboardRefused);
                }
                Key::ShareCopied
            }
        };
        link.send_message(Msg::Said(Some(("ask", said))));
    });
    count(widget, ctx, network, panel);
}

/// Shares by the system's share sheet or the clipboard. If sharing fails, it copies; if copying
/// fails, it shows the address to be copied by hand.
async fn carry(by_sheet: bool, panel: SharePanel) -> Option<Msg> {
    if by_sheet {
        match browser::share(&panel.url, &panel.text).await {
            Shared::Done => return Some(Msg::Said(Some(("native", Key::ShareShared)))),
            Shared::Cancelled => return None,
            Shared::Impossible => {}
        }
    }
    let id = if by_sheet { "native" } else { "copy" };
    if browser::copy(&panel.url).await {
        Some(Msg::Said(Some((id, Key::ShareCopied))))
    } else {
        Some(Msg::ClipboardRefused)
    }
}

pub(super) fn ask_mastodon(widget: &mut Widget, ctx: &Context<Widget>, server: &str) {
    let Some(panel) = shared(widget, ctx) else {
        return;
    };
    match links::mastodon(server, &panel.url, &panel.text) {
        Some((host, address)) => {
            browser::remember_server(&host);
            browser::open(&address);
            widget.sharing.asking = None;
            widget.sharing.no_server = false;
            count(widget, ctx, "mastodon", panel);
        }
        None => {
            widget.sharing.asking = Some(server.to_owned());
            widget.sharing.no_server = true;
            widget.focus = Some("[name=server]");
        }
    }
}

/// What this widget shares.
fn shared(widget: &Widget, ctx: &Context<Widget>) -> Option<SharePanel> {
    let island = &ctx.props().island;
    match &island.panel {
        Panel::Share(panel) => Some(bar::shared(&widget.sharing, panel)),
        Panel::Signature(panel) => {
            let texts = (&island.place, &ctx.props().text);
            Some(thanks::shared(&widget.sharing, texts, panel))
        }
        Panel::Signup(_) => None,
    }
}

/// Reports the chosen network to the page and the server, without waiting for the response.
fn count(widget: &Widget, ctx: &Context<Widget>, network: &str, panel: SharePanel) {
    browser::emit(&widget.root, "shared", &[("network", network.into())]);
    let place = &ctx.props().island.place;
    let given = |name| browser::attribute(&widget.root, name);
    // The share bar in the thanks has them from the signature box.
    let mut form_token = widget.token();
    if form_token.is_empty() {
        form_token = given("token");
    }
    let request = wire::ShareRequest {
        network: network.to_owned(),
        url: panel.url,
        declaration: panel.declaration.or_else(|| Some(given("declaration"))),
        site: place.site.clone(),
        source: given("source"),
        form_token,
    };
    let body = written(&request);
    let url = [place.server.as_str(), "/api/v1/shares"].concat();
    spawn_local(async move {
        // A share that is not counted does not concern the visitor.
        let _ = browser::send("POST", url, browser::fresh_key(), body).await;
    });
}
