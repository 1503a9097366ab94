//! Emails to signatories with nothing to confirm: they say what happened to a signature, and their
//! link leads to it.

use sqlx::AnyConnection;

use super::queue::{self, Email};
use super::subjects::EmailSubject;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::message::{Facts, MessageKind};
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::attempts::mailboxes::SignerColumns;
use crate::store::engine::rows::{self, Value};
use crate::store::{Error, open};

/// A signature, or an attempt at one, with what an email to its signatory needs.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct EmailedSignature {
    pub(in crate::store) id: Id,
    pub(in crate::store) subject: i64,
    #[sqlx(flatten)]
    pub(in crate::store) whose: SignerColumns,
    pub(in crate::store) person: KeyedHash,
    pub(in crate::store) signer: KeyedHash,
    /// Encrypted; empty once its retention period is over.
    pub(in crate::store) email: String,
    pub(in crate::store) lang: String,
    pub(in crate::store) epoch: i64,
    #[sqlx(flatten)]
    about: EmailSubject,
}

/// The signatures with these ids in a table of signatures or attempts, `s`, that meet a condition;
/// `$1` in it is `first`.
pub(in crate::store) async fn load(
    connection: &mut AnyConnection,
    (table, condition): (&str, &str),
    first: Option<Value>,
    ids: impl IntoIterator<Item = Id>,
) -> Result<Vec<EmailedSignature>, Error> {
    // An attempt has a kind of its own.
    let (kind, signing) = match table {
        "attempts" => ("s.signatory as kind", "and s.kind = 'signature'"),
        _ => ("s.kind", ""),
    };
    let sql = format!(
        "select s.id, s.subject, {kind}, s.name, s.organisation, s.person, s.signer, s.email, \
             s.lang, s.epoch, t.title, j.organisers, j.contact \
         from {table} s join subjects j on j.id = s.subject \
         join declaration_texts t on t.subject = s.subject and t.lang = s.text_lang \
         where s.id in ({{in}}) {signing} {condition}"
    );
    rows::fetch_in::<EmailedSignature>(connection, &sql, first, ids).await
}

/// An email about an existing attempt.
pub(in crate::store) async fn about_attempt(
    connection: &mut AnyConnection,
    seal: &Seal,
    id: Id,
    kind: MessageKind,
    now_ms: i64,
) -> Result<Email, Error> {
    let found = load(connection, ("attempts", ""), None, [id]).await?;
    match found.first() {
        Some(signature) => signature.message(seal, kind, None, now_ms),
        None => Err(Error::Internal("an attempt that is held is gone".into())),
    }
}

impl EmailedSignature {
    pub(in crate::store) fn record(&self, event: ConsentEvent, now_ms: i64) -> Record {
        Record::of(self.person, self.subject, event, now_ms).with(Some(self.id))
    }

    /// An email to its signatory; the reason is the organisers'.
    pub(in crate::store) fn message(
        &self,
        seal: &Seal,
        kind: MessageKind,
        reason: Option<&str>,
        now_ms: i64,
    ) -> Result<Email, Error> {
        let address = open(seal, Purpose::Email, &self.email)?;
        let link = seal.link(self.id, self.epoch);
        let about = self.about.clone();
        let facts = Facts {
            name: Some(self.whose.name.clone()),
            reason: reason.map(str::to_owned),
            ..about.facts(self.lang.clone(), link.reveal())
        };
        let attempt = Some(self.id);
        Ok(queue::composed(
            seal,
            kind,
            attempt,
            self.subject,
            &address,
            &facts,
            now_ms,
        ))
    }
}
