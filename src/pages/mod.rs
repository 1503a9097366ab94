//! Whole pages, drawn on the server with Yew's `html!`: plain data in, HTML text out.
//!
//! Nothing here reads the store, the clock or a request; `web/` passes in everything that is shown.

pub mod declarations;
pub mod desk;
pub mod embed;
pub mod home;
pub mod layout;
pub mod lists;
pub mod problem;
pub mod signatures;
pub mod styles;
