//! Widgets on other people's pages: how they come there, and what stands in their way.

pub(crate) mod framing; // frames: sandboxes, heights, links that may not open
pub(crate) mod globals; // a page's globals, before and after
pub(crate) mod hostile; // pages with rules for everything, tiny type, no room
pub(crate) mod hosting; // old libraries and optimisers
pub(crate) mod injecting; // text from people without rights, sanitised, beside every loader
pub(crate) mod meddling; // password managers, translators and dark-mode extensions change a widget
pub(crate) mod mounting; // tags, divs, elements; late, twice, removed, moved
pub(crate) mod moving_on; // single-page navigation: what is shared after it
pub(crate) mod npm; // the package in apps: types, bundlers, React
pub(crate) mod pinning; // loaders that run only the bytes they were built with
pub(crate) mod policies; // Content-Security-Policies, as documented
pub(crate) mod standing; // foreign styles, no third party, no shift, no globals, strict policies
pub(crate) mod stepping_down; // policies, editors and servers that stop the widget
