//! Pages about one signature or subscription, behind the links of emails.

pub(super) mod agreed;
pub mod answered;
pub mod confirmation;
pub mod manage;
pub mod off_the_web;
pub mod proving;
pub mod renewal;
