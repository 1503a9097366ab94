//! Widgets, frames and pictures on allied sites, and the page that helps editors to embed them.

pub(crate) mod allied_server; // the server of an allied site, for the site tests
pub(crate) mod allied_sites; // one fragment for all allied sites
pub(crate) mod cors_and_fragments; // CORS, sites, fragments, cache lifetimes
pub(crate) mod counter_images; // counter pictures
pub(crate) mod element_attributes; // what an editor's attributes change in a fragment
pub(crate) mod embed_page; // the embed page: choices and snippets
pub(crate) mod frames; // frames: whole pages for an iframe, which stay inside it
pub(crate) mod oembed; // oEmbed: an address on a line of its own
pub(crate) mod open_graph; // previews of a shared link (Open Graph)
pub(crate) mod pinned_loaders; // scripts that other sites pinned before the upgrade
pub(crate) mod site_requests; // sites that ask the organisers to be allowed
pub(crate) mod site_test_limits; // site tests: what they fetch, and what they do not
pub(crate) mod site_tests; // site tests: what a site allows, and what happened to our tag there
