//! The sign-up form of a list.

mod form_fields;
pub(crate) mod signup_form;
