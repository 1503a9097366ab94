//! Gives a declaration or a list another slug. Addresses with the former one keep working.

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::Declarations;
use super::subjects;
use crate::store::Error;

/// Why a declaration or a list cannot be renamed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RenameObstacle {
    /// None has this slug.
    Unknown,
    Deleted,
    /// This slug is a former one; the slug that it has now.
    Former(String),
    /// It has the new slug already.
    Same,
    /// The new slug is, or was, another's of the kind.
    Taken,
}

impl Declarations<'_> {
    /// The slug that the declaration or list has now which has, or had, this one.
    pub async fn slug_now(self, kind: ConfirmedKind, slug: &str) -> Result<Option<String>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let found = subjects::named(&mut connection, kind, slug).await?;
        Ok(found.map(|subject| subject.slug))
    }

    /// What prevents renaming, if anything does; changes nothing.
    pub async fn rename_obstacle(
        self,
        kind: ConfirmedKind,
        slug: &str,
        new: &str,
    ) -> Result<Option<RenameObstacle>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        Ok(renamable(&mut connection, kind, slug, new).await?.err())
    }

    /// Gives a declaration or a list a new slug, which may be one that it had before; returns what
    /// prevented it, if anything did.
    pub async fn rename(
        self,
        kind: ConfirmedKind,
        slug: &str,
        new: &str,
        now_ms: i64,
    ) -> Result<Option<RenameObstacle>, Error> {
        let mut transaction = self.store.db.write_alone().await?;
        let subject = match renamable(&mut transaction, kind, slug, new).await? {
            Ok(subject) => subject,
            Err(obstacle) => return Ok(Some(obstacle)),
        };
        let kind = subjects::kind_name(kind);
        sqlx::query("delete from former_slugs where kind = $1 and slug = $2")
            .bind(kind)
            .bind(new.to_owned())
            .execute(&mut *transaction)
            .await?;
        let sql = "insert into former_slugs (kind, slug, subject, renamed_at) \
            values ($1, $2, $3, $4)";
        sqlx::query(sql)
            .bind(kind)
            .bind(slug.to_owned())
            .bind(subject)
            .bind(now_ms)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("update subjects set slug = $1 where id = $2")
            .bind(new.to_owned())
            .bind(subject)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(None)
    }
}

/// The number of the subject that may be renamed so.
async fn renamable(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    slug: &str,
    new: &str,
) -> Result<Result<i64, RenameObstacle>, Error> {
    let Some(subject) = subjects::named(connection, kind, slug).await? else {
        return Ok(Err(RenameObstacle::Unknown));
    };
    if subject.is_deleted() {
        return Ok(Err(RenameObstacle::Deleted));
    }
    if subject.slug != slug {
        return Ok(Err(RenameObstacle::Former(subject.slug)));
    }
    if slug == new {
        return Ok(Err(RenameObstacle::Same));
    }
    Ok(match subjects::named(connection, kind, new).await? {
        Some(other) if other.id != subject.id => Err(RenameObstacle::Taken),
        _ => Ok(subject.id),
    })
}
