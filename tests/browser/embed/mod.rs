//! Widgets on allied sites: mounting, and pages and policies that interfere.

pub(crate) mod allied_site; // the origin of the page, which loader and bundle fill in
pub(crate) mod content_security_policy; // Content-Security-Policies, as documented
pub(crate) mod extensions; // password managers, translators and dark-mode extensions change a widget
pub(crate) mod fallbacks; // fallbacks where a policy, an editor or a server stops the widget
pub(crate) mod frames; // frames: sandboxes, heights, links that cannot open
pub(crate) mod globals; // a page's globals, before and after
pub(crate) mod injection; // sanitised text from authors who may not add scripts, with every loader
pub(crate) mod isolation; // isolation: styles, third parties, layout shift, globals, strict policies
pub(crate) mod mounting; // tags, divs, elements; late, twice, removed, moved
pub(crate) mod navigation; // single-page navigation: what is shared afterwards
pub(crate) mod pinned_loaders; // pinned loaders, which run only the bytes they were built with
pub(crate) mod self_hosted_loader; // the loader that a site hosts itself
pub(crate) mod share_bar; // links, copying, the share sheet, Mastodon
