//! The signatories of mailboxes: several people may sign from one, each with a slot of their own.

use std::collections::HashMap;

use sqlx::AnyConnection;
use widgets::wire::SignatoryKind;

use crate::domain::signatures::mailbox;
use crate::domain::signatures::verification::HoldReason;
use crate::store::Error;
use crate::store::engine::columns::StoredWord;
use crate::store::engine::rows;

/// The columns that say which person of a mailbox a row is about.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct SignerColumns {
    #[sqlx(try_from = "StoredWord")]
    pub(in crate::store) kind: SignatoryKind,
    pub(in crate::store) name: String,
    pub(in crate::store) organisation: Option<String>,
}

impl SignerColumns {
    pub(in crate::store) fn signer(&self) -> String {
        mailbox::signer(self.kind, &self.name, self.organisation.as_deref())
    }

    /// The name of the organisation or the person that signed.
    pub(in crate::store) fn shown(&self) -> &str {
        self.signing_organisation().unwrap_or(&self.name)
    }

    /// The organisation that signed. A person may have given their employer.
    pub(in crate::store) fn signing_organisation(&self) -> Option<&str> {
        let organisation = self.organisation.as_deref();
        organisation.filter(|_| self.kind == SignatoryKind::Organisation)
    }
}

/// The signatories of one mailbox so far.
#[derive(Default)]
pub(in crate::store) struct Mailbox {
    pub(super) slots: Vec<(String, i64)>,
    pub(super) held: Vec<(String, HoldReason)>,
}

impl Mailbox {
    pub(in crate::store) fn has_slot(&self, signer: &str) -> bool {
        self.slots.iter().any(|(one, _)| one == signer)
    }

    pub(in crate::store) fn held(&self, signer: &str) -> Option<HoldReason> {
        let found = self.held.iter().find(|(one, _)| one == signer);
        found.map(|(_, held)| *held)
    }

    pub(in crate::store) fn is_full(&self) -> bool {
        self.slots.len() >= mailbox::MAX_SIGNERS
    }

    /// The lowest free slot.
    pub(in crate::store) fn free_slot(&self) -> i64 {
        let taken = |slot: &i64| self.slots.iter().any(|(_, one)| one == slot);
        (1..).find(|slot| !taken(slot)).unwrap_or(i64::MAX)
    }
}

/// The signatories of these mailboxes, by mailbox and declaration.
pub(in crate::store) async fn load(
    connection: &mut AnyConnection,
    persons: impl Iterator<Item = impl AsRef<str>> + Clone,
) -> Result<HashMap<(String, String), Mailbox>, Error> {
    #[derive(sqlx::FromRow)]
    struct SlotRow {
        email_key: String,
        slug: String,
        #[sqlx(flatten)]
        whose: SignerColumns,
        mailbox_slot: i64,
    }
    #[derive(sqlx::FromRow)]
    struct HeldSigner {
        email_key: String,
        slug: String,
        #[sqlx(flatten)]
        whose: SignerColumns,
        held: HoldReason,
    }
    let mut mailboxes: HashMap<(String, String), Mailbox> = HashMap::new();
    let sql = "select email_key, slug, kind, name, organisation, mailbox_slot from signatures \
        where email_key in ({in})";
    for one in rows::fetch_in::<SlotRow>(connection, sql, None, persons.clone()).await? {
        let signer = one.whose.signer();
        let mailbox = mailboxes.entry((one.email_key, one.slug)).or_default();
        mailbox.slots.push((signer, one.mailbox_slot));
    }
    let sql = "select email_key, slug, kind, name, organisation, held from pending_signatures \
        where held is not null and email_key in ({in})";
    for one in rows::fetch_in::<HeldSigner>(connection, sql, None, persons).await? {
        let signer = one.whose.signer();
        let mailbox = mailboxes.entry((one.email_key, one.slug)).or_default();
        mailbox.held.push((signer, one.held));
    }
    Ok(mailboxes)
}
