//! Lists: subscribing, unsubscribing, and exporting to files.

pub(crate) mod joining; // lists: subscribing and unsubscribing
pub(crate) mod spreadsheets; // exports that a spreadsheet opens
pub(crate) mod taking_out; // exports of subscribers, and of people who have left
