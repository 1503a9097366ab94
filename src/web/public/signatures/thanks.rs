//! What follows a confirmation: the thanks, what the same link shows from then on, and what it
//! shows to a visitor who has withdrawn or left since. Confirming is in `confirmations.rs`.

use crate::bundle;
use axum::response::Response;
use widgets::{
    share::links,
    text::{Key, Text},
    view, wire,
};

use crate::web::attempts::confirmed;
use crate::web::embed::attributes;
use crate::web::error::Error;
use crate::web::forms::subject::FormOf;
use crate::web::http::respond;
use crate::web::public::islands;
use crate::web::state::AppState;
use crate::{
    domain::{declarations::sites::Sites, signatures::verification::PATIENCE_MS},
    pages::{
        lists::unsubscribing,
        signatures::{already_confirmed, thanks},
    },
    store::{Confirmed, PendingView},
};

/// The page after confirming; with the token of an emailed link it also leads to the signature.
pub(in crate::web) async fn thank(
    state: &AppState,
    confirmed: Confirmed,
    token: Option<&str>,
) -> Result<Response, Error> {
    let (lang, title) = (confirmed.lang.clone(), confirmed.title.clone());
    let details = confirmed::details(state, &confirmed).await;
    let mut form_token = String::new();
    let (organisers, sites, onward, words) = match confirmed.kind {
        wire::ConfirmedKind::Signature => {
            let view = state.last_declaration(&confirmed.slug, &lang).await?;
            let place = view::Place {
                lang: lang.clone(),
                ..view::Place::default()
            };
            form_token = FormOf::Declaration(&view).token(state, &place);
            let declaration = &view.declaration;
            (
                declaration.organisers.clone(),
                declaration.sites.clone(),
                declaration.thanks.clone(),
                Text::of(&lang).with(Key::AskWords, &title),
            )
        }
        wire::ConfirmedKind::Subscription => {
            let view = state.last_list(&confirmed.slug).await?;
            let list = &view.list;
            (list.organisers.clone(), list.sites.clone(), None, title)
        }
    };
    let page = own_page(state, confirmed.kind, &confirmed.slug);
    let back = way_back(&confirmed, &sites);
    let declaration =
        (confirmed.kind == wire::ConfirmedKind::Signature).then(|| confirmed.slug.clone());
    let panel = view::SharePanel {
        url: back
            .as_ref()
            .map_or_else(|| page.clone(), |back| back.url.clone()),
        text: words,
        declaration,
        ..attributes::share_panel()
    };
    let is_signature = confirmed.kind == wire::ConfirmedKind::Signature;
    let updates = details.updates.map(|token| thanks::UpdatesForm {
        token: token.reveal(),
        form_token,
    });
    let page = thanks::ThanksPage {
        lang: confirmed.lang.clone(),
        kind: confirmed.kind,
        title: confirmed.title,
        organisers,
        count: confirmed.count,
        held: confirmed
            .held
            .map(|held| (held, state.now_ms() + PATIENCE_MS)),
        page,
        back,
        manage: token.filter(|_| is_signature).map(manage_path),
        // Of a held signature, the message is the reason, which the page writes itself.
        place: details.message.filter(|_| confirmed.held.is_none()),
        name: details.listed.map(|listed| listed.name),
        updates,
        onward,
        ask: links::email(&panel.url, &panel.text).filter(|_| is_signature),
        share: islands::share(state, &confirmed.lang, panel).await,
    };
    Ok(respond::private_page(thanks::draw(page).await))
}

/// The allied page where the visitor signed. The address came from the visitor's browser, so it is
/// linked only while its site may embed, and the page returns to it by itself only if the
/// organisers named that site. `*` names no site: otherwise any page could send people anywhere.
fn way_back(confirmed: &Confirmed, sites: &Sites) -> Option<thanks::Back> {
    let (site, url) = (&confirmed.site, &confirmed.page_url);
    let known = !site.is_empty() && !url.is_empty() && sites.allows(site);
    known.then(|| thanks::Back {
        url: url.clone(),
        host: site
            .split_once("://")
            .map_or(site.as_str(), |(_, host)| host)
            .to_owned(),
        script: sites
            .names(site)
            .then(|| bundle::url("confirm-page.js"))
            .flatten(),
    })
}

/// A signatory who has withdrawn since sees what is still kept and can sign again; a subscriber who
/// has left the list sees that they have left it.
pub(in crate::web) async fn ended(pending: PendingView, token: &str) -> Response {
    match pending.kind {
        wire::ConfirmedKind::Signature => respond::private_redirect(&manage_path(token)),
        wire::ConfirmedKind::Subscription => respond::private_page(
            unsubscribing::done(&pending.lang, pending.kind, pending.title).await,
        ),
    }
}

fn manage_path(token: &str) -> String {
    format!("/manage/{token}")
}

/// The page of a link that was already used to confirm.
pub(in crate::web) async fn already_confirmed(
    state: &AppState,
    pending: PendingView,
    token: &str,
) -> Response {
    let page = already_confirmed::draw(already_confirmed::ConfirmedPage {
        page: own_page(state, pending.kind, &pending.slug),
        manage: (pending.kind == wire::ConfirmedKind::Signature).then(|| manage_path(token)),
        lang: pending.lang,
        kind: pending.kind,
        title: pending.title,
        organisers: pending.organisers,
        held: pending.held,
        action: format!("/confirm/{token}"),
    });
    respond::private_page(page.await)
}

/// The declaration's or list's own page.
fn own_page(state: &AppState, kind: wire::ConfirmedKind, slug: &str) -> String {
    let folder = match kind {
        wire::ConfirmedKind::Signature => "d",
        wire::ConfirmedKind::Subscription => "l",
    };
    format!("{}/{folder}/{slug}", state.public_url())
}
