//! The widgets of Undersigned: one Yew tree, drawn by the server and hydrated by the browser.

// Field validation, texts, props and the types of the API.
pub mod fields;
pub mod text;
pub mod view;
pub mod wire;

// The state machine of a form, as pure code.
pub mod form;

// The markup of each widget, and the share networks.
mod lists;
pub mod share;
pub mod signatures;

// Markup that all widgets share.
mod holder;
mod inputs;
#[cfg(feature = "ssr")]
mod markup;
mod scene;
mod widget;

// The server's side.
#[cfg(feature = "ssr")]
pub mod render;

// The browser's side.
#[cfg(target_arch = "wasm32")]
pub mod browser;
