//! Emails: their content, rate limits, SMTP faults and mail servers that reject them.

pub(crate) mod letters; // the content of an email
pub(crate) mod limiting; // how many emails an address gets, and which are delayed
pub(crate) mod posting; // SMTP faults: a mail server that is down, refuses, defers, stalls or disconnects
pub(crate) mod rebuffing; // a mail server that rejects us, not the recipient
