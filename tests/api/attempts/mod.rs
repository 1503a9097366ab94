//! Attempts, from the submitted form until the email is answered or the attempt expires.

pub(crate) mod confirmations; // codes, links, mail scanners, wrong tries
pub(crate) mod email_hints; // how the email is recognised that was requested
pub(crate) mod ended_attempts; // attempts whose declaration or list was unpublished, closed or deleted
pub(crate) mod expiry; // what a week does to codes, links and attempts
pub(crate) mod idempotency; // idempotency keys
pub(crate) mod later_updates; // after the code: which signature it is, and asking for updates
pub(crate) mod mail_scanners; // a mail scanner that opens every link of every email
pub(crate) mod reminders;
pub(crate) mod resends; // resending an attempt's email, and correcting its address
pub(crate) mod return_links; // after confirming: the way back, and an attempt's state
pub(crate) mod used_links; // opening the link of an email that was already answered
