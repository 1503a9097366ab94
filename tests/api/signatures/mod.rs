//! Signatures: signing, searching, holding, correcting, taking down, importing from paper.

pub(crate) mod imitating; // lookalike names of mixed scripts
pub(crate) mod long_tables; // a million signatures on paper in one file
pub(crate) mod managing; // the manage page: see, correct, withdraw, erase
pub(crate) mod paper; // signing sheets, and counting the signatures on them
pub(crate) mod publishers; // websites and name servers of organisations
pub(crate) mod reserving; // reservations on numbered principles
pub(crate) mod same_names; // one person or organisation under several spellings
pub(crate) mod searching; // searching for a name under a declaration
pub(crate) mod signing; // a signature from form to count
pub(crate) mod taking_down; // taking signatures down and restoring them
pub(crate) mod waiting; // held signatures: shared mailboxes, and organisations until they are verified
