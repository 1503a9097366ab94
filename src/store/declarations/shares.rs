//! Counts shares for each network and day; no visitor is recorded.

use std::collections::{BTreeMap, HashSet};

use sqlx::AnyConnection;

use super::Declarations;
use crate::domain::attempts::credential::IdempotencyKey;
use crate::domain::time;
use crate::store::engine::batch::{Share, WriteOutcome};
use crate::store::engine::rows::{self, Value};
use crate::store::{Error, ShareOutcome};

pub(in crate::store) async fn write(
    connection: &mut AnyConnection,
    shared: Vec<(usize, &Share, i64)>,
    outcomes: &mut [Option<WriteOutcome>],
) -> Result<(), Error> {
    if shared.is_empty() {
        return Ok(());
    }
    let slugs = shared.iter().map(|(_, share, _)| share.declaration.clone());
    let sql = "select slug from declarations where slug in ({in})";
    let known: Vec<String> = rows::fetch_scalars_in(connection, sql, None, slugs).await?;
    let known: HashSet<String> = known.into_iter().collect();
    let mut counts: BTreeMap<(&str, &str, String), i64> = BTreeMap::new();
    for (at, share, now_ms) in shared {
        let declaration = known.get(&share.declaration).map_or("", String::as_str);
        *counts
            .entry((declaration, &share.network, time::day(now_ms)))
            .or_default() += 1;
        outcomes[at] = Some(WriteOutcome::Share(ShareOutcome::Counted));
    }
    let counted: Vec<Vec<Value>> = counts
        .into_iter()
        .map(|((declaration, network, day), count)| {
            vec![declaration.into(), network.into(), day.into(), count.into()]
        })
        .collect();
    let head = "insert into shares (declaration, network, day, count)";
    let tail = "on conflict (declaration, network, day) do update \
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
        let sql = "select network, cast(sum(count) as bigint) as shares from shares \
            where declaration = $1 group by network order by 2 desc, 1";
        let query = sqlx::query_as::<_, NetworkShares>(sql);
        let query = query.bind(declaration.unwrap_or_default().to_owned());
        let counted = query.fetch_all(self.store.db.read()).await?.into_iter();
        Ok(counted.map(|one| (one.network, one.shares)).collect())
    }
}
