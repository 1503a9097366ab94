//! Commands about declarations and lists as a whole: published, closed, taken off the web, deleted.

pub(super) mod endings;
pub(crate) mod publish;
