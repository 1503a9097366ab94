//! Pictures: the card that networks show beside a link, and the counter.

pub(crate) mod canvas;
pub mod card;
pub mod counter;
