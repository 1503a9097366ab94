//! Widgets, frames and pictures on allied sites, and the page that helps editors to embed them.

pub(crate) mod counting; // counter pictures
pub(crate) mod embed_page; // the embed page: choices and snippets
pub(crate) mod embedding; // CORS, sites, fragments, cache lifetimes
pub(crate) mod framing; // frames: whole pages for an iframe, which stay inside it
pub(crate) mod pasting; // oEmbed: an address on a line of its own
pub(crate) mod previewing; // previews of a shared link (Open Graph)
pub(crate) mod site_testing; // site tests: what a site allows, and what happened to our tag there
pub(crate) mod upgrading; // scripts that other sites pinned before the upgrade
