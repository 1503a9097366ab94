//! Commands that publish, rename, close, unpublish and delete declarations and lists.

pub(super) mod endings;
pub(super) mod publish;
pub(super) mod renaming;
