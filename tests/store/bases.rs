//! A database for each test: a file in a temporary folder, or a fresh one in PostgreSQL.

use tempfile::TempDir;
use undersigned::store::{KeySource, Store};

use crate::postgres::Cluster;

pub(crate) struct Base {
    pub(crate) url: String,
    /// Where its key lies.
    pub(crate) key: KeySource,
    _folder: TempDir,
}

impl Base {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // A space and a question mark must do no harm.
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

    /// For a program that makes the database by itself.
    pub(crate) fn outside_url(&self) -> String {
        match self.url.strip_prefix("sqlite:") {
            Some(path) => {
                let path = path.replace(' ', "%20").replace('?', "%3F");
                format!("sqlite:{path}?mode=rwc")
            }
            None => self.url.clone(),
        }
    }

    /// Opens the store, as a start of the server does.
    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.url, &self.key)
            .await
            .expect("the database opens")
    }
}
