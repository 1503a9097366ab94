//! The sources of visitors that count by themselves: a page may name its visitors' source, and anybody may
//! write any name, so a declaration or list has a limited number of them.

use sqlx::AnyConnection;

use super::Declarations;
use crate::store::Error;
use crate::store::engine::columns::Count;

/// The most sources of one declaration or list that count by themselves.
const MOST_SOURCES: u64 = 200;
/// What every further source counts as.
const OTHER: &str = "other";

const KNOWN: &str = "select count(*) from sources where subject = $1 and source = $2";
const COUNTED: &str = "select count(*) from sources where subject = $1";

impl Declarations<'_> {
    /// The name by which a visitor's source counts: its own, or `other` once the declaration or list has
    /// 200. Empty stays empty. A signature is more than a statistic, so a source that cannot be stored
    /// now counts as `other`.
    pub async fn counted_source(self, subject: i64, source: &str) -> String {
        if source.is_empty() {
            return String::new();
        }
        let counts = self.admit_source(subject, source).await;
        let counts = counts.unwrap_or_else(|error| {
            tracing::warn!(%error, "a source counts as \"other\"");
            false
        });
        if counts { source } else { OTHER }.to_owned()
    }

    /// Whether a source counts by itself.
    async fn admit_source(self, subject: i64, source: &str) -> Result<bool, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        if let Some(counts) = counts(&mut connection, subject, source).await? {
            return Ok(counts);
        }
        drop(connection);
        let transaction = self.store.db.write_about([], [subject]).await?;
        let mut transaction = transaction.of("source");
        if let Some(counts) = counts(&mut transaction, subject, source).await? {
            return Ok(counts);
        }
        sqlx::query("insert into sources (subject, source) values ($1, $2)")
            .bind(subject)
            .bind(source.to_owned())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Whether a source counts by itself; `None` if it is new and there is room for it.
async fn counts(
    connection: &mut AnyConnection,
    subject: i64,
    source: &str,
) -> Result<Option<bool>, Error> {
    let query = sqlx::query_scalar(KNOWN).bind(subject);
    let Count(known) = query
        .bind(source.to_owned())
        .fetch_one(&mut *connection)
        .await?;
    if known > 0 {
        return Ok(Some(true));
    }
    let query = sqlx::query_scalar(COUNTED).bind(subject);
    let Count(counted) = query.fetch_one(&mut *connection).await?;
    Ok((counted >= MOST_SOURCES).then_some(false))
}
