//! A database outage and recovery: PostgreSQL behind a connection that the test can cut.

use std::path::PathBuf;

use tempfile::TempDir;
use tokio::{
    io::copy_bidirectional,
    net::{UnixListener, UnixStream},
    task::AbortHandle,
};

use crate::{
    postgres::Cluster,
    support::{
        app::App,
        campaign::{DECLARATION, LIST},
        wait,
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_subscribing_and_confirming_work_on_postgresql() {
    let app = App::setup()
        .database(&Cluster::shared().new_database())
        .start();
    let ada = app.person("Ada Marlowe");

    app.sign_and_confirm(&ada).await;
    let joined = app.subscribe(&ada).await.id();
    let emails = app.smtp.emails_to(&ada.email, 2).await;
    let confirmed = app.confirm_by_code(&joined, &emails[1].code()).await;

    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(app.count().await, 1);
    assert_eq!(app.names().await, ["Ada Marlowe"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn during_a_database_outage_writes_get_503_and_work_again_afterwards() {
    let line = Line::to(&Cluster::shared().new_database());
    let app = App::setup().database(&line.url).start();
    app.expect_failures();
    assert_eq!(app.get("/healthz").await.status, 200);
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    let id = app.sign(&ada).await.id();
    let code = app.email_to(&ada).await.code();

    let page = app.open(&format!("/d/{DECLARATION}")).await;
    let form = page.form("input[name=email]");
    assert_eq!(app.get(&format!("/l/{LIST}")).await.status, 200);
    assert_eq!(app.get("/d/nothing-of-the-kind").await.status, 404);

    let line = line.cut();
    wait::until("an unhealthy server", async || {
        (app.get("/healthz").await.status == 503).then_some(())
    })
    .await;
    for refused in [
        app.sign(&bashir).await,
        app.confirm_by_code(&id, &code).await,
    ] {
        let problem = refused.problem(503, "unavailable");
        let wait: u64 = refused
            .header("retry-after")
            .expect("how long")
            .parse()
            .expect("seconds");
        assert!((1..=120).contains(&wait), "{wait}");
        let reported = problem.to_string().to_lowercase();
        for cause in ["sqlx", "postgres", "socket", "connection"] {
            assert!(!reported.contains(cause), "no cause is shown: {reported}");
        }
    }
    // From here on, requests that need the database itself are refused: no cached view is fresh any
    // more.
    wait::until("views older than they may be", async || {
        let read = app
            .get(&format!("/api/v1/declarations/{DECLARATION}"))
            .await;
        (read.status == 503).then_some(())
    })
    .await;
    for stands in [
        format!("/embed/v1/signature?declaration={DECLARATION}&lang=en"),
        format!("/embed/v1/signature?declaration={DECLARATION}&principle=2"),
        format!("/embed/v1/signup?list={LIST}"),
        format!("/frame/v1/signature?declaration={DECLARATION}"),
        format!("/d/{DECLARATION}/counter.svg"),
    ] {
        assert_eq!(app.get(&stands).await.status, 200, "{stands} still stands");
    }
    let typed = [("name", bashir.name.as_str()), ("email", &bashir.email)];
    let returned = app.send(&form, &typed).await;
    assert_eq!(returned.response.status, 503);
    assert!(returned.response.header("retry-after").is_some());
    assert!(
        returned.has("button + [role=alert][autofocus]"),
        "a page without scripts opens where it says so: {}",
        returned.response.body
    );
    for (field, value) in typed {
        let input = returned.one(&format!("input[name={field}]"));
        assert_eq!(input.value.as_deref(), Some(value), "nothing is lost");
    }

    let _line = line.mend();
    wait::until("a healthy server", async || {
        (app.get("/healthz").await.status == 200).then_some(())
    })
    .await;
    assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
    app.sign_and_confirm(&bashir).await;
    assert_eq!(app.count().await, 2);
}

/// A socket in a folder of its own that forwards to the database's, until it is cut.
struct Line {
    /// The database's address through this line.
    url: String,
    folder: TempDir,
    /// The database's own socket.
    socket: PathBuf,
    carrying: AbortHandle,
}

/// A line that is cut for now.
struct CutLine(Line);

const SOCKET: &str = ".s.PGSQL.5432";

impl Line {
    fn to(url: &str) -> Line {
        let (before, folder) = url.split_once("?host=").expect("a database on a socket");
        let socket = PathBuf::from(folder).join(SOCKET);
        let folder = TempDir::with_prefix("undersigned-line.").expect("a temporary folder");
        Line {
            url: format!("{before}?host={}", folder.path().display()),
            carrying: carry(folder.path().join(SOCKET), socket.clone()),
            folder,
            socket,
        }
    }

    fn cut(self) -> CutLine {
        self.carrying.abort();
        std::fs::remove_file(self.folder.path().join(SOCKET)).expect("the line's socket");
        CutLine(self)
    }
}

impl CutLine {
    fn mend(mut self) -> Line {
        let here = self.0.folder.path().join(SOCKET);
        self.0.carrying = carry(here, self.0.socket.clone());
        self.0
    }
}

/// Carries every connection until it is aborted, which ends them all.
fn carry(here: PathBuf, there: PathBuf) -> AbortHandle {
    let listener = UnixListener::bind(here).expect("a socket in a folder of ours");
    let carrying = tokio::spawn(async move {
        let mut connections = tokio::task::JoinSet::new();
        while let Ok((mut near, _)) = listener.accept().await {
            let there = there.clone();
            connections.spawn(async move {
                if let Ok(mut far) = UnixStream::connect(there).await {
                    // It ends when either side does, which is not a fault of the line.
                    _ = copy_bidirectional(&mut near, &mut far).await;
                }
            });
        }
    });
    carrying.abort_handle()
}
