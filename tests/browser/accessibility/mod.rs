//! Accessibility: axe-core, the keyboard alone, contrast, screen reader announcements.

pub(crate) mod axe; // axe-core and the keyboard alone, in every state
pub(crate) mod contrast; // contrast with any accent on any background
pub(crate) mod keyboard; // joining, sharing and correcting without a mouse
pub(crate) mod page_structure; // frames and the server's own pages: headings, landmarks, 300 pixels wide
pub(crate) mod states; // axe-core in rare states, screen reader announcements, target sizes
