//! Signatures: signing, searching, holding, correcting, taking down, importing from paper.

pub(crate) mod end_to_end; // a signature from form to count
pub(crate) mod entries; // what the organisers' desk lists and counts
pub(crate) mod form_fields; // which fields a form has, and must have
pub(crate) mod held_signatures; // held signatures: shared mailboxes, duplicate organisations
pub(crate) mod lookalikes; // lookalike names of mixed scripts
pub(crate) mod manage_pages; // the manage page: see, correct, withdraw, erase
pub(crate) mod name_matching; // one person or organisation under several spellings
pub(crate) mod organisation_verification; // verifying an organisation by email, DNS or file
pub(crate) mod paper_imports; // a million signatures on paper in one file
pub(crate) mod paper_signatures; // signing sheets, and counting the signatures on them
pub(crate) mod reservations; // reservations on numbered principles
pub(crate) mod search; // searching for a name under a declaration
pub(crate) mod takedowns; // taking signatures down and restoring them
pub(crate) mod verification_servers; // websites and name servers of organisations
