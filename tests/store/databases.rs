//! Gives each test its own database: a file in a temporary folder, or a new one in PostgreSQL.

use std::path::Path;

use sqlx::AnyPool;
use sqlx::migrate::Migrator;
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

    /// The database as created by the migrations up to this number, to test data from an earlier
    /// version.
    pub(crate) async fn migrated_to(&self, last: u32) -> AnyPool {
        sqlx::any::install_default_drivers();
        let pool = AnyPool::connect(&self.sqlx_url()).await.unwrap();
        let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let folder = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(&migrations).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            let (number, _) = name.split_once('_').expect("a number before the name");
            if number.parse::<u32>().unwrap() <= last {
                std::fs::copy(migrations.join(&name), folder.path().join(&name)).unwrap();
            }
        }
        let migrator = Migrator::new(folder.path()).await.unwrap();
        migrator.run(&pool).await.unwrap();
        pool
    }

    /// Opens the store, as a starting server does.
    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.url, &self.key)
            .await
            .expect("the database opens")
    }
}
