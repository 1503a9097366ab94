//! Lists: subscribing, unsubscribing, and exporting to files.

pub(crate) mod exports;
pub(crate) mod spreadsheets; // exports that a spreadsheet opens
pub(crate) mod subscriptions; // lists: subscribing and unsubscribing // exports of subscribers, and of people who have left
