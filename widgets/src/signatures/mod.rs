//! The signature box: count and goal, the form's reservations, the code step, and the document
//! around it.

pub(crate) mod code_entry;
#[cfg(feature = "ssr")]
pub(crate) mod dialog;
#[cfg(feature = "ssr")]
pub(crate) mod document;
#[cfg(feature = "ssr")]
pub mod folding;
pub(crate) mod form_fields;
pub mod goal;
#[cfg(feature = "ssr")]
pub(crate) mod parts;
pub(crate) mod reservations;
pub(crate) mod signature_box;
pub(crate) mod thanks;
