//! Accessibility: axe-core, the keyboard alone, contrast, screen reader announcements.

pub(crate) mod axe; // axe-core on widgets and on the server's own pages
pub(crate) mod contrast; // contrast with any accent on any background
pub(crate) mod keyboard; // subscribing, sharing and correcting without a mouse
pub(crate) mod media_features; // forced colours and reduced motion
pub(crate) mod page_structure; // the server's own pages, 300 pixels wide
pub(crate) mod states; // axe-core in rare states, screen reader announcements, target sizes
