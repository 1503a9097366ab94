//! Emails: what stands in them, how many an address gets, and mail servers that refuse.

pub(crate) mod letters; // the content of an email
pub(crate) mod limiting; // how many emails an address gets, and which wait for their turn
pub(crate) mod posting; // SMTP faults: a mail server that is down, refuses, defers, stalls, cuts
pub(crate) mod rebuffing; // a mail server that refuses us, not the recipient
