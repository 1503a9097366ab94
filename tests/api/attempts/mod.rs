//! Attempts: from the form until the email is answered, and what becomes of one that is not.

pub(crate) mod aging; // what a week does to codes, links and attempts
pub(crate) mod answering; // an email that was answered, opened once more
pub(crate) mod confirming; // codes, links, scanners, tries
pub(crate) mod ended_attempts; // attempts whose declaration or list was unpublished, closed or deleted
pub(crate) mod reminding;
pub(crate) mod repeating; // idempotency keys
pub(crate) mod resending; // resending an attempt's email, and correcting its address
pub(crate) mod returning; // after confirming: the way back, and an attempt's state
pub(crate) mod scanning; // a mail scanner that opens every link of every email
