//! Gives each test its own database: a file in a temporary folder, or a new one in PostgreSQL.

use tempfile::TempDir;
use undersigned::domain::keys::source::KeySource;
use undersigned::store::Store;

use crate::postgres::Cluster;

pub(crate) struct TestDatabase {
    pub(crate) url: String,
    /// Where its data key is.
    pub(crate) key: KeySource,
    _folder: TempDir,
}

impl TestDatabase {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // A space and a question mark must not break the path.
        let file = folder.path().join("under signed?.db");
        Self {
            url: format!("sqlite:{}", file.display()),
            key: KeySource::File(folder.path().join("key")),
            _folder: folder,
        }
    }

    pub(crate) fn postgres() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            url: Cluster::shared().new_database(),
            key: KeySource::File(folder.path().join("key")),
            _folder: folder,
        }
    }

    /// For a test that connects to the database itself.
    pub(crate) fn sqlx_url(&self) -> String {
        match self.url.strip_prefix("sqlite:") {
            Some(path) => {
                let path = path.replace(' ', "%20").replace('?', "%3F");
                format!("sqlite:{path}?mode=rwc")
            }
            None => self.url.clone(),
        }
    }

    /// Opens the store, as a starting server does.
    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.url, &self.key)
            .await
            .expect("the database opens")
    }
}
