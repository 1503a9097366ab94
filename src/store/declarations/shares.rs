//! Counts shares for each network and day; no visitor is recorded.

use std::collections::BTreeMap;

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::{Declarations, subjects};
use crate::domain::attempts::credential::IdempotencyKey;
use crate::domain::time;
use crate::store::engine::batch::{Share, WriteOutcome};
use crate::store::engine::rows::{self, Value};
use crate::store::{Error, ShareOutcome};

/// The subject of shares from pages without a declaration.
const NONE: i64 = 0;

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
    let mut counts: BTreeMap<(i64, &str, String), i64> = BTreeMap::new();
    for (at, share, now_ms) in shared {
        let subject = known.get(&share.declaration).copied().unwrap_or(NONE);
        *counts
            .entry((subject, &share.network, time::day(now_ms)))
            .or_default() += 1;
        outcomes[at] = Some(WriteOutcome::Share(ShareOutcome::Counted));
    }
    let counted: Vec<Vec<Value>> = counts
        .into_iter()
        .map(|((subject, network, day), count)| {
            vec![subject.into(), network.into(), day.into(), count.into()]
        })
        .collect();
    let head = "insert into shares (subject, network, day, count)";
    let tail = "on conflict (subject, network, day) do update \
        set count = shares.count + excluded.count";
    rows::insert(connection, head, &counted, tail).await?;
    Ok(())
}

impl Declarations<'_> {
    /// Counts a share; an unknown declaration is counted as none.
    pub async fn add_share(
        self,
        declaration: Option<&str>,
        network: &str,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<ShareOutcome, Error> {
        self.store
            .batch
            .share(declaration, network, key, now_ms)
            .await
    }

    /// How often each network was used for a declaration, or on pages without one; most used first.
    pub async fn shares(self, declaration: Option<&str>) -> Result<Vec<(String, u64)>, Error> {
        #[derive(sqlx::FromRow)]
        struct NetworkShares {
            network: String,
            #[sqlx(try_from = "i64")]
            shares: u64,
        }
        let mut connection = self.store.db.read().acquire().await?;
        let subject = match declaration {
            Some(slug) => subjects::find(&mut connection, ConfirmedKind::Signature, slug).await?,
            None => Some(NONE),
        };
        let Some(subject) = subject else {
            return Ok(Vec::new());
        };
        let sql = "select network, cast(sum(count) as bigint) as shares from shares \
            where subject = $1 group by network order by 2 desc, 1";
        let query = sqlx::query_as::<_, NetworkShares>(sql).bind(subject);
        let counted = query.fetch_all(&mut *connection).await?.into_iter();
        Ok(counted.map(|one| (one.network, one.shares)).collect())
    }
}
