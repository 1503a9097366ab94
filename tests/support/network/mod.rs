//! The program's surroundings: the allied site, the mail server, broken connections, third parties.

pub(crate) mod gate;
pub(crate) mod host_site;
pub(crate) mod hostile_markup;
pub(crate) mod sink;
pub(crate) mod smtp;
pub(crate) mod strangers;
