//! Consent to updates, given after signing. The manage page changes it too
//! (`store/signatures/own.rs`), and every email's link ends it (`store/lists/unsubscribing.rs`).

use super::{Privacy, consents};
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::token::Token;
use crate::domain::privacy::consent::{ConsentEvent, ConsentWording, Record};
use crate::store::Error;
use crate::store::engine::columns::Flag;

/// A signature whose signatory asks for updates.
#[derive(sqlx::FromRow)]
struct SignatureRow {
    person: KeyedHash,
    subject: i64,
    #[sqlx(try_from = "Flag")]
    updates: bool,
    /// Encrypted; empty after the retention period.
    email: String,
}

impl Privacy<'_> {
    /// Records that the signatory of a signature asked for updates and saw this wording. Repeating it
    /// changes nothing. Returns whether the token, which `Seal::updates_token` made, is valid and its
    /// signature still counts.
    pub async fn agree_to_updates(
        self,
        token: &Token,
        wording: &ConsentWording,
        now_ms: i64,
    ) -> Result<bool, Error> {
        if !self.store.seal.is_updates_token(token, now_ms) {
            return Ok(false);
        }
        let mut transaction = self.store.write_about_rows(&[token.id]).await?;
        let sql = "select person, subject, updates, email from signatures where id = $1";
        let query = sqlx::query_as::<_, SignatureRow>(sql).bind(token.id);
        let Some(row) = query.fetch_optional(&mut *transaction).await? else {
            return Ok(false);
        };
        if row.email.is_empty() {
            return Ok(false);
        }
        if row.updates {
            return Ok(true);
        }
        sqlx::query("update signatures set updates = 1 where id = $1")
            .bind(token.id)
            .execute(&mut *transaction)
            .await?;
        consents::keep_wordings(&mut transaction, vec![(wording, now_ms)]).await?;
        let record = Record {
            wording_hash: Some(wording.hash().to_owned()),
            lang: wording.lang.clone(),
            ..Record::of(row.person, row.subject, ConsentEvent::Updates, now_ms)
                .with(Some(token.id))
        };
        consents::add(&mut transaction, vec![record]).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
