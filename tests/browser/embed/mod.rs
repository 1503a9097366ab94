//! Widgets on allied sites: mounting, and pages and policies that interfere.

pub(crate) mod framing; // frames: sandboxes, heights, links that cannot open
pub(crate) mod globals; // a page's globals, before and after
pub(crate) mod hostile; // hostile pages: styles for every element, tiny type, no room
pub(crate) mod hosting; // pages with old libraries and optimisers
pub(crate) mod injecting; // sanitised text from authors who may not add scripts, with every loader
pub(crate) mod meddling; // password managers, translators and dark-mode extensions change a widget
pub(crate) mod mounting; // tags, divs, elements; late, twice, removed, moved
pub(crate) mod moving_on; // single-page navigation: what is shared afterwards
pub(crate) mod npm; // the package in apps: types, bundlers, React
pub(crate) mod pinning; // pinned loaders, which run only the bytes they were built with
pub(crate) mod policies; // Content-Security-Policies, as documented
pub(crate) mod standing; // isolation: styles, third parties, layout shift, globals, strict policies
pub(crate) mod stepping_down; // fallbacks where a policy, an editor or a server stops the widget
