//! The signature box: count and goal, the form's reservations, the code step, and the document
//! around it.

pub(crate) mod code_entry;
#[cfg(feature = "ssr")]
pub(crate) mod document;
pub mod goal;
pub(crate) mod reservations;
pub(crate) mod signature_box;
