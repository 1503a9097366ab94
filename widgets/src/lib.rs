//! The widgets of Undersigned: one Yew tree, drawn by the server and hydrated by the browser.

// Data on the wire, data to draw, typed input, texts.
pub mod fields;
pub mod text;
pub mod view;
pub mod wire;

// Pure logic: states of a form, goals, addresses of networks.
pub mod form;
pub mod goal;
pub mod share_links;

// Drawing.
mod code_entry;
mod holder;
mod icons;
mod inputs;
mod reservations;
mod scene;
mod share_bar;
mod signature_box;
mod signup_form;
mod widget;

// The server's side.
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
pub mod render;
#[cfg(not(target_arch = "wasm32"))]
mod share_limits;

// The browser's side.
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod json;
#[cfg(target_arch = "wasm32")]
pub mod mount;
#[cfg(target_arch = "wasm32")]
mod reactions;
