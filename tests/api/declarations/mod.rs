//! Declarations: publishing, changing, translating, printing, statistics, ending.

pub(crate) mod changing; // versions: corrections, changes and renewals
pub(crate) mod ending; // closing, unpublishing, deleting, removing a language
pub(crate) mod pointing; // the declaration's meeting, addresses of principles, a text's limits
pub(crate) mod printing; // the declaration as a PDF
pub(crate) mod publishing; // declarations and lists from files
pub(crate) mod sharing; // share counts
pub(crate) mod speaking; // eight languages, from the fragment to the thank-you page
pub(crate) mod statistics; // an organiser's statistics
pub(crate) mod translating; // one declaration in several languages
