//! Emails: their content, rate limits, SMTP faults and mail servers that reject them.

pub(crate) mod email_limits; // how many emails an address gets, and which are delayed
pub(crate) mod emails; // the content of an email
pub(crate) mod smtp_faults; // SMTP faults: a mail server that is down, refuses, defers, stalls or disconnects
pub(crate) mod smtp_refusals; // a mail server that rejects us, not the recipient
