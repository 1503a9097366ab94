//! What the organisers' desk lists and counts.

pub(crate) mod consistency;
mod several_servers;
pub(crate) mod states;
