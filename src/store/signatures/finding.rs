//! Searches signatures for organisers, by id, name, mail domain, site and time: confirmed, pending,
//! held and withdrawn ones. Addresses are encrypted, so rows are decrypted as they are read, one
//! page at a time.

use sqlx::AssertSqlSafe;
use widgets::wire::{ConfirmedKind, SignatoryKind};

use super::Signatures;
use crate::domain::id::Id;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::signatures::name_search::Query;
use crate::store::declarations::subjects;
use crate::store::engine::columns::{Corrupt, StoredWord, read_as};
use crate::store::engine::rows;
use crate::store::{Error, open};

/// The state of a signature, as organisers search for it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    Confirmed,
    /// Not confirmed yet.
    Pending,
    /// Answered, and held for the organisers.
    Waiting,
    /// Withdrawn by its signatory.
    Withdrawn,
    /// Taken down by the organisers.
    TakenDown,
}

impl State {
    pub const ALL: [Self; 5] = [
        Self::Confirmed,
        Self::Pending,
        Self::Waiting,
        Self::Withdrawn,
        Self::TakenDown,
    ];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Pending => "pending",
            Self::Waiting => "waiting",
            Self::Withdrawn => "withdrawn",
            Self::TakenDown => "taken down",
        }
    }
}

read_as! {
    State, String, |word| Self::parse(&word).ok_or(Corrupt);
}

/// Search criteria; an empty one matches everything.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub ids: Vec<Id>,
    pub slug: Option<String>,
    pub name: Option<Query>,
    /// In lower case; matches subdomains too.
    pub domain: Option<String>,
    /// Origin of the page; `-` matches the server's own pages.
    pub site: Option<String>,
    pub from: Option<i64>,
    pub before: Option<i64>,
    /// None: any.
    pub states: Option<Vec<State>>,
}

/// A signature that was found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FoundSignature {
    pub id: Id,
    pub slug: String,
    pub state: State,
    pub kind: SignatoryKind,
    pub name: String,
    pub organisation: Option<String>,
    /// The domain of the address; `None` after the retention period.
    pub domain: Option<String>,
    pub site: String,
    /// When it was signed, whatever its state.
    pub signed_at: i64,
    /// Why the organisers took it down.
    pub reason: Option<String>,
}

/// The columns of [`FoundSignature`]; the address is encrypted.
#[derive(sqlx::FromRow)]
struct FoundRow {
    id: Id,
    subject: i64,
    slug: String,
    #[sqlx(try_from = "StoredWord")]
    kind: SignatoryKind,
    name: String,
    organisation: Option<String>,
    email: String,
    site: String,
    began_at: i64,
    state: State,
    reason: Option<String>,
}

/// The cursor of a search.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Reached {
    place: usize,
    id: Id,
}

impl Reached {
    /// Before the first signature of a place.
    const fn start(place: usize) -> Self {
        let id = Id::FIRST;
        Self { place, id }
    }
}

impl Default for Reached {
    fn default() -> Self {
        Self::start(0)
    }
}

/// The tables, the columns for kind, time, state and reason, and a condition.
const PLACES: [(&str, &str, &str); 3] = [
    (
        "signatures",
        "s.kind, s.signed_at as began_at, 'confirmed' as state, cast(null as text) as reason",
        "",
    ),
    (
        "attempts",
        "s.signatory as kind, s.created_at as began_at, s.reason, \
            case s.state when 'pending' then 'pending' when 'held' then 'waiting' \
                else 'taken down' end as state",
        "and s.kind = 'signature' and s.state in ('pending', 'held', 'withdrawn')",
    ),
    (
        "withdrawn_signatures",
        "s.kind, s.signed_at as began_at, s.reason, \
            case when s.withdrawn_by = 'organisers' then 'taken down' else 'withdrawn' end as state",
        "",
    ),
];

impl Signatures<'_> {
    /// A page of matches, and a cursor if there may be more; a page may be empty.
    pub async fn find(
        self,
        wanted: &Wanted,
        from: &Reached,
        limit: u32,
    ) -> Result<(Vec<FoundSignature>, Option<Reached>), Error> {
        let Some((table, columns, only)) = PLACES.get(from.place) else {
            return Ok((Vec::new(), None));
        };
        let mut connection = self.store.db.read().acquire().await?;
        let subject = match &wanted.slug {
            None => None,
            Some(slug) => {
                let found = subjects::find(&mut connection, ConfirmedKind::Signature, slug).await?;
                let Some(subject) = found else {
                    return Ok((Vec::new(), None));
                };
                Some(subject)
            }
        };
        let select = format!(
            "select s.id, s.subject, u.slug, s.name, s.organisation, s.email, s.site, {columns} \
             from {table} s join subjects u on u.id = s.subject"
        );
        let (found, whole) = if wanted.ids.is_empty() {
            let sql = format!("{select} where s.id > $1 {only} order by s.id limit $2");
            let query = sqlx::query_as::<_, FoundRow>(AssertSqlSafe(sql))
                .bind(from.id)
                .bind(i64::from(limit));
            let found = query.fetch_all(&mut *connection).await?;
            let whole = (found.len() as u64) < u64::from(limit);
            (found, whole)
        } else {
            let sql = format!("{select} where s.id in ({{in}}) {only}");
            let found =
                rows::fetch_in::<FoundRow>(&mut connection, &sql, None, &wanted.ids).await?;
            (found, true)
        };
        let next = match found.last() {
            Some(last) if !whole => Some(Reached {
                place: from.place,
                id: last.id,
            }),
            _ => Some(from.place + 1)
                .filter(|place| *place < PLACES.len())
                .map(Reached::start),
        };
        let mut fitting = Vec::new();
        let of_declaration = |row: &FoundRow| subject.is_none_or(|subject| row.subject == subject);
        for row in found.into_iter().filter(of_declaration) {
            fitting.extend(one(row, &self.store.seal, wanted)?);
        }
        Ok((fitting, next))
    }
}

/// A row's signature, if it matches; its address is decrypted only if everything else matches.
fn one(row: FoundRow, seal: &Seal, wanted: &Wanted) -> Result<Option<FoundSignature>, Error> {
    let found = FoundSignature {
        id: row.id,
        slug: row.slug,
        state: row.state,
        kind: row.kind,
        name: row.name,
        organisation: row.organisation,
        domain: None,
        site: row.site,
        signed_at: row.began_at,
        reason: row.reason,
    };
    if !fits(&found, wanted) {
        return Ok(None);
    }
    let domain = if row.email.is_empty() {
        None
    } else {
        let email = open(seal, Purpose::Email, &row.email)?.to_lowercase();
        email.rsplit_once('@').map(|(_, domain)| domain.to_owned())
    };
    let of_domain = |wanted: &String| {
        let domain = domain.as_deref().unwrap_or_default();
        domain == wanted || domain.ends_with(&format!(".{wanted}"))
    };
    Ok(wanted
        .domain
        .as_ref()
        .is_none_or(of_domain)
        .then_some(FoundSignature { domain, ..found }))
}

fn fits(found: &FoundSignature, wanted: &Wanted) -> bool {
    let names = || [Some(found.name.as_str()), found.organisation.as_deref()];
    let site = |site: &String| found.site == *site || (site == "-" && found.site.is_empty());
    let name = |query: &Query| query.finds(names().into_iter().flatten()).is_some();
    let states = wanted.states.as_ref();
    wanted.site.as_ref().is_none_or(site)
        && wanted.from.is_none_or(|from| found.signed_at >= from)
        && wanted.before.is_none_or(|before| found.signed_at < before)
        && states.is_none_or(|states| states.contains(&found.state))
        && wanted.name.as_ref().is_none_or(name)
}
