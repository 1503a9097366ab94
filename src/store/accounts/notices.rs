//! Emails to the owners about what another organiser did that concerns all of them: a download of
//! addresses, and owners who come and go.

use sqlx::AnyConnection;

use super::{ACCOUNT, AccountRow, subjects};
use crate::domain::accounts::AccountId;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::message::{DeskFacts, Facts, MessageKind, OwnerNotice};
use crate::store::engine::rows;
use crate::store::mail::queue;
use crate::store::{Error, open};

/// Who gets an email.
pub(super) struct Notified {
    id: AccountId,
    pub(super) person: KeyedHash,
    email: String,
    lang: String,
}

/// What it tells.
pub(super) struct NewNotice<'a> {
    pub(super) notice: OwnerNotice,
    /// The name of who did it.
    pub(super) by: &'a str,
    /// Whom it was done to.
    pub(super) whom: Option<&'a str>,
    /// The declaration or list, or 0.
    pub(super) subject: i64,
}

/// The owners of everything, and those of this declaration or list.
pub(super) async fn owners(
    connection: &mut AnyConnection,
    seal: &Seal,
    subject: i64,
) -> Result<Vec<Notified>, Error> {
    let columns: Vec<String> = ACCOUNT.split(", ").map(|one| format!("a.{one}")).collect();
    let sql = format!(
        "select distinct {} from rights r join accounts a on a.id = r.account \
         where r.may = 'own' and a.left_at is null and r.subject in ({{in}})",
        columns.join(", ")
    );
    let found = rows::fetch_in::<AccountRow>(connection, &sql, None, [0, subject]).await?;
    let owners = found.into_iter().map(|row| {
        Ok(Notified {
            id: row.id,
            person: row.person,
            email: open(seal, Purpose::Email, &row.email)?,
            lang: row.lang,
        })
    });
    owners.collect()
}

/// Those of them who did not do it themselves.
pub(super) fn others(owners: Vec<Notified>, by: AccountId) -> Vec<Notified> {
    let others = owners.into_iter().filter(|owner| owner.id != by);
    others.collect()
}

/// Queues the emails. The caller holds the locks of their mailboxes.
pub(super) async fn queue(
    connection: &mut AnyConnection,
    seal: &Seal,
    notified: Vec<Notified>,
    notice: &NewNotice<'_>,
    now_ms: i64,
) -> Result<(), Error> {
    if notified.is_empty() {
        return Ok(());
    }
    let mut about = subjects::by_number(connection, [notice.subject]).await?;
    let title = about.remove(&notice.subject).map(|subject| subject.title);
    let title = title.unwrap_or_default();
    let emails = notified.iter().map(|owner| {
        let desk = DeskFacts {
            by: notice.by.to_owned(),
            whom: notice.whom.map(str::to_owned),
            notice: Some(notice.notice),
        };
        let facts = Facts {
            title: title.clone(),
            ..Facts::of_desk(owner.lang.clone(), desk)
        };
        let kind = MessageKind::OwnerNotice;
        queue::composed(seal, kind, None, 0, &owner.email, &facts, now_ms)
    });
    let emails = emails.collect();
    queue::insert(connection, emails).await?;
    Ok(())
}
