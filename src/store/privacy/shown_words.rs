//! Words of consent that forms show: kept when they are first shown, so that whoever sends a form
//! later agrees in the ledger to what stood there, also when the words have changed meanwhile.

use sqlx::Row;

use super::consents;
use crate::domain::privacy::consent::Words;
use crate::store::{Error, Store};

impl Store {
    /// Keeps words that stand before visitors from now on; words that are kept already stay.
    pub async fn keep_shown(&self, words: &[Words], now_ms: i64) -> Result<(), Error> {
        let mut transaction = self.db.write().await?;
        let words = words.iter().map(|words| (words, now_ms));
        consents::keep_words(&mut transaction, words.collect()).await?;
        Ok(transaction.commit().await?)
    }

    /// The words whose hash begins with these hexadecimal digits.
    pub async fn shown_words(&self, hash: &str) -> Result<Option<Words>, Error> {
        let sql =
            "select lang, words from consent_words where words_hash like cast($1 as text) || '%'";
        let row = sqlx::query(sql)
            .bind(hash.to_owned())
            .fetch_optional(self.db.read())
            .await?;
        row.map(|row| {
            let (lang, text): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            Ok(Words::new(&lang, text))
        })
        .transpose()
    }
}
