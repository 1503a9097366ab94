//! The columns of an organisation's verification, in all tables of signatures.

use sqlx::{AnyConnection, AssertSqlSafe};

use crate::domain::id::Id;
use crate::domain::signatures::verification::{Verification, VerificationMethod};
use crate::store::Error;

/// All null for people, and for organisations without a verification.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct VerificationColumns {
    verified_by: Option<String>,
    verified_domain: Option<String>,
    verified_at: Option<i64>,
}

impl VerificationColumns {
    /// A method that this version does not know is shown as no verification.
    pub(in crate::store) fn verification(self) -> Option<Verification> {
        Some(Verification {
            method: VerificationMethod::parse(&self.verified_by?)?,
            domain: self.verified_domain,
            at: self.verified_at?,
        })
    }
}

/// Stores an organisation's verification, in a row of attempts or signatures.
pub(in crate::store) async fn write(
    connection: &mut AnyConnection,
    table: &'static str,
    id: Id,
    verification: &Verification,
) -> Result<(), Error> {
    let kind = if table == "attempts" {
        "signatory"
    } else {
        "kind"
    };
    let sql = format!(
        "update {table} set verified_by = $1, verified_domain = $2, verified_at = $3 \
         where id = $4 and {kind} = 'organisation'"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(verification.method.as_str())
        .bind(verification.domain.clone())
        .bind(verification.at)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}
