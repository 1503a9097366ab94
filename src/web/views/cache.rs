//! Short-lived views of what is published: they spare the database when many visitors come, and
//! replace it while it is unavailable. What a view holds is in `views/mod.rs`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use moka::future::Cache;

use crate::store;
use crate::web::error::Error;

/// How long a view may be behind the database. However many visitors request a declaration, it is
/// read once a second, and the delay goes unnoticed.
const AGE: Duration = Duration::from_secs(1);

/// A number that no other view has: a view that was read again keeps it as long as nothing in it
/// has changed. So what was rendered from a view is known by this number.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(in crate::web) struct Version(u64);

impl Version {
    pub(super) fn next() -> Version {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Version(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// Views by slug.
pub(super) struct Views<V> {
    fresh: Cache<String, V>,
    /// As last read, while there is room.
    last: Cache<String, V>,
}

impl<V: Clone + Send + Sync + 'static> Views<V> {
    /// Keeps at most this many: an attacker who requests unknown slugs cannot fill the memory.
    pub(super) fn new(most: u64) -> Views<V> {
        let builder = Cache::builder().max_capacity(most);
        Views {
            fresh: builder.time_to_live(AGE).build(),
            last: Cache::new(most),
        }
    }

    /// The view, read again if it is old; concurrent requests wait for a single read. `read` gets
    /// the view that was last read, and returns that one if nothing in it has changed.
    pub(super) async fn get<Reading>(
        &self,
        slug: &str,
        read: impl FnOnce(Option<V>) -> Reading,
    ) -> Result<V, Error>
    where
        Reading: Future<Output = Result<V, store::Error>>,
    {
        let reading = async {
            let view = read(self.last.get(slug).await).await?;
            self.last.insert(slug.to_owned(), view.clone()).await;
            Ok::<_, store::Error>(view)
        };
        let view = self.fresh.try_get_with_by_ref(slug, reading).await;
        view.map_err(|error: Arc<store::Error>| Error::of_store(&error))
    }

    /// The same, or what was last read while the database is unavailable: a form on an allied site
    /// stays, and one that was sent comes back with what was typed (RFC 5861, stale-if-error).
    pub(super) async fn get_or_last<Reading>(
        &self,
        slug: &str,
        read: impl FnOnce(Option<V>) -> Reading,
    ) -> Result<V, Error>
    where
        Reading: Future<Output = Result<V, store::Error>>,
    {
        match self.get(slug, read).await {
            Err(Error::Unavailable) => self.last.get(slug).await.ok_or(Error::Unavailable),
            view => view,
        }
    }

    /// Makes the next request read again.
    pub(super) async fn forget(&self, slug: &str) {
        self.fresh.invalidate(slug).await;
    }
}
