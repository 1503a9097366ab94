//! Checks credentials: the link or the code in an email proves access to the mailbox. It also
//! counts guesses; `confirmations.rs` acts on the result.

use std::collections::{BTreeMap, HashMap, HashSet};

use sqlx::AnyConnection;

use super::codes::{CODE_LIFE_MS, CodeColumns};
use super::states::{AttemptKind, AttemptState};
use crate::domain::attempts::credential::Credential;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::Seal;
use crate::domain::keys::token::Code;
use crate::store::Error;
use crate::store::engine::rows::{self, Value};

/// An attempt, with what confirming it needs.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct CheckedAttempt {
    pub(super) id: Id,
    pub(super) kind: AttemptKind,
    pub(super) subject: i64,
    pub(super) state: AttemptState,
    pub(super) person: KeyedHash,
    pub(super) signer: KeyedHash,
    pub(super) lang: String,
    /// The language of the signed text; empty for a list.
    pub(super) text_lang: String,
    pub(super) site: String,
    pub(super) page_url: String,
}

const COLUMNS: &str = "id, kind, subject, state, person, signer, lang, text_lang, site, page_url";

/// The columns of an attempt whose credential is checked.
#[derive(Clone, Debug, sqlx::FromRow)]
struct CredentialRow {
    #[sqlx(flatten)]
    attempt: CheckedAttempt,
    #[sqlx(flatten)]
    code: CodeColumns,
    expires_at: i64,
}

/// A signature whose attempt is gone.
#[derive(sqlx::FromRow)]
struct LinkedSignature {
    #[sqlx(flatten)]
    attempt: CheckedAttempt,
    epoch: i64,
}

/// The code in another email to a mailbox.
#[derive(sqlx::FromRow)]
struct OtherCode {
    id: Id,
    person: KeyedHash,
    #[sqlx(flatten)]
    code: CodeColumns,
}

const CODE_COLUMNS: &str = "epoch, fresh_codes, code_at, code_tries, asked_at, email_id, known_at";

/// The result of checking a credential.
pub(super) enum CredentialCheck {
    Proven(CheckedAttempt, ConfirmedBy),
    Wrong,
    /// The code of another email to the same mailbox.
    OfAnother,
    Expired,
    /// Too many wrong codes were tried at the attempt.
    Void,
}

/// What was used of an email to answer it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum ConfirmedBy {
    Code,
    Link,
}

impl ConfirmedBy {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Link => "link",
        }
    }
}

/// The attempts that a batch's credentials refer to. None of them was taken down.
#[derive(Default)]
pub(super) struct BatchAttempts {
    by_id: HashMap<Id, CredentialRow>,
    /// Signatures whose attempts are gone: their links work as long as they exist.
    signatures: HashMap<Id, LinkedSignature>,
    /// Codes in the emails of the last day to the mailboxes for which wrong codes were typed.
    others: HashMap<KeyedHash, Vec<(Id, CodeColumns)>>,
    /// Wrong codes in this batch, by the attempt they count against.
    wrong: BTreeMap<Id, i64>,
}

impl BatchAttempts {
    pub(super) async fn load(
        connection: &mut AnyConnection,
        seal: &Seal,
        credentials: &[(usize, &Credential, i64)],
    ) -> Result<Self, Error> {
        let mut known = Self::default();
        let sql = format!(
            "select {COLUMNS}, {CODE_COLUMNS}, expires_at from attempts \
             where state in ('pending', 'held', 'confirmed') and id in ({{in}}) \
             /*for no key update*/"
        );
        // The row is locked as well as the mailbox: housekeeping deletes by age alone.
        let ids = credentials.iter().map(|(_, one, _)| one.attempt());
        for row in rows::fetch_in::<CredentialRow>(connection, &sql, None, ids).await? {
            known.by_id.insert(row.attempt.id, row);
        }
        known.load_signatures(connection, credentials).await?;
        known
            .load_other_codes(connection, seal, credentials)
            .await?;
        Ok(known)
    }

    async fn load_signatures(
        &mut self,
        connection: &mut AnyConnection,
        credentials: &[(usize, &Credential, i64)],
    ) -> Result<(), Error> {
        let gone = credentials.iter().filter_map(|(_, one, now_ms)| match one {
            Credential::Token(token) if self.live(token.id, *now_ms).is_none() => Some(token.id),
            _ => None,
        });
        let sql = "select id, cast('signature' as text) as kind, subject, \
                cast('confirmed' as text) as state, person, signer, lang, text_lang, site, page_url, \
                epoch \
            from signatures where id in ({in})";
        let found = rows::fetch_in::<LinkedSignature>(connection, sql, None, gone).await?;
        let found = found.into_iter().map(|one| (one.attempt.id, one));
        self.signatures = found.collect();
        Ok(())
    }

    /// Looks for the wrong codes elsewhere; most codes are right.
    async fn load_other_codes(
        &mut self,
        connection: &mut AnyConnection,
        seal: &Seal,
        credentials: &[(usize, &Credential, i64)],
    ) -> Result<(), Error> {
        let mut oldest = i64::MAX;
        let mut persons = HashSet::new();
        for (_, credential, now_ms) in credentials {
            if let Credential::Code { id, code } = credential
                && let Some(row) = self.live(*id, *now_ms)
                && !row.code.matches(seal, *id, code, *now_ms)
            {
                oldest = oldest.min(*now_ms - CODE_LIFE_MS);
                persons.insert(row.attempt.person);
            }
        }
        let sql = format!(
            "select id, person, {CODE_COLUMNS} from attempts \
             where state in ('pending', 'held', 'confirmed') and asked_at > $1 \
                and known_at is not null and person in ({{in}})"
        );
        let oldest = Some(Value::Int(oldest));
        for other in rows::fetch_in::<OtherCode>(connection, &sql, oldest, persons).await? {
            let of_person = self.others.entry(other.person).or_default();
            of_person.push((other.id, other.code));
        }
        Ok(())
    }

    /// An attempt that has not expired.
    fn live(&self, id: Id, now_ms: i64) -> Option<&CredentialRow> {
        self.by_id.get(&id).filter(|row| now_ms < row.expires_at)
    }

    pub(super) fn judge(
        &mut self,
        seal: &Seal,
        credential: &Credential,
        now_ms: i64,
    ) -> CredentialCheck {
        match credential {
            Credential::Token(token) => {
                let attempt = self.live(token.id, now_ms);
                let attempt = attempt.map(|row| (&row.attempt, row.code.epoch));
                let signature = self.signatures.get(&token.id);
                let signature = signature.map(|one| (&one.attempt, one.epoch));
                match attempt.or(signature) {
                    Some((attempt, epoch)) if token.is(&seal.link(token.id, epoch)) => {
                        CredentialCheck::Proven(attempt.clone(), ConfirmedBy::Link)
                    }
                    _ => CredentialCheck::Expired,
                }
            }
            Credential::Code { id, code } => self.judge_code(seal, *id, code, now_ms),
        }
    }

    /// Accepts the attempt's own code. Guessing at one attempt does not lock anyone out of another.
    /// An attempt whose email may not be sent is judged like any other; otherwise anyone could find
    /// out which addresses said "it wasn't me".
    fn judge_code(&mut self, seal: &Seal, id: Id, typed: &Code, now_ms: i64) -> CredentialCheck {
        let row = self.by_id.get_mut(&id);
        let row = row.filter(|row| now_ms < row.expires_at && row.code.is_live(now_ms));
        let Some(row) = row else {
            return CredentialCheck::Expired;
        };
        if row.code.is_void() {
            return CredentialCheck::Void;
        }
        if row.code.matches(seal, id, typed, now_ms) {
            return CredentialCheck::Proven(row.attempt.clone(), ConfirmedBy::Code);
        }
        row.code.code_tries += 1;
        *self.wrong.entry(id).or_default() += 1;
        let others = self.others.get(&row.attempt.person);
        let mut others = others.into_iter().flatten();
        if others.any(|(other, code)| *other != id && code.matches(seal, *other, typed, now_ms)) {
            CredentialCheck::OfAnother
        } else {
            CredentialCheck::Wrong
        }
    }

    /// Stores how many wrong codes were typed.
    pub(super) async fn count_tries(&self, connection: &mut AnyConnection) -> Result<(), Error> {
        let wrong = self.wrong.iter();
        let wrong: Vec<[Value; 2]> = wrong
            .map(|(id, tries)| [(*id).into(), (*tries).into()])
            .collect();
        let head = "update attempts set code_tries = code_tries + made.column2 from (";
        let tail = ") as made where attempts.id = made.column1";
        rows::insert(connection, head, &wrong, tail).await?;
        Ok(())
    }
}
