//! An attempt, made ready for its transaction: everything that is hashed or sealed comes from here,
//! in the task of the attempt's own request. All attempts go through one writer, which then only
//! runs statements.

use sqlx::AnyConnection;
use widgets::fields;

use super::states::{AttemptKind, AttemptState};
use super::{Recipient, TOKEN_LIFE_MS};
use crate::domain::attempts::Attempt;
use crate::domain::attempts::area::area;
use crate::domain::attempts::credential::IdempotencyKey;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::lists::subscription::NewSubscription;
use crate::domain::privacy::consent::ConsentWording;
use crate::domain::signatures::NewSignature;
use crate::domain::signatures::name;
use crate::store::Error;
use crate::store::engine::rows::{self, Value};
use crate::store::privacy::signals;
use crate::store::signatures::{lookalikes, reservations, signatories};

/// An attempt, its id, and the recipient of its email.
pub(in crate::store) struct PreparedAttempt {
    pub(super) id: Id,
    pub(super) attempt: Attempt,
    pub(super) to: Recipient,
    pub(super) now_ms: i64,
    /// All columns but the last three.
    row: Vec<Value>,
    pub(super) signals: signals::SignalsValues,
}

/// The columns of an attempt; the last three are known in its transaction.
const HEAD: &str = "insert into attempts (id, kind, state, person, signer, email, postcode, \
    area, text_lang, version, lang, site, page_url, source, wording_hash, updates_wording_hash, request_key, \
    request_hash, code_at, asked_at, created_at, expires_at, name, signatory, organisation, role, \
    visibility, updates, reservations, lookalike, topics, subject, email_id, known_at)";

impl PreparedAttempt {
    pub(in crate::store) fn new(
        seal: &Seal,
        attempt: Attempt,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Self {
        let id = Id::new(now_ms);
        let address = attempt.email_key();
        let to = Recipient::new(seal, attempt.kind(), address, &attempt.signer());
        let mut row = common_values(seal, (id, &attempt), &to, key, now_ms);
        match &attempt {
            Attempt::Signature(signature) => row.extend(signature_values(signature)),
            Attempt::Subscription(subscription) => row.extend(subscription_values(subscription)),
        }
        Self {
            signals: signals::row(seal, id, attempt.signals(), address),
            id,
            attempt,
            to,
            now_ms,
            row,
        }
    }

    /// The mailbox that it is about.
    pub(in crate::store) fn person(&self) -> KeyedHash {
        self.to.person
    }

    /// The origin of the site that it came from.
    pub(in crate::store) fn origin(&self) -> &str {
        &self.attempt.page().site
    }

    /// The whole row. `emailed` is the id of its email and the time at which that is due; an attempt
    /// without an email has a code that no one knows.
    pub(super) fn row(&self, subject: i64, emailed: Option<(Id, i64)>) -> Vec<Value> {
        let mut row = Vec::with_capacity(self.row.len() + 3);
        row.extend_from_slice(&self.row);
        let (email_id, known_at) = emailed.unzip();
        row.extend([subject.into(), email_id.into(), known_at.into()]);
        row
    }
}

pub(super) async fn insert(
    connection: &mut AnyConnection,
    rows: &[Vec<Value>],
) -> Result<(), Error> {
    rows::insert(connection, HEAD, rows, "").await?;
    Ok(())
}

/// What both kinds have.
fn common_values(
    seal: &Seal,
    (id, attempt): (Id, &Attempt),
    to: &Recipient,
    key: Option<IdempotencyKey>,
    now_ms: i64,
) -> Vec<Value> {
    let page = attempt.page();
    let area = attempt.postcode().and_then(area);
    let postcode = attempt.postcode();
    let postcode = postcode.map(|one| seal.seal(Purpose::Postcode, one));
    let (version, wordings) = match attempt {
        Attempt::Signature(one) => (one.version, [&one.wording, &one.updates_wording]),
        Attempt::Subscription(one) => (0, [&one.wording, &None]),
    };
    let [wording, updates_wording] = wordings.map(hash_of);
    vec![
        id.into(),
        AttemptKind(attempt.kind()).as_str().into(),
        AttemptState::Pending.as_str().into(),
        to.person.into(),
        to.signer.into(),
        seal.seal(Purpose::Email, attempt.email()).into(),
        postcode.into(),
        area.into(),
        attempt.text_lang().into(),
        i64::from(version).into(),
        page.lang.as_str().into(),
        page.site.as_str().into(),
        page.page_url.as_str().into(),
        page.source.as_str().into(),
        wording,
        updates_wording,
        Value::MaybeBytes(key.map(|key| key.key.to_vec())),
        Value::MaybeBytes(key.map(|key| key.body_hash.to_vec())),
        now_ms.into(),
        now_ms.into(),
        now_ms.into(),
        (now_ms + TOKEN_LIFE_MS).into(),
    ]
}

fn hash_of(wording: &Option<ConsentWording>) -> Value {
    Value::maybe_hex(wording.as_ref().map(ConsentWording::hash))
}

fn signature_values(signature: &NewSignature) -> [Value; 9] {
    let fields = &signature.fields;
    let organisation = fields.organisation.as_ref();
    let organisation = organisation.map(fields::OrganisationName::as_str);
    [
        name::nfc(fields.name.as_str()).into(),
        signatories::kind_name(fields.kind).into(),
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
        Value::MaybeText(None),
    ]
}

fn subscription_values(subscription: &NewSubscription) -> [Value; 9] {
    let fields = &subscription.fields;
    let name = fields.name.as_ref();
    let topics = fields.topics.iter();
    let topics: Vec<&str> = topics.map(fields::Slug::as_str).collect();
    let none = || Value::MaybeText(None);
    [
        name.map(|one| name::nfc(one.as_str())).into(),
        none(),
        none(),
        none(),
        none(),
        Value::Int(0),
        none(),
        none(),
        serde_json::json!(topics).to_string().into(),
    ]
}
