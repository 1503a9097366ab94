//! Stores the pinned loaders of this and earlier versions. A tag in another site's page names one
//! by its hash and must find it after any upgrade.

use super::Declarations;
use crate::domain::hash;
use crate::store::Error;

impl Declarations<'_> {
    /// Stores the loader of a starting server; an existing one stays as it is.
    pub async fn keep_loader(self, script: &str, now_ms: i64) -> Result<(), Error> {
        let mut transaction = self.store.db.write().await?;
        let sql = "insert into loaders (hash, script, first_seen) values ($1, $2, $3) \
            on conflict (hash) do nothing";
        sqlx::query(sql)
            .bind(hash::of_asset(script.as_bytes()))
            .bind(script.to_owned())
            .bind(now_ms)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The loader with this hash; `None` if it was never stored, or no longer matches its hash.
    pub async fn loader(self, hash: &str) -> Result<Option<String>, Error> {
        let query = sqlx::query_scalar("select script from loaders where hash = $1");
        let query = query.bind(hash.to_owned());
        let script: Option<String> = query.fetch_optional(self.store.db.read()).await?;
        Ok(script.filter(|script| hash::of_asset(script.as_bytes()) == hash))
    }
}
