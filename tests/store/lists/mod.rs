//! Lists: joined and left.

pub(crate) mod joining;
