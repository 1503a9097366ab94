//! Looking for the line by which an organisation proves that it signs: as a TXT record of its
//! domain, or in a file on its website. Who names a domain may aim us at it, so the same is true here
//! as for pages: little is read, not for long, a few at a time, and never from a private address.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;
use hickory_resolver::{Resolver, TokioResolver};
use url::Url;

use super::{Inspector, fetching};
use crate::domain::verification::{self, OwnDomain};

/// For all of a look-up, whatever it takes.
const PATIENCE: Duration = Duration::from_secs(5);
/// One try with one name server, of which a system has several.
const ONE_TRY: Duration = Duration::from_secs(2);
/// More records than this stand at no name that was made for one line.
const MOST_RECORDS: usize = 20;

/// Whether the line is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Looked {
    Found,
    Missing,
    /// Too much is being looked up.
    Busy,
}

impl Looked {
    const fn of(found: bool) -> Looked {
        if found {
            Looked::Found
        } else {
            Looked::Missing
        }
    }
}

impl Inspector {
    /// Whether a TXT record of the domain holds the line of this proof.
    pub async fn find_record(&self, domain: &OwnDomain, proof: &str) -> Looked {
        let Ok(_place) = self.places.try_acquire() else {
            return Looked::Busy;
        };
        let name = domain.record();
        let found = tokio::time::timeout(PATIENCE, records(self.name_server, &name)).await;
        let found = found.unwrap_or_default();
        Looked::of(found.iter().any(|text| verification::holds(text, proof)))
    }

    /// Whether the file of the domain's website holds it.
    pub async fn find_file(&self, domain: &OwnDomain, proof: &str) -> Looked {
        let Ok(_place) = self.places.try_acquire() else {
            return Looked::Busy;
        };
        let Ok(address) = Url::parse(&domain.file()) else {
            return Looked::Missing;
        };
        let scheme = address.scheme().to_owned();
        let is_meant = |next: &Url| {
            next.scheme() == scheme && next.host_str().is_some_and(|host| domain.holds(host))
        };
        let text = fetching::fetch_text(address, &self.doors, is_meant).await;
        Looked::of(text.is_ok_and(|text| verification::holds(&text, proof)))
    }
}

/// The TXT records of a name, each as one text; none if there are none, or nobody answers.
pub(super) async fn records(name_server: Option<SocketAddr>, name: &str) -> Vec<String> {
    let resolver = match resolver(name_server) {
        Ok(resolver) => resolver,
        Err(error) => {
            tracing::warn!(%error, "no name server is known: look at /etc/resolv.conf or --name-server");
            return Vec::new();
        }
    };
    // With a dot at its end, no domain of ours is tried behind it.
    let Ok(found) = resolver.txt_lookup(format!("{name}.")).await else {
        return Vec::new();
    };
    let texts = found
        .answers()
        .iter()
        .filter_map(|record| match &record.data {
            RData::TXT(text) => {
                let pieces = text.txt_data.iter();
                let pieces = pieces.map(|piece| String::from_utf8_lossy(piece));
                Some(pieces.collect::<String>())
            }
            _ => None,
        });
    texts.take(MOST_RECORDS).collect()
}

/// Made anew each time: so nothing is remembered, and who has just published a record is not told
/// that there is none.
fn resolver(
    name_server: Option<SocketAddr>,
) -> Result<TokioResolver, hickory_resolver::net::NetError> {
    let mut builder = match name_server {
        Some(server) => {
            let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
            for connection in &mut connections {
                connection.port = server.port();
            }
            let server = NameServerConfig::new(server.ip(), true, connections);
            let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
            Resolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
        None => TokioResolver::builder_tokio()?,
    };
    let mut options = ResolverOpts::default();
    options.timeout = ONE_TRY;
    options.attempts = 1;
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    *builder.options_mut() = options;
    builder.build()
}
