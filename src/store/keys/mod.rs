//! The database's data key: which key encrypts it, and rotation to another key. Encryption itself is
//! in `domain/keys/sealed.rs`; the list of encrypted columns is in `sealed_columns.rs`.
//!
//! Every step may be interrupted and run again: values name their key, and the database records a
//! new key before the first value is encrypted with it.

pub(super) mod file;
pub(super) mod sealed_columns;

use sqlx::AnyConnection;

use super::Error;
use super::engine::columns::{Corrupt, read_as};
use super::engine::db::Db;
use crate::domain::keys::sealed::{DataKey, Seal};
use crate::domain::keys::source::KeySource;

/// What the database records about a key.
#[derive(sqlx::FromRow)]
struct KeyRecord {
    key_id: String,
    lookup: String,
    status: KeyStatus,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum KeyStatus {
    Current,
    /// A rotation to this key is in progress.
    Next,
}

impl KeyStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Next => "next",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let mut all = [Self::Current, Self::Next].into_iter();
        all.find(|one| one.as_str() == word)
    }
}

read_as! {
    KeyStatus, String, |word| Self::parse(&word).ok_or(Corrupt);
}

/// The result of a rotation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rotated {
    /// Rows re-encrypted, including those done before an interruption.
    pub rows: u64,
    pub from: String,
    pub to: String,
}

/// The seal for a database that is being opened; a new one gets its key. If two servers start together,
/// only one creates it.
pub(super) async fn open(db: &Db, source: &KeySource) -> Result<Seal, Error> {
    let mut connection = db.read().acquire().await?;
    let mut records = known(&mut connection).await?;
    drop(connection);
    if records.is_empty() {
        let mut transaction = db.write_alone().await?;
        records = known(&mut transaction).await?;
        if records.is_empty() {
            let seal = Seal::new(&source.first()?);
            add(&mut transaction, &seal, KeyStatus::Current).await?;
            transaction.commit().await?;
            return Ok(seal);
        }
    }
    match &records[..] {
        [one] if one.status == KeyStatus::Current => seal_of(&source.named(&one.key_id)?, one),
        _ => Err(Error::Key(
            "a rotation of the data key was begun and is not finished: run `undersigned key \
             rotate` again with the same options, then start"
                .into(),
        )),
    }
}

/// Re-encrypts everything with another key. From the start of a rotation, servers that still have
/// the old key can no longer write.
pub(super) async fn rotate(
    db: &Db,
    source: &KeySource,
    to: Option<DataKey>,
) -> Result<Rotated, Error> {
    let next = next_key(source, to)?;
    let (old, new) = begin(db, source, &next).await?;
    let Some(old) = old else {
        // Interrupted after the last row but before the key files were replaced.
        db.forget_overwritten(&sealed_columns::tables()).await?;
        finish_files(source, &next)?;
        return Ok(Rotated {
            rows: 0,
            from: next.id(),
            to: next.id(),
        });
    };
    let rows = sealed_columns::reseal(db, &old, &new).await?;
    let left = sealed_columns::not_sealed_by(db, &new).await?;
    if left > 0 {
        return Err(Error::Internal(format!(
            "{left} values are not sealed with the new key; run it again with all servers stopped"
        )));
    }
    let mut transaction = db.write().await?;
    sqlx::query("delete from data_keys where key_id <> $1")
        .bind(new.key_id().to_owned())
        .execute(&mut *transaction)
        .await?;
    set_status(&mut transaction, new.key_id(), KeyStatus::Current).await?;
    transaction.commit().await?;
    db.forget_overwritten(&sealed_columns::tables()).await?;
    finish_files(source, &next)?;
    Ok(Rotated {
        rows,
        from: old.key_id().to_owned(),
        to: new.key_id().to_owned(),
    })
}

/// The new key: given, or kept in a separate file until the rotation is done.
fn next_key(source: &KeySource, to: Option<DataKey>) -> Result<DataKey, Error> {
    match (source, to) {
        (_, Some(key)) => Ok(key),
        (KeySource::File(path), None) => file::read_or_make(&file::next(path)),
        (KeySource::Given(_), None) => Err(Error::Key(
            "the key is given by --data-key, so the new one must be given as well, by \
             --new-data-key or --new-data-key-file"
                .into(),
        )),
    }
}

/// Records the new key in the database; returns the old seal, unless everything is already
/// encrypted with the new key.
///
/// It waits until no write with the old key runs: whatever one wrote after the walk would be lost.
async fn begin(db: &Db, source: &KeySource, next: &DataKey) -> Result<(Option<Seal>, Seal), Error> {
    let mut transaction = db.write_alone().await?;
    let known = known(&mut transaction).await?;
    let find = |wanted: &dyn Fn(&KeyRecord) -> bool| known.iter().find(|one| wanted(one));
    let current = find(&|one| one.status == KeyStatus::Current)
        .ok_or_else(|| Error::Key("the database has no key yet; start the server once".into()))?;
    if current.key_id == next.id() {
        return Ok((None, seal_of(next, current)?));
    }
    let old = seal_of(&source.named(&current.key_id)?, current)?;
    let new = old.renewed(next);
    match find(&|one| one.status == KeyStatus::Next) {
        Some(begun) if begun.key_id == next.id() => {}
        Some(begun) => {
            return Err(Error::Key(format!(
                "a rotation to key {} was begun, and the new key given now is {}; give that key \
                 to finish it",
                begun.key_id,
                next.id()
            )));
        }
        None => {
            add(&mut transaction, &new, KeyStatus::Next).await?;
            transaction.commit().await?;
        }
    }
    Ok((Some(old), new))
}

/// Replaces the old key file with the new one, if we made it.
fn finish_files(source: &KeySource, next: &DataKey) -> Result<(), Error> {
    let KeySource::File(path) = source else {
        return Ok(());
    };
    match file::read(&file::next(path))? {
        Some(key) if key.id() == next.id() => file::put_in_place(path),
        _ => Ok(()),
    }
}

async fn known(connection: &mut AnyConnection) -> Result<Vec<KeyRecord>, Error> {
    let sql = "select key_id, lookup, status from data_keys order by key_id";
    let query = sqlx::query_as::<_, KeyRecord>(sql);
    Ok(query.fetch_all(connection).await?)
}

fn seal_of(key: &DataKey, known: &KeyRecord) -> Result<Seal, Error> {
    Seal::of_database(key, &known.lookup).map_err(|_| {
        Error::Key(format!(
            "key {} does not open what the database keeps of it; bring back an untouched backup",
            known.key_id
        ))
    })
}

async fn add(connection: &mut AnyConnection, seal: &Seal, status: KeyStatus) -> Result<(), Error> {
    sqlx::query("insert into data_keys (key_id, lookup, status) values ($1, $2, $3)")
        .bind(seal.key_id().to_owned())
        .bind(seal.sealed_lookup())
        .bind(status.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

async fn set_status(
    connection: &mut AnyConnection,
    key_id: &str,
    status: KeyStatus,
) -> Result<(), Error> {
    sqlx::query("update data_keys set status = $1 where key_id = $2")
        .bind(status.as_str())
        .bind(key_id.to_owned())
        .execute(connection)
        .await?;
    Ok(())
}
