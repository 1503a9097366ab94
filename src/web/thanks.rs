//! What follows an answered letter: thanks, what the same link shows from then on, and what it shows
//! to whoever has withdrawn or left since. Answering is in `confirmations.rs`.

use axum::response::Response;
use widgets::{view, wire};

use super::{answer, assets, error::Error, fragments, site::Site};
use crate::{
    domain::{sites::Sites, verification::PATIENCE_MS},
    pages::{answered, confirmation, unsubscribing},
    store::{Confirmed, PendingView},
};

/// The page after a letter was answered; a mailed link's token leads on to the signature as well.
pub(super) async fn thank(
    site: &Site,
    confirmed: Confirmed,
    token: Option<&str>,
) -> Result<Response, Error> {
    let (organisers, sites) = match confirmed.kind {
        wire::ConfirmedKind::Signature => {
            let view = site
                .last_declaration(&confirmed.slug, &confirmed.lang)
                .await?;
            let declaration = &view.declaration;
            (declaration.organisers.clone(), declaration.sites.clone())
        }
        wire::ConfirmedKind::Subscription => {
            let list = site.last_list(&confirmed.slug).await?;
            (list.organisers.clone(), list.sites.clone())
        }
    };
    let page = own_page(site, confirmed.kind, &confirmed.slug);
    let back = way_back(&confirmed, &sites);
    let declaration =
        (confirmed.kind == wire::ConfirmedKind::Signature).then(|| confirmed.slug.clone());
    let panel = view::SharePanel {
        url: back
            .as_ref()
            .map_or_else(|| page.clone(), |back| back.url.clone()),
        text: confirmed.title.clone(),
        declaration,
        ..fragments::share_panel()
    };
    let thanks = confirmation::Thanks {
        lang: confirmed.lang.clone(),
        kind: confirmed.kind,
        title: confirmed.title,
        organisers,
        count: confirmed.count,
        held: confirmed
            .held
            .map(|held| (held, site.now_ms() + PATIENCE_MS)),
        page,
        back,
        manage: token
            .filter(|_| confirmed.kind == wire::ConfirmedKind::Signature)
            .map(manage_path),
        share: fragments::own_share(site, &confirmed.lang, panel).await,
    };
    Ok(answer::private_page(confirmation::thank(thanks).await))
}

/// The allied page where it was signed: the address came from the visitor's browser, so it is linked
/// only while its site may embed, and gone back to by itself only where the organisers named that
/// site. `*` names nobody: what any page may write would lead people anywhere.
fn way_back(confirmed: &Confirmed, sites: &Sites) -> Option<confirmation::Back> {
    let (site, url) = (&confirmed.site, &confirmed.page_url);
    let known = !site.is_empty() && !url.is_empty() && sites.allows(site);
    known.then(|| confirmation::Back {
        url: url.clone(),
        host: site
            .split_once("://")
            .map_or(site.as_str(), |(_, host)| host)
            .to_owned(),
        script: sites
            .names(site)
            .then(|| assets::url("confirm-page.js"))
            .flatten(),
    })
}

/// Who has withdrawn since sees what is still kept and can sign again; who left the list, that they
/// have left it.
pub(super) async fn ended(pending: PendingView, token: &str) -> Response {
    match pending.kind {
        wire::ConfirmedKind::Signature => answer::private_redirect(&manage_path(token)),
        wire::ConfirmedKind::Subscription => answer::private_page(
            unsubscribing::done(&pending.lang, pending.kind, pending.title).await,
        ),
    }
}

fn manage_path(token: &str) -> String {
    format!("/manage/{token}")
}

/// The page of a letter that was answered before.
pub(super) async fn answered(site: &Site, pending: PendingView, token: &str) -> Response {
    let page = answered::draw(answered::Answered {
        page: own_page(site, pending.kind, &pending.slug),
        manage: (pending.kind == wire::ConfirmedKind::Signature).then(|| manage_path(token)),
        lang: pending.lang,
        kind: pending.kind,
        title: pending.title,
        organisers: pending.organisers,
        held: pending.held,
        action: format!("/confirm/{token}"),
    });
    answer::private_page(page.await)
}

/// The declaration's or list's own page.
fn own_page(site: &Site, kind: wire::ConfirmedKind, slug: &str) -> String {
    let folder = match kind {
        wire::ConfirmedKind::Signature => "d",
        wire::ConfirmedKind::Subscription => "l",
    };
    format!("{}/{folder}/{slug}", site.public_url())
}
