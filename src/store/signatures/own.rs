//! The manage page of a signature, reached by the link in any email about it: viewing everything
//! that is kept, correcting, withdrawing and erasing. The count and the public lists change in the
//! same transaction. `manage_links.rs` finds the signature that a link leads to.

use sqlx::{AnyConnection, AssertSqlSafe};

use super::Signatures;
use super::manage_links::{self, Link};
use super::withdrawals::{self, WithdrawnBy};
use super::{name_index, signatories, tallies};
use crate::domain::keys::sealed::Purpose;
use crate::domain::keys::token::Token;
use crate::domain::privacy::consent::{ConsentEvent, LedgerEntry, Record};
use crate::domain::signatures::mailbox;
use crate::domain::signatures::managed::{Correction, ManagedSignature, SignatureState};
use crate::store::Error;
use crate::store::attempts::mailboxes::SignerColumns;
use crate::store::engine::columns::Flag;
use crate::store::engine::rows;
use crate::store::mail::subjects::EmailSubject;
use crate::store::privacy::suppressions::Receipt;
use crate::store::privacy::{consents, suppressions};

impl Signatures<'_> {
    /// Everything kept about a signature; changes nothing. `None` for a link that leads to no
    /// signature.
    pub async fn managed(
        self,
        token: &Token,
        now_ms: i64,
    ) -> Result<Option<ManagedSignature>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let found = manage_links::found(&mut connection, &self.store.seal, token, now_ms).await?;
        Ok(found.map(|(_, own)| own))
    }

    /// What the signatory consented to and what followed; nothing about other signatories of the
    /// same mailbox.
    pub async fn consents(self, token: &Token, now_ms: i64) -> Result<Vec<LedgerEntry>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let found = manage_links::found(&mut connection, &self.store.seal, token, now_ms).await?;
        let Some((link, own)) = found else {
            return Ok(Vec::new());
        };
        let about = link.about();
        let mut told = consents::of_person(&mut connection, &link.person, Some(&about)).await?;
        let signer = self.store.seal.signer(&link.person, &own.signer());
        let theirs = manage_links::attempts(&mut connection, &link, &signer).await?;
        let (_, alone) = same_signer(&mut connection, &link.slug, &own.id, &link.person).await?;
        told.retain(|one| match one.signature.as_str() {
            // About the whole mailbox, when only one person had signed from it.
            "" => alone,
            signature => signature == own.id || theirs.iter().any(|id| id == signature),
        });
        Ok(told)
    }

    /// Stores a person's corrections, unless another signatory of their mailbox has the new name.
    pub async fn correct(
        self,
        token: &Token,
        correction: &Correction,
        now_ms: i64,
    ) -> Result<Corrected, Error> {
        let mut transaction = self.store.db.write().await?;
        let Some((link, own)) =
            manage_links::found(&mut transaction, &self.store.seal, token, now_ms).await?
        else {
            return Ok(Corrected::Gone);
        };
        let renamed = mailbox::signer(own.kind, &correction.name, own.organisation.as_deref());
        if is_taken(&mut transaction, &link, &own.id, &renamed).await? {
            return Ok(Corrected::NameTaken);
        }
        // After the retention period nothing new is stored.
        if own.state == SignatureState::Signed && own.email.is_some() {
            let postcode = correction.postcode.as_deref();
            tallies::take(&mut transaction, vec![own.id.clone()]).await?;
            let sql = "update signatures set name = $1, postcode = $2, role = $3, \
                visibility = $4, updates = $5 where id = $6";
            sqlx::query(sql)
                .bind(correction.name.clone())
                .bind(postcode.map(|one| self.store.seal.seal(Purpose::Postcode, one)))
                .bind(correction.role.clone())
                .bind(signatories::visibility_name(correction.visibility))
                .bind(i64::from(correction.updates))
                .bind(own.id.clone())
                .execute(&mut *transaction)
                .await?;
            tallies::put(&mut transaction, vec![own.id.clone()]).await?;
            name_index::keep(&mut transaction, vec![own.id.clone()]).await?;
            // Links in earlier emails still lead to the same signatory.
            let sql = "update manage_links set signer = $1 \
                where email_key = $2 and slug = $3 and signer = $4";
            sqlx::query(sql)
                .bind(self.store.seal.signer(&link.person, &renamed))
                .bind(link.person.clone())
                .bind(link.slug.clone())
                .bind(self.store.seal.signer(&link.person, &own.signer()))
                .execute(&mut *transaction)
                .await?;
            let records = correction_records(&own, correction, &link, now_ms);
            let wordings = vec![(&correction.updates_wording, now_ms)];
            consents::keep_wordings(&mut transaction, wordings).await?;
            consents::add(&mut transaction, records).await?;
        }
        let corrected =
            manage_links::find(&mut transaction, &self.store.seal, &link, now_ms).await?;
        transaction.commit().await?;
        Ok(corrected.map_or(Corrected::Gone, |own| Corrected::Written(Box::new(own))))
    }

    /// Withdraws a signature from the count and the lists; the person can sign again.
    pub async fn withdraw(
        self,
        token: &Token,
        now_ms: i64,
    ) -> Result<Option<ManagedSignature>, Error> {
        let mut transaction = self.store.db.write().await?;
        let Some((link, own)) =
            manage_links::found(&mut transaction, &self.store.seal, token, now_ms).await?
        else {
            return Ok(None);
        };
        if own.state == SignatureState::Signed {
            withdrawals::move_out(
                &mut transaction,
                &own.slug,
                &own.id,
                WithdrawnBy::Signer,
                now_ms,
            )
            .await?;
            let record = link.record(&own.id, ConsentEvent::Withdrawn, now_ms);
            consents::add(&mut transaction, vec![record]).await?;
        }
        let withdrawn =
            manage_links::find(&mut transaction, &self.store.seal, &link, now_ms).await?;
        transaction.commit().await?;
        Ok(withdrawn)
    }

    /// Deletes everything kept about a signature and its signatory for this declaration; after "it
    /// wasn't me" the address gets no more emails. Returns what was erased, for the page that says
    /// so.
    pub async fn erase(
        self,
        token: &Token,
        refuses: bool,
        now_ms: i64,
    ) -> Result<Option<ManagedSignature>, Error> {
        let mut transaction = self.store.db.write().await?;
        let Some((link, own)) =
            manage_links::found(&mut transaction, &self.store.seal, token, now_ms).await?
        else {
            return Ok(None);
        };
        if refuses && let Some(email) = &own.email {
            let receipt = Receipt {
                attempt: &own.id,
                email,
                lang: &own.lang,
                subject: EmailSubject {
                    title: own.title.clone(),
                    organisers: own.organisers.clone(),
                    contact: own.contact.clone(),
                },
            };
            suppressions::stop(
                &mut transaction,
                &self.store.seal,
                &link.person,
                receipt,
                now_ms,
            )
            .await?;
        }
        let whose = erase(&mut transaction, &own.slug, &own.id, &link.person).await?;
        let event = if refuses {
            ConsentEvent::Disowned
        } else {
            ConsentEvent::Erased
        };
        let record = link.record(&whose, event, now_ms);
        consents::add(&mut transaction, vec![record]).await?;
        transaction.commit().await?;
        self.store.db.forget_deleted().await?;
        self.store.remember_ends().await;
        self.store.queued_mail.notify_one();
        Ok(Some(own))
    }
}

/// The outcome of a correction.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Corrected {
    /// The signature as it is now.
    Written(Box<ManagedSignature>),
    /// Another person signed with this name from the same mailbox.
    NameTaken,
    Gone,
}

/// Whether another signature of the mailbox, confirmed or held, has this signatory.
async fn is_taken(
    connection: &mut AnyConnection,
    link: &Link,
    id: &str,
    signer: &str,
) -> Result<bool, Error> {
    let sql = "select kind, name, organisation from signatures \
            where email_key = $1 and slug = $2 and id <> $3 \
        union all select kind, name, organisation from pending_signatures \
            where email_key = $1 and slug = $2 and id <> $3 and held is not null";
    let query = sqlx::query_as::<_, SignerColumns>(sql)
        .bind(link.person.clone())
        .bind(link.slug.clone())
        .bind(id.to_owned());
    let others = query.fetch_all(connection).await?;
    Ok(others.iter().any(|one| one.signer() == signer))
}

/// One record for the correction, and another if consent to updates was given or ended.
fn correction_records(
    own: &ManagedSignature,
    correction: &Correction,
    link: &Link,
    now_ms: i64,
) -> Vec<Record> {
    let mut records = vec![link.record(&own.id, ConsentEvent::Corrected, now_ms)];
    match (own.updates, correction.updates) {
        (false, true) => records.push(Record {
            wording_hash: correction.updates_wording.hash().to_owned(),
            lang: correction.updates_wording.lang.clone(),
            ..link.record(&own.id, ConsentEvent::Updates, now_ms)
        }),
        (true, false) => records.push(link.record(&own.id, ConsentEvent::UpdatesEnded, now_ms)),
        _ => {}
    }
    records
}

/// Deletes a signature and reduces the count; repeating it has no further effect.
pub(super) async fn take_out(
    connection: &mut AnyConnection,
    slug: &str,
    id: &str,
) -> Result<(), Error> {
    tallies::take(connection, vec![id.to_owned()]).await?;
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

/// Erases everything of this signatory for this declaration: waiting emails, attempts, the
/// signature and the links; or everything of the mailbox, unless another person signed from it.
/// Returns what the erasure's record should name: the signature's id, or an empty string for the
/// whole mailbox.
pub(in crate::store) async fn erase(
    connection: &mut AnyConnection,
    slug: &str,
    id: &str,
    person: &str,
) -> Result<String, Error> {
    let (same, alone) = same_signer(connection, slug, id, person).await?;
    take_out(connection, slug, id).await?;
    for sql in [
        "delete from withdrawn_signatures where id in ({in})",
        "delete from outbox where attempt in ({in})",
        "delete from manage_links where attempt in ({in})",
        "delete from pending_signatures where id in ({in})",
        "delete from withdrawn_attempts where id in ({in})",
    ] {
        rows::execute_in(connection, sql, None, same.clone()).await?;
    }
    if !alone {
        return Ok(id.to_owned());
    }
    for sql in [
        "delete from outbox where attempt in \
            (select id from pending_signatures where email_key = $1 and slug = $2)",
        "delete from pending_signatures where email_key = $1 and slug = $2",
        "delete from withdrawn_attempts where email_key = $1 and slug = $2",
        "delete from manage_links where email_key = $1 and slug = $2",
    ] {
        sqlx::query(sql)
            .bind(person.to_owned())
            .bind(slug.to_owned())
            .execute(&mut *connection)
            .await?;
    }
    Ok(String::new())
}

/// The ids in a mailbox that belong to the same signatory as `id`, including `id`; and whether no
/// other person signed from it.
async fn same_signer(
    connection: &mut AnyConnection,
    slug: &str,
    id: &str,
    person: &str,
) -> Result<(Vec<String>, bool), Error> {
    let mut known: Vec<SignerRow> = Vec::new();
    for (table, answered) in [
        ("signatures", "cast(1 as bigint)"),
        ("withdrawn_signatures", "cast(1 as bigint)"),
        (
            "pending_signatures",
            "cast(case when held is null then 0 else 1 end as bigint)",
        ),
        (
            "withdrawn_attempts",
            "cast(case when held is null then 0 else 1 end as bigint)",
        ),
    ] {
        let sql = format!(
            "select id, {answered} as answered, kind, name, organisation from {table} \
             where email_key = $1 and slug = $2"
        );
        let query = sqlx::query_as::<_, SignerRow>(AssertSqlSafe(sql))
            .bind(person.to_owned())
            .bind(slug.to_owned());
        known.extend(query.fetch_all(&mut *connection).await?);
    }
    let of_id = known.iter().find(|one| one.id == id);
    let signer = of_id.map(|one| one.whose.signer());
    let is_same = |one: &SignerRow| one.id == id || Some(one.whose.signer()) == signer;
    let alone = !known.iter().any(|one| one.answered && !is_same(one));
    let same = known.iter().filter(|one| is_same(one));
    let same = same.map(|one| one.id.clone()).chain([id.to_owned()]);
    Ok((same.collect(), alone))
}

/// A signature or an attempt of a mailbox.
#[derive(sqlx::FromRow)]
struct SignerRow {
    id: String,
    /// Its email was answered.
    #[sqlx(try_from = "Flag")]
    answered: bool,
    #[sqlx(flatten)]
    whose: SignerColumns,
}
