//! A register of what each test has started. Every test has a runtime of its own, by which its
//! entries are found.

use std::sync::{Arc, Mutex, Weak};

use tokio::runtime::{self, Handle};

/// Holds nothing alive: an entry is gone once its test has dropped it.
pub(crate) struct PerTest<T: ?Sized>(Mutex<Vec<(runtime::Id, Weak<T>)>>);

impl<T: ?Sized> PerTest<T> {
    pub(crate) const fn new() -> PerTest<T> {
        PerTest(Mutex::new(Vec::new()))
    }

    /// Registers it for the current test; a test without a runtime drives no browser and needs none.
    pub(crate) fn add(&self, started: &Arc<T>) {
        if let Ok(test) = Handle::try_current() {
            let mut all = self.0.lock().expect("no thread panics holding it");
            all.retain(|(_, started)| started.strong_count() > 0);
            all.push((test.id(), Arc::downgrade(started)));
        }
    }

    /// Everything that the current test has registered and still holds, in the order of its start.
    pub(crate) fn of_this_test(&self) -> Vec<Arc<T>> {
        let test = Handle::current().id();
        let all = self.0.lock().expect("no thread panics holding it");
        let own = all.iter().filter(|(owner, _)| *owner == test);
        own.filter_map(|(_, started)| started.upgrade()).collect()
    }
}
