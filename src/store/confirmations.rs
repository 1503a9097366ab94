//! Answering a letter: an attempt becomes a signature, if `admissions.rs` lets it in, or a
//! subscription. Also what the page behind the link shows.

use std::collections::{BTreeMap, HashMap, HashSet};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use widgets::wire::{ConfirmedKind, Visibility};

use super::batch::Outcome;
use super::rows;
use super::{
    ConfirmOutcome, Confirmed, Error, PendingView, Store, admissions, consents, reservations,
    signatories, standing, subscriptions,
};
use crate::domain::household;
use crate::domain::letter;
use crate::domain::proof::Proof;
use crate::domain::sealed::Seal;
use crate::domain::time::{DAY_MS, SECOND_MS};
use crate::domain::token::{Code, Pass, Token};
use crate::domain::verification::Held;

/// A typed code is good this long; the link beside it longer.
const CODE_LIFE_MS: i64 = DAY_MS;
/// Ten guesses a day at codes of six digits.
const MOST_TRIES: i64 = 10;

/// A pending attempt, as far as confirming it goes.
#[derive(Clone, Debug)]
struct Pending {
    id: String,
    kind: ConfirmedKind,
    slug: String,
    email_key: String,
    token_hash: Option<String>,
    pass_hash: Option<String>,
    code_hash: Option<String>,
    tries: i64,
    created_at: i64,
    expires_at: i64,
    confirmed_at: Option<i64>,
    lang: String,
    /// Of the text that was signed; empty for a list.
    text_lang: String,
    site: String,
    page_url: String,
    /// The attempt whose letter proved it.
    proven_by: String,
}

const KINDS: [ConfirmedKind; 2] = [ConfirmedKind::Signature, ConfirmedKind::Subscription];
/// A list has one text.
const TEXT_LANG: &str = "cast('' as text)";
const COLUMNS: &str = "id, slug, email_key, token_hash, code_hash, code_tries, created_at, \
    expires_at, confirmed_at, site, page_url, lang, pass_hash";

const fn table(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "pending_signatures",
        ConfirmedKind::Subscription => "pending_subscriptions",
    }
}

/// What a proof is worth.
enum Verdict {
    Proven(Box<Pending>),
    Wrong,
    Expired,
    TooManyTries { retry_after_s: u32 },
}

/// Judges the proofs and writes what follows from them; whether letters were written.
pub(super) async fn write(
    connection: &mut AnyConnection,
    seal: &Seal,
    proofs: Vec<(usize, &Proof, i64)>,
    outcomes: &mut [Option<Outcome>],
) -> Result<bool, Error> {
    let Some(now_ms) = proofs.iter().map(|(_, _, now_ms)| *now_ms).max() else {
        return Ok(false);
    };
    let mut known = Known::load(connection, &proofs).await?;
    let mut proven = Vec::new();
    for (at, proof, now_ms) in proofs {
        let refused = match known.judge(proof, now_ms) {
            Verdict::Proven(pending) => {
                proven.push((at, *pending));
                continue;
            }
            Verdict::Wrong => ConfirmOutcome::Wrong,
            Verdict::Expired => ConfirmOutcome::Expired,
            Verdict::TooManyTries { retry_after_s } => {
                ConfirmOutcome::TooManyTries { retry_after_s }
            }
        };
        outcomes[at] = Some(Outcome::Confirm(refused));
    }
    for (id, (kind, tries)) in &known.wrong {
        let sql = match kind {
            ConfirmedKind::Signature => {
                "update pending_signatures set code_tries = code_tries + $1 where id = $2"
            }
            ConfirmedKind::Subscription => {
                "update pending_subscriptions set code_tries = code_tries + $1 where id = $2"
            }
        };
        sqlx::query(sql)
            .bind(*tries)
            .bind(id.clone())
            .execute(&mut *connection)
            .await?;
    }
    // One used before has had its effect; of a mailbox the first in a batch joins a list, and of
    // signers `admissions.rs` knows who is who.
    let mut told = HashSet::new();
    let new: Vec<&Pending> = proven
        .iter()
        .map(|(_, one)| one)
        .filter(|one| one.confirmed_at.is_none())
        .filter(|one| match one.kind {
            ConfirmedKind::Signature => told.insert((one.id.clone(), String::new())),
            ConfirmedKind::Subscription => told.insert(one.person()),
        })
        .collect();
    let used = proven.iter().map(|(_, one)| one);
    let used = used.filter(|one| one.confirmed_at.is_some());
    let ended = standing::ended(connection, used.map(|one| (one.kind, one.id.clone()))).await?;
    let ids = |kind| -> Vec<String> {
        let of_kind = new.iter().filter(move |one| one.kind == kind);
        of_kind.map(|one| one.id.clone()).collect()
    };
    let signing = ids(ConfirmedKind::Signature);
    let admitted = admissions::admit(connection, seal, &signing, now_ms).await?;
    let joining = ids(ConfirmedKind::Subscription);
    let welcomed = subscriptions::confirm(connection, seal, joining.clone(), now_ms).await?;
    let letters = new
        .iter()
        .map(|one| (one.id.clone(), one.proven_by.clone()))
        .collect();
    consents::add_confirmed(connection, admitted.agreed, joining, &letters, now_ms).await?;
    let subjects = subjects(connection, proven.iter().map(|(_, one)| one)).await?;
    for (at, pending) in proven {
        if ended.contains(&pending.id) {
            outcomes[at] = Some(Outcome::Confirm(ConfirmOutcome::Expired));
            continue;
        }
        let about = letter::about(pending.kind, &pending.slug);
        let held = admitted.held.get(&pending.id).copied();
        let (title, count) = subjects
            .get(&(about, pending.text_lang))
            .cloned()
            .ok_or_else(|| Error::Internal("an attempt is about nothing that exists".into()))?;
        outcomes[at] = Some(Outcome::Confirm(ConfirmOutcome::Confirmed(Confirmed {
            kind: pending.kind,
            slug: pending.slug,
            title,
            count,
            held,
            lang: pending.lang,
            site: pending.site,
            page_url: pending.page_url,
        })));
    }
    Ok(welcomed || admitted.wrote_letters)
}

/// The attempts that the proofs of a batch speak of.
#[derive(Default)]
struct Known {
    by_token: HashMap<String, Pending>,
    by_pass: HashMap<String, Pending>,
    by_id: HashMap<String, Pending>,
    /// Letters of the last day to the persons of `by_id`, oldest first.
    letters: HashMap<(String, String), Vec<Pending>>,
    /// Wrong codes of this batch, by the attempt they are counted at.
    wrong: BTreeMap<String, (ConfirmedKind, i64)>,
}

impl Known {
    async fn load(
        connection: &mut AnyConnection,
        proofs: &[(usize, &Proof, i64)],
    ) -> Result<Self, Error> {
        let mut known = Self::default();
        let tokens = || {
            proofs.iter().filter_map(|(_, proof, _)| match proof {
                Proof::Token(token) => Some(token.hash()),
                Proof::Code { .. } | Proof::Pass { .. } => None,
            })
        };
        let passes = || {
            proofs.iter().filter_map(|(_, proof, _)| match proof {
                Proof::Pass { pass, .. } => Some(pass.hash()),
                Proof::Code { .. } | Proof::Token(_) => None,
            })
        };
        let ids = || {
            proofs.iter().filter_map(|(_, proof, _)| match proof {
                Proof::Code { id, .. } | Proof::Pass { id, .. } => Some(id.clone()),
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
            let sql =
                format!("select {COLUMNS}, {text_lang} from {table} where token_hash in ({{in}})");
            for row in rows::select_in(connection, &sql, None, tokens()).await? {
                let pending = pending(kind, &row)?;
                known
                    .by_token
                    .insert(pending.token_hash.clone().unwrap_or_default(), pending);
            }
            let sql =
                format!("select {COLUMNS}, {text_lang} from {table} where pass_hash in ({{in}})");
            for row in rows::select_in(connection, &sql, None, passes()).await? {
                let pending = pending(kind, &row)?;
                known
                    .by_pass
                    .insert(pending.pass_hash.clone().unwrap_or_default(), pending);
            }
            let sql = format!("select {COLUMNS}, {text_lang} from {table} where id in ({{in}})");
            for row in rows::select_in(connection, &sql, None, ids()).await? {
                let pending = pending(kind, &row)?;
                known.by_id.insert(pending.id.clone(), pending);
            }
            let sql = format!(
                "select {COLUMNS}, {text_lang} from {table} where created_at > $1 and token_hash is not null \
                 and email_key in ({{in}}) order by created_at, id"
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

    fn judge(&mut self, proof: &Proof, now_ms: i64) -> Verdict {
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
            Proof::Pass { id, pass } => self.judge_pass(id, pass, now_ms),
        }
    }

    /// Confirms what the letter's link names, where the browser that comes back from it is one that
    /// this person signed or joined the same in: its id may be that of an earlier or later try.
    fn judge_pass(&self, id: &str, pass: &Pass, now_ms: i64) -> Verdict {
        match (self.by_id.get(id), self.by_pass.get(&pass.hash())) {
            (Some(kept), Some(mailed))
                if kept.person() == mailed.person() && now_ms < mailed.expires_at =>
            {
                Verdict::Proven(Box::new(mailed.clone()))
            }
            _ => Verdict::Expired,
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
}

impl Pending {
    /// What it is about, and whom.
    fn person(&self) -> (String, String) {
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
        pass_hash: row.try_get(12)?,
        text_lang: row.try_get(13)?,
    })
}

/// Titles by subject and language, and for declarations the count as this transaction leaves it.
async fn subjects(
    connection: &mut AnyConnection,
    of: impl Iterator<Item = &Pending> + Clone,
) -> Result<HashMap<(String, String), (String, Option<u64>)>, Error> {
    let mut subjects = HashMap::new();
    for kind in KINDS {
        let sql = match kind {
            ConfirmedKind::Signature => {
                "select d.slug, t.title, d.count, t.lang from declarations d \
                 join declaration_texts t on t.slug = d.slug where d.slug in ({in})"
            }
            ConfirmedKind::Subscription => {
                "select slug, title, cast(-1 as bigint), cast('' as text) from lists \
                 where slug in ({in})"
            }
        };
        let slugs = of
            .clone()
            .filter(|one| one.kind == kind)
            .map(|one| one.slug.clone());
        for row in rows::select_in(connection, sql, None, slugs).await? {
            let count: i64 = row.try_get(2)?;
            let about = (letter::about(kind, row.try_get(0)?), row.try_get(3)?);
            subjects.insert(about, (row.try_get(1)?, u64::try_from(count).ok()));
        }
    }
    Ok(subjects)
}

impl Store {
    /// What the page behind a mailed link shows; changes nothing. `None` for a link that is
    /// unknown, withdrawn or too old.
    pub async fn pending(&self, token: &Token, now_ms: i64) -> Result<Option<PendingView>, Error> {
        let signature = "select p.slug, p.lang, t.title, d.organisers, d.contact, p.name, \
                p.organisation, p.visibility, p.site, p.page_url, cast(0 as bigint), \
                p.reservations, p.held, p.email_key, p.kind, p.expires_at, p.id, cast(case when p.pass_hash is null then 0 else 1 end as bigint), p.confirmed_at \
            from pending_signatures p join declarations d on d.slug = p.slug \
                join declaration_texts t on t.slug = p.slug and t.lang = p.text_lang \
            where p.token_hash = $1 and p.expires_at > $2";
        let subscription = "select p.slug, p.lang, l.title, l.organisers, l.contact, p.name, \
                p.postcode, 'hidden', p.site, p.page_url, \
                (select count(*) from subscriptions s where s.email_key = p.email_key \
                    and s.slug = p.slug and s.unsubscribed_at is null), \
                cast(null as text), cast(null as text), p.email_key, cast('person' as text), p.expires_at, p.id, \
                cast(case when p.pass_hash is null then 0 else 1 end as bigint), p.confirmed_at \
            from pending_subscriptions p join lists l on l.slug = p.slug \
            where p.token_hash = $1 and p.expires_at > $2";
        for (kind, sql) in [
            (ConfirmedKind::Signature, signature),
            (ConfirmedKind::Subscription, subscription),
        ] {
            let query = sqlx::query(sql).bind(token.hash()).bind(now_ms);
            if let Some(row) = query.fetch_optional(self.db.read()).await? {
                let mut shown = view(kind, &row)?;
                if kind == ConfirmedKind::Signature {
                    shown.confirmed = self.has_signed(&row, &shown).await?;
                }
                return Ok(Some(shown));
            }
        }
        Ok(None)
    }

    /// Whether this very attempt became a signature, or this very signer of a mailbox has another.
    async fn has_signed(&self, row: &AnyRow, shown: &PendingView) -> Result<bool, Error> {
        let kind = signatories::kind(&row.try_get::<String, _>(14)?)?;
        let name = shown.name.as_deref().unwrap_or_default();
        let signer = household::signer(kind, name, shown.organisation.as_deref());
        let id: String = row.try_get(16)?;
        let sql = "select email_key, slug, kind, name, organisation, id from signatures \
            where email_key = $1 and slug = $2";
        let query = sqlx::query(sql)
            .bind(row.try_get::<String, _>(13)?)
            .bind(shown.slug.clone());
        for row in query.fetch_all(self.db.read()).await? {
            if row.try_get::<String, _>(5)? == id || admissions::signer(&row)? == signer {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn view(kind: ConfirmedKind, row: &AnyRow) -> Result<PendingView, Error> {
    let of_signature = kind == ConfirmedKind::Signature;
    let visibility: String = row.try_get(7)?;
    let confirmed: i64 = row.try_get(10)?;
    let held: Option<String> = row.try_get(12)?;
    let held = held.as_deref().and_then(Held::parse);
    Ok(PendingView {
        kind,
        slug: row.try_get(0)?,
        lang: row.try_get(1)?,
        title: row.try_get(2)?,
        organisers: row.try_get(3)?,
        contact: row.try_get(4)?,
        name: row.try_get(5)?,
        organisation: if of_signature { row.try_get(6)? } else { None },
        visibility: if of_signature {
            signatories::visibility(&visibility)?
        } else {
            Visibility::Hidden
        },
        site: row.try_get(8)?,
        page_url: row.try_get(9)?,
        confirmed: confirmed > 0,
        answered: row.try_get::<Option<i64>, _>(18)?.is_some(),
        held: held.zip(Some(row.try_get(15)?)),
        reservations: reservations::read(row.try_get(11)?)?,
        returns: row.try_get::<i64, _>(17)? > 0,
    })
}
