//! The domain: what declaring, signing, subscribing and confirming mean. Pure: no database, no
//! clock, no configuration; its only input from outside is randomness for tokens and ids.

pub mod accounts;
pub mod attempts;
pub mod declarations;
pub mod hash;
pub mod id;
pub mod keys;
pub mod lists;
pub mod mail;
pub mod privacy;
pub mod signatures;
pub mod time;
