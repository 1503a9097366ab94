//! Keeps the servers of a browser test running until its page has been judged. The test's body owns
//! them and ends first: a request that is still on its way then, such as the report of a share,
//! would fail, and the page would not be clean.

use std::{
    any::Any,
    sync::{Arc, Mutex, Weak},
};

use tokio::runtime::{self, Handle};

type Servers = dyn Any + Send + Sync;

/// What runs, each with the test that started it: every test has a runtime of its own.
static RUNNING: Mutex<Vec<(runtime::Id, Weak<Servers>)>> = Mutex::new(Vec::new());

/// Names what the current test's next visits need until their end.
pub(crate) fn register(servers: Arc<Servers>) {
    let mut running = RUNNING.lock().expect("nobody panics holding it");
    running.retain(|(_, servers)| servers.strong_count() > 0);
    running.push((Handle::current().id(), Arc::downgrade(&servers)));
}

/// Everything that the current test has registered and not ended yet; it runs at least as long as
/// this is held.
pub(super) fn of_this_test() -> Vec<Arc<Servers>> {
    let test = Handle::current().id();
    let running = RUNNING.lock().expect("nobody panics holding it");
    let own = running.iter().filter(|(owner, _)| *owner == test);
    own.filter_map(|(_, servers)| servers.upgrade()).collect()
}
