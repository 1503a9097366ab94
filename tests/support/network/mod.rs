//! The program's surroundings: the allied site, the mail server, broken connections, third parties.

pub(crate) mod attacker_server;
pub(crate) mod blocked_network;
pub(crate) mod faulty_proxy;
pub(crate) mod host_site;
pub(crate) mod hostile_markup;
pub(crate) mod smtp;
