//! Our own pages, which people follow links to. Everything works without script.

pub(super) mod confirmations;
pub(super) mod embed_page;
pub(super) mod manage;
pub(super) mod names;
pub(super) mod own_pages;
pub(super) mod pdf;
pub(super) mod renewals;
pub(super) mod sheet;
pub(super) mod suppressions;
pub(super) mod thanks;
pub(super) mod typefaces;
pub(super) mod unsubscriptions;
pub(super) mod versions;
