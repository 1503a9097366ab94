//! The share bar: its buttons, the networks, what they take.

pub(crate) mod bar;
#[cfg(feature = "ssr")]
pub(crate) mod icons;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod limits;
pub mod links;
