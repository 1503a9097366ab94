//! Lists: joined, left, and taken out as files.

pub(crate) mod joining; // lists: subscribing and unsubscribing
pub(crate) mod spreadsheets; // exports that a spreadsheet opens
pub(crate) mod taking_out; // exports of people to write to, and of those who left
