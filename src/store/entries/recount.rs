//! Mends entries and their counts where they do not add up. No code of ours leaves such behind, but a
//! change made by hand, or a defect, would otherwise be shown for ever. Other writes go on meanwhile.

use sqlx::AssertSqlSafe;

use super::daily_tallies::{DailyTally, TallyChanges};
use super::places::{self, EntryPlace};
use super::{Entries, rewrite, sites};
use crate::domain::id::Id;
use crate::store::Error;
use crate::store::engine::chunks::{LOOKED_AT, let_others_write};
use crate::store::engine::columns::Flag;

/// Declarations and lists whose counts do not add up to their number of entries, or to their number of
/// signatures.
const ASTRAY: &str = "select u.id as subject, u.slug \
    from subjects u left join declarations d on d.subject = u.id \
    where (select count(*) from entries e where e.subject = u.id) \
            <> (select coalesce(sum(t.count), 0) from daily_tallies t \
                where t.subject = u.id and t.measure <> 0) \
        or d.count <> (select coalesce(sum(t.count), 0) from daily_tallies t \
            where t.subject = u.id and t.measure = 1) \
    order by u.id";

/// What has to be added to the counts to make them right. It is counted in one statement, and so at one
/// moment; writes after it change entries and counts alike.
const MISSING: &str = "\
    select subject, day, site, measure, cast(sum(counted) as bigint) as count \
    from (select subject, day, site, state as measure, count(*) as counted \
            from entries where subject = $1 group by subject, day, site, state \
        union all select subject, day, site, measure, -count \
            from daily_tallies where subject = $1 and measure <> 0) as both_counts \
    group by subject, day, site, measure having sum(counted) <> 0";

/// The most entries that one transaction mends, so that other writes can run between.
const AT_ONCE: usize = 200;

#[derive(sqlx::FromRow)]
struct AstraySubject {
    subject: i64,
    slug: String,
}

/// A row that is looked at.
#[derive(sqlx::FromRow)]
struct SeenRow {
    id: Id,
    /// `None` if the row is gone.
    origin: Option<String>,
    #[sqlx(try_from = "Flag")]
    is_wrong: bool,
}

#[derive(sqlx::FromRow)]
struct MissingTally {
    #[sqlx(flatten)]
    tally: DailyTally,
    count: i64,
}

impl Entries<'_> {
    /// Mends the declarations and lists whose counts do not add up; returns their slugs.
    pub async fn recount(self) -> Result<Vec<String>, Error> {
        let mut mended = Vec::new();
        let query = sqlx::query_as::<_, AstraySubject>(ASTRAY);
        for AstraySubject { subject, slug } in query.fetch_all(self.store.db.read()).await? {
            for place in EntryPlace::ALL {
                self.mend(subject, place.look_for_wrong()).await?;
            }
            self.mend(subject, places::look_for_orphans()).await?;
            self.mend_counts(subject).await?;
            mended.push(slug);
        }
        Ok(mended)
    }

    /// Rewrites what a statement of `places.rs` finds wrong. It walks through the rows outside of any
    /// lock.
    async fn mend(self, subject: i64, look: String) -> Result<(), Error> {
        let mut after = Id::FIRST;
        loop {
            let seen = sqlx::query_as::<_, SeenRow>(AssertSqlSafe(look.clone()))
                .bind(subject)
                .bind(after)
                .bind(LOOKED_AT)
                .fetch_all(self.store.db.read())
                .await?;
            let Some(last) = seen.last() else {
                return Ok(());
            };
            after = last.id;
            let wrong: Vec<SeenRow> = seen.into_iter().filter(|row| row.is_wrong).collect();
            for some in wrong.chunks(AT_ONCE) {
                let origins = some.iter().filter_map(|row| row.origin.clone());
                sites::find_or_number(&self.store.db, origins.collect()).await?;
                let ids: Vec<Id> = some.iter().map(|row| row.id).collect();
                let transaction = self.store.write_about_rows_and(&ids, Some(subject)).await?;
                let mut transaction = transaction.of("recounting");
                let changes = rewrite(&mut transaction, subject, ids).await?;
                changes.write(&mut transaction).await?;
                transaction.commit().await?;
                let_others_write().await;
            }
        }
    }

    /// Adds what is missing. It is counted outside of any lock, which takes long where there are many
    /// entries.
    async fn mend_counts(self, subject: i64) -> Result<(), Error> {
        let sql = "select recounts from subjects where id = $1";
        let query = sqlx::query_scalar(sql).bind(subject);
        let recounts: i64 = query.fetch_one(self.store.db.read()).await?;
        let query = sqlx::query_as::<_, MissingTally>(MISSING).bind(subject);
        let missing = query.fetch_all(self.store.db.read()).await?;
        let transaction = self.store.db.write_about([], [subject]).await?;
        let mut transaction = transaction.of("recounting");
        // Another server may have added it meanwhile.
        let sql = "update subjects set recounts = recounts + 1 where id = $1 and recounts = $2";
        let query = sqlx::query(sql).bind(subject).bind(recounts);
        if query.execute(&mut *transaction).await?.rows_affected() == 0 {
            return Ok(());
        }
        let mut changes = TallyChanges::default();
        for MissingTally { tally, count } in missing {
            changes.note([tally], count);
        }
        changes.write(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}
