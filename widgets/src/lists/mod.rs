//! The sign-up form of a list.

pub(crate) mod signup_form;
