//! Widgets on allied sites: pages that interfere, and apps.

pub(crate) mod host_scripts; // pages with old libraries and optimisers
pub(crate) mod host_styles; // hostile pages: styles for every element, tiny type, no room
pub(crate) mod layout_shift; // nothing on the page moves
pub(crate) mod npm; // the package in apps: types, bundlers, React
