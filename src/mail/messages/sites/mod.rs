//! Emails about allied sites.

pub(in crate::mail::messages) mod site_request;
