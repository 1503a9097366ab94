//! Running counts for pages: signatures by text, version, kind and visibility, and reservations by
//! principle. Every change to signatures takes them out here beforehand and puts them back
//! afterwards, in the same transaction; the counts cannot drift, and no page view counts a million
//! rows.

use sqlx::AnyConnection;

use super::Signatures;
use crate::domain::id::Id;
use crate::store::Error;
use crate::store::engine::columns::Count;
use crate::store::engine::rows::{self, Value};

/// Declarations whose counts do not add up to their number of signatures.
const ASTRAY: &str = "select d.subject, u.slug \
    from declarations d join subjects u on u.id = d.subject \
    where d.count <> (select coalesce(sum(t.count), 0) from signature_tallies t \
        where t.subject = d.subject)";

/// What has to be added to a declaration's counts to make them right. It is counted in one statement,
/// and so at one moment; writes after it change signatures and counts alike.
const MISSING: &str = "\
    select subject, text_lang, version, kind, visibility, cast(sum(counted) as bigint) as count \
    from (select subject, text_lang, version, kind, visibility, count(*) as counted \
            from signatures where subject = $1 \
            group by subject, text_lang, version, kind, visibility \
        union all select subject, text_lang, version, kind, visibility, -count \
            from signature_tallies where subject = $1) as both_counts \
    group by subject, text_lang, version, kind, visibility having sum(counted) <> 0";

/// The same for reservations.
const MISSING_RESERVATIONS: &str = "\
    select subject, principle, cast(sum(counted) as bigint) as count \
    from (select subject, principle, count(*) as counted \
            from reservations where subject = $1 group by subject, principle \
        union all select subject, principle, -count \
            from reservation_tallies where subject = $1) as both_counts \
    group by subject, principle having sum(counted) <> 0";

/// Signatures of one kind to add to the counts, or to take out of them.
#[derive(sqlx::FromRow)]
struct TextTally {
    subject: i64,
    text_lang: String,
    version: i64,
    kind: String,
    visibility: String,
    count: i64,
}

/// The same for reservations on one principle.
#[derive(sqlx::FromRow)]
struct PrincipleTally {
    subject: i64,
    principle: i64,
    count: i64,
}

/// Counts these new or changed signatures.
pub(in crate::store) async fn put(
    connection: &mut AnyConnection,
    ids: Vec<Id>,
) -> Result<(), Error> {
    shift(connection, ids, 1).await
}

/// Takes these signatures out of the counts before they change or are deleted.
pub(in crate::store) async fn take(
    connection: &mut AnyConnection,
    ids: Vec<Id>,
) -> Result<(), Error> {
    shift(connection, ids, -1).await
}

async fn shift(connection: &mut AnyConnection, ids: Vec<Id>, direction: i64) -> Result<(), Error> {
    let sql = "select subject, text_lang, version, kind, visibility, count(*) as count \
        from signatures where id in ({in}) \
        group by subject, text_lang, version, kind, visibility";
    let texts = rows::fetch_in::<TextTally>(connection, sql, None, &ids).await?;
    let sql = "select subject, principle, count(*) as count from reservations \
        where signature in ({in}) group by subject, principle";
    let principles = rows::fetch_in::<PrincipleTally>(connection, sql, None, ids).await?;
    add(connection, texts, direction).await?;
    add_reservations(connection, principles, direction).await
}

async fn add(
    connection: &mut AnyConnection,
    tallies: Vec<TextTally>,
    direction: i64,
) -> Result<(), Error> {
    let shifts = tallies.into_iter().map(|one| {
        vec![
            Value::from(one.subject),
            one.text_lang.into(),
            one.version.into(),
            one.kind.into(),
            one.visibility.into(),
            (direction * one.count).into(),
        ]
    });
    let shifts: Vec<Vec<Value>> = shifts.collect();
    let head =
        "insert into signature_tallies (subject, text_lang, version, kind, visibility, count)";
    let tail = "on conflict (subject, text_lang, version, kind, visibility) \
        do update set count = signature_tallies.count + excluded.count";
    rows::insert(connection, head, &shifts, tail).await?;
    Ok(())
}

async fn add_reservations(
    connection: &mut AnyConnection,
    tallies: Vec<PrincipleTally>,
    direction: i64,
) -> Result<(), Error> {
    let shifts = tallies.into_iter().map(|one| {
        vec![
            Value::from(one.subject),
            one.principle.into(),
            (direction * one.count).into(),
        ]
    });
    let shifts: Vec<Vec<Value>> = shifts.collect();
    let head = "insert into reservation_tallies (subject, principle, count)";
    let tail = "on conflict (subject, principle) \
        do update set count = reservation_tallies.count + excluded.count";
    rows::insert(connection, head, &shifts, tail).await?;
    Ok(())
}

/// A declaration with wrong counts.
#[derive(sqlx::FromRow)]
struct AstrayDeclaration {
    subject: i64,
    slug: String,
}

impl Signatures<'_> {
    /// The number of confirmed signatures with a hidden name.
    pub async fn hidden_count(self, slug: &str) -> Result<u64, Error> {
        let (mut connection, subject) = self.of_declaration(slug).await?;
        let sql = "select cast(coalesce(sum(count), 0) as bigint) from signature_tallies \
            where subject = $1 and visibility = 'hidden'";
        let query = sqlx::query_scalar(sql).bind(subject);
        let Count(hidden) = query.fetch_one(&mut *connection).await?;
        Ok(hidden)
    }

    /// The number of signatures for each version of each text.
    pub async fn signed_versions(self, slug: &str) -> Result<Vec<(String, u32, u64)>, Error> {
        #[derive(sqlx::FromRow)]
        struct SignedVersion {
            text_lang: String,
            #[sqlx(try_from = "i64")]
            version: u32,
            #[sqlx(try_from = "i64")]
            signatures: u64,
        }
        let (mut connection, subject) = self.of_declaration(slug).await?;
        let sql = "select version, cast(sum(count) as bigint) as signatures, text_lang \
            from signature_tallies \
            where subject = $1 group by text_lang, version having sum(count) > 0 \
            order by text_lang, version";
        let query = sqlx::query_as::<_, SignedVersion>(sql).bind(subject);
        let signed = query.fetch_all(&mut *connection).await?.into_iter();
        let versions = signed.map(|one| (one.text_lang, one.version, one.signatures));
        Ok(versions.collect())
    }

    /// The number of signatures with a reservation on each principle that has any, hidden
    /// signatures included.
    pub async fn reserved(self, slug: &str) -> Result<Vec<(u32, u64)>, Error> {
        #[derive(sqlx::FromRow)]
        struct ReservedPrinciple {
            #[sqlx(try_from = "i64")]
            principle: u32,
            #[sqlx(try_from = "i64")]
            count: u64,
        }
        let (mut connection, subject) = self.of_declaration(slug).await?;
        let sql = "select principle, count from reservation_tallies \
            where subject = $1 and count > 0 order by principle";
        let query = sqlx::query_as::<_, ReservedPrinciple>(sql).bind(subject);
        let reserved = query.fetch_all(&mut *connection).await?.into_iter();
        Ok(reserved.map(|one| (one.principle, one.count)).collect())
    }

    /// Recounts the declarations whose counts here do not add up to their number of signatures, and
    /// that number too; returns their slugs. No code of ours leaves such counts behind, but a change
    /// made by hand, or a defect, would otherwise be shown for ever. Other writes go on while the
    /// signatures are counted.
    pub async fn recount(self) -> Result<Vec<String>, Error> {
        let query = sqlx::query_as::<_, AstrayDeclaration>(ASTRAY);
        let mut recounted = Vec::new();
        for AstrayDeclaration { subject, slug } in query.fetch_all(self.store.db.read()).await? {
            let read = self.store.db.read();
            let query = sqlx::query_as::<_, TextTally>(MISSING).bind(subject);
            let missing = query.fetch_all(read).await?;
            let query = sqlx::query_as::<_, PrincipleTally>(MISSING_RESERVATIONS).bind(subject);
            let reservations = query.fetch_all(read).await?;
            let mut transaction = self.store.db.write_about([], [subject]).await?;
            // Another server may have added it meanwhile.
            let query = sqlx::query_as::<_, AstrayDeclaration>(ASTRAY);
            let astray = query.fetch_all(&mut *transaction).await?;
            if !astray.iter().any(|one| one.subject == subject) {
                continue;
            }
            add(&mut transaction, missing, 1).await?;
            add_reservations(&mut transaction, reservations, 1).await?;
            let sql = "update declarations set count = \
                    (select cast(coalesce(sum(t.count), 0) as bigint) from signature_tallies t \
                        where t.subject = declarations.subject) \
                where subject = $1";
            let query = sqlx::query(sql).bind(subject);
            query.execute(&mut *transaction).await?;
            transaction.commit().await?;
            recounted.push(slug);
        }
        Ok(recounted)
    }
}
