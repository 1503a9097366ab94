//! Tests that entries and their counts by day agree with the rows that they are about, and are mended
//! if they do not.

use std::collections::BTreeMap;

use crate::actions::{LIST, NOW, SLUG, campaign, sign_and_confirm, subscribe_and_confirm};
use crate::databases::TestDatabase;

/// The entries that there should be: of the signatures, withdrawn signatures, held attempts and
/// subscriptions.
const RIGHT: &str = "\
    select r.subject, r.id, r.confirmed_at / 86400000 as day, r.site, r.area, 1 as state from signatures r \
    union all select r.subject, r.id, r.withdrawn_at / 86400000, r.site, r.area, 3 \
        from withdrawn_signatures r where r.withdrawn_by = 'signer' \
    union all select r.subject, r.id, r.withdrawn_at / 86400000, r.site, r.area, 4 \
        from withdrawn_signatures r where r.withdrawn_by = 'organisers' \
    union all select r.subject, r.id, r.held_at / 86400000, r.site, r.area, 2 \
        from attempts r where r.state = 'held' \
    union all select r.subject, r.id, r.withdrawn_at / 86400000, r.site, r.area, 4 \
        from attempts r where r.state = 'withdrawn' and r.held is not null \
    union all select r.subject, r.id, r.confirmed_at / 86400000, r.site, r.area, 1 \
        from subscriptions r where r.unsubscribed_at is null \
    union all select r.subject, r.id, r.unsubscribed_at / 86400000, r.site, r.area, 5 \
        from subscriptions r where r.unsubscribed_at is not null";
const ENTRIES: &str = "select e.subject, e.id, e.day, s.origin as site, e.area, e.state \
    from entries e join sites s on s.id = e.site";
const COUNTED: &str = "select subject, day, site, state, count(*) as count from entries \
    group by subject, day, site, state";
const COUNTS: &str = "select subject, day, site, measure, count from daily_tallies \
    where measure <> 0 and count <> 0";

impl TestDatabase {
    /// Checks that entries and counts agree with the rows they are about.
    pub(crate) async fn assert_entries_agree(&self, when: &str) {
        for [left, right] in [
            [RIGHT, ENTRIES],
            [ENTRIES, RIGHT],
            [COUNTED, COUNTS],
            [COUNTS, COUNTED],
        ] {
            let differing = format!(
                "(select * from ({left}) as a except select * from ({right}) as b) as differing"
            );
            assert_eq!(self.rows(&differing).await, 0, "{when}: {differing}");
        }
    }

    /// How many there are by measure, over all days and sites; 0 is forms sent, the others are states.
    pub(crate) async fn counts(&self, slug: &str) -> BTreeMap<i64, i64> {
        let outside = self.outside().await;
        let sql = "select measure, cast(sum(count) as bigint) from daily_tallies t \
            join subjects s on s.id = t.subject where s.slug = $1 \
            group by measure having sum(count) <> 0";
        let query = sqlx::query_as::<_, (i64, i64)>(sql).bind(slug.to_owned());
        let counts = query.fetch_all(&outside).await.expect("counts");
        outside.close().await;
        counts.into_iter().collect()
    }
}

pub(crate) async fn recounting_mends_entries_and_counts(database: &TestDatabase) {
    let store = campaign(database).await;
    for name in ["Ada", "Bo", "Cy"] {
        let email = format!("{name}@mail.example");
        sign_and_confirm(&store, &format!("{name} Example"), &email, NOW).await;
    }
    subscribe_and_confirm(&store, "ada@mail.example", NOW).await;
    assert!(store.entries().recount().await.unwrap().is_empty());
    let right = database.counts(SLUG).await;
    assert_eq!(right, BTreeMap::from([(0, 3), (1, 3)]));
    for (wrong, mended) in [
        ("delete from entries", &[SLUG, LIST][..]),
        (
            "delete from daily_tallies where measure <> 0",
            &[SLUG, LIST],
        ),
        (
            "update daily_tallies set count = 9 where measure = 1 and subject = 1",
            &[SLUG],
        ),
        (
            "insert into entries select e.subject, s.person, e.day, e.site, e.lang, e.area, e.state, \
                 e.confirmed_by from signatures s join entries e on e.id = s.id",
            &[SLUG],
        ),
    ] {
        database.change(wrong).await;
        assert_eq!(store.entries().recount().await.unwrap(), mended, "{wrong}");
        database.assert_entries_agree(wrong).await;
        assert_eq!(database.counts(SLUG).await, right, "{wrong}");
    }
    assert!(store.entries().recount().await.unwrap().is_empty());
}
