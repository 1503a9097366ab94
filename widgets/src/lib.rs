//! The widgets of Undersigned: one Yew tree, drawn by the server and hydrated by the browser.

// What travels, what is drawn, what is typed, what is said.
pub mod fields;
pub mod text;
pub mod view;
pub mod wire;

// The moments of a form: pure.
pub mod form;

// What each widget draws, and which networks there are.
mod lists;
pub mod share;
pub mod signatures;

// Drawing, whatever the widget.
mod holder;
mod inputs;
mod scene;
mod widget;

// The server's side.
#[cfg(feature = "ssr")]
pub mod render;

// The browser's side.
#[cfg(target_arch = "wasm32")]
pub mod browser;
