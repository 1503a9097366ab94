//! The domain: what declaring, signing, subscribing and confirming mean. Pure: no database, no
//! clock, no configuration; its only input from outside is randomness for tokens and ids.

pub mod attempt;
pub mod consent;
pub mod declaration;
pub mod declaration_file;
pub mod difference;
pub mod document;
pub mod email_key;
pub mod email_limits;
mod folding;
pub mod front_matter;
pub mod hash;
pub mod holder;
pub mod household;
pub mod imitation;
mod language_tag;
pub mod language_versions;
pub mod letter;
mod mail_providers;
mod misread;
pub mod name;
pub mod name_search;
pub mod namesake;
pub mod own_signature;
pub mod proof;
pub mod sealed;
pub mod sheet_code;
pub mod signature;
pub mod sites;
pub mod subscription;
pub mod time;
pub mod token;
pub mod unsubscribe_link;
pub mod verification;
