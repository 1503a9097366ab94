//! What signing and subscribing do, the same for the JSON API, the native forms of our own pages
//! and frames. The callers read the request and show the result.

pub(super) mod signing;
pub(super) mod subscribing;

use crate::store::AttemptOutcome;
use crate::web::error::Error;

/// The id of the attempt that a form made; `None` if its idempotency key was used for another body.
fn accepted_id(outcome: AttemptOutcome) -> Result<Option<String>, Error> {
    match outcome {
        AttemptOutcome::Accepted { id } => Ok(Some(id)),
        AttemptOutcome::Unknown => Err(Error::NotFound),
        AttemptOutcome::OffTheWeb => Err(Error::Unpublished),
        AttemptOutcome::KeyReused => Ok(None),
    }
}
