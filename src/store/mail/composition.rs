//! Makes emails from their attempts when they are claimed. Nothing of such an email is stored: an attempt
//! has the address, and its link and code derive from its id.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::subjects::EmailSubject;
use crate::domain::id::Id;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::message::{Facts, MessageKind};
use crate::store::declarations::corrupt;
use crate::store::engine::rows;
use crate::store::{Error, open};

/// An attempt that can still be answered, with what its email needs.
#[derive(sqlx::FromRow)]
pub(super) struct OpenAttempt {
    id: Id,
    /// Encrypted.
    email: String,
    name: Option<String>,
    lang: String,
    epoch: i64,
    fresh_codes: i64,
    #[sqlx(flatten)]
    subject: EmailSubject,
    /// The signature of the same signatory, if one counts.
    signature: Option<Id>,
    signature_epoch: Option<i64>,
    /// The subscription of the mailbox, unless it has unsubscribed.
    subscription: Option<Id>,
}

/// An email made from its attempt.
pub(super) struct Composed {
    pub(super) kind: MessageKind,
    pub(super) recipient: String,
    pub(super) facts: Facts,
}

/// Those of these attempts that can still be answered at the time `$1`.
pub(in crate::store) const OPEN_ATTEMPTS: &str = "select a.id, a.email, a.name, a.lang, a.epoch, \
        a.fresh_codes, coalesce(t.title, l.title) as title, j.organisers, j.contact, \
        s.id as signature, s.epoch as signature_epoch, b.id as subscription \
    from attempts a join subjects j on j.id = a.subject \
    left join declaration_texts t on t.subject = a.subject and t.lang = a.text_lang \
    left join lists l on l.subject = a.subject \
    left join signatures s on s.person = a.person and s.subject = a.subject and s.signer = a.signer \
    left join subscriptions b on b.person = a.person and b.subject = a.subject \
        and b.unsubscribed_at is null \
    where a.state = 'pending' and a.expires_at > $1 and a.id in ({in})";

/// Expiry is judged by the trusted time, or a clock that runs ahead would expire all of them.
pub(super) async fn open_attempts(
    connection: &mut AnyConnection,
    ids: impl IntoIterator<Item = Id>,
    trusted_ms: i64,
) -> Result<HashMap<Id, OpenAttempt>, Error> {
    let trusted = Some(trusted_ms.into());
    let found = rows::fetch_in::<OpenAttempt>(connection, OPEN_ATTEMPTS, trusted, ids).await?;
    Ok(found.into_iter().map(|one| (one.id, one)).collect())
}

impl OpenAttempt {
    /// Its email of this kind, with its code. Whether it asks to confirm, or tells who has signed or
    /// subscribed already that another attempt was made, depends on what holds now.
    pub(super) fn compose(&self, seal: &Seal, kind: MessageKind) -> Result<Composed, Error> {
        use MessageKind as Kind;
        let signature = self.signature.zip(self.signature_epoch);
        let own_link = seal.link(self.id, self.epoch);
        let (kind, link, second_link) = match (kind, signature, self.subscription) {
            // Two links: who says "it wasn't me" about this attempt keeps the signature, and the
            // signature's own link works for as long as the signature is kept.
            (Kind::ConfirmSignature | Kind::AlreadySigned, Some((id, epoch)), _) => {
                let signature = seal.link(id, epoch);
                (Kind::AlreadySigned, own_link, Some(signature))
            }
            (Kind::ConfirmSignature | Kind::AlreadySigned, None, _) => {
                (Kind::ConfirmSignature, own_link, None)
            }
            (Kind::ConfirmSubscription | Kind::AlreadySubscribed, _, Some(id)) => {
                let unsubscribe = seal.unsubscribe_link(id);
                (Kind::AlreadySubscribed, own_link, Some(unsubscribe))
            }
            (Kind::ConfirmSubscription | Kind::AlreadySubscribed, _, None) => {
                (Kind::ConfirmSubscription, own_link, None)
            }
            (Kind::RemindSignature | Kind::RemindSubscription, ..) => (kind, own_link, None),
            // An email of any other kind has contents of its own.
            _ => return Err(corrupt("payload")),
        };
        let code = seal.code(self.id, self.epoch, self.fresh_codes);
        let subject = self.subject.clone();
        Ok(Composed {
            kind,
            recipient: open(seal, Purpose::Email, &self.email)?,
            facts: Facts {
                name: self.name.clone(),
                second_token: second_link.map(|link| link.reveal()),
                code: Some(code.reveal().to_owned()),
                ..subject.facts(self.lang.clone(), link.reveal())
            },
        })
    }
}
