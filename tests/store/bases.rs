//! A database for each test: a file in a temporary folder, or a fresh one in PostgreSQL.

use tempfile::TempDir;
use undersigned::store::Store;

use crate::postgres::Cluster;

pub(crate) struct Base {
    url: String,
    _folder: Option<TempDir>,
}

impl Base {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // A space and a question mark must do no harm.
        let file = folder.path().join("under signed?.db");
        Self {
            url: format!("sqlite:{}", file.display()),
            _folder: Some(folder),
        }
    }

    pub(crate) fn postgres() -> Self {
        Self {
            url: Cluster::shared().new_database(),
            _folder: None,
        }
    }

    /// Opens the store, as a start of the server does.
    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.url).await.expect("the database opens")
    }
}
