//! Looks for the line by which an organisation proves that it signs: in a TXT record of its domain,
//! or in a file on its website. A visitor who names a domain could make us attack it, so the same
//! limits apply as to pages: we read little, do not wait long, handle only a few at once, and never
//! connect to a private address.

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

/// For the whole look-up.
const PATIENCE: Duration = Duration::from_secs(5);
/// For one attempt with one name server; a system has several.
const ONE_TRY: Duration = Duration::from_secs(2);
/// A name made for one line has no more records than this.
const MOST_RECORDS: usize = 20;

/// Whether the line is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Looked {
    Found,
    Missing,
    /// Too many look-ups are running.
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
    /// Whether a TXT record of this name is, or holds, the proof.
    pub async fn find_record(&self, name: &str, is_token: impl Fn(&str) -> bool) -> Looked {
        let Ok(_place) = self.places.try_acquire() else {
            return Looked::Busy;
        };
        let found = tokio::time::timeout(PATIENCE, records(self.name_server, name)).await;
        let found = found.unwrap_or_default();
        Looked::of(found.iter().any(|text| is_token(text)))
    }

    /// Whether the file at this address holds it; `is_host` says which hosts a redirect may lead to.
    pub async fn find_file(
        &self,
        address: &str,
        is_host: impl Fn(&str) -> bool,
        is_token: impl Fn(&str) -> bool,
    ) -> Looked {
        let Ok(_place) = self.places.try_acquire() else {
            return Looked::Busy;
        };
        let Ok(address) = Url::parse(address) else {
            return Looked::Missing;
        };
        let scheme = address.scheme().to_owned();
        let is_meant =
            |next: &Url| next.scheme() == scheme && next.host_str().is_some_and(&is_host);
        let text = fetching::fetch_text(address, &self.allowed_networks, is_meant).await;
        Looked::of(text.is_ok_and(|text| is_token(&text)))
    }
}

/// The TXT records of a name, each as one text; empty if there are none or no server answers.
pub(super) async fn records(name_server: Option<SocketAddr>, name: &str) -> Vec<String> {
    let resolver = match resolver(name_server) {
        Ok(resolver) => resolver,
        Err(error) => {
            tracing::warn!(%error, "no name server is known: look at /etc/resolv.conf or --name-server");
            return Vec::new();
        }
    };
    // The trailing dot keeps the resolver from appending our own search domains.
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

/// A new resolver for each look-up, so nothing is cached: an organisation that has just published a
/// record does not get a stale "missing".
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
