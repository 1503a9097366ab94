//! The widgets of Undersigned: one Yew tree, drawn by the server and taken over by the browser.

pub mod fields;
pub mod text;
pub mod view;
pub mod wire;
