//! Looks at other people's sites. "Test this site" fetches a page that an editor names, and finds
//! out how its policy, its optimiser or WordPress will treat each way to embed; the texts are in
//! `pages/embed/findings.rs`. `verification_record.rs` checks whether an organisation's domain
//! publishes its token.
//!
//! A visitor who may name an address could make us attack it, so everything here is suspicious: we
//! connect only to public addresses (`address.rs`), read little, and do not wait long
//! (`fetching.rs`). Nothing that was read is kept, and the address is never logged.

mod address;
pub mod embedding;
mod fetching;
mod markup;
mod platform;
mod policy;
mod sender;
mod verdict;
mod verification_record;

use std::net::SocketAddr;

use ipnet::IpNet;
use tokio::sync::Semaphore;
use url::Url;

pub use fetching::Failure;
pub use markup::Tag;
pub use platform::{Optimiser, Platform};
pub use policy::{Change, Place, Said};
pub use sender::SenderRecords;
pub use verdict::{Outcome, Verdict};
pub use verification_record::Looked;

use crate::embedding::Widget;

/// How many pages are fetched at once; each takes a megabyte and a connection for some seconds.
const AT_A_TIME: usize = 4;

/// What an editor wants to embed.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Our own origin.
    pub server: String,
    pub widget: Widget,
    pub slug: String,
}

/// The findings.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The page's address after all redirects.
    pub address: String,
    /// Whether it differs from the requested address.
    pub redirected: bool,
    /// Whether only the beginning was read.
    pub cut: bool,
    pub origin: String,
    /// Whether the organisers allow this origin to embed.
    pub allowed: bool,
    /// The page is `https` and the server `http`, from which it may load nothing.
    pub mixed: bool,
    pub tags: Vec<Tag>,
    pub policies: Vec<Said>,
    /// What a report-only policy would forbid if it were enforced.
    pub announced: Vec<Change>,
    /// Changes needed where the page requires Trusted Types and does not allow our policy's name.
    pub trusted_types: Vec<Change>,
    pub platform: Option<Platform>,
    pub optimisers: Vec<Optimiser>,
    pub verdicts: Vec<Verdict>,
}

/// Fetches and judges pages; the server has only one.
pub struct Inspector {
    /// Networks that may be reached although they are not public.
    allowed_networks: Vec<IpNet>,
    /// The name server for DNS records; `None` uses the system's.
    name_server: Option<SocketAddr>,
    places: Semaphore,
}

impl Inspector {
    pub fn new(allowed_networks: Vec<IpNet>, name_server: Option<SocketAddr>) -> Inspector {
        Inspector {
            allowed_networks,
            name_server,
            places: Semaphore::new(AT_A_TIME),
        }
    }

    /// Whether any network that is not public may be reached.
    pub fn allows_networks(&self) -> bool {
        !self.allowed_networks.is_empty()
    }

    /// Fetches the page that `typed` names and judges it; `allows` says whether an origin may embed.
    pub async fn inspect(
        &self,
        typed: &str,
        subject: &Subject,
        allows: impl Fn(&str) -> bool + Send + 'static,
    ) -> Result<Report, Failure> {
        let asked = fetching::read_address(typed)?;
        let _place = self.places.try_acquire().map_err(|_| Failure::Busy)?;
        let fetched = fetching::fetch(asked.clone(), &self.allowed_networks).await?;
        let subject = subject.clone();
        // Parsing a megabyte of HTML takes a while and would block other tasks on this thread.
        let judged = tokio::task::spawn_blocking(move || judge(&asked, &fetched, &subject, allows));
        judged.await.map_err(|_| Failure::Broken)
    }
}

fn judge(
    asked: &Url,
    fetched: &fetching::Fetched,
    subject: &Subject,
    allows: impl Fn(&str) -> bool,
) -> Report {
    let page = markup::read(&fetched.body, &fetched.address);
    let policies = policy::Policies::read(&fetched.headers, &page.policies);
    let origin = fetched.address.origin().ascii_serialization();
    let mixed = fetched.address.scheme() == "https" && subject.server.starts_with("http:");
    let tags = page.tags(subject, &fetched.address);
    let nonce = page.nonce(&subject.server);
    let scene = policy::Scene {
        page: &fetched.address,
        server: &subject.server,
        nonce: &nonce,
    };
    Report {
        redirected: !same_page(asked, &fetched.address),
        address: fetched.address.to_string(),
        cut: fetched.cut,
        allowed: origin == subject.server || allows(&origin),
        origin,
        mixed,
        tags,
        announced: verdict::announced(&policies, &scene),
        trusted_types: policies.trusted_types(&scene),
        policies: policies.said(),
        platform: page.platform.clone(),
        optimisers: page.optimisers.clone(),
        verdicts: verdict::all(&policies, &scene, subject.widget, mixed),
    }
}

/// Whether a redirect changed nothing but the form of the address.
fn same_page(asked: &Url, found: &Url) -> bool {
    let bare = |url: &Url| {
        let path = url.path().trim_end_matches('/').to_owned();
        (url.origin().ascii_serialization(), path)
    };
    bare(asked) == bare(found)
}
