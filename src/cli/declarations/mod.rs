//! Commands that publish, close, unpublish and delete declarations and lists.

pub(super) mod endings;
pub(super) mod publish;
