//! Counts shares by network, site, source and day; no visitor is recorded.

use std::collections::BTreeMap;

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::{Declarations, subjects};
use crate::domain::attempts::credential::IdempotencyKey;
use crate::domain::time;
use crate::store::engine::batch::WriteOutcome;
use crate::store::engine::rows::{self, Value};
use crate::store::{Error, ShareOutcome};

/// The subject of shares from pages without a declaration.
const NONE: i64 = 0;

/// A share, as far as it is counted.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Share {
    /// Slug; empty for a page without a declaration. An unknown one is counted as none.
    pub declaration: String,
    pub network: String,
    /// Origin of the page; empty for the server's own pages.
    pub site: String,
    /// What the page named as the source of its visitor, if it counts by itself; else empty.
    pub source: String,
}

/// How often a declaration was shared by one network, from one site, by one source's visitors, on one day.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct ShareCount {
    pub network: String,
    pub site: String,
    pub source: String,
    /// ISO 8601, UTC.
    pub day: String,
    #[sqlx(try_from = "i64")]
    pub count: u64,
}

pub(in crate::store) async fn write(
    connection: &mut AnyConnection,
    shared: Vec<(usize, &Share, i64)>,
    outcomes: &mut [Option<WriteOutcome>],
) -> Result<(), Error> {
    if shared.is_empty() {
        return Ok(());
    }
    let slugs = shared.iter().map(|(_, share, _)| share.declaration.clone());
    let known = subjects::find_all(connection, ConfirmedKind::Signature, slugs).await?;
    let mut counts: BTreeMap<(i64, [&str; 3], String), i64> = BTreeMap::new();
    for (at, share, now_ms) in shared {
        let subject = known.get(&share.declaration).copied().unwrap_or(NONE);
        let of = [&share.network, &share.site, &share.source].map(String::as_str);
        let counted = counts.entry((subject, of, time::day(now_ms)));
        *counted.or_default() += 1;
        outcomes[at] = Some(WriteOutcome::Share(ShareOutcome::Counted));
    }
    let counted: Vec<Vec<Value>> = counts
        .into_iter()
        .map(|((subject, [network, site, source], day), count)| {
            vec![
                subject.into(),
                network.into(),
                site.into(),
                source.into(),
                day.into(),
                count.into(),
            ]
        })
        .collect();
    let head = "insert into shares (subject, network, site, source, day, count)";
    let tail = "on conflict (subject, network, site, source, day) do update \
        set count = shares.count + excluded.count";
    rows::insert(connection, head, &counted, tail).await?;
    Ok(())
}

impl Declarations<'_> {
    /// Counts a share.
    pub async fn add_share(
        self,
        share: Share,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<ShareOutcome, Error> {
        self.store.batch.share(share, key, now_ms).await
    }

    /// How often a declaration was shared, or pages without one.
    pub async fn shares(self, declaration: Option<&str>) -> Result<Vec<ShareCount>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let subject = match declaration {
            Some(slug) => subjects::find(&mut connection, ConfirmedKind::Signature, slug).await?,
            None => Some(NONE),
        };
        let Some(subject) = subject else {
            return Ok(Vec::new());
        };
        count(&mut connection, subject).await
    }
}

/// The counts of a subject, by network, site, source and day.
pub(super) async fn count(
    connection: &mut AnyConnection,
    subject: i64,
) -> Result<Vec<ShareCount>, Error> {
    let sql = "select network, site, source, day, count from shares where subject = $1 \
        order by network, site, source, day";
    let query = sqlx::query_as::<_, ShareCount>(sql).bind(subject);
    Ok(query.fetch_all(connection).await?)
}
