//! Commands for personal data: export it, erase it, and delete it when its retention period is
//! over.

pub(super) mod person;
pub(super) mod retention;
