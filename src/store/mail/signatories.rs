//! Emails to signatories with nothing to confirm: they say what happened to a signature, and their
//! link leads to it.

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::queue::{self, Email, EmailCause};
use super::subjects::EmailSubject;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::mail::message::{self, Facts, MessageKind};
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::attempts::mailboxes::SignerColumns;
use crate::store::engine::rows::{self, Value};
use crate::store::signatures::manage_links::NewLink;
use crate::store::{Error, open};

/// A signature or an attempt, with what an email to its signatory needs.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct EmailedSignature {
    pub(in crate::store) id: String,
    pub(in crate::store) slug: String,
    #[sqlx(flatten)]
    pub(in crate::store) whose: SignerColumns,
    pub(in crate::store) email_key: String,
    /// Encrypted; empty once its retention period is over.
    pub(in crate::store) email: String,
    lang: String,
    #[sqlx(flatten)]
    subject: EmailSubject,
}

/// An email, and its manage link.
pub(in crate::store) struct Outgoing {
    pub(in crate::store) email: Email,
    pub(in crate::store) link: Vec<Value>,
}

/// The signatures with these ids in a table of signatures or attempts, `s`, that meet a condition;
/// `$1` in it is `first`.
pub(in crate::store) async fn load(
    connection: &mut AnyConnection,
    (table, condition): (&str, &str),
    first: Option<Value>,
    ids: impl IntoIterator<Item = String>,
) -> Result<Vec<EmailedSignature>, Error> {
    let sql = format!(
        "select s.id, s.slug, s.kind, s.name, s.organisation, s.email_key, s.email, s.lang, \
             t.title, d.organisers, d.contact \
         from {table} s join declarations d on d.slug = s.slug \
         join declaration_texts t on t.slug = s.slug and t.lang = s.text_lang \
         where s.id in ({{in}}) {condition}"
    );
    rows::fetch_in::<EmailedSignature>(connection, &sql, first, ids).await
}

/// An email about an existing attempt.
pub(in crate::store) async fn about_attempt(
    connection: &mut AnyConnection,
    seal: &Seal,
    id: &str,
    kind: MessageKind,
    now_ms: i64,
) -> Result<Outgoing, Error> {
    let found = load(
        connection,
        ("pending_signatures", ""),
        None,
        [id.to_owned()],
    );
    match found.await?.first() {
        Some(signature) => signature.message(seal, kind, None, now_ms),
        None => Err(Error::Internal("an attempt that is held is gone".into())),
    }
}

impl EmailedSignature {
    pub(in crate::store) fn record(&self, event: ConsentEvent, now_ms: i64) -> Record {
        let about = message::about(ConfirmedKind::Signature, &self.slug);
        Record::of(&self.email_key, about, event, now_ms).with(&self.id)
    }

    /// An email to its signatory; the reason is the organisers'.
    pub(in crate::store) fn message(
        &self,
        seal: &Seal,
        kind: MessageKind,
        reason: Option<&str>,
        now_ms: i64,
    ) -> Result<Outgoing, Error> {
        let address = open(seal, Purpose::Email, &self.email)?;
        let token = Token::random();
        let facts = Facts {
            name: Some(self.whose.name.clone()),
            reason: reason.map(str::to_owned),
            ..self
                .subject
                .clone()
                .facts(self.lang.clone(), token.reveal())
        };
        let link = NewLink {
            token: &token,
            slug: &self.slug,
            attempt: &self.id,
            person: &self.email_key,
            lang: &facts.lang,
            signer: seal.signer(&self.email_key, &self.whose.signer()),
        };
        let link = link.row(now_ms);
        let to = (address.as_str(), EmailCause::Known);
        let email = queue::row(seal, (&self.id, kind), to, &facts, now_ms);
        Ok(Outgoing { email, link })
    }
}
