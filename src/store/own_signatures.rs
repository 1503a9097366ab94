//! What a person sees and does of their own signature, by the link in any letter about it:
//! everything that is kept, correcting, withdrawing, erasing. What the count and the lists show
//! moves in the same transaction.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use widgets::wire::ConfirmedKind;

use super::declarations::corrupt;
use super::rows::{self, Value};
use super::{Error, Store, consents, open, refusals, reservations, signatories};
use crate::domain::consent::{Deed, Record, Told};
use crate::domain::email_key::EmailKey;
use crate::domain::letter;
use crate::domain::own_signature::{Correction, OwnSignature, Standing};
use crate::domain::sealed::{Purpose, Seal};
use crate::domain::signature::NewSignature;
use crate::domain::token::Token;

/// Where a link leads.
struct Link {
    slug: String,
    attempt: String,
    person: String,
    lang: String,
}

impl Link {
    fn about(&self) -> String {
        letter::about(ConfirmedKind::Signature, &self.slug)
    }

    fn record(&self, deed: Deed, now_ms: i64) -> Record {
        Record::of(&self.person, self.about(), deed, now_ms)
    }
}

const COLUMNS: &str = "id, slug, text_lang, version, kind, name, email, postcode, organisation, \
    role, visibility, updates, site, page_url";

/// The tables that a signature may stand in, with the times that tell where it is in its life.
const PLACES: [(&str, &str, Standing); 3] = [
    ("signatures", "signed_at, confirmed_at", Standing::Signed),
    (
        "withdrawn_signatures",
        "signed_at, withdrawn_at",
        Standing::Withdrawn,
    ),
    (
        "pending_signatures",
        "created_at, expires_at",
        Standing::Pending,
    ),
];

impl Store {
    /// All that is kept of a signature; changes nothing. `None` for a link that leads to none.
    pub async fn own_signature(
        &self,
        token: &Token,
        now_ms: i64,
    ) -> Result<Option<OwnSignature>, Error> {
        let mut connection = self.db.read().acquire().await?;
        let found = found(&mut connection, &self.seal, token, now_ms).await?;
        Ok(found.map(|(_, own)| own))
    }

    /// What its person agreed to, and what became of it.
    pub async fn own_consents(&self, token: &Token) -> Result<Vec<Told>, Error> {
        let mut connection = self.db.read().acquire().await?;
        match link(&mut connection, token).await? {
            None => Ok(Vec::new()),
            Some(link) => {
                consents::of_person(&mut connection, &link.person, Some(&link.about())).await
            }
        }
    }

    /// Writes what a person corrected; the signature as it is then.
    pub async fn correct_signature(
        &self,
        token: &Token,
        correction: &Correction,
        now_ms: i64,
    ) -> Result<Option<OwnSignature>, Error> {
        let mut transaction = self.db.write().await?;
        let Some((link, own)) = found(&mut transaction, &self.seal, token, now_ms).await? else {
            return Ok(None);
        };
        // When its time is over, nothing new is written down.
        if own.standing == Standing::Signed && own.email.is_some() {
            let postcode = correction.postcode.as_deref();
            let sql = "update signatures set name = $1, postcode = $2, role = $3, \
                visibility = $4, updates = $5 where id = $6";
            sqlx::query(sql)
                .bind(correction.name.clone())
                .bind(postcode.map(|one| self.seal.seal(Purpose::Postcode, one)))
                .bind(correction.role.clone())
                .bind(signatories::visibility_name(correction.visibility))
                .bind(i64::from(correction.updates))
                .bind(own.id.clone())
                .execute(&mut *transaction)
                .await?;
            let records = correction_records(&own, correction, &link, now_ms);
            let words = vec![(&correction.updates_words, now_ms)];
            consents::keep_words(&mut transaction, words).await?;
            consents::add(&mut transaction, records).await?;
        }
        let corrected = find(&mut transaction, &self.seal, &link, now_ms).await?;
        transaction.commit().await?;
        Ok(corrected)
    }

    /// Takes a signature out of the count and the lists; it can be signed again.
    pub async fn withdraw_signature(
        &self,
        token: &Token,
        now_ms: i64,
    ) -> Result<Option<OwnSignature>, Error> {
        let mut transaction = self.db.write().await?;
        let Some((link, own)) = found(&mut transaction, &self.seal, token, now_ms).await? else {
            return Ok(None);
        };
        if own.standing == Standing::Signed {
            let columns = format!("{COLUMNS}, email_key, lang, signed_at, confirmed_at");
            let sql = format!(
                "insert into withdrawn_signatures ({columns}, withdrawn_at, reservations) \
                 select {columns}, cast($1 as bigint), cast($2 as text) from signatures \
                 where id = $3"
            );
            let reservations = Some(&own.reservations).filter(|all| !all.is_empty());
            sqlx::query(AssertSqlSafe(sql))
                .bind(now_ms)
                .bind(reservations.map(|all| serde_json::json!(all).to_string()))
                .bind(own.id.clone())
                .execute(&mut *transaction)
                .await?;
            take_out(&mut transaction, &own.slug, &own.id).await?;
            let record = link.record(Deed::Withdrawn, now_ms);
            consents::add(&mut transaction, vec![record]).await?;
        }
        let withdrawn = find(&mut transaction, &self.seal, &link, now_ms).await?;
        transaction.commit().await?;
        Ok(withdrawn)
    }

    /// Deletes everything that is kept of a signature and its person for this declaration; after
    /// "it wasn't me" no further letter goes to the address. What was erased is given once more,
    /// for the page that says so.
    pub async fn erase_signature(
        &self,
        token: &Token,
        refuses: bool,
        now_ms: i64,
    ) -> Result<Option<OwnSignature>, Error> {
        let mut transaction = self.db.write().await?;
        let Some((link, own)) = found(&mut transaction, &self.seal, token, now_ms).await? else {
            return Ok(None);
        };
        if refuses && let Some(email) = &own.email {
            let refusal = self.seal.refusal(&EmailKey::of_kept(email), &link.about());
            refusals::stop_letters(&mut transaction, refusal, now_ms).await?;
        }
        erase(&mut transaction, &own.slug, &own.id, &link.person).await?;
        let deed = if refuses { Deed::Refused } else { Deed::Erased };
        let record = link.record(deed, now_ms);
        consents::add(&mut transaction, vec![record]).await?;
        transaction.commit().await?;
        self.db.forget_deleted().await?;
        Ok(Some(own))
    }
}

/// A correction is one record; agreeing to updates, or ending them, is one of its own.
fn correction_records(
    own: &OwnSignature,
    correction: &Correction,
    link: &Link,
    now_ms: i64,
) -> Vec<Record> {
    let mut records = vec![link.record(Deed::Corrected, now_ms)];
    match (own.updates, correction.updates) {
        (false, true) => records.push(Record {
            words_hash: correction.updates_words.hash().to_owned(),
            lang: correction.updates_words.lang.clone(),
            ..link.record(Deed::Updates, now_ms)
        }),
        (true, false) => records.push(link.record(Deed::UpdatesEnded, now_ms)),
        _ => {}
    }
    records
}

async fn link(connection: &mut AnyConnection, token: &Token) -> Result<Option<Link>, Error> {
    let sql = "select slug, attempt, email_key, lang from manage_links where token_hash = $1";
    let query = sqlx::query(sql).bind(token.hash());
    let Some(row) = query.fetch_optional(connection).await? else {
        return Ok(None);
    };
    Ok(Some(Link {
        slug: row.try_get(0)?,
        attempt: row.try_get(1)?,
        person: row.try_get(2)?,
        lang: row.try_get(3)?,
    }))
}

/// The link with the signature it leads to.
async fn found(
    connection: &mut AnyConnection,
    seal: &Seal,
    token: &Token,
    now_ms: i64,
) -> Result<Option<(Link, OwnSignature)>, Error> {
    let Some(link) = link(connection, token).await? else {
        return Ok(None);
    };
    let own = find(connection, seal, &link, now_ms).await?;
    Ok(own.map(|own| (link, own)))
}

/// The signature that the letter was about, else the one that its mailbox has; an attempt that
/// waits for its answer comes last.
async fn find(
    connection: &mut AnyConnection,
    seal: &Seal,
    link: &Link,
    now_ms: i64,
) -> Result<Option<OwnSignature>, Error> {
    for (table, times, standing) in PLACES {
        // An attempt is found by its own letter alone, and as long as it can be confirmed.
        let own = match standing {
            Standing::Pending => "and s.id = $3 and s.confirmed_at is null and s.expires_at > $4",
            _ => "and $4 <> 0",
        };
        let (columns, times) = (prefixed(COLUMNS), prefixed(times));
        // Of a signature that counts they are rows of their own.
        let reservations = match standing {
            Standing::Signed => "cast(null as text)",
            _ => "s.reservations",
        };
        let sql = format!(
            "select {columns}, {times}, t.title, d.organisers, d.contact, {reservations} from {table} s \
             join declarations d on d.slug = s.slug \
             join declaration_texts t on t.slug = s.slug and t.lang = s.text_lang \
             where s.email_key = $1 and s.slug = $2 {own} \
             order by case when s.id = $3 then 0 else 1 end limit 1"
        );
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(link.person.clone())
            .bind(link.slug.clone())
            .bind(link.attempt.clone())
            .bind(now_ms);
        if let Some(row) = query.fetch_optional(&mut *connection).await? {
            let mut own = own_signature(&row, seal, standing, &link.lang)?;
            if standing == Standing::Signed {
                let mut of = reservations::of(connection, vec![own.id.clone()]).await?;
                own.reservations = of.remove(&own.id).unwrap_or_default();
            }
            return Ok(Some(own));
        }
    }
    Ok(None)
}

fn prefixed(columns: &str) -> String {
    let columns = columns.split(", ").map(|column| format!("s.{column}"));
    columns.collect::<Vec<_>>().join(", ")
}

fn own_signature(
    row: &AnyRow,
    seal: &Seal,
    standing: Standing,
    lang: &str,
) -> Result<OwnSignature, Error> {
    let version: i64 = row.try_get(3)?;
    let kind: String = row.try_get(4)?;
    let visibility: String = row.try_get(10)?;
    let updates: i64 = row.try_get(11)?;
    let opened = |column: usize, purpose| -> Result<Option<String>, Error> {
        let sealed: Option<String> = row.try_get(column)?;
        // Emptied when its time was over.
        let sealed = sealed.filter(|sealed| !sealed.is_empty());
        sealed.map(|one| open(seal, purpose, &one)).transpose()
    };
    Ok(OwnSignature {
        standing,
        lang: lang.to_owned(),
        id: row.try_get(0)?,
        slug: row.try_get(1)?,
        text_lang: row.try_get(2)?,
        version: u32::try_from(version).map_err(|_| corrupt("version"))?,
        kind: signatories::kind(&kind)?,
        name: row.try_get(5)?,
        email: opened(6, Purpose::Email)?,
        postcode: opened(7, Purpose::Postcode)?,
        organisation: row.try_get(8)?,
        role: row.try_get(9)?,
        visibility: signatories::visibility(&visibility)?,
        updates: updates != 0,
        site: row.try_get(12)?,
        page_url: row.try_get(13)?,
        signed_at: row.try_get(14)?,
        standing_at: row.try_get(15)?,
        title: row.try_get(16)?,
        organisers: row.try_get(17)?,
        contact: row.try_get(18)?,
        reservations: reservations::read(row.try_get(19)?)?,
    })
}

/// Out of the signatures and out of the count; once, however often it is asked.
async fn take_out(connection: &mut AnyConnection, slug: &str, id: &str) -> Result<(), Error> {
    let deleted = sqlx::query("delete from signatures where id = $1")
        .bind(id.to_owned())
        .execute(&mut *connection)
        .await?;
    let gone = i64::try_from(deleted.rows_affected()).unwrap_or_default();
    sqlx::query("update declarations set count = count - $1 where slug = $2")
        .bind(gone)
        .bind(slug.to_owned())
        .execute(connection)
        .await?;
    Ok(())
}

/// The way in a letter to the signature it is about, to be written with [`insert_links`].
pub(super) fn link_row(signature: &NewSignature, person: &str, now_ms: i64) -> Vec<Value> {
    vec![
        signature.token.hash().into(),
        signature.slug.as_str().into(),
        signature.id.as_str().into(),
        person.into(),
        signature.page.lang.as_str().into(),
        now_ms.into(),
    ]
}

pub(super) async fn insert_links(
    connection: &mut AnyConnection,
    links: &[Vec<Value>],
) -> Result<(), Error> {
    let head = "insert into manage_links (token_hash, slug, attempt, email_key, lang, created_at)";
    rows::insert(connection, head, links, "").await?;
    Ok(())
}

/// Everything of this person for this declaration: letters that wait, attempts, the signature, and
/// the links, unless somebody else signed from the same mailbox.
pub(super) async fn erase(
    connection: &mut AnyConnection,
    slug: &str,
    id: &str,
    person: &str,
) -> Result<(), Error> {
    take_out(connection, slug, id).await?;
    for sql in [
        "delete from withdrawn_signatures where id = $3 and email_key = $1 and slug = $2",
        "delete from outbox where attempt in \
            (select id from pending_signatures where email_key = $1 and slug = $2) or attempt = $3",
        "delete from pending_signatures where email_key = $1 and slug = $2 and $3 <> ''",
        "delete from manage_links where email_key = $1 and slug = $2 and $3 <> '' \
            and not exists (select 1 from signatures s where s.email_key = $1 and s.slug = $2)",
    ] {
        sqlx::query(sql)
            .bind(person.to_owned())
            .bind(slug.to_owned())
            .bind(id.to_owned())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
