//! Lists: subscribing, unsubscribing, and exporting to files.

pub(crate) mod exports; // exports of subscribers, and of people who have left
pub(crate) mod spreadsheets; // exports that a spreadsheet opens
pub(crate) mod subscriptions; // lists: subscribing and unsubscribing
