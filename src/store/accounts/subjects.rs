//! Declarations and lists as the desk names and counts them.

use std::collections::HashMap;

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::ConfirmedKind;

use super::Accounts;
use crate::domain::accounts::{DeskSubject, Right, Rights, SubjectNumbers};
use crate::store::Error;
use crate::store::declarations::subjects;
use crate::store::engine::columns::Count;
use crate::store::engine::rows;
use crate::store::mail::subjects::SubjectKind;

#[derive(sqlx::FromRow)]
struct SubjectRow {
    id: i64,
    #[sqlx(try_from = "SubjectKind")]
    kind: ConfirmedKind,
    slug: String,
    title: Option<String>,
    unpublished_at: Option<i64>,
}

const SUBJECTS: &str = "select s.id, s.kind, s.slug, coalesce(t.title, l.title) as title, \
        s.unpublished_at \
    from subjects s left join declarations d on d.subject = s.id \
        left join declaration_texts t on t.subject = s.id and t.lang = d.lang \
        left join lists l on l.subject = s.id";

impl From<SubjectRow> for DeskSubject {
    fn from(row: SubjectRow) -> Self {
        // What was deleted has no title any more.
        let title = row.title.filter(|title| !title.is_empty());
        Self {
            id: row.id,
            kind: row.kind,
            title: title.unwrap_or_else(|| row.slug.clone()),
            slug: row.slug,
            unpublished: row.unpublished_at.is_some(),
        }
    }
}

/// Those with these numbers, also what was deleted.
pub(super) async fn by_number(
    connection: &mut AnyConnection,
    numbers: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, DeskSubject>, Error> {
    let sql = format!("{SUBJECTS} where s.id in ({{in}})");
    let found = rows::fetch_in::<SubjectRow>(connection, &sql, None, numbers).await?;
    Ok(found.into_iter().map(|row| (row.id, row.into())).collect())
}

impl Accounts<'_> {
    /// The declaration or list with this slug, or that had it; `None` if it was deleted.
    pub async fn subject(
        self,
        kind: ConfirmedKind,
        slug: &str,
    ) -> Result<Option<DeskSubject>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let found = subjects::named(&mut connection, kind, slug).await?;
        let Some(found) = found.filter(|subject| !subject.is_deleted()) else {
            return Ok(None);
        };
        let mut subjects = by_number(&mut connection, [found.id]).await?;
        Ok(subjects.remove(&found.id))
    }

    /// Every declaration and list that was not deleted: declarations before lists, the newest first.
    pub async fn subjects(self) -> Result<Vec<DeskSubject>, Error> {
        let sql = format!("{SUBJECTS} where s.deleted_at is null order by s.kind, s.id desc");
        let query = sqlx::query_as::<_, SubjectRow>(AssertSqlSafe(sql));
        let found = query.fetch_all(self.store.db.read()).await?;
        Ok(found.into_iter().map(DeskSubject::from).collect())
    }

    /// Those that these rights may see, with their numbers.
    pub async fn overview(self, rights: &Rights) -> Result<Vec<SubjectNumbers>, Error> {
        #[derive(sqlx::FromRow)]
        struct Counted {
            subject: i64,
            measure: i64,
            number: Count,
        }
        let mut subjects = self.subjects().await?;
        subjects.retain(|subject| rights.may(Right::See, subject.id));
        let sql = "select subject, measure, cast(sum(count) as bigint) as number from daily_tallies \
            where subject in ({in}) group by subject, measure";
        let numbers = subjects.iter().map(|subject| subject.id);
        let mut connection = self.store.db.read().acquire().await?;
        let counted = rows::fetch_in::<Counted>(&mut connection, sql, None, numbers).await?;
        let counted = counted.into_iter();
        let counted: HashMap<(i64, i64), u64> = counted
            .map(|row| ((row.subject, row.measure), row.number.0))
            .collect();
        let with_numbers = subjects.into_iter().map(|subject| {
            // The measures of `daily_tallies`: forms sent, or entries by their state.
            let [sent, confirmed, held, withdrawn, taken_down, unsubscribed] = [0, 1, 2, 3, 4, 5]
                .map(|measure| {
                    let number = counted.get(&(subject.id, measure));
                    number.copied().unwrap_or_default()
                });
            SubjectNumbers {
                subject,
                confirmed,
                held,
                ended: withdrawn + unsubscribed,
                taken_down,
                sent,
            }
        });
        Ok(with_numbers.collect())
    }
}
