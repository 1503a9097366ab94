//! What proves a mailbox: the link of a letter, or the code in it. Judging them, and counting guesses; what follows from a proof is in `confirmations.rs`.

use std::collections::{BTreeMap, HashMap};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use widgets::wire::ConfirmedKind;

use super::{Error, rows};
use crate::domain::letter;
use crate::domain::proof::Proof;
use crate::domain::time::{DAY_MS, SECOND_MS};
use crate::domain::token::Code;

/// A typed code is good this long; the link beside it longer.
const CODE_LIFE_MS: i64 = DAY_MS;
/// Ten guesses a day at codes of six digits.
const MOST_TRIES: i64 = 10;

/// A pending attempt, as far as confirming it goes.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) id: String,
    pub(super) kind: ConfirmedKind,
    pub(super) slug: String,
    email_key: String,
    token_hash: Option<String>,
    code_hash: Option<String>,
    tries: i64,
    created_at: i64,
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
/// A list has one text.
const TEXT_LANG: &str = "cast('' as text)";
const COLUMNS: &str = "id, slug, email_key, token_hash, code_hash, code_tries, created_at, \
    expires_at, confirmed_at, site, page_url, lang";

pub(super) const fn table(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "pending_signatures",
        ConfirmedKind::Subscription => "pending_subscriptions",
    }
}

/// What a proof is worth.
pub(super) enum Verdict {
    Proven(Box<Pending>),
    Wrong,
    Expired,
    TooManyTries { retry_after_s: u32 },
}

/// The attempts that the proofs of a batch speak of.
#[derive(Default)]
pub(super) struct Known {
    by_token: HashMap<String, Pending>,
    by_id: HashMap<String, Pending>,
    /// Letters of the last day to the persons of `by_id`, oldest first.
    letters: HashMap<(String, String), Vec<Pending>>,
    /// Wrong codes of this batch, by the attempt they are counted at.
    wrong: BTreeMap<String, (ConfirmedKind, i64)>,
}

impl Known {
    pub(super) async fn load(
        connection: &mut AnyConnection,
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
            let text_lang = match kind {
                ConfirmedKind::Signature => "text_lang",
                ConfirmedKind::Subscription => TEXT_LANG,
            };
            let those = |condition: &str| {
                format!("select {COLUMNS}, {text_lang} from {table} where {condition}")
            };
            let sql = those("token_hash in ({in})");
            for row in rows::select_in(connection, &sql, None, tokens()).await? {
                let pending = pending(kind, &row)?;
                known
                    .by_token
                    .insert(pending.token_hash.clone().unwrap_or_default(), pending);
            }
            let sql = those("id in ({in})");
            for row in rows::select_in(connection, &sql, None, ids()).await? {
                let pending = pending(kind, &row)?;
                known.by_id.insert(pending.id.clone(), pending);
            }
            let sql = those(
                "created_at > $1 and token_hash is not null and email_key in ({in}) \
                 order by created_at, id",
            );
            let of_kind = known.by_id.values().filter(|one| one.kind == kind);
            let persons: Vec<String> = of_kind.map(|one| one.email_key.clone()).collect();
            for row in rows::select_in(connection, &sql, oldest, persons).await? {
                let pending = pending(kind, &row)?;
                known
                    .letters
                    .entry(pending.person())
                    .or_default()
                    .push(pending);
            }
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

    /// The code of any letter to this person about this declaration will do: it proves the same
    /// mailbox. What is confirmed is the attempt on the visitor's screen.
    fn judge_code(&mut self, pending: Pending, code: &Code, now_ms: i64) -> Verdict {
        let letters = self.letters.get_mut(&pending.person());
        let mut live: Vec<&mut Pending> = letters
            .into_iter()
            .flatten()
            .filter(|letter| now_ms < letter.created_at + CODE_LIFE_MS)
            .collect();
        let Some(newest) = live.last() else {
            return Verdict::Expired;
        };
        let (kind, counted_at) = (newest.kind, newest.id.clone());
        if live.iter().map(|letter| letter.tries).sum::<i64>() >= MOST_TRIES {
            let tried = live.iter().find(|letter| letter.tries > 0);
            let until = tried.map_or(now_ms, |letter| letter.created_at + CODE_LIFE_MS);
            let wait_s = (until - now_ms).max(0) / SECOND_MS + 1;
            return Verdict::TooManyTries {
                retry_after_s: u32::try_from(wait_s).unwrap_or(u32::MAX),
            };
        }
        let right = live.iter().find(|letter| {
            letter
                .code_hash
                .as_deref()
                .is_some_and(|hash| code.matches(&letter.id, hash))
        });
        if let Some(letter) = right {
            return Verdict::Proven(Box::new(Pending {
                proven_by: letter.id.clone(),
                ..pending
            }));
        }
        if let Some(newest) = live.last_mut() {
            newest.tries += 1;
        }
        self.wrong.entry(counted_at).or_insert((kind, 0)).1 += 1;
        Verdict::Wrong
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

fn pending(kind: ConfirmedKind, row: &AnyRow) -> Result<Pending, Error> {
    Ok(Pending {
        id: row.try_get(0)?,
        proven_by: row.try_get(0)?,
        kind,
        slug: row.try_get(1)?,
        email_key: row.try_get(2)?,
        token_hash: row.try_get(3)?,
        code_hash: row.try_get(4)?,
        tries: row.try_get(5)?,
        created_at: row.try_get(6)?,
        expires_at: row.try_get(7)?,
        confirmed_at: row.try_get(8)?,
        site: row.try_get(9)?,
        page_url: row.try_get(10)?,
        lang: row.try_get(11)?,
        text_lang: row.try_get(12)?,
    })
}
