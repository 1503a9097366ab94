//! Attempts, from the submitted form until the email is answered or the attempt expires.

pub(crate) mod aging; // what a week does to codes, links and attempts
pub(crate) mod answering; // opening the link of an email that was already answered
pub(crate) mod confirming; // codes, links, mail scanners, wrong tries
pub(crate) mod ended_attempts; // attempts whose declaration or list was unpublished, closed or deleted
pub(crate) mod reminding;
pub(crate) mod repeating; // idempotency keys
pub(crate) mod resending; // resending an attempt's email, and correcting its address
pub(crate) mod returning; // after confirming: the way back, and an attempt's state
pub(crate) mod scanning; // a mail scanner that opens every link of every email
