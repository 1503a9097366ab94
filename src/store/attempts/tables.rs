//! Builds and inserts the rows for attempts to sign or subscribe, by table, with their emails and
//! links.

use std::borrow::Cow;

use sqlx::AnyConnection;
use widgets::fields;

use super::prepared::{AddressedAttempt, PreparedAttempt};
use crate::domain::attempts::Attempt;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::lists::subscription::NewSubscription;
use crate::domain::mail::message::{Facts, MessageKind};
use crate::domain::privacy::consent::ConsentWording;
use crate::domain::signatures::NewSignature;
use crate::domain::signatures::name;
use crate::domain::time::DAY_MS;
use crate::store::Error;
use crate::store::engine::rows::{self, Value};
use crate::store::lists::subscriptions;
use crate::store::mail::queue::{self, Email, EmailCause};
use crate::store::mail::subjects::EmailSubject;
use crate::store::signatures::{lookalikes, manage_links, reservations, signatories};

/// How long an emailed link is valid.
pub(super) const TOKEN_LIFE_MS: i64 = 7 * DAY_MS;

/// The rows of a batch.
#[derive(Default)]
pub(in crate::store) struct AttemptRows<'a> {
    signatures: Vec<Cow<'a, [Value]>>,
    subscriptions: Vec<Cow<'a, [Value]>>,
    ways_out: Vec<&'a [Value]>,
    manage_links: Vec<&'a [Value]>,
    emails: Vec<Email>,
}

impl<'a> AttemptRows<'a> {
    /// Adds the rows of an attempt and of its email, if one may be sent.
    pub(super) fn push(
        &mut self,
        seal: &Seal,
        prepared: &'a PreparedAttempt,
        email: Option<(MessageKind, &EmailSubject)>,
    ) {
        let row = prepared.row(seal, email.is_some());
        match prepared.asked.attempt {
            Attempt::Signature(_) => {
                self.signatures.push(row);
                if email.is_some() {
                    self.manage_links.push(prepared.link());
                }
            }
            Attempt::Subscription(_) => {
                self.subscriptions.push(row);
                if email.is_some_and(|(kind, _)| kind.offers_unsubscribing()) {
                    self.ways_out.push(prepared.link());
                }
            }
        }
        if let Some((kind, subject)) = email {
            self.emails.push(prepared.email(seal, kind, subject));
        }
    }

    /// Inserts the rows; returns whether emails were queued.
    pub(super) async fn insert(self, connection: &mut AnyConnection) -> Result<bool, Error> {
        let head = "insert into pending_signatures (id, slug, text_lang, version, kind, name, email, email_key, \
            postcode, organisation, role, visibility, updates, reservations, lookalike, lang, site, page_url, \
            token_hash, code_at, asked_at, created_at, expires_at, wording_hash, updates_wording_hash)";
        rows::insert(connection, head, &self.signatures, "").await?;
        let head = "insert into pending_subscriptions (id, slug, name, email, email_key, postcode, \
            topics, lang, site, page_url, token_hash, code_at, asked_at, created_at, expires_at, wording_hash)";
        rows::insert(connection, head, &self.subscriptions, "").await?;
        subscriptions::insert_links(connection, &self.ways_out).await?;
        manage_links::insert(connection, &self.manage_links).await?;
        let queued_mail = !self.emails.is_empty();
        queue::insert(connection, self.emails).await?;
        Ok(queued_mail)
    }
}

/// The row of an attempt to sign or subscribe.
pub(super) fn attempt_row(seal: &Seal, asked: &AddressedAttempt, has_email: bool) -> Vec<Value> {
    match &asked.attempt {
        Attempt::Signature(signature) => signature_row(seal, asked, signature, has_email),
        Attempt::Subscription(subscription) => {
            subscription_row(seal, asked, subscription, has_email)
        }
    }
}

/// The row of the link in its email: a manage link, or one to unsubscribe.
pub(super) fn link_row(seal: &Seal, asked: &AddressedAttempt) -> Vec<Value> {
    let person = asked.to.person.as_str();
    match &asked.attempt {
        Attempt::Signature(signature) => {
            manage_links::row(seal, signature, (&asked.token, person), asked.now_ms)
        }
        Attempt::Subscription(subscription) => {
            subscriptions::link_row(&asked.token, &subscription.slug, person, asked.now_ms)
        }
    }
}

fn signature_row(
    seal: &Seal,
    asked: &AddressedAttempt,
    signature: &NewSignature,
    has_email: bool,
) -> Vec<Value> {
    let (fields, attempt) = (&signature.fields, &asked.attempt);
    let organisation = fields
        .organisation
        .as_ref()
        .map(fields::OrganisationName::as_str);
    let mut row = vec![
        Value::from(attempt.id()),
        attempt.slug().into(),
        attempt.text_lang().into(),
        i64::from(signature.version).into(),
        signatories::kind_name(fields.kind).into(),
        name::nfc(fields.name.as_str()).into(),
        seal.seal(Purpose::Email, attempt.email()).into(),
        asked.to.person.as_str().into(),
        sealed_postcode(seal, attempt),
        organisation.map(name::nfc).into(),
        fields
            .role
            .as_ref()
            .map(|one| name::nfc(one.as_str()))
            .into(),
        signatories::visibility_name(fields.public).into(),
        i64::from(fields.updates).into(),
        reservations::stored(&fields.reservations).into(),
        lookalikes::stored(fields).into(),
    ];
    row.extend(page_values(attempt));
    row.extend(secret_values(asked, has_email));
    row.extend([&signature.wording, &signature.updates_wording].map(hash_of));
    row
}

fn subscription_row(
    seal: &Seal,
    asked: &AddressedAttempt,
    subscription: &NewSubscription,
    has_email: bool,
) -> Vec<Value> {
    let attempt = &asked.attempt;
    let topics = subscription.fields.topics.iter();
    let topics: Vec<&str> = topics.map(fields::Slug::as_str).collect();
    let mut row = vec![
        Value::from(attempt.id()),
        attempt.slug().into(),
        attempt.name().map(name::nfc).into(),
        seal.seal(Purpose::Email, attempt.email()).into(),
        asked.to.person.as_str().into(),
        sealed_postcode(seal, attempt),
        serde_json::json!(topics).to_string().into(),
    ];
    row.extend(page_values(attempt));
    row.extend(secret_values(asked, has_email));
    row.push(hash_of(&subscription.wording));
    row
}

fn sealed_postcode(seal: &Seal, attempt: &Attempt) -> Value {
    let sealed = |one| seal.seal(Purpose::Postcode, one);
    attempt.postcode().map(sealed).into()
}

fn hash_of(wording: &Option<ConsentWording>) -> Value {
    wording.as_ref().map(|one| one.hash().to_owned()).into()
}

fn page_values(attempt: &Attempt) -> [Value; 3] {
    let page = attempt.page();
    [
        page.lang.as_str().into(),
        page.site.as_str().into(),
        page.page_url.as_str().into(),
    ]
}

/// The hash of the email's link, and the times that decide how long link and code are valid. An
/// attempt without an email has no link, because no one could know it.
fn secret_values(asked: &AddressedAttempt, has_email: bool) -> [Value; 5] {
    let now_ms = asked.now_ms;
    [
        has_email.then(|| asked.token.hash()).into(),
        now_ms.into(),
        now_ms.into(),
        now_ms.into(),
        (now_ms + TOKEN_LIFE_MS).into(),
    ]
}

/// The email about an attempt.
pub(super) fn email(
    seal: &Seal,
    asked: &AddressedAttempt,
    kind: MessageKind,
    subject: &EmailSubject,
) -> Email {
    let attempt = &asked.attempt;
    let lang = attempt.page().lang.clone();
    let facts = Facts {
        name: attempt.name().map(str::to_owned),
        code: Some(asked.code.reveal().to_owned()),
        ..subject.clone().facts(lang, asked.token.reveal())
    };
    let whose = EmailCause::Asked {
        about: &attempt.about(),
        signer: &seal.signer(&asked.to.person, &attempt.signer()),
    };
    let to = (attempt.email(), whose);
    queue::row(seal, (attempt.id(), kind), to, &facts, asked.now_ms)
}
