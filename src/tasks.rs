//! Supervises the background tasks: restarts a task that ends or panics, and reports it in the
//! server's health. What the tasks do is in `jobs/`.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// A failed task is restarted after this pause, so that a lasting fault does not cause a busy loop.
const AGAIN: Duration = Duration::from_secs(10);
/// How long a failure is reported, since monitoring may ask only every few minutes.
const TOLD: Duration = Duration::from_secs(60 * 60);

/// Starts a task; called again after each failure.
pub type Begin = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

pub fn begin<R>(begin: impl Fn() -> R + Send + Sync + 'static) -> Begin
where
    R: Future<Output = ()> + Send + 'static,
{
    Box::new(move || Box::pin(begin()))
}

/// The server's tasks; clones share their state.
#[derive(Clone, Debug)]
pub struct Tasks {
    /// When each task that failed last did so.
    fell: Arc<Mutex<BTreeMap<&'static str, Instant>>>,
    /// The pause before a restart.
    again: Duration,
}

impl Default for Tasks {
    fn default() -> Tasks {
        Tasks {
            fell: Arc::default(),
            again: AGAIN,
        }
    }
}

impl Tasks {
    /// Runs all tasks until `stop` is cancelled.
    pub async fn keep_all(self, all: Vec<(&'static str, Begin)>, stop: CancellationToken) {
        let mut kept = JoinSet::new();
        for (name, begin) in all {
            let (tasks, stop) = (self.clone(), stop.clone());
            kept.spawn(async move { tasks.keep(name, stop, begin).await });
        }
        kept.join_all().await;
    }

    /// Runs one task until `stop` is cancelled. `begin` is called once, and again after each
    /// failure.
    async fn keep(&self, name: &'static str, stop: CancellationToken, begin: Begin) {
        loop {
            let ended = tokio::spawn(begin()).await;
            match ended {
                _ if stop.is_cancelled() && ended.is_ok() => return,
                Ok(()) => tracing::error!(task = name, "a task ended by itself"),
                // The panic message is already in the log.
                Err(error) => tracing::error!(task = name, %error, "a task failed"),
            }
            self.lock().insert(name, Instant::now());
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(self.again) => {}
            }
            tracing::warn!(task = name, "restarting the task");
        }
    }

    /// Tasks that failed within the last hour, whether or not they run again.
    pub fn fallen(&self) -> Vec<&'static str> {
        let mut fell = self.lock();
        fell.retain(|_, at| at.elapsed() < TOLD);
        fell.keys().copied().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, Instant>> {
        self.fell.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_or_returns_is_reported_and_restarted() {
        let tasks = Tasks {
            again: Duration::from_millis(1),
            ..Tasks::default()
        };
        let stop = CancellationToken::new();
        let begun = Arc::new(AtomicU32::new(0));
        let (counted, watched, stopping) = (begun.clone(), tasks.clone(), stop.clone());
        let begin = begin(move || {
            let time = counted.fetch_add(1, Ordering::SeqCst);
            let (watched, stopping) = (watched.clone(), stopping.clone());
            async move {
                // The previous failure is reported at once.
                assert_eq!(watched.fallen().is_empty(), time == 0);
                match time {
                    0 => panic!("on purpose"),
                    1 => {}
                    _ => stopping.cancel(),
                }
            }
        });
        tasks.keep("outbox", stop, begin).await;
        assert_eq!(tasks.fallen(), ["outbox"]);
        assert_eq!(begun.load(Ordering::SeqCst), 3);
    }
}
