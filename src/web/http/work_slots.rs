//! Queues for work that keeps a processor busy: documents, sheets, pictures, comparisons. They run
//! apart from the threads that answer visitors, a few at a time. A slot belongs to the work and not
//! to the client that requested it: when a client hangs up the work goes on, and the next one must
//! still wait for its end.

use std::sync::Arc;

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use crate::web::error::Error;

const WORKING: &str = "undersigned_working";

/// The slots for one kind of work.
pub(in crate::web) struct WorkSlots {
    /// Its name in the metrics.
    work: &'static str,
    room: Arc<Semaphore>,
}

impl WorkSlots {
    pub(in crate::web) fn new(work: &'static str, at_one_time: usize) -> WorkSlots {
        let room = Arc::new(Semaphore::new(at_one_time));
        WorkSlots { work, room }
    }

    /// Waits for a slot. A client that hangs up leaves the queue.
    pub(in crate::web) async fn acquire(&self) -> Result<WorkSlot, Error> {
        let permit = Arc::clone(&self.room)
            .acquire_owned()
            .await
            .map_err(|_| Error::Internal)?;
        metrics::gauge!(WORKING, "work" => self.work).increment(1.0);
        Ok(WorkSlot {
            work: self.work,
            _permit: permit,
        })
    }
}

/// Released when the work is done, or when it is dropped before the work began.
pub(in crate::web) struct WorkSlot {
    work: &'static str,
    _permit: OwnedSemaphorePermit,
}

impl WorkSlot {
    /// Does the work to its end, even if no client waits for it any more.
    pub(in crate::web) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let working = spawn_blocking(move || {
            let _slot = self;
            work()
        });
        working.await.map_err(|error| {
            tracing::error!(%error, "work in the background failed");
            Error::Internal
        })
    }
}

impl Drop for WorkSlot {
    fn drop(&mut self) {
        metrics::gauge!(WORKING, "work" => self.work).decrement(1.0);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[tokio::test]
    async fn a_slot_is_kept_until_its_work_ends_even_if_the_client_disconnects() {
        let slots = WorkSlots::new("test", 1);
        let (go_on, waits) = channel::<()>();
        let (begun_teller, begun) = tokio::sync::oneshot::channel();
        let slot = slots.acquire().await.unwrap();
        let asking = tokio::spawn(slot.run(move || {
            _ = begun_teller.send(());
            _ = waits.recv();
        }));
        begun.await.unwrap();
        asking.abort();
        assert!(asking.await.unwrap_err().is_cancelled(), "it hung up");
        assert_eq!(slots.room.available_permits(), 0, "the work continues");
        go_on.send(()).unwrap();
        slots.acquire().await.unwrap();
    }

    #[tokio::test]
    async fn a_panic_releases_its_slot() {
        let slots = WorkSlots::new("test", 1);
        let slot = slots.acquire().await.unwrap();
        let ended = slot.run(|| panic!("as a test wants it")).await;
        assert!(matches!(ended, Err::<(), _>(Error::Internal)));
        slots.acquire().await.unwrap();
    }
}
