//! Operating the server: start, stop, health, keys, backups, outages, the demo.

pub(crate) mod backups; // backups while many people sign, and restoring them
pub(crate) mod data_key; // the data key: its file, its options, its rotation
pub(crate) mod demo; // the demo: both origins, the made-up signatories, the mailbox
pub(crate) mod full_disk; // a full disk, and recovery from it
pub(crate) mod health; // `/healthz`: faults, and problems that prevent signing
pub(crate) mod kills; // killed twenty times under load
pub(crate) mod lifecycle; // start, health, stop, check, refusals to start
pub(crate) mod metrics; // `/metrics`: what is measured, and where it is served
pub(crate) mod outage; // a database outage and recovery, and the whole path on PostgreSQL
pub(crate) mod several_servers; // three servers on one PostgreSQL, one of them stopped with locks in hand
