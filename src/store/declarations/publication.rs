//! Publishes declarations from their files: the settings that all languages share, and the text in one
//! language, whose changes are new versions.

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::subjects::{self, SubjectColumns, SubjectSettings};
use super::{Declarations, corrupt, json};
use crate::domain::declarations::{DeclarationFile, Published};
use crate::store::Error;

/// The settings that all languages of a declaration share.
#[derive(sqlx::FromRow)]
struct DeclarationSettings {
    lang: String,
    goal: Option<i64>,
    opens_at: Option<i64>,
    closes_at: Option<i64>,
    keep_until: Option<i64>,
    #[sqlx(flatten)]
    subject: SubjectColumns,
}

/// The newest text in one language.
#[derive(sqlx::FromRow)]
struct TextRow {
    version: i64,
    text_hash: String,
    /// JSON.
    drafted_by: String,
    /// JSON.
    meeting: Option<String>,
    /// JSON.
    thanks: Option<String>,
}

impl Declarations<'_> {
    /// Publishes a declaration or its changes in one language. A changed text becomes a new version
    /// of that language; signatures stay bound to theirs. The settings come from the language that
    /// was published first. A former slug is an error.
    pub async fn publish(self, file: &DeclarationFile, now_ms: i64) -> Result<Published, Error> {
        let mut transaction = self.store.db.write_alone().await?;
        let kind = ConfirmedKind::Signature;
        let (subject, back, settings) =
            match subjects::published(&mut transaction, kind, &file.slug).await? {
                Some(known) if known.is_deleted() => return Ok(Published::Deleted),
                Some(known) => {
                    let back = bring_back(&mut transaction, known.id, &file.lang).await?;
                    let settings = update_settings(&mut transaction, known.id, file).await?;
                    (known.id, back, settings)
                }
                None => {
                    let subject = insert(&mut transaction, file, now_ms).await?;
                    (subject, false, Published::New)
                }
            };
        let text = write_text(&mut transaction, subject, file, now_ms).await?;
        let published = match (settings, text) {
            (Published::New, _) => Published::New,
            (Published::Settings, Published::Unchanged) => Published::Settings,
            (_, Published::Unchanged) if back => Published::Back,
            (_, text) => text,
        };
        if published == Published::Unchanged {
            return Ok(published);
        }
        subjects::touch(&mut transaction, subject, now_ms).await?;
        transaction.commit().await?;
        Ok(published)
    }
}

fn shared(file: &DeclarationFile) -> SubjectSettings<'_> {
    SubjectSettings {
        organisers: &file.organisers,
        contact: &file.contact,
        holder: &file.holder,
        sites: &file.sites,
        fields: file.fields,
    }
}

/// Publishing puts a declaration and a language back on the web; returns whether one was off it.
async fn bring_back(
    connection: &mut AnyConnection,
    subject: i64,
    lang: &str,
) -> Result<bool, Error> {
    let back = subjects::bring_back(connection, subject).await?;
    let sql = "update declaration_texts set unpublished_at = null \
        where subject = $1 and lang = $2 and unpublished_at is not null";
    let query = sqlx::query(sql).bind(subject).bind(lang.to_owned());
    let language_back = query.execute(connection).await?.rows_affected() > 0;
    Ok(back || language_back)
}

/// Adds a declaration without a text and returns its number.
async fn insert(
    connection: &mut AnyConnection,
    file: &DeclarationFile,
    now_ms: i64,
) -> Result<i64, Error> {
    let kind = ConfirmedKind::Signature;
    let subject = subjects::insert(connection, kind, &file.slug, &shared(file), now_ms).await?;
    let sql = "insert into declarations (subject, lang, goal, opens_at, closes_at, keep_until) \
        values ($1, $2, $3, $4, $5, $6)";
    sqlx::query(sql)
        .bind(subject)
        .bind(file.lang.clone())
        .bind(file.goal.map(i64::from))
        .bind(file.opens_at)
        .bind(file.closes_at)
        .bind(file.keep_until)
        .execute(connection)
        .await?;
    Ok(subject)
}

/// Writes the settings shared by all languages; only the first language's file changes them.
async fn update_settings(
    connection: &mut AnyConnection,
    subject: i64,
    file: &DeclarationFile,
) -> Result<Published, Error> {
    let sql = "select d.lang, d.goal, d.opens_at, d.closes_at, d.keep_until, \
            s.organisers, s.contact, s.sites, s.fields, s.address, s.privacy \
        from declarations d join subjects s on s.id = d.subject where d.subject = $1";
    let query = sqlx::query_as::<_, DeclarationSettings>(sql).bind(subject);
    let stored = query.fetch_one(&mut *connection).await?;
    let leads = stored.lang == file.lang;
    let same = stored.goal == file.goal.map(i64::from)
        && stored.opens_at == file.opens_at
        && stored.closes_at == file.closes_at
        && stored.keep_until == file.keep_until
        && stored.subject.matches(&shared(file))?;
    if same || !leads {
        return Ok(Published::Unchanged);
    }
    subjects::update(connection, subject, &shared(file)).await?;
    let sql = "update declarations set goal = $1, opens_at = $2, closes_at = $3, keep_until = $4 \
        where subject = $5";
    sqlx::query(sql)
        .bind(file.goal.map(i64::from))
        .bind(file.opens_at)
        .bind(file.closes_at)
        .bind(file.keep_until)
        .bind(subject)
        .execute(connection)
        .await?;
    Ok(Published::Settings)
}

/// Writes the text in its language, as a new version if the wording changed.
async fn write_text(
    connection: &mut AnyConnection,
    subject: i64,
    file: &DeclarationFile,
    now_ms: i64,
) -> Result<Published, Error> {
    let meeting = file.meeting.as_ref().map(json).transpose()?;
    let thanks = file.thanks.as_ref().map(json).transpose()?;
    let drafted_by = json(&file.drafted_by)?;
    let sql = "select version, text_hash, drafted_by, meeting, thanks from declaration_texts \
        where subject = $1 and lang = $2";
    let query = sqlx::query_as::<_, TextRow>(sql)
        .bind(subject)
        .bind(file.lang.clone());
    let (published, version) = match query.fetch_optional(&mut *connection).await? {
        None => (Published::Language, 1),
        Some(stored) => {
            let same_text = stored.text_hash == file.text_hash;
            let same_settings = stored.drafted_by == drafted_by
                && stored.meeting == meeting
                && stored.thanks == thanks;
            match (same_text, same_settings) {
                (true, true) => return Ok(Published::Unchanged),
                (true, false) => (Published::Settings, stored.version),
                (false, _) => {
                    let next = stored.version + 1;
                    let version = u32::try_from(next).map_err(|_| corrupt("version"))?;
                    (Published::Changed { version }, next)
                }
            }
        }
    };
    let sql = "insert into declaration_texts \
            (subject, lang, title, drafted_by, version, text_hash, published_at, meeting, thanks) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
        on conflict (subject, lang) do update set title = excluded.title, \
            drafted_by = excluded.drafted_by, meeting = excluded.meeting, thanks = excluded.thanks, \
            version = excluded.version, text_hash = excluded.text_hash";
    sqlx::query(sql)
        .bind(subject)
        .bind(file.lang.clone())
        .bind(file.title.clone())
        .bind(drafted_by)
        .bind(version)
        .bind(file.text_hash.clone())
        .bind(now_ms)
        .bind(meeting)
        .bind(thanks)
        .execute(&mut *connection)
        .await?;
    if !matches!(published, Published::Settings) {
        let sql = "insert into declaration_versions \
            (subject, lang, version, text_hash, title, source, published_at) \
            values ($1, $2, $3, $4, $5, $6, $7)";
        sqlx::query(sql)
            .bind(subject)
            .bind(file.lang.clone())
            .bind(version)
            .bind(file.text_hash.clone())
            .bind(file.title.clone())
            .bind(file.body.clone())
            .bind(now_ms)
            .execute(connection)
            .await?;
    }
    Ok(published)
}
