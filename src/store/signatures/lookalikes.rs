//! Signatures with lookalike names: flagged as they are written, listed for the organiser.

use widgets::{fields, wire::Visibility};

use super::Signatures;
use crate::domain::signatures::lookalike::{self, Lookalike};
use crate::store::Error;
use crate::store::engine::columns::StoredWord;

/// A signature to review.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FlaggedSignature {
    pub slug: String,
    /// The lookalike name, of the person or the organisation.
    pub name: String,
    pub of_organisation: bool,
    pub why: Lookalike,
    pub visibility: Visibility,
    pub confirmed_at: i64,
}

/// The value for the attempt's row; an organisation's name takes precedence over its signatory's.
pub(in crate::store) fn stored(fields: &fields::Signing) -> Option<String> {
    let organisation = fields.organisation.as_ref();
    let organisation = organisation.and_then(|name| lookalike::of_organisation(name.as_str()));
    let person = || lookalike::of_person(fields.name.as_str());
    match organisation {
        Some(why) => Some(format!("organisation:{}", why.as_str())),
        None => person().map(|why| format!("person:{}", why.as_str())),
    }
}

impl Signatures<'_> {
    /// Confirmed signatures to review, newest first; at most `limit`.
    pub async fn lookalikes(self, limit: u32) -> Result<Vec<FlaggedSignature>, Error> {
        #[derive(sqlx::FromRow)]
        struct Flagged {
            slug: String,
            name: String,
            organisation: Option<String>,
            /// Whose name it is and why, as in [`stored`].
            lookalike: String,
            #[sqlx(try_from = "StoredWord")]
            visibility: Visibility,
            confirmed_at: i64,
        }
        let sql = "select u.slug, s.name, s.organisation, s.lookalike, s.visibility, s.confirmed_at \
            from signatures s join subjects u on u.id = s.subject \
            where s.lookalike is not null order by s.confirmed_at desc, s.id desc limit $1";
        let query = sqlx::query_as::<_, Flagged>(sql).bind(i64::from(limit));
        let mut found = Vec::new();
        for row in query.fetch_all(self.store.db.read()).await? {
            let (whose, why) = row.lookalike.split_once(':').unwrap_or_default();
            // A reason that this version does not know must not hide the others.
            let Some(why) = Lookalike::parse(why) else {
                continue;
            };
            let of_organisation = whose == "organisation";
            let name = if of_organisation {
                row.organisation.unwrap_or_default()
            } else {
                row.name
            };
            found.push(FlaggedSignature {
                slug: row.slug,
                name,
                of_organisation,
                why,
                visibility: row.visibility,
                confirmed_at: row.confirmed_at,
            });
        }
        Ok(found)
    }
}
