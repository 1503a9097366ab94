//! Looking at other people's sites. "Test this site": a page that an editor names is fetched, and what its policy, its optimiser or
//! WordPress will make of each way to embed is found out. The words for it are in
//! `pages/embed_findings.rs`. Also whether an organisation's domain holds its proof (`proof.rs`).
//!
//! Whoever may name an address may aim us at it, so everything here is suspicious: only public
//! addresses are connected to (`address.rs`), little is read, and not for long (`fetching.rs`).
//! Nothing that was read is kept, and the address is never logged.

mod address;
mod fetching;
mod markup;
mod platform;
mod policy;
mod proof;
mod sender;
mod verdict;

use std::net::SocketAddr;

use ipnet::IpNet;
use tokio::sync::Semaphore;
use url::Url;

pub use fetching::Failure;
pub use markup::Tag;
pub use platform::{Optimiser, Platform};
pub use policy::{Change, Place, Said};
pub use proof::Looked;
pub use sender::SenderRecords;
pub use verdict::{Outcome, Verdict};

use crate::domain::{embedding::Widget, sites::Sites};

/// Pages that are fetched at a time; each holds a megabyte and a connection for some seconds.
const AT_A_TIME: usize = 4;

/// What is to be put on the site.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Our own origin.
    pub server: String,
    pub widget: Widget,
    pub slug: String,
    pub sites: Sites,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Where the page is, after all redirects.
    pub address: String,
    /// Whether that is another address than the one asked for.
    pub redirected: bool,
    /// Whether only the beginning was read.
    pub cut: bool,
    pub origin: String,
    /// Whether the organisers let this origin embed.
    pub allowed: bool,
    /// An `https` page may load nothing from an `http` server.
    pub mixed: bool,
    pub tags: Vec<Tag>,
    pub policies: Vec<Said>,
    /// What a policy that only reports would forbid if it were put in force.
    pub announced: Vec<Change>,
    /// Whether HTML put in by scripts needs a policy that the page does not allow by our name.
    pub trusted_types: Vec<Change>,
    pub platform: Option<Platform>,
    pub optimisers: Vec<Optimiser>,
    pub verdicts: Vec<Verdict>,
}

/// Fetches and judges pages; one for the whole server.
pub struct Inspector {
    /// Networks that may be asked although they are not public.
    doors: Vec<IpNet>,
    /// Who is asked for records of DNS; none: whom the system asks.
    name_server: Option<SocketAddr>,
    places: Semaphore,
}

impl Inspector {
    pub fn new(doors: Vec<IpNet>, name_server: Option<SocketAddr>) -> Inspector {
        Inspector {
            doors,
            name_server,
            places: Semaphore::new(AT_A_TIME),
        }
    }

    /// Whether any network that is not public may be reached.
    pub fn has_doors(&self) -> bool {
        !self.doors.is_empty()
    }

    /// Fetches the page that `typed` names and judges it.
    pub async fn inspect(&self, typed: &str, subject: &Subject) -> Result<Report, Failure> {
        let asked = fetching::read_address(typed)?;
        let _place = self.places.try_acquire().map_err(|_| Failure::Busy)?;
        let fetched = fetching::fetch(asked.clone(), &self.doors).await?;
        let subject = subject.clone();
        // A megabyte of HTML takes a while to parse, and others wait for this thread.
        let judged = tokio::task::spawn_blocking(move || judge(&asked, &fetched, &subject));
        judged.await.map_err(|_| Failure::Broken)
    }
}

fn judge(asked: &Url, fetched: &fetching::Fetched, subject: &Subject) -> Report {
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
        allowed: origin == subject.server || subject.sites.allows(&origin),
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

/// Whether a redirect only tidied the address.
fn same_page(asked: &Url, found: &Url) -> bool {
    let bare = |url: &Url| {
        let path = url.path().trim_end_matches('/').to_owned();
        (url.origin().ascii_serialization(), path)
    };
    bare(asked) == bare(found)
}
