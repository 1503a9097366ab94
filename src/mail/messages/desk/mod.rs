//! Emails about the organisers' desk: to those who sign in, who are invited, and to the owners. The server
//! itself sends them, in a language that the desk speaks.

pub(in crate::mail::messages) mod invitation;
pub(in crate::mail::messages) mod owner_notice;
pub(in crate::mail::messages) mod sign_in;
pub(in crate::mail::messages) mod step_up;

use super::draft::Draft;
use crate::domain::accounts::SIGN_IN_LIFE_MS;
use crate::domain::time::MINUTE_MS;

/// A text with the minutes for which a code works.
fn with_minutes(draft: &Draft<'_>, said: &str) -> String {
    let minutes = (SIGN_IN_LIFE_MS / MINUTE_MS).to_string();
    let said = said.replace("{minutes}", &minutes);
    draft.say(&said)
}

#[cfg(test)]
mod tests;
