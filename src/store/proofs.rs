//! What proves a mailbox: the link of a letter, or the code in it. Judging them, and counting guesses; what follows from a proof is in `confirmations.rs`.

use std::collections::{BTreeMap, HashMap};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use widgets::wire::ConfirmedKind;

use super::{Error, rows};
use crate::domain::letter;
use crate::domain::proof::Proof;
use crate::domain::sealed::Seal;
use crate::domain::time::DAY_MS;
use crate::domain::token::Code;

/// A typed code is good this long; the link beside it longer.
const CODE_LIFE_MS: i64 = DAY_MS;
/// Guesses at one code of six digits; after that it is void, and the next email brings a fresh one.
pub(super) const MOST_TRIES: i64 = 5;

/// A pending attempt, as far as confirming it goes.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) id: String,
    pub(super) kind: ConfirmedKind,
    pub(super) slug: String,
    email_key: String,
    token_hash: Option<String>,
    /// The code that its newest email carries, and since when there is that one.
    code: Code,
    code_at: i64,
    /// When an email was last asked for.
    asked_at: i64,
    tries: i64,
    /// The attempt that this one reminds of.
    reminds: Option<String>,
    expires_at: i64,
    pub(super) confirmed_at: Option<i64>,
    pub(super) lang: String,
    /// Of the text that was signed; empty for a list.
    pub(super) text_lang: String,
    pub(super) site: String,
    pub(super) page_url: String,
    /// The attempt whose letter proved it.
    pub(super) proven_by: String,
}

pub(super) const KINDS: [ConfirmedKind; 2] =
    [ConfirmedKind::Signature, ConfirmedKind::Subscription];
const COLUMNS: &str = "id, slug, email_key, token_hash, epoch, fresh_codes, code_at, asked_at, \
    code_tries, reminds, expires_at, confirmed_at, site, page_url, lang";

pub(super) const fn table(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "pending_signatures",
        ConfirmedKind::Subscription => "pending_subscriptions",
    }
}

const fn text_lang(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "text_lang",
        // A list has one text.
        ConfirmedKind::Subscription => "cast('' as text)",
    }
}

/// What a proof is worth.
pub(super) enum Verdict {
    Proven(Box<Pending>),
    Wrong,
    /// The code of another email to the same mailbox.
    OfAnother,
    Expired,
    /// The attempt's code was guessed at too often.
    Void,
}

/// The attempts that the proofs of a batch speak of.
#[derive(Default)]
pub(super) struct Known {
    by_token: HashMap<String, Pending>,
    by_id: HashMap<String, Pending>,
    /// Emails of the last day to the mailboxes of `by_id`.
    emails: HashMap<String, Vec<Pending>>,
    /// Since when emails may go, by their attempt: when each was asked for, and when it was due.
    due: HashMap<String, Vec<(i64, i64)>>,
    /// Wrong codes of this batch, by the attempt they are counted at.
    wrong: BTreeMap<String, (ConfirmedKind, i64)>,
}

impl Known {
    pub(super) async fn load(
        connection: &mut AnyConnection,
        seal: &Seal,
        proofs: &[(usize, &Proof, i64)],
    ) -> Result<Self, Error> {
        let mut known = Self::default();
        let tokens = || {
            proofs.iter().filter_map(|(_, proof, _)| match proof {
                Proof::Token(token) => Some(token.hash()),
                Proof::Code { .. } => None,
            })
        };
        let ids = || {
            proofs.iter().filter_map(|(_, proof, _)| match proof {
                Proof::Code { id, .. } => Some(id.clone()),
                Proof::Token(_) => None,
            })
        };
        let oldest = proofs
            .iter()
            .map(|(_, _, now_ms)| now_ms - CODE_LIFE_MS)
            .min();
        for kind in KINDS {
            let table = table(kind);
            let text_lang = text_lang(kind);
            let those = |condition: &str| {
                format!("select {COLUMNS}, {text_lang} from {table} where {condition}")
            };
            let sql = those("token_hash in ({in})");
            for row in rows::select_in(connection, &sql, None, tokens()).await? {
                let pending = pending(seal, kind, &row)?;
                known
                    .by_token
                    .insert(pending.token_hash.clone().unwrap_or_default(), pending);
            }
            let sql = those("id in ({in})");
            for row in rows::select_in(connection, &sql, None, ids()).await? {
                let pending = pending(seal, kind, &row)?;
                known.by_id.insert(pending.id.clone(), pending);
            }
        }
        let persons = known.by_id.values().map(|one| one.email_key.clone());
        let persons: Vec<String> = persons.collect();
        for kind in KINDS {
            let sql = format!(
                "select {COLUMNS}, {} from {} \
                 where asked_at > $1 and token_hash is not null and email_key in ({{in}})",
                text_lang(kind),
                table(kind)
            );
            for row in rows::select_in(connection, &sql, oldest, persons.clone()).await? {
                let pending = pending(seal, kind, &row)?;
                let emails = known.emails.entry(pending.email_key.clone());
                emails.or_default().push(pending);
            }
        }
        let with_codes = known.emails.values().flatten().map(|one| one.id.clone());
        let sql = "select attempt, created_at, due_at from outbox where attempt in ({in})";
        for row in rows::select_in(connection, sql, None, with_codes.collect::<Vec<_>>()).await? {
            let due = known.due.entry(row.try_get(0)?).or_default();
            due.push((row.try_get(1)?, row.try_get(2)?));
        }
        Ok(known)
    }

    pub(super) fn judge(&mut self, proof: &Proof, now_ms: i64) -> Verdict {
        match proof {
            Proof::Token(token) => match self.by_token.get(&token.hash()) {
                Some(pending) if now_ms < pending.expires_at => {
                    Verdict::Proven(Box::new(pending.clone()))
                }
                _ => Verdict::Expired,
            },
            Proof::Code { id, code } => match self.by_id.get(id) {
                Some(pending) if now_ms < pending.expires_at => {
                    let pending = pending.clone();
                    self.judge_code(pending, code, now_ms)
                }
                _ => Verdict::Expired,
            },
        }
    }

    /// The attempt's own code will do, or that of an email that reminds of it. Whoever guesses at one
    /// attempt shuts nobody out of another; and an attempt whose email may not go is judged like any, or
    /// anybody could ask whose address said that it wasn't them.
    fn judge_code(&mut self, pending: Pending, typed: &Code, now_ms: i64) -> Verdict {
        let live = |email: &&Pending| now_ms < email.asked_at + CODE_LIFE_MS;
        let emails = self.emails.get(&pending.email_key);
        let emails = || emails.into_iter().flatten().filter(live);
        let own = |email: &&Pending| {
            email.id == pending.id || email.reminds.as_ref() == Some(&pending.id)
        };
        if !live(&&pending) && !emails().any(|email| own(&email)) {
            return Verdict::Expired;
        }
        if pending.tries >= MOST_TRIES {
            return Verdict::Void;
        }
        let is_in = |email: &&Pending| self.has_gone(email, now_ms) && email.code.is(typed);
        if let Some(email) = emails().filter(own).find(is_in) {
            let proven_by = email.id.clone();
            return Verdict::Proven(Box::new(Pending {
                proven_by,
                ..pending
            }));
        }
        let of_another = emails()
            .filter(|email| !own(email))
            .any(|email| is_in(&email));
        if let Some(known) = self.by_id.get_mut(&pending.id) {
            known.tries += 1;
        }
        let wrong = self.wrong.entry(pending.id).or_insert((pending.kind, 0));
        wrong.1 += 1;
        match of_another {
            true => Verdict::OfAnother,
            false => Verdict::Wrong,
        }
    }

    /// Whether the code is in an email that may have gone. One that the limits of its address hold back is
    /// known to nobody: so there are as many guesses at a mailbox as it gets emails, and not more.
    fn has_gone(&self, email: &Pending, now_ms: i64) -> bool {
        let due = self.due.get(&email.id).into_iter().flatten();
        let mut due = due.filter(|(asked_at, _)| *asked_at >= email.code_at);
        due.any(|(_, due_at)| *due_at <= now_ms)
    }

    /// Keeps how often a wrong code was typed.
    pub(super) async fn count_tries(&self, connection: &mut AnyConnection) -> Result<(), Error> {
        for (id, (kind, tries)) in &self.wrong {
            let table = table(*kind);
            let sql = format!("update {table} set code_tries = code_tries + $1 where id = $2");
            sqlx::query(AssertSqlSafe(sql))
                .bind(*tries)
                .bind(id.clone())
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}

impl Pending {
    /// What it is about, and whom.
    pub(super) fn person(&self) -> (String, String) {
        (letter::about(self.kind, &self.slug), self.email_key.clone())
    }
}

fn pending(seal: &Seal, kind: ConfirmedKind, row: &AnyRow) -> Result<Pending, Error> {
    let id: String = row.try_get(0)?;
    Ok(Pending {
        code: seal.code(&id, row.try_get(4)?, row.try_get(5)?),
        id,
        proven_by: row.try_get(0)?,
        kind,
        slug: row.try_get(1)?,
        email_key: row.try_get(2)?,
        token_hash: row.try_get(3)?,
        code_at: row.try_get(6)?,
        asked_at: row.try_get(7)?,
        tries: row.try_get(8)?,
        reminds: row.try_get(9)?,
        expires_at: row.try_get(10)?,
        confirmed_at: row.try_get(11)?,
        site: row.try_get(12)?,
        page_url: row.try_get(13)?,
        lang: row.try_get(14)?,
        text_lang: row.try_get(15)?,
    })
}
