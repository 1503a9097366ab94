//! Gives each test its own database: a file in a temporary folder, or a new one in PostgreSQL.

use sqlx::{AnyPool, AssertSqlSafe};
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

    pub(crate) fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    /// Connections of another program.
    pub(crate) async fn outside(&self) -> AnyPool {
        sqlx::any::install_default_drivers();
        let pool = AnyPool::connect(&self.sqlx_url()).await;
        pool.expect("the database is there")
    }

    /// Runs a statement that no server would run.
    pub(crate) async fn change(&self, sql: impl Into<String>) {
        let outside = self.outside().await;
        let query = sqlx::query(AssertSqlSafe(sql.into()));
        query.execute(&outside).await.expect("it can be changed");
        outside.close().await;
    }

    /// The number of rows of a table, or of a table and a condition.
    pub(crate) async fn rows(&self, of: &str) -> i64 {
        let outside = self.outside().await;
        let sql = format!("select count(*) from {of}");
        let counted = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(&outside)
            .await;
        outside.close().await;
        counted.expect("the rows can be counted")
    }

    fn sqlx_url(&self) -> String {
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
