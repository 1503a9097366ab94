//! Our own pages, which people follow links to. Everything works without script.

pub(super) mod declarations;
pub(super) mod embed_page;
pub(super) mod home;
mod islands;
pub(super) mod lists;
mod native_forms;
pub(super) mod problems;
pub(super) mod signatures;
pub(super) mod site_requests;
pub(super) mod unsubscriptions;
