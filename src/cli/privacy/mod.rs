//! Commands about what is kept of people: printed, erased, and let go when its time is over.

pub(super) mod person;
pub(super) mod retention;
