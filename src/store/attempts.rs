//! Signing and joining, until the letter is answered: attempts are kept and their letters written
//! in one transaction. The outcome does not tell whether the address is known; only the letter does.

use std::collections::{HashMap, HashSet};

use sqlx::{AnyConnection, Row};
use widgets::fields;
use widgets::wire::ConfirmedKind;

use super::batch::{Attempt, Outcome};
use super::rows::{self, Value};
use super::{
    AttemptOutcome, Error, admissions, consents, manage_links, outbox, reservations, signatories,
    subscriptions, suspicions,
};
use crate::domain::letter::{self, Earlier, Facts, LetterKind};
use crate::domain::name;
use crate::domain::sealed::{Purpose, Seal};
use crate::domain::signature::{NewSignature, Page};
use crate::domain::subscription::NewSubscription;
use crate::domain::time::DAY_MS;
use crate::domain::token::{Code, Token};

/// A mailed link is good this long.
const TOKEN_LIFE_MS: i64 = 7 * DAY_MS;

/// Keeps the attempts; whether letters were written.
pub(super) async fn write(
    connection: &mut AnyConnection,
    seal: &Seal,
    attempts: Vec<(usize, &Attempt, i64)>,
    outcomes: &mut [Option<Outcome>],
) -> Result<bool, Error> {
    if attempts.is_empty() {
        return Ok(false);
    }
    let asked: Vec<_> = attempts
        .into_iter()
        .map(|(at, attempt, now_ms)| (at, Asked::new(seal, attempt, now_ms)))
        .collect();
    let mut known = Known::load(connection, &asked).await?;
    let mut words = Vec::new();
    for (_, asked) in &asked {
        words.extend(asked.attempt.words().map(|words| (words, asked.now_ms)));
    }
    consents::keep_words(connection, words).await?;
    let mut inserts = Inserts::default();
    for (at, asked) in asked {
        let attempt = asked.attempt;
        let outcome = match known
            .subjects
            .get(&(attempt.about(), attempt.text_lang().to_owned()))
        {
            None => AttemptOutcome::Unknown,
            Some(subject) => {
                let letter = known.letter(&asked);
                inserts.push(seal, &asked, letter.map(|kind| (kind, subject)));
                if letter.is_some() {
                    known.count_letter(&asked);
                }
                AttemptOutcome::Accepted {
                    id: attempt.id().to_owned(),
                }
            }
        };
        outcomes[at] = Some(Outcome::Attempt(outcome));
    }
    let wrote_letters = !inserts.letters.is_empty();
    inserts.write(connection).await?;
    Ok(wrote_letters)
}

/// An attempt with what its person is told by in the database.
struct Asked<'a> {
    attempt: &'a Attempt,
    /// The keyed hash of the address.
    person: String,
    refusal: String,
    now_ms: i64,
}

impl<'a> Asked<'a> {
    fn new(seal: &Seal, attempt: &'a Attempt, now_ms: i64) -> Self {
        let key = attempt.email_key();
        Self {
            attempt,
            person: seal.person(key),
            refusal: seal.refusal(key, &attempt.about()),
            now_ms,
        }
    }
}

/// What a letter says of the declaration or list.
struct Subject {
    title: String,
    organisers: String,
    contact: String,
}

/// What is known of the people in a batch.
#[derive(Default)]
struct Known {
    /// By what it is about and the language of its text.
    subjects: HashMap<(String, String), Subject>,
    /// Letters of the last day, by person.
    earlier: HashMap<String, Vec<Earlier>>,
    /// Who has signed or joined what: mailbox, subject, and which of its signers.
    confirmed: HashSet<(String, String, String)>,
    refusals: HashSet<String>,
}

impl Known {
    async fn load(
        connection: &mut AnyConnection,
        asked: &[(usize, Asked<'_>)],
    ) -> Result<Self, Error> {
        let mut known = Self::default();
        for kind in [ConfirmedKind::Signature, ConfirmedKind::Subscription] {
            let of_kind = || {
                asked
                    .iter()
                    .map(|(_, asked)| asked)
                    .filter(move |one| one.attempt.kind() == kind)
            };
            let slugs = of_kind().map(|asked| asked.attempt.slug().to_owned());
            for row in rows::select_in(connection, subjects_of(kind), None, slugs).await? {
                let subject = Subject {
                    title: row.try_get(1)?,
                    organisers: row.try_get(2)?,
                    contact: row.try_get(3)?,
                };
                known.subjects.insert(
                    (letter::about(kind, row.try_get(0)?), row.try_get(4)?),
                    subject,
                );
            }
            let keys = of_kind().map(|asked| asked.person.clone());
            for row in rows::select_in(connection, confirmed_of(kind), None, keys).await? {
                let signer = match kind {
                    ConfirmedKind::Signature => admissions::signer(&row)?,
                    ConfirmedKind::Subscription => String::new(),
                };
                let about = letter::about(kind, row.try_get(1)?);
                known.confirmed.insert((row.try_get(0)?, about, signer));
            }
            // Letters of either kind count for the address, whatever it is signed up to now.
            let keys = asked.iter().map(|(_, asked)| asked.person.clone());
            let oldest = asked.iter().map(|(_, asked)| asked.now_ms - DAY_MS).min();
            for row in rows::select_in(connection, letters_of(kind), oldest, keys).await? {
                known
                    .earlier
                    .entry(row.try_get(0)?)
                    .or_default()
                    .push(Earlier {
                        about: letter::about(kind, row.try_get(1)?),
                        sent_at: row.try_get(2)?,
                    });
            }
        }
        let hashes = asked.iter().map(|(_, asked)| asked.refusal.clone());
        let sql = "select refusal_hash from refusals where refusal_hash in ({in})";
        for row in rows::select_in(connection, sql, None, hashes).await? {
            known.refusals.insert(row.try_get(0)?);
        }
        Ok(known)
    }

    /// The letter that answers this attempt, if one may go.
    fn letter(&self, asked: &Asked<'_>) -> Option<LetterKind> {
        let (attempt, about) = (asked.attempt, asked.attempt.about());
        if self.refusals.contains(&asked.refusal) {
            return None;
        }
        let earlier = self.earlier.get(&asked.person);
        let earlier = earlier.map_or(&[][..], Vec::as_slice);
        if !letter::may_go(earlier, &about, asked.now_ms) {
            return None;
        }
        let signer = (asked.person.clone(), about, attempt.signer());
        let confirmed = self.confirmed.contains(&signer);
        Some(match (attempt.kind(), confirmed) {
            (ConfirmedKind::Signature, false) => LetterKind::ConfirmSignature,
            (ConfirmedKind::Signature, true) => LetterKind::AlreadySigned,
            (ConfirmedKind::Subscription, false) => LetterKind::ConfirmSubscription,
            (ConfirmedKind::Subscription, true) => LetterKind::AlreadySubscribed,
        })
    }

    fn count_letter(&mut self, asked: &Asked<'_>) {
        let letters = self.earlier.entry(asked.person.clone()).or_default();
        letters.push(Earlier {
            about: asked.attempt.about(),
            sent_at: asked.now_ms,
        });
    }
}

const fn subjects_of(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => {
            "select d.slug, t.title, d.organisers, d.contact, t.lang from declarations d \
             join declaration_texts t on t.slug = d.slug where d.slug in ({in})"
        }
        ConfirmedKind::Subscription => {
            "select slug, title, organisers, contact, cast('' as text) from lists where slug in ({in})"
        }
    }
}

const fn confirmed_of(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => {
            "select email_key, slug, kind, name, organisation from signatures \
             where email_key in ({in})"
        }
        ConfirmedKind::Subscription => {
            "select email_key, slug from subscriptions \
             where unsubscribed_at is null and email_key in ({in})"
        }
    }
}

const fn letters_of(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => {
            "select email_key, slug, created_at from pending_signatures \
             where token_hash is not null and created_at > $1 and email_key in ({in})"
        }
        ConfirmedKind::Subscription => {
            "select email_key, slug, created_at from pending_subscriptions \
             where token_hash is not null and created_at > $1 and email_key in ({in})"
        }
    }
}

/// The rows of a batch, table by table.
#[derive(Default)]
struct Inserts {
    signatures: Vec<Vec<Value>>,
    subscriptions: Vec<Vec<Value>>,
    links: Vec<Vec<Value>>,
    manage_links: Vec<Vec<Value>>,
    letters: Vec<Vec<Value>>,
}

impl Inserts {
    fn push(&mut self, seal: &Seal, asked: &Asked<'_>, letter: Option<(LetterKind, &Subject)>) {
        let Asked { person, now_ms, .. } = asked;
        let secrets = letter.is_some();
        match asked.attempt {
            Attempt::Signature(signature) => {
                self.signatures
                    .push(signature_row(seal, signature, person, secrets, *now_ms));
                if secrets {
                    let link = manage_links::row(seal, signature, person, *now_ms);
                    self.manage_links.push(link);
                }
            }
            Attempt::Subscription(subscription) => {
                let row = subscription_row(seal, subscription, person, secrets, *now_ms);
                self.subscriptions.push(row);
                if letter.is_some_and(|(kind, _)| kind.offers_leaving()) {
                    let (slug, token) = (&subscription.slug, &subscription.token);
                    let link = subscriptions::link_row(token, slug, person, *now_ms);
                    self.links.push(link);
                }
            }
        }
        if let Some((kind, subject)) = letter {
            self.letters
                .push(letter_row(seal, asked.attempt, kind, subject, *now_ms));
        }
    }

    async fn write(self, connection: &mut AnyConnection) -> Result<(), Error> {
        let head = "insert into pending_signatures (id, slug, text_lang, version, kind, name, email, email_key, \
            postcode, organisation, role, visibility, updates, reservations, suspicion, lang, site, page_url, \
            token_hash, code_hash, pass_hash, created_at, expires_at, words_hash, updates_hash)";
        rows::insert(connection, head, &self.signatures, "").await?;
        let head = "insert into pending_subscriptions (id, slug, name, email, email_key, postcode, \
            topics, lang, site, page_url, token_hash, code_hash, pass_hash, created_at, expires_at, words_hash)";
        rows::insert(connection, head, &self.subscriptions, "").await?;
        subscriptions::insert_links(connection, &self.links).await?;
        manage_links::insert(connection, &self.manage_links).await?;
        outbox::insert(connection, &self.letters).await
    }
}

fn signature_row(
    seal: &Seal,
    signature: &NewSignature,
    person: &str,
    secrets: bool,
    now_ms: i64,
) -> Vec<Value> {
    let fields = &signature.fields;
    let mut row = vec![
        Value::from(signature.id.as_str()),
        signature.slug.as_str().into(),
        signature.text_lang.as_str().into(),
        i64::from(signature.version).into(),
        signatories::kind_name(fields.kind).into(),
        name::nfc(fields.name.as_str()).into(),
        seal.seal(Purpose::Email, fields.email.as_str()).into(),
        person.into(),
        fields
            .postcode
            .as_ref()
            .map(|one| seal.seal(Purpose::Postcode, one.as_str()))
            .into(),
        fields
            .organisation
            .as_ref()
            .map(|one| name::nfc(one.as_str()))
            .into(),
        fields
            .role
            .as_ref()
            .map(|one| name::nfc(one.as_str()))
            .into(),
        signatories::visibility_name(fields.public).into(),
        i64::from(fields.updates).into(),
        reservations::stored(&fields.reservations).into(),
        suspicions::stored(fields).into(),
    ];
    row.extend(page_values(&signature.page));
    let made = secrets.then(|| Secrets::of_signature(signature));
    row.extend(secret_values(made, now_ms));
    row.push(
        signature
            .words
            .as_ref()
            .map(|one| one.hash().to_owned())
            .into(),
    );
    row.push(
        signature
            .updates_words
            .as_ref()
            .map(|one| one.hash().to_owned())
            .into(),
    );
    row
}

fn subscription_row(
    seal: &Seal,
    subscription: &NewSubscription,
    person: &str,
    secrets: bool,
    now_ms: i64,
) -> Vec<Value> {
    let fields = &subscription.fields;
    let topics: Vec<&str> = fields.topics.iter().map(fields::Slug::as_str).collect();
    let mut row = vec![
        Value::from(subscription.id.as_str()),
        subscription.slug.as_str().into(),
        fields
            .name
            .as_ref()
            .map(|one| name::nfc(one.as_str()))
            .into(),
        seal.seal(Purpose::Email, fields.email.as_str()).into(),
        person.into(),
        fields
            .postcode
            .as_ref()
            .map(|one| seal.seal(Purpose::Postcode, one.as_str()))
            .into(),
        serde_json::json!(topics).to_string().into(),
    ];
    row.extend(page_values(&subscription.page));
    let made = secrets.then(|| Secrets::of_subscription(subscription));
    row.extend(secret_values(made, now_ms));
    row.push(
        subscription
            .words
            .as_ref()
            .map(|one| one.hash().to_owned())
            .into(),
    );
    row
}

fn page_values(page: &Page) -> [Value; 3] {
    [
        page.lang.as_str().into(),
        page.site.as_str().into(),
        page.page_url.as_str().into(),
    ]
}

/// What a letter carries that proves its mailbox, hashed.
struct Secrets {
    token: String,
    code: String,
    /// Where the page's browser can be gone back to.
    pass: Option<String>,
}

impl Secrets {
    fn new(id: &str, token: &Token, code: &Code, page: &Page) -> Self {
        Self {
            token: token.hash(),
            code: code.hash(id),
            pass: page.returns.then(|| token.pass().hash()),
        }
    }

    fn of_signature(one: &NewSignature) -> Self {
        Self::new(&one.id, &one.token, &one.code, &one.page)
    }

    fn of_subscription(one: &NewSubscription) -> Self {
        Self::new(&one.id, &one.token, &one.code, &one.page)
    }
}

/// An attempt without a letter has no secrets: nobody could know them.
fn secret_values(secrets: Option<Secrets>, now_ms: i64) -> [Value; 5] {
    let (token, code, pass) = match secrets {
        Some(made) => (Some(made.token), Some(made.code), made.pass),
        None => (None, None, None),
    };
    [
        token.into(),
        code.into(),
        pass.into(),
        now_ms.into(),
        (now_ms + TOKEN_LIFE_MS).into(),
    ]
}

fn letter_row(
    seal: &Seal,
    attempt: &Attempt,
    kind: LetterKind,
    subject: &Subject,
    now_ms: i64,
) -> Vec<Value> {
    let (page, email, name, token, code) = match attempt {
        Attempt::Signature(one) => (
            &one.page,
            &one.fields.email,
            Some(&one.fields.name),
            &one.token,
            &one.code,
        ),
        Attempt::Subscription(one) => (
            &one.page,
            &one.fields.email,
            one.fields.name.as_ref(),
            &one.token,
            &one.code,
        ),
    };
    let facts = Facts {
        lang: page.lang.clone(),
        title: subject.title.clone(),
        organisers: subject.organisers.clone(),
        contact: subject.contact.clone(),
        name: name.map(|one| one.as_str().to_owned()),
        token: token.reveal().to_owned(),
        code: Some(code.reveal().to_owned()),
        change: None,
    };
    outbox::row(seal, attempt.id(), kind, email.as_str(), &facts, now_ms)
}
