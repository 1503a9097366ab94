//! What signing, subscribing, confirming and asking for the email again do, the same for the JSON
//! API, the native forms of our own pages and frames. The callers read the request and show the
//! result.

pub(super) mod confirming;
pub(super) mod resending;
pub(super) mod signing;
pub(super) mod subscribing;

use crate::store::AttemptOutcome;
use crate::web::error::Error;

/// The id of the attempt that was made or found; `None` if the idempotency key was used for another
/// body. `unknown` is the error if there is no such declaration, list or attempt.
fn accepted_id(outcome: AttemptOutcome, unknown: Error) -> Result<Option<String>, Error> {
    match outcome {
        AttemptOutcome::Accepted { id } => Ok(Some(id.to_string())),
        AttemptOutcome::Unknown => Err(unknown),
        AttemptOutcome::OffTheWeb => Err(Error::Unpublished),
        AttemptOutcome::KeyReused => Ok(None),
    }
}
