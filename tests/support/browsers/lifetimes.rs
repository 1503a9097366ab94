//! Keeps the servers of a browser test running until its page has been judged. The test's body owns
//! them and ends first: a request that is still on its way then, such as the report of a share,
//! would fail, and the page would not be clean.

use std::{any::Any, sync::Arc};

use crate::support::per_test::PerTest;

type Servers = dyn Any + Send + Sync;

static RUNNING: PerTest<Servers> = PerTest::new();

/// Names what the current test's next visits need until their end.
pub(crate) fn register(servers: Arc<Servers>) {
    RUNNING.add(&servers);
}

/// Everything that the current test has registered and not ended yet; it runs at least as long as
/// this is held.
pub(super) fn of_this_test() -> Vec<Arc<Servers>> {
    RUNNING.of_this_test()
}
