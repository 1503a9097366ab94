//! Short-lived views of what is published: they spare the database when many visitors come, and
//! replace it while it is unavailable. What a view holds is in `views/mod.rs`.

use std::{sync::Arc, time::Duration};

use moka::future::Cache;

use crate::store;
use crate::web::error::Error;

/// How long a view may be behind the database. However many visitors request a declaration, it is
/// read once a second, and the delay goes unnoticed.
const AGE: Duration = Duration::from_secs(1);
/// More slugs than any server has; an attacker who requests unknown ones cannot fill the memory.
const MOST: u64 = 1_000;

/// Views by slug.
pub(in crate::web) struct Views<V> {
    fresh: Cache<String, V>,
    /// As last read, while there is room.
    last: Cache<String, V>,
}

impl<V: Clone + Send + Sync + 'static> Views<V> {
    pub(in crate::web) fn new() -> Views<V> {
        let builder = Cache::builder().max_capacity(MOST);
        Views {
            fresh: builder.time_to_live(AGE).build(),
            last: Cache::new(MOST),
        }
    }

    /// The view, read again if it is old; concurrent requests wait for a single read.
    pub(super) async fn get(
        &self,
        slug: &str,
        read: impl Future<Output = Result<V, store::Error>>,
    ) -> Result<V, Error> {
        let reading = async {
            let view = read.await?;
            self.last.insert(slug.to_owned(), view.clone()).await;
            Ok::<_, store::Error>(view)
        };
        let view = self.fresh.try_get_with_by_ref(slug, reading).await;
        view.map_err(|error: Arc<store::Error>| Error::of_store(&error))
    }

    /// The same, or what was last read while the database is unavailable: a form on an allied site
    /// stays, and one that was sent comes back with what was typed (RFC 5861, stale-if-error).
    pub(super) async fn get_or_last(
        &self,
        slug: &str,
        read: impl Future<Output = Result<V, store::Error>>,
    ) -> Result<V, Error> {
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
