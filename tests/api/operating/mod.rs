//! What an operator meets: start, stop, health, keys, copies, outages, the demo.

pub(crate) mod backing_up; // copies while many people sign, and restoring them
pub(crate) mod demo; // the demo: both origins, the made-up people, the mailbox
pub(crate) mod full_disk; // a full disk, and recovery from it
pub(crate) mod health; // health: faults, and what keeps people from signing
pub(crate) mod keys; // the data key: its file, its options, its rotation
pub(crate) mod outage; // a database that goes away and comes back, and PostgreSQL as a whole
pub(crate) mod running; // start, health, stop, check, refusals to start
