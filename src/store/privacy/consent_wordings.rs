//! The consent wordings that forms show, stored when they are first shown. A form that is sent
//! later is recorded in the ledger with the wording it showed, even if the wording has changed
//! since.

use super::Privacy;
use super::consents;
use crate::domain::privacy::consent::ConsentWording;
use crate::store::Error;

/// Of a SHA-256.
const HASH_DIGITS: usize = 64;

impl Privacy<'_> {
    /// Stores wordings that are about to be shown; those already stored stay as they are.
    pub async fn keep_consent_wordings(
        self,
        wordings: &[ConsentWording],
        now_ms: i64,
    ) -> Result<(), Error> {
        let mut transaction = self.store.db.write().await?;
        let wordings = wordings.iter().map(|wording| (wording, now_ms));
        consents::keep_wordings(&mut transaction, wordings.collect()).await?;
        Ok(transaction.commit().await?)
    }

    /// The wording whose hash begins with these hexadecimal digits.
    pub async fn consent_wording(self, hash: &str) -> Result<Option<ConsentWording>, Error> {
        #[derive(sqlx::FromRow)]
        struct Stored {
            lang: String,
            #[sqlx(rename = "wording")]
            text: String,
        }
        // The hashes with this beginning are neighbours in the index.
        let (Ok(first), Ok(last)) = (
            hex::decode(format!("{hash:0<HASH_DIGITS$}")),
            hex::decode(format!("{hash:f<HASH_DIGITS$}")),
        ) else {
            return Ok(None);
        };
        let sql = "select lang, wording from consent_wordings \
            where wording_hash between $1 and $2 order by wording_hash limit 1";
        let query = sqlx::query_as::<_, Stored>(sql).bind(first).bind(last);
        let stored = query.fetch_optional(self.store.db.read()).await?;
        Ok(stored.map(|Stored { lang, text }| ConsentWording::new(&lang, text)))
    }
}
