//! Lists signatories as the public may see them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use widgets::wire::{self, SignatoryKind, Visibility};

use super::Signatures;
use super::reservations;
use super::verifications::VerificationColumns;
use crate::domain::signatures::Signatory;
use crate::store::Error;
use crate::store::engine::columns::{Corrupt, StoredWord};

pub(in crate::store) const NEWEST: &str = "\
    select kind, name, organisation, role, visibility, confirmed_at, id, \
        verified_by, verified_domain, verified_at \
    from signatures where slug = $1 and visibility <> 'hidden' \
    and (confirmed_at, id) < ($2, $3) order by confirmed_at desc, id desc limit $4";

pub(in crate::store) const NEWEST_OF: &str = "\
    select kind, name, organisation, role, visibility, confirmed_at, id, \
        verified_by, verified_domain, verified_at \
    from signatures where slug = $1 and kind = $2 and visibility <> 'hidden' \
    and (confirmed_at, id) < ($3, $4) order by confirmed_at desc, id desc limit $5";

/// The columns of a signatory, without reservations.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct SignatoryRow {
    #[sqlx(try_from = "StoredWord")]
    kind: SignatoryKind,
    name: String,
    organisation: Option<String>,
    role: Option<String>,
    #[sqlx(try_from = "StoredWord")]
    visibility: Visibility,
    confirmed_at: i64,
    pub(in crate::store) id: String,
    #[sqlx(flatten)]
    verified: VerificationColumns,
}

impl From<SignatoryRow> for Signatory {
    fn from(row: SignatoryRow) -> Self {
        Self {
            kind: row.kind,
            name: row.name,
            organisation: row.organisation,
            role: row.role,
            visibility: row.visibility,
            confirmed_at: row.confirmed_at,
            verification: row.verified.verification(),
            reservations: Vec::new(),
        }
    }
}

/// The cursor at the end of a page of signatories; opaque to clients.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cursor {
    confirmed_at: i64,
    id: String,
}

impl Cursor {
    /// Before the newest.
    fn start() -> Self {
        Self {
            confirmed_at: i64::MAX,
            id: String::new(),
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (confirmed_at, id) = text.split_once('/')?;
        let plain = id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_graphic());
        plain.then_some(())?;
        Some(Self {
            confirmed_at: confirmed_at.parse().ok()?,
            id: id.to_owned(),
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { confirmed_at, id } = self;
        formatter.write_str(&URL_SAFE_NO_PAD.encode(format!("{confirmed_at}/{id}")))
    }
}

impl Signatures<'_> {
    /// Public signatories, newest first, and a cursor if there are more.
    pub async fn signatories(
        self,
        slug: &str,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<wire::Signatory>, Option<Cursor>), Error> {
        let after = after.unwrap_or_else(Cursor::start);
        let rows = sqlx::query_as::<_, SignatoryRow>(NEWEST)
            .bind(slug.to_owned())
            .bind(after.confirmed_at)
            .bind(after.id)
            .bind(i64::from(limit) + 1)
            .fetch_all(self.store.db.read())
            .await?;
        self.page(rows, limit).await
    }

    /// The same for one kind, for pages that list organisations separately.
    pub async fn signatories_of(
        self,
        slug: &str,
        kind: SignatoryKind,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<wire::Signatory>, Option<Cursor>), Error> {
        let after = after.unwrap_or_else(Cursor::start);
        let rows = sqlx::query_as::<_, SignatoryRow>(NEWEST_OF)
            .bind(slug.to_owned())
            .bind(kind_name(kind))
            .bind(after.confirmed_at)
            .bind(after.id)
            .bind(i64::from(limit) + 1)
            .fetch_all(self.store.db.read())
            .await?;
        self.page(rows, limit).await
    }

    /// The newest public signatories, organisations first; organisations take at most half of the
    /// places unless there are too few people.
    pub async fn recent_signatories(
        self,
        slug: &str,
        limit: u32,
    ) -> Result<Vec<wire::Signatory>, Error> {
        let (organisations, _) = self
            .signatories_of(slug, SignatoryKind::Organisation, None, limit)
            .await?;
        let (people, _) = self
            .signatories_of(slug, SignatoryKind::Person, None, limit)
            .await?;
        let limit = limit as usize;
        let of_organisations = organisations
            .len()
            .min((limit / 2).max(limit.saturating_sub(people.len())));
        let mut recent = organisations;
        recent.truncate(of_organisations);
        recent.extend(people.into_iter().take(limit - of_organisations));
        Ok(recent)
    }

    /// At most `limit` of the rows; one row more means that there is another page.
    async fn page(
        self,
        mut rows: Vec<SignatoryRow>,
        limit: u32,
    ) -> Result<(Vec<wire::Signatory>, Option<Cursor>), Error> {
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|last| Cursor {
            confirmed_at: last.confirmed_at,
            id: last.id.clone(),
        });
        let page = rows.into_iter().map(|row| (row.id.clone(), row.into()));
        Ok((self.shown(page.collect()).await?, next))
    }

    /// The public form of signatories, given with the ids of their signatures.
    pub(in crate::store) async fn shown(
        self,
        page: Vec<(String, Signatory)>,
    ) -> Result<Vec<wire::Signatory>, Error> {
        let ids = page.iter().map(|(id, _)| id.clone()).collect();
        let mut connection = self.store.db.read().acquire().await?;
        let mut reservations = reservations::of(&mut connection, ids).await?;
        let mut shown = Vec::new();
        for (id, signatory) in page {
            let reservations = reservations.remove(&id).unwrap_or_default();
            let signatory = Signatory {
                reservations,
                ..signatory
            };
            shown.extend(signatory.shown());
        }
        Ok(shown)
    }
}

pub(in crate::store) const fn kind_name(kind: SignatoryKind) -> &'static str {
    match kind {
        SignatoryKind::Person => "person",
        SignatoryKind::Organisation => "organisation",
    }
}

impl TryFrom<StoredWord> for SignatoryKind {
    type Error = Corrupt;

    fn try_from(StoredWord(word): StoredWord) -> Result<Self, Corrupt> {
        let mut all = [Self::Person, Self::Organisation].into_iter();
        all.find(|one| kind_name(*one) == word).ok_or(Corrupt)
    }
}

pub(in crate::store) const fn visibility_name(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Full => "full",
        Visibility::Initials => "initials",
        Visibility::Hidden => "hidden",
    }
}

impl TryFrom<StoredWord> for Visibility {
    type Error = Corrupt;

    fn try_from(StoredWord(word): StoredWord) -> Result<Self, Corrupt> {
        let mut all = [Self::Full, Self::Initials, Self::Hidden].into_iter();
        all.find(|one| visibility_name(*one) == word).ok_or(Corrupt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_round_trips_and_malformed_ones_are_rejected() {
        let cursor = Cursor {
            confirmed_at: 17,
            id: "a-b".to_owned(),
        };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        for nonsense in ["", "abc", "MTcvIA", "Ly8v"] {
            assert_eq!(Cursor::parse(nonsense), None, "{nonsense}");
        }
    }
}
