//! Lists signatories as the public may see them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::AnyConnection;
use widgets::wire::{self, SignatoryKind, Visibility};

use super::Signatures;
use super::reservations;
use super::verifications::VerificationColumns;
use crate::domain::id::Id;
use crate::domain::signatures::Signatory;
use crate::store::Error;
use crate::store::engine::columns::{Corrupt, Flag, StoredWord};

pub(in crate::store) const NEWEST: &str = "\
    select id, kind, name, organisation, role, visibility, confirmed_at, listing, \
        verified_by, verified_domain, verified_at \
    from signatures where subject = $1 and visibility <> 'hidden' \
    and (confirmed_at, listing) < ($2, $3) order by confirmed_at desc, listing desc limit $4";

pub(in crate::store) const NEWEST_OF: &str = "\
    select id, kind, name, organisation, role, visibility, confirmed_at, listing, \
        verified_by, verified_domain, verified_at \
    from signatures where subject = $1 and kind = $2 and visibility <> 'hidden' \
    and (confirmed_at, listing) < ($3, $4) order by confirmed_at desc, listing desc limit $5";

/// The columns of a signatory, without reservations.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct SignatoryRow {
    pub(super) id: Id,
    #[sqlx(try_from = "StoredWord")]
    kind: SignatoryKind,
    name: String,
    organisation: Option<String>,
    role: Option<String>,
    #[sqlx(try_from = "StoredWord")]
    visibility: Visibility,
    confirmed_at: i64,
    listing: i64,
    #[sqlx(flatten)]
    verified: VerificationColumns,
}

impl SignatoryRow {
    /// The cursor after this signatory.
    pub(super) const fn cursor(&self) -> Cursor {
        Cursor {
            confirmed_at: self.confirmed_at,
            listing: self.listing,
        }
    }
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

/// The cursor at the end of a page of signatories; opaque to clients. Signatures of one millisecond
/// are in the order of a random number, so that it reveals no id.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cursor {
    pub(super) confirmed_at: i64,
    pub(super) listing: i64,
}

impl Cursor {
    /// Before the newest.
    const START: Self = Self {
        confirmed_at: i64::MAX,
        listing: i64::MAX,
    };

    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (confirmed_at, listing) = text.split_once('/')?;
        Some(Self {
            confirmed_at: confirmed_at.parse().ok()?,
            listing: listing.parse().ok()?,
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            confirmed_at,
            listing,
        } = self;
        formatter.write_str(&URL_SAFE_NO_PAD.encode(format!("{confirmed_at}/{listing}")))
    }
}

/// A signature that counts, as its signatory sees it once it is confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedSignature {
    /// As it is listed in public; `None` if it is hidden.
    pub shown: Option<wire::Signatory>,
    /// Whether the signatory has asked for updates.
    pub updates: bool,
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    signatory: SignatoryRow,
    #[sqlx(try_from = "Flag")]
    updates: bool,
}

impl Signatures<'_> {
    /// The signature with this id, if it counts.
    pub async fn listed(self, id: Id) -> Result<Option<ListedSignature>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let sql = "select id, kind, name, organisation, role, visibility, confirmed_at, listing, \
                verified_by, verified_domain, verified_at, updates \
            from signatures where id = $1";
        let query = sqlx::query_as::<_, ListedRow>(sql).bind(id);
        let Some(row) = query.fetch_optional(&mut *connection).await? else {
            return Ok(None);
        };
        let page = vec![(id, row.signatory.into())];
        Ok(Some(ListedSignature {
            shown: shown(&mut connection, page).await?.pop(),
            updates: row.updates,
        }))
    }

    /// Public signatories, newest first, and a cursor if there are more.
    pub async fn signatories(
        self,
        slug: &str,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<wire::Signatory>, Option<Cursor>), Error> {
        let (mut connection, subject) = self.of_declaration(slug).await?;
        let after = after.unwrap_or(Cursor::START);
        let rows = sqlx::query_as::<_, SignatoryRow>(NEWEST)
            .bind(subject)
            .bind(after.confirmed_at)
            .bind(after.listing)
            .bind(i64::from(limit) + 1)
            .fetch_all(&mut *connection)
            .await?;
        page(&mut connection, rows, limit).await
    }

    /// The same for one kind, for pages that list organisations separately.
    pub async fn signatories_of(
        self,
        slug: &str,
        kind: SignatoryKind,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<wire::Signatory>, Option<Cursor>), Error> {
        let (mut connection, subject) = self.of_declaration(slug).await?;
        newest_of(&mut connection, (subject, kind), after, limit).await
    }

    /// The newest public signatories, organisations first; organisations take at most half of the
    /// places unless there are too few people.
    pub async fn recent_signatories(
        self,
        slug: &str,
        limit: u32,
    ) -> Result<Vec<wire::Signatory>, Error> {
        let (mut connection, subject) = self.of_declaration(slug).await?;
        let organisations = (subject, SignatoryKind::Organisation);
        let (organisations, _) = newest_of(&mut connection, organisations, None, limit).await?;
        let people = (subject, SignatoryKind::Person);
        let (people, _) = newest_of(&mut connection, people, None, limit).await?;
        let limit = limit as usize;
        let of_organisations = organisations
            .len()
            .min((limit / 2).max(limit.saturating_sub(people.len())));
        let mut recent = organisations;
        recent.truncate(of_organisations);
        recent.extend(people.into_iter().take(limit - of_organisations));
        Ok(recent)
    }
}

async fn newest_of(
    connection: &mut AnyConnection,
    (subject, kind): (i64, SignatoryKind),
    after: Option<Cursor>,
    limit: u32,
) -> Result<(Vec<wire::Signatory>, Option<Cursor>), Error> {
    let after = after.unwrap_or(Cursor::START);
    let rows = sqlx::query_as::<_, SignatoryRow>(NEWEST_OF)
        .bind(subject)
        .bind(kind_name(kind))
        .bind(after.confirmed_at)
        .bind(after.listing)
        .bind(i64::from(limit) + 1)
        .fetch_all(&mut *connection)
        .await?;
    page(connection, rows, limit).await
}

/// At most `limit` of the rows; one row more means that there is another page.
async fn page(
    connection: &mut AnyConnection,
    mut rows: Vec<SignatoryRow>,
    limit: u32,
) -> Result<(Vec<wire::Signatory>, Option<Cursor>), Error> {
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(SignatoryRow::cursor);
    let page = rows.into_iter().map(|row| (row.id, row.into()));
    Ok((shown(connection, page.collect()).await?, next))
}

/// The public form of signatories, given with the ids of their signatures.
pub(super) async fn shown(
    connection: &mut AnyConnection,
    page: Vec<(Id, Signatory)>,
) -> Result<Vec<wire::Signatory>, Error> {
    let ids = page.iter().map(|(id, _)| *id).collect();
    let mut reservations = reservations::of(connection, ids).await?;
    let shown = page.into_iter().filter_map(|(id, signatory)| {
        let signatory = Signatory {
            reservations: reservations.remove(&id).unwrap_or_default(),
            ..signatory
        };
        signatory.shown()
    });
    Ok(shown.collect())
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
            listing: -4,
        };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        for nonsense in ["", "abc", "MTcvIA", "Ly8v", "MTcvYQ"] {
            assert_eq!(Cursor::parse(nonsense), None, "{nonsense}");
        }
    }
}
