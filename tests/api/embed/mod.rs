//! What stands on other people's pages, and what helps to put it there.

pub(crate) mod counting; // counter pictures
pub(crate) mod embed_page; // the embed page: choices and snippets
pub(crate) mod embedding; // CORS, sites, fragments, cache lifetimes
pub(crate) mod framing; // frames: whole pages for an iframe that carry on within themselves
pub(crate) mod pasting; // oEmbed: an address on a line of its own
pub(crate) mod previewing; // previews of a shared link (Open Graph)
pub(crate) mod site_testing; // site tests: what a site allows, and what happened to our tag there
pub(crate) mod upgrading; // scripts that other people pinned before it
