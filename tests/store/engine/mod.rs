//! What holds for every noun: how much is read, what a crowd writes, databases of earlier versions.

pub(crate) mod reading;
pub(crate) mod upgrading;
pub(crate) mod writing;
