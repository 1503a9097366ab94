//! How the first owner comes in, and how everybody can come back: by links that are printed at the
//! console, which only its operator can read.

use widgets::fields::EmailAddress;

use super::audit::{self, AuditObject, NewEntry};
use super::sessions::NewSession;
use super::sign_ins::{self, NewSignIn, SIGN_IN, SignInKind, SignInRow};
use super::{AccountRow, Accounts, ConsoleSignIn, FirstOwnerOutcome, NewAccount, by_person};
use super::{colleagues, rights};
use crate::domain::accounts::{AccountId, AuditAction, AuditDetail, CONSOLE_LINK_LIFE_MS, Rights};
use crate::domain::keys::token::Token;
use crate::domain::mail::email_key::EmailKey;
use crate::store::Error;
use crate::store::engine::rows;

/// A link for the console.
const fn console(account: Option<AccountId>) -> NewSignIn {
    NewSignIn {
        kind: SignInKind::Console,
        person: None,
        account,
        session: None,
        life_ms: CONSOLE_LINK_LIFE_MS,
    }
}

/// Someone's email and name, for the audit log.
fn named(account: &AccountRow, email: &str) -> AuditDetail {
    AuditDetail {
        email: Some(email.to_owned()),
        name: Some(account.name.clone()),
        ..AuditDetail::default()
    }
}

impl Accounts<'_> {
    /// A link, valid for an hour, by which the first owner is made; `None` once there is an owner.
    pub async fn begin_first_owner(self, now_ms: i64) -> Result<Option<Token>, Error> {
        let mut transaction = self.store.db.write().await?.of("desk");
        if colleagues::owners(&mut transaction).await? > 0 {
            return Ok(None);
        }
        let id = console(None).save(&mut transaction, now_ms).await?;
        transaction.commit().await?;
        Ok(Some(self.store.seal.sign_in_link(id)))
    }

    /// Makes the first owner and signs them in.
    pub async fn make_first_owner(
        self,
        link: &Token,
        (email, name): (&EmailAddress, &str),
        lang: &str,
        device: &str,
        now_ms: i64,
    ) -> Result<FirstOwnerOutcome, Error> {
        let seal = &self.store.seal;
        if !link.is(&seal.sign_in_link(link.id)) {
            return Ok(FirstOwnerOutcome::Expired);
        }
        let mut transaction = self.store.db.write_alone().await?.of("desk");
        if colleagues::owners(&mut transaction).await? > 0 {
            return Ok(FirstOwnerOutcome::Owned);
        }
        let sql = format!("select {SIGN_IN} from sign_ins where id in ({{in}})");
        let found = rows::fetch_in::<SignInRow>(&mut transaction, &sql, None, [link.id]).await?;
        let is_first = |one: &SignInRow| {
            one.kind == SignInKind::Console && one.account.is_none() && one.is_open(now_ms)
        };
        if !found.iter().any(is_first) {
            return Ok(FirstOwnerOutcome::Expired);
        }
        sign_ins::spend(&mut transaction, link.id, now_ms).await?;
        let email = email.as_str();
        let account = NewAccount {
            email,
            name,
            lang,
            now_ms,
        };
        let account = account.save(&mut transaction, seal).await?;
        let owner = Rights::owner();
        rights::grant(&mut transaction, account.id, &owner, None, now_ms).await?;
        let session = NewSession {
            account: account.id,
            device,
            now_ms,
        };
        let cookie = session.save(&mut transaction).await?;
        let object = (AuditObject::Account, account.id, account.person);
        let entry = NewEntry {
            after: named(&account, email),
            ..NewEntry::about(AuditAction::FirstOwner, Some(account.id), object)
        };
        audit::add(&mut transaction, seal, entry, now_ms).await?;
        transaction.commit().await?;
        Ok(FirstOwnerOutcome::Made(cookie))
    }

    /// A link, valid for an hour, that signs in the account with this address, which is made with these
    /// rights if it is not there. An account that is there keeps its rights. Its name is the address
    /// before the `@` until its owner writes another.
    pub async fn begin_console_sign_in(
        self,
        email: &EmailAddress,
        rights: &Rights,
        now_ms: i64,
    ) -> Result<ConsoleSignIn, Error> {
        let seal = &self.store.seal;
        let email = email.as_str();
        let mut transaction = self.store.db.write_alone().await?.of("desk");
        let person = seal.person(&EmailKey::of_kept(email));
        let found = by_person(&mut transaction, person).await?;
        let found = found.filter(|account| !account.has_left());
        let made = found.is_none();
        let account = match found {
            Some(account) => account,
            None => {
                let name = email.split('@').next().unwrap_or(email);
                let account = NewAccount {
                    email,
                    name,
                    lang: "en",
                    now_ms,
                };
                let account = account.save(&mut transaction, seal).await?;
                rights::grant(&mut transaction, account.id, rights, None, now_ms).await?;
                let object = (AuditObject::Account, account.id, account.person);
                let entry = NewEntry {
                    after: AuditDetail {
                        rights: Some(rights.clone()),
                        ..named(&account, email)
                    },
                    ..NewEntry::about(AuditAction::AccountAdded, None, object)
                };
                audit::add(&mut transaction, seal, entry, now_ms).await?;
                account
            }
        };
        let id = console(Some(account.id))
            .save(&mut transaction, now_ms)
            .await?;
        let object = (AuditObject::Account, account.id, account.person);
        let entry = NewEntry {
            after: named(&account, email),
            ..NewEntry::about(AuditAction::LinkPrinted, None, object)
        };
        audit::add(&mut transaction, seal, entry, now_ms).await?;
        transaction.commit().await?;
        let token = seal.sign_in_link(id);
        Ok(ConsoleSignIn { token, made })
    }
}
