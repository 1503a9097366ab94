//! The organisers' desk: dense pages for work, with a style sheet of their own that speaks the design
//! language of the public pages.

pub mod account;
pub mod audit;
pub mod colleagues;
pub mod denials;
pub mod entry;
pub mod exports;
pub mod layout;
pub mod matrix;
pub mod overview;
pub mod subject;
