//! Durable signatures a second in databases that hold ten thousand to ten million attempts: over
//! HTTP without and with emails, and by the store alone; and confirmations, likewise.
//!
//! A window at a size of at most 100,000 starts on a fresh copy of the filled database, because the
//! window itself adds more rows than that. From a million on, the windows follow one another.

mod over_http;
mod rates;
mod store_alone;

use std::path::Path;

use anyhow::Result;
use undersigned::domain::id::Id;

use crate::{
    bars::Bars,
    databases::{Database, Databases},
    machine,
    options::Scope,
    requests::Signatures,
    seed::{self, Crowd, Indexes, Scene},
};
use rates::{Rates, Report};

pub(crate) const SIZES: [u64; 4] = [10_000, 100_000, 1_000_000, 10_000_000];
pub(crate) const SECONDS: u64 = 15;
const WINDOWS: usize = 3;
/// Above, only the store alone is measured, in a database whose indexes were built after its rows.
const LARGEST_OVER_HTTP: u64 = 1_000_000;
/// Up to here, each window has its own copy.
const LARGEST_COPIED: u64 = 100_000;

/// How signatures come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    /// Over HTTP, with emails off the path.
    WithoutEmails,
    /// Over HTTP, with emails to an SMTP server on this machine.
    WithEmails,
    /// By the library, without a server.
    StoreAlone,
}

impl Way {
    fn label(self) -> &'static str {
        match self {
            Way::WithoutEmails => "HTTP, emails off",
            Way::WithEmails => "HTTP, emails to a sink",
            Way::StoreAlone => "store alone",
        }
    }
}

/// What one window measured, a second.
struct Window {
    signed: f64,
    confirmed: Option<f64>,
    /// Emails sent, or tried, while signatures came.
    emails: f64,
    /// Emails sent when nothing else happened any more.
    emails_after: Option<f64>,
}

/// Prints the figures of each engine and size beside their bars.
pub(crate) async fn print(binary: &Path, scope: &Scope, bars: &mut Bars) -> Result<()> {
    println!(
        "signing: {WINDOWS} windows of {} s, {} connections; by the store alone {} callers",
        scope.span.as_secs(),
        over_http::CONNECTIONS,
        store_alone::CALLERS
    );
    println!(
        "emails off: no option says so; the mail server refuses the sender, and the server pauses \
         its sending before a window begins"
    );
    for engine in &scope.engines {
        let databases = Databases::start(*engine)?;
        let mut report = Report::new(*engine);
        for rows in &scope.sizes {
            size(binary, &databases, *rows, scope, &mut report, bars).await?;
        }
    }
    Ok(())
}

async fn size(
    binary: &Path,
    databases: &Databases,
    rows: u64,
    scope: &Scope,
    report: &mut Report,
    bars: &mut Bars,
) -> Result<()> {
    let indexes = if rows > LARGEST_OVER_HTTP {
        Indexes::BuiltAfterwards
    } else {
        Indexes::Grown
    };
    let (template, begun) = (databases.create()?, std::time::Instant::now());
    let crowd = Crowd::days_ago(rows, 1, 0).with(indexes);
    let store = seed::fill(&template, &[], Scene::Unanswered, &crowd).await?;
    println!(
        "{rows} made-up attempts{} written in {:.0} s, {:.0} MB",
        match indexes {
            Indexes::Grown => "",
            Indexes::BuiltAfterwards =>
                " before their indexes (densely packed trees), only the store alone:",
        },
        begun.elapsed().as_secs_f64(),
        template.megabytes()?
    );
    let mut ways = vec![Way::StoreAlone];
    if rows <= LARGEST_OVER_HTTP {
        ways = vec![Way::WithoutEmails, Way::WithEmails, Way::StoreAlone];
    }
    let links = |attempt: Id| store.seal().link(attempt, 0).reveal();
    for way in ways {
        let windows = windows(binary, databases, &template, rows, way, scope, &links).await?;
        report.print(rows, way, &Rates::of(&windows), bars);
    }
    template.remove()
}

/// Measures a way several times; the first copy is kept for all windows if it is large.
async fn windows(
    binary: &Path,
    databases: &Databases,
    template: &Database<'_>,
    rows: u64,
    way: Way,
    scope: &Scope,
    links: &impl Fn(Id) -> String,
) -> Result<Vec<Window>> {
    let people = Signatures::default();
    let (mut measured, mut copy) = (Vec::new(), None);
    for _ in 0..WINDOWS {
        if rows > LARGEST_OVER_HTTP {
            let window = store_alone::window(template, &people, scope.span).await?;
            measured.push(window);
            continue;
        }
        let database = match copy.take() {
            Some(database) => database,
            None => databases.copy(template)?,
        };
        machine::is_quiet().await?;
        let span = scope.span;
        measured.push(match way {
            Way::StoreAlone => store_alone::window(&database, &people, span).await?,
            Way::WithoutEmails => {
                over_http::without_emails(binary, &database, &people, span, links).await?
            }
            Way::WithEmails => over_http::with_emails(binary, &database, &people, span).await?,
        });
        if rows > LARGEST_COPIED {
            copy = Some(database);
        } else {
            database.remove()?;
        }
    }
    if let Some(database) = copy {
        database.remove()?;
    }
    Ok(measured)
}
