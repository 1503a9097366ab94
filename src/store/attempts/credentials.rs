//! Checks credentials: the link or the code in an email proves access to the mailbox. It also
//! counts guesses; `confirmations.rs` acts on the result.

use std::collections::{BTreeMap, HashMap};

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use crate::domain::attempts::credential::Credential;
use crate::domain::keys::sealed::Seal;
use crate::domain::keys::token::Code;
use crate::domain::mail::message;
use crate::domain::time::DAY_MS;
use crate::store::Error;
use crate::store::engine::rows::{self, Value};

/// A typed code is valid this long; the link in the same email, longer.
const CODE_LIFE_MS: i64 = DAY_MS;
/// Guesses allowed at one six-digit code; after that it is void, and the next email brings a new
/// one.
pub(super) const MOST_TRIES: i64 = 5;

/// A pending attempt, with what confirming it needs.
#[derive(Clone, Debug)]
pub(in crate::store) struct Pending {
    pub(in crate::store) id: String,
    pub(in crate::store) kind: ConfirmedKind,
    pub(in crate::store) slug: String,
    email_key: String,
    token_hash: Option<String>,
    /// When the code in its newest email was made.
    code_at: i64,
    /// When an email was last requested.
    asked_at: i64,
    tries: i64,
    /// The attempt that this one is a reminder of.
    reminds: Option<String>,
    expires_at: i64,
    pub(in crate::store) confirmed_at: Option<i64>,
    pub(in crate::store) lang: String,
    /// The language of the signed text; empty for a list.
    pub(in crate::store) text_lang: String,
    pub(in crate::store) site: String,
    pub(in crate::store) page_url: String,
    /// The attempt whose email confirmed it.
    pub(super) proven_by: String,
}

pub(super) const KINDS: [ConfirmedKind; 2] =
    [ConfirmedKind::Signature, ConfirmedKind::Subscription];
const COLUMNS: &str = "id, slug, email_key, token_hash, epoch, fresh_codes, code_at, asked_at, \
    code_tries, reminds, expires_at, confirmed_at, site, page_url, lang";

/// The columns above, and the language of the text.
#[derive(sqlx::FromRow)]
struct PendingRow {
    id: String,
    slug: String,
    email_key: String,
    token_hash: Option<String>,
    epoch: i64,
    fresh_codes: i64,
    code_at: i64,
    asked_at: i64,
    code_tries: i64,
    reminds: Option<String>,
    expires_at: i64,
    confirmed_at: Option<i64>,
    site: String,
    page_url: String,
    lang: String,
    text_lang: String,
}

impl PendingRow {
    fn pending(self, kind: ConfirmedKind) -> Pending {
        Pending {
            proven_by: self.id.clone(),
            id: self.id,
            kind,
            slug: self.slug,
            email_key: self.email_key,
            token_hash: self.token_hash,
            code_at: self.code_at,
            asked_at: self.asked_at,
            tries: self.code_tries,
            reminds: self.reminds,
            expires_at: self.expires_at,
            confirmed_at: self.confirmed_at,
            site: self.site,
            page_url: self.page_url,
            lang: self.lang,
            text_lang: self.text_lang,
        }
    }
}

pub(in crate::store) const fn table(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "pending_signatures",
        ConfirmedKind::Subscription => "pending_subscriptions",
    }
}

const fn text_lang(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "text_lang",
        // A list has only one text.
        ConfirmedKind::Subscription => "cast('' as text) as text_lang",
    }
}

/// The result of checking a credential.
pub(in crate::store) enum CredentialCheck {
    Proven(Box<Pending>),
    Wrong,
    /// The code of another email to the same mailbox.
    OfAnother,
    Expired,
    /// Too many wrong codes were tried at the attempt.
    Void,
}

/// The attempts that a batch's credentials refer to.
#[derive(Default)]
pub(in crate::store) struct BatchAttempts {
    by_token: HashMap<String, Pending>,
    by_id: HashMap<String, Pending>,
    /// Emails sent to the mailboxes of `by_id` in the last day, each with its code.
    emails: HashMap<String, Vec<(Pending, Code)>>,
    /// When each attempt's emails were requested and when they became due.
    due: HashMap<String, Vec<(i64, i64)>>,
    /// Wrong codes in this batch, by the attempt they count against.
    wrong: BTreeMap<String, (ConfirmedKind, i64)>,
}

impl BatchAttempts {
    pub(in crate::store) async fn load(
        connection: &mut AnyConnection,
        seal: &Seal,
        credentials: &[(usize, &Credential, i64)],
    ) -> Result<Self, Error> {
        let mut known = Self::default();
        let (mut tokens, mut ids) = (Vec::new(), Vec::new());
        for (_, credential, _) in credentials {
            match credential {
                Credential::Token(token) => tokens.push(token.hash()),
                Credential::Code { id, .. } => ids.push(id),
            }
        }
        let oldest = credentials
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
            for row in rows::fetch_in::<PendingRow>(connection, &sql, None, &tokens).await? {
                let pending = row.pending(kind);
                known
                    .by_token
                    .insert(pending.token_hash.clone().unwrap_or_default(), pending);
            }
            let sql = those("id in ({in})");
            for row in rows::fetch_in::<PendingRow>(connection, &sql, None, &ids).await? {
                let pending = row.pending(kind);
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
            let oldest = oldest.map(Value::Int);
            for row in rows::fetch_in::<PendingRow>(connection, &sql, oldest, &persons).await? {
                let code = seal.code(&row.id, row.epoch, row.fresh_codes);
                let emails = known.emails.entry(row.email_key.clone());
                emails.or_default().push((row.pending(kind), code));
            }
        }
        let with_codes = known.emails.values().flatten();
        let with_codes: Vec<&String> = with_codes.map(|(email, _)| &email.id).collect();
        let sql = "select attempt, created_at, due_at from outbox where attempt in ({in})";
        for email in rows::fetch_in::<DueEmail>(connection, sql, None, &with_codes).await? {
            let due = known.due.entry(email.attempt).or_default();
            due.push((email.created_at, email.due_at));
        }
        Ok(known)
    }

    pub(super) fn judge(&mut self, credential: &Credential, now_ms: i64) -> CredentialCheck {
        match credential {
            Credential::Token(token) => match self.by_token.get(&token.hash()) {
                Some(pending) if now_ms < pending.expires_at => {
                    CredentialCheck::Proven(Box::new(pending.clone()))
                }
                _ => CredentialCheck::Expired,
            },
            Credential::Code { id, code } => match self.by_id.get(id) {
                Some(pending) if now_ms < pending.expires_at => {
                    let pending = pending.clone();
                    self.judge_code(pending, code, now_ms)
                }
                _ => CredentialCheck::Expired,
            },
        }
    }

    /// Accepts the attempt's own code, or that of a reminder of it. Guessing at one attempt does
    /// not lock anyone out of another. An attempt whose email may not be sent is judged like any
    /// other; otherwise anyone could find out which addresses said "it wasn't me".
    fn judge_code(&mut self, pending: Pending, typed: &Code, now_ms: i64) -> CredentialCheck {
        let is_live = |email: &Pending| now_ms < email.asked_at + CODE_LIFE_MS;
        let emails = self.emails.get(&pending.email_key);
        let emails = || {
            emails
                .into_iter()
                .flatten()
                .filter(|(email, _)| is_live(email))
        };
        let is_own =
            |email: &Pending| email.id == pending.id || email.reminds.as_ref() == Some(&pending.id);
        if !is_live(&pending) && !emails().any(|(email, _)| is_own(email)) {
            return CredentialCheck::Expired;
        }
        if pending.tries >= MOST_TRIES {
            return CredentialCheck::Void;
        }
        let with_this_code =
            || emails().filter(|(email, code)| self.has_gone(email, now_ms) && code.is(typed));
        if let Some((email, _)) = with_this_code().find(|(email, _)| is_own(email)) {
            let proven_by = email.id.clone();
            return CredentialCheck::Proven(Box::new(Pending {
                proven_by,
                ..pending
            }));
        }
        let of_another = with_this_code().any(|(email, _)| !is_own(email));
        if let Some(known) = self.by_id.get_mut(&pending.id) {
            known.tries += 1;
        }
        let wrong = self.wrong.entry(pending.id).or_insert((pending.kind, 0));
        wrong.1 += 1;
        if of_another {
            CredentialCheck::OfAnother
        } else {
            CredentialCheck::Wrong
        }
    }

    /// Whether the code is in an email that may have been sent. The code of a rate-limited email is
    /// known to no one, so guesses at a mailbox are limited by the number of emails it gets.
    fn has_gone(&self, email: &Pending, now_ms: i64) -> bool {
        let due = self.due.get(&email.id).into_iter().flatten();
        let mut due = due.filter(|(asked_at, _)| *asked_at >= email.code_at);
        due.any(|(_, due_at)| *due_at <= now_ms)
    }

    /// Stores how many wrong codes were typed.
    pub(super) async fn count_tries(&self, connection: &mut AnyConnection) -> Result<(), Error> {
        let mut wrong: BTreeMap<(&str, i64), Vec<&String>> = BTreeMap::new();
        for (id, (kind, tries)) in &self.wrong {
            wrong.entry((table(*kind), *tries)).or_default().push(id);
        }
        for ((table, tries), ids) in wrong {
            let sql =
                format!("update {table} set code_tries = code_tries + $1 where id in ({{in}})");
            rows::execute_in(connection, &sql, Some(Value::Int(tries)), ids).await?;
        }
        Ok(())
    }
}

impl Pending {
    /// Its subject and person.
    pub(in crate::store) fn person(&self) -> (String, String) {
        (
            message::about(self.kind, &self.slug),
            self.email_key.clone(),
        )
    }
}

/// When an attempt's email was requested and when it became due.
#[derive(sqlx::FromRow)]
struct DueEmail {
    attempt: String,
    created_at: i64,
    due_at: i64,
}
