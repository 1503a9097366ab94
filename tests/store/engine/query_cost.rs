//! Tests how much is read for a visitor: with thirty thousand signatures, no more than a page
//! shows, as PostgreSQL itself counts the rows it reads. For SQLite, `src/store/engine/plans.rs` tests the
//! query plans.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, Row};
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::signatures::name_search::Query;
use undersigned::domain::time::DAY_MS;
use undersigned::store::{Cursor, Delivery, HousekeepingRun, Store, Stuck};
use widgets::wire::SignatoryKind;

use crate::actions::{NOW, SLUG, campaign, sign, sign_and_confirm};
use crate::databases::TestDatabase;

/// After five runs on one connection PostgreSQL may plan a statement once for all arguments; an action
/// may use two or three connections in turn.
const TIMES: u64 = 24;
/// The most rows that one action may read; a page and everything on it is about two hundred, and
/// any scan would be thousands.
const MOST: u64 = 400;
const PAGE: u32 = 60;
const PATIENCE: Duration = Duration::from_secs(30);

/// Rows as confirming leaves them, around a page in the middle: every tenth is an organisation's,
/// every twelfth hidden, every second has a reservation; and as many paper signatures. Besides, as many
/// attempts that have expired, with as many mailboxes that got an email long ago, and half as many
/// reminders that are due a moment after the start.
/// An id of 16 bytes is a time of 6 bytes and ten more: here the row's number, and which table's.
const FILL: [&str; 10] = [
    "create function id(at bigint, which bigint) returns bytea language sql immutable as \
        $$ select decode(lpad(to_hex(at), 12, '0') || lpad(to_hex(which * 100000 + at), 20, '0'), 'hex') $$",
    "update declarations set count = 30000",
    "insert into signatures (id, subject, person, signer, slot, kind, name, email, visibility, updates, \
        text_lang, version, lang, site, page_url, epoch, listing, confirmed_by, confirmed_at, signed_at) \
        select id(1700000000000 + at, 1), 1, id(at, 2), id(at, 3), 1, \
            case when at % 10 = 0 then 'organisation' else 'person' end, 'Ada Example S' || at, '', \
            case when at % 12 = 5 then 'hidden' else 'full' end, 0, 'en', 1, 'en', '', '', 0, at, \
            'link', 1700000000000 + at, 1700000000000 + at \
        from generate_series(1, 30000) at",
    "insert into signature_names select subject, case when kind = 'person' then 1 else 0 end, \
        convert_to('ada example s' || listing, 'UTF8'), id from signatures where visibility = 'full'",
    "insert into reservations select id, subject, 1, '' from signatures where listing % 2 = 0",
    "insert into paper_imports values (id(1, 4), 1, id(1, 4) || id(1, 4), 'Carys Thorne', 0, 1, 30000)",
    "insert into paper_signatures select 1, 'EN1-' || at / 100, at % 100, 'en', 1, id(1, 4) \
        from generate_series(1, 30000) at",
    "insert into attempts (id, kind, subject, state, person, signer, email, name, signatory, visibility, \
        text_lang, version, lang, site, page_url, code_at, asked_at, email_id, known_at, created_at, \
        expires_at) \
        select id(at, 5), 'signature', 1, 'pending', id(at, 6), id(at, 7), '', 'Ada Example', 'person', \
            'full', 'en', 1, 'en', '', '', at, at, id(at, 8), at, at, at \
        from generate_series(1, 30000) at",
    "insert into emails (id, attempt, subject, kind, priority, status, mailbox, next_try_at, created_at, \
        due_at) \
        select id(at, 8), id(at, 5), 1, 'remind_signature', 2, 'waiting', id(at, 6), 1800000000001, at, at \
        from generate_series(2, 30000, 2) at",
    "insert into mailboxes select id(at, 6), id(at, 6), at from generate_series(1, 30000) at",
];

/// Actions of visitors, organisers and jobs that make the server read.
#[derive(Clone, Copy, Debug)]
enum Action {
    Open,
    Newest,
    InTheMiddle,
    People,
    Organisations,
    Recent,
    CommonName,
    RareName,
    NoMatch,
    Counts,
    Sign,
    Paper,
    Claim,
    Housekeeping,
}

const ACTIONS: [Action; 14] = [
    Action::Open,
    Action::Newest,
    Action::InTheMiddle,
    Action::People,
    Action::Organisations,
    Action::Recent,
    Action::CommonName,
    Action::RareName,
    Action::NoMatch,
    Action::Counts,
    Action::Sign,
    Action::Paper,
    Action::Claim,
    Action::Housekeeping,
];

impl Action {
    /// `run` is a run of housekeeping. A new one would meet the index entries of all rows that were deleted
    /// before, until PostgreSQL has removed them.
    async fn act(self, store: &Store, time: u64, run: &mut HousekeepingRun) {
        let middle = || Cursor::parse("MTcwMDAwMDAxNTAwMC8xNTAwMA"); // 1700000015000/15000
        let shown = match self {
            Action::Open => return,
            Action::Newest => {
                store
                    .signatures()
                    .signatories(SLUG, None, PAGE)
                    .await
                    .unwrap()
                    .0
            }
            Action::InTheMiddle => {
                assert!(middle().is_some());
                store
                    .signatures()
                    .signatories(SLUG, middle(), PAGE)
                    .await
                    .unwrap()
                    .0
            }
            Action::People | Action::Organisations => {
                let kind = match self {
                    Action::People => SignatoryKind::Person,
                    _ => SignatoryKind::Organisation,
                };
                let page = store
                    .signatures()
                    .signatories_of(SLUG, kind, middle(), PAGE)
                    .await;
                page.unwrap().0
            }
            Action::Recent => store
                .signatures()
                .recent_signatories(SLUG, PAGE)
                .await
                .unwrap(),
            Action::CommonName | Action::RareName | Action::NoMatch => {
                let typed = match self {
                    Action::CommonName => "ada",
                    Action::RareName => "ada example s15001",
                    _ => "nobody here",
                };
                let query = Query::parse(typed).expect("letters");
                let page = store
                    .signatures()
                    .find_signatories(SLUG, &query, None, PAGE)
                    .await;
                page.unwrap().0
            }
            Action::Counts => {
                store.declarations().find(SLUG).await.unwrap();
                store.signatures().hidden_count(SLUG).await.unwrap();
                store.signatures().signed_versions(SLUG).await.unwrap();
                store.signatures().reserved(SLUG).await.unwrap();
                store.signatures().paper_count(SLUG).await.unwrap();
                return;
            }
            Action::Sign => {
                let email = format!("{time}@mail.example");
                sign_and_confirm(store, "Bo Example", &email, NOW).await;
                return;
            }
            Action::Claim => {
                sign(
                    store,
                    "Bo Example",
                    &format!("claim-{time}@mail.example"),
                    NOW,
                )
                .await;
                let now_ms = NOW + 1;
                let claimed = store.mail().claim(1, now_ms).await.unwrap().remove(0);
                assert_eq!(claimed.kind, MessageKind::ConfirmSignature);
                let sent = [(claimed.id, Delivery::Sent)];
                store.mail().mark(&sent, now_ms).await.unwrap();
                assert_eq!(store.mail().next_at().await.unwrap(), Some(now_ms));
                assert_eq!(store.stuck_mail(now_ms).await.unwrap(), Stuck::default());
                return;
            }
            Action::Housekeeping => {
                let chunk = store.housekeep_some(run).await.unwrap();
                assert_eq!(chunk.rows, 100);
                return;
            }
            Action::Paper => {
                let sheets = HashSet::from(["EN1-1".to_owned(), "EN1-2".to_owned()]);
                let counted = store
                    .signatures()
                    .counted_lines(SLUG, sheets)
                    .await
                    .unwrap();
                assert_eq!(counted.len(), 200);
                return;
            }
        };
        let expected = match self {
            Action::NoMatch => 0,
            Action::RareName => 1,
            _ => PAGE as usize,
        };
        assert_eq!(shown.len(), expected, "{self:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_reads_a_bounded_number_of_rows_per_page() {
    let database = TestDatabase::postgres();
    campaign(&database).await.close().await;
    // PostgreSQL reports what a connection has read a second later or when it closes, so the
    // connection that fills the tables must close before counting begins.
    let filling = connect(&database).await;
    for sql in FILL.into_iter().chain(["analyze"]) {
        sqlx::query(sql).execute(&filling).await.unwrap();
    }
    filling.close().await;
    let pool = connect(&database).await;
    let store = database.open().await;
    assert_eq!(store.signatures().recount().await.unwrap(), [SLUG]);
    store.close().await;
    for action in ACTIONS {
        let before = rows_read(&pool).await;
        let store = database.open().await;
        let mut run = HousekeepingRun::starting(NOW - DAY_MS);
        for time in 0..TIMES {
            action.act(&store, time, &mut run).await;
        }
        store.close().await;
        let read = rows_read(&pool).await - before;
        assert!(
            read / TIMES < MOST,
            "{action:?} reads {read} rows in {TIMES} times"
        );
    }
}

async fn connect(database: &TestDatabase) -> AnyPool {
    let pool = AnyPoolOptions::new()
        .max_connections(1)
        .connect(&database.url);
    pool.await.unwrap()
}

/// Rows and index entries read in all tables, once all other connections have closed: they report
/// their counts when they close.
async fn rows_read(pool: &AnyPool) -> u64 {
    let others = "select count(*) from pg_stat_activity where datname = current_database() \
        and backend_type = 'client backend' and pid <> pg_backend_pid()";
    let begun = Instant::now();
    let left = async || sqlx::query(others).fetch_one(pool).await.unwrap();
    while left().await.get::<i64, _>(0) > 0 {
        assert!(begun.elapsed() < PATIENCE, "they do not leave");
    }
    let sql = "select cast((select sum(seq_tup_read) from pg_stat_user_tables) \
        + (select sum(idx_tup_read) from pg_stat_user_indexes) as bigint)";
    let read: i64 = sqlx::query(sql).fetch_one(pool).await.unwrap().get(0);
    u64::try_from(read).unwrap()
}
