//! Signatures: searching, counting, holding, managing, taking down.

pub(crate) mod counting_paper;
pub(crate) mod finding;
pub(crate) mod managing;
pub(crate) mod organising;
pub(crate) mod seating;
pub(crate) mod taking_down;
pub(crate) mod tallying;
