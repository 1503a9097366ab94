//! Whole pages, drawn on the server with Yew's `html!`: plain data in, an HTML text out.
//!
//! Nothing here reads the store, the clock or a request; `web/` hands over what is shown.

pub mod confirmation;
pub mod declaration;
pub mod frame;
pub mod home;
pub mod joining;
pub mod layout;
pub mod letter_box;
pub mod problem;
pub mod sheet;
pub mod unsubscribing;
pub mod words;
