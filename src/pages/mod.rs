//! Whole pages, drawn on the server with Yew's `html!`: plain data in, HTML text out.
//!
//! Nothing here reads the store, the clock or a request; `web/` passes in everything that is shown.

mod agreed;
pub mod answered;
pub mod card;
pub mod confirmation;
pub mod counter;
pub mod declaration;
mod difference;
pub mod embed;
pub mod embed_advice;
pub mod embed_choice;
pub mod embed_findings;
pub mod embed_snippets;
pub mod facts;
pub mod frame;
pub mod home;
pub mod joining;
pub mod layout;
pub mod letter_box;
pub mod managing;
pub mod names;
pub mod off_the_web;
mod picture;
mod principles;
pub mod printed;
pub mod problem;
pub mod proving;
pub mod renewal;
pub mod reservations;
pub mod sheet;
pub mod unsubscribing;
pub mod versions;
