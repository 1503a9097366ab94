//! Declarations: publishing, changing, translating, printing, statistics, ending.

pub(crate) mod endings; // closing, unpublishing, deleting, removing a language
pub(crate) mod languages; // eight languages, from the fragment to the thank-you page
pub(crate) mod pdf; // the declaration as a PDF
pub(crate) mod pdf_scripts; // names of every script in the PDF
pub(crate) mod principles; // the declaration's meeting, addresses of principles, a text's limits
pub(crate) mod publication; // declarations and lists from files
pub(crate) mod renaming; // another slug
pub(crate) mod shares; // share counts
pub(crate) mod statistics; // an organiser's statistics
pub(crate) mod thanks_links; // the organisers' link for people who have signed
pub(crate) mod translations; // one declaration in several languages
pub(crate) mod versions; // versions: corrections, changes and renewals
