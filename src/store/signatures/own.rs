//! The manage page of a signature, reached by the link in any email about it: viewing everything
//! that is kept, correcting, withdrawing and erasing. The count and the public lists change in the
//! same transaction. `manage_links.rs` finds the signature that a link leads to.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::Signatures;
use super::manage_links::{self, Link};
use super::withdrawals::{self, WithdrawnBy};
use super::{name_index, signatories, tallies};
use crate::domain::attempts::area::area;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::Purpose;
use crate::domain::keys::token::Token;
use crate::domain::privacy::consent::{ConsentEvent, LedgerEntry, Record};
use crate::domain::signatures::mailbox;
use crate::domain::signatures::managed::{Correction, ManagedSignature, SignatureState};
use crate::store::Error;
use crate::store::attempts;
use crate::store::engine::columns::Flag;
use crate::store::engine::rows;
use crate::store::entries;
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
        let mut told =
            consents::of_person(&mut connection, link.person, Some(link.subject)).await?;
        let mailbox = MailboxRows::load(&mut connection, link.subject, link.person).await?;
        let theirs = mailbox.of_same_signer(own.id);
        let is_theirs = |id: Id| id == own.id || theirs.contains(&id);
        // About the whole mailbox, when only one person had signed from it.
        let of_all = mailbox.has_one_signer(own.id);
        told.retain(|one| one.attempt.map_or(of_all, is_theirs));
        Ok(told)
    }

    /// Stores a person's corrections, unless another signatory of their mailbox has the new name.
    pub async fn correct(
        self,
        token: &Token,
        correction: &Correction,
        now_ms: i64,
    ) -> Result<Corrected, Error> {
        // A link that leads nowhere takes no lock.
        if self.managed(token, now_ms).await?.is_none() {
            return Ok(Corrected::Gone);
        }
        let mut transaction = self.store.write_about_rows(&[token.id]).await?;
        let Some((link, own)) =
            manage_links::found(&mut transaction, &self.store.seal, token, now_ms).await?
        else {
            return Ok(Corrected::Gone);
        };
        let renamed = mailbox::signer(own.kind, &correction.name, own.organisation.as_deref());
        let renamed = self.store.seal.signer(link.person, &renamed);
        if is_taken(&mut transaction, &link, own.id, renamed).await? {
            return Ok(Corrected::NameTaken);
        }
        // After the retention period nothing new is stored.
        if own.state == SignatureState::Signed && own.email.is_some() {
            let postcode = correction.postcode.as_deref();
            tallies::take(&mut transaction, vec![own.id]).await?;
            let sql = "update signatures set name = $1, postcode = $2, area = $3, role = $4, \
                visibility = $5, updates = $6, signer = $7 where id = $8";
            sqlx::query(sql)
                .bind(correction.name.clone())
                .bind(postcode.map(|one| self.store.seal.seal(Purpose::Postcode, one)))
                .bind(postcode.and_then(area))
                .bind(correction.role.clone())
                .bind(signatories::visibility_name(correction.visibility))
                .bind(i64::from(correction.updates))
                .bind(renamed)
                .bind(own.id)
                .execute(&mut *transaction)
                .await?;
            tallies::put(&mut transaction, vec![own.id]).await?;
            let changes = entries::rewrite(&mut transaction, link.subject, vec![own.id]).await?;
            changes.write(&mut transaction).await?;
            name_index::rewrite(&mut transaction, own.id).await?;
            // The links of this signatory's attempts, whatever their state, still lead here.
            let sql = "update attempts set signer = $1 \
                where person = $2 and subject = $3 and signer = $4";
            sqlx::query(sql)
                .bind(renamed)
                .bind(link.person)
                .bind(link.subject)
                .bind(link.signer)
                .execute(&mut *transaction)
                .await?;
            let records = correction_records(&own, correction, &link, now_ms);
            let wordings = vec![(&correction.updates_wording, now_ms)];
            consents::keep_wordings(&mut transaction, wordings).await?;
            consents::add(&mut transaction, records).await?;
        }
        let corrected =
            manage_links::found(&mut transaction, &self.store.seal, token, now_ms).await?;
        transaction.commit().await?;
        Ok(corrected.map_or(Corrected::Gone, |(_, own)| {
            Corrected::Written(Box::new(own))
        }))
    }

    /// Withdraws a signature from the count and the lists; the person can sign again.
    pub async fn withdraw(
        self,
        token: &Token,
        now_ms: i64,
    ) -> Result<Option<ManagedSignature>, Error> {
        if self.managed(token, now_ms).await?.is_none() {
            return Ok(None);
        }
        let mut transaction = self.store.write_about_rows(&[token.id]).await?;
        let Some((link, own)) =
            manage_links::found(&mut transaction, &self.store.seal, token, now_ms).await?
        else {
            return Ok(None);
        };
        if own.state == SignatureState::Signed {
            let by = WithdrawnBy::Signer;
            withdrawals::move_out(&mut transaction, vec![own.id], by, now_ms).await?;
            let record = link.record(Some(own.id), ConsentEvent::Withdrawn, now_ms);
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
        if self.managed(token, now_ms).await?.is_none() {
            return Ok(None);
        }
        let mut transaction = self.store.write_about_rows(&[token.id]).await?;
        let Some((link, own)) =
            manage_links::found(&mut transaction, &self.store.seal, token, now_ms).await?
        else {
            return Ok(None);
        };
        if refuses && let Some(email) = &own.email {
            let receipt = Receipt {
                attempt: own.id,
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
                (link.person, link.subject),
                receipt,
                now_ms,
            )
            .await?;
        }
        let whose = erase(&mut transaction, link.subject, own.id, link.person).await?;
        let event = if refuses {
            ConsentEvent::Disowned
        } else {
            ConsentEvent::Erased
        };
        let record = link.record(whose, event, now_ms);
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
    id: Id,
    signer: KeyedHash,
) -> Result<bool, Error> {
    let sql = "select id from signatures \
            where person = $1 and subject = $2 and signer = $3 and id <> $4 \
        union all select id from attempts \
            where person = $1 and subject = $2 and signer = $3 and id <> $4 and state = 'held'";
    let query = sqlx::query(sql)
        .bind(link.person)
        .bind(link.subject)
        .bind(signer)
        .bind(id);
    Ok(query.fetch_optional(connection).await?.is_some())
}

/// One record for the correction, and another if consent to updates was given or ended.
fn correction_records(
    own: &ManagedSignature,
    correction: &Correction,
    link: &Link,
    now_ms: i64,
) -> Vec<Record> {
    let record = |event| link.record(Some(own.id), event, now_ms);
    let mut records = vec![record(ConsentEvent::Corrected)];
    match (own.updates, correction.updates) {
        (false, true) => records.push(Record {
            wording_hash: Some(correction.updates_wording.hash().to_owned()),
            lang: correction.updates_wording.lang.clone(),
            ..record(ConsentEvent::Updates)
        }),
        (true, false) => records.push(record(ConsentEvent::UpdatesEnded)),
        _ => {}
    }
    records
}

/// Deletes signatures and reduces the counts; repeating it has no further effect.
pub(super) async fn take_out(connection: &mut AnyConnection, ids: Vec<Id>) -> Result<(), Error> {
    #[derive(sqlx::FromRow)]
    struct DeletedSignature {
        id: Id,
        subject: i64,
    }
    tallies::take(connection, ids.clone()).await?;
    let sql = "delete from signatures where id in ({in}) returning id, subject";
    let mut gone: BTreeMap<i64, Vec<Id>> = BTreeMap::new();
    for one in rows::fetch_in::<DeletedSignature>(connection, sql, None, ids).await? {
        gone.entry(one.subject).or_default().push(one.id);
    }
    for (subject, gone) in gone {
        sqlx::query("update declarations set count = count - $1 where subject = $2")
            .bind(gone.len() as i64)
            .bind(subject)
            .execute(&mut *connection)
            .await?;
        let changes = entries::take(connection, subject, gone).await?;
        changes.write(connection).await?;
    }
    Ok(())
}

/// Erases everything of this signatory for this declaration: the signature, attempts and emails about
/// them; or everything of the mailbox, unless another person signed from it. Returns what the
/// erasure's record should name: the signature, or `None` for the whole mailbox.
pub(in crate::store) async fn erase(
    connection: &mut AnyConnection,
    subject: i64,
    id: Id,
    person: KeyedHash,
) -> Result<Option<Id>, Error> {
    let mailbox = MailboxRows::load(connection, subject, person).await?;
    let of_all = mailbox.has_one_signer(id);
    let mut erased = if of_all {
        mailbox.0.iter().map(|one| one.id).collect()
    } else {
        mailbox.of_same_signer(id)
    };
    // Emails may be about a signature that is gone.
    erased.push(id);
    take_out(connection, vec![id]).await?;
    let sql = "delete from withdrawn_signatures where id in ({in})";
    rows::execute_in(connection, sql, None, &erased).await?;
    let changes = entries::take(connection, subject, erased.iter().copied()).await?;
    changes.write(connection).await?;
    attempts::delete(connection, erased).await?;
    Ok((!of_all).then_some(id))
}

/// The signatures, withdrawn signatures and attempts of a mailbox for one declaration.
struct MailboxRows(Vec<MailboxRow>);

#[derive(sqlx::FromRow)]
struct MailboxRow {
    id: Id,
    signer: KeyedHash,
    /// It is, or was, a signature or held for the organisers.
    #[sqlx(try_from = "Flag")]
    answered: bool,
}

impl MailboxRows {
    async fn load(
        connection: &mut AnyConnection,
        subject: i64,
        person: KeyedHash,
    ) -> Result<Self, Error> {
        // An attempt in any state. One that the organisers took down while it was held has kept the
        // reason for holding it.
        let sql = "select id, signer, cast(1 as bigint) as answered from signatures \
                where person = $1 and subject = $2 \
            union all select id, signer, cast(1 as bigint) as answered from withdrawn_signatures \
                where person = $1 and subject = $2 \
            union all select id, signer, \
                    cast(case when held is null then 0 else 1 end as bigint) as answered \
                from attempts where person = $1 and subject = $2";
        let query = sqlx::query_as::<_, MailboxRow>(sql)
            .bind(person)
            .bind(subject);
        Ok(Self(query.fetch_all(connection).await?))
    }

    fn is_same_signer(&self, one: &MailboxRow, id: Id) -> bool {
        let signs = |other: &MailboxRow| other.id == id && other.signer == one.signer;
        one.id == id || self.0.iter().any(signs)
    }

    /// What belongs to the same signatory as this signature or attempt.
    fn of_same_signer(&self, id: Id) -> Vec<Id> {
        let same = self.0.iter().filter(|one| self.is_same_signer(one, id));
        same.map(|one| one.id).collect()
    }

    /// Whether no other person than that signatory signed from the mailbox.
    fn has_one_signer(&self, id: Id) -> bool {
        let of_another = |one: &MailboxRow| one.answered && !self.is_same_signer(one, id);
        !self.0.iter().any(of_another)
    }
}
