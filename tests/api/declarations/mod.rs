//! Declarations: published, changed, translated, printed, counted, ended.

pub(crate) mod changing; // versions, corrections, changes and renewals
pub(crate) mod ending; // closing, unpublishing, deleting, taking back a language
pub(crate) mod pointing; // the meeting, addresses of principles, limits of a text
pub(crate) mod printing; // the declaration as a PDF
pub(crate) mod publishing; // declarations and lists from files
pub(crate) mod sharing; // share counts
pub(crate) mod speaking; // eight languages, from the fragment to the thanks
pub(crate) mod statistics; // an organiser's statistics
pub(crate) mod translating; // one declaration in several languages
