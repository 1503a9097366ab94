//! Decides which addresses we may connect to: public ones, and no private network.
//!
//! Only this resolver looks up names, and the connection uses the very address that was checked, so
//! changing a name's address in between (DNS rebinding) gains an attacker nothing.

use std::{
    future::Future,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::LazyLock,
    task::{Context, Poll},
    time::Duration,
};

use hyper_util::client::legacy::connect::dns::Name;
use ipnet::IpNet;
use tower::Service;

/// After this time a silent name server counts as missing.
const PATIENCE: Duration = Duration::from_secs(3);

/// IPv4 networks that contain no website: IANA's special-purpose registry. `IpAddr::is_global` is
/// not stable.
const CLOSED_V4: [&str; 16] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
];

/// The allocated part of IPv6; mapped, NAT64, unique-local, link-local and multicast addresses are
/// all outside it.
const OPEN_V6: &str = "2000::/3";

/// Networks inside it that are not allocated, or tunnel into IPv4.
const CLOSED_V6: [&str; 5] = [
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
];

/// Whether we may connect to an address; the operator allows `allowed_networks`.
pub(super) fn is_open(address: IpAddr, allowed_networks: &[IpNet]) -> bool {
    allowed_networks
        .iter()
        .any(|network| network.contains(&address))
        || is_public(address)
}

fn is_public(address: IpAddr) -> bool {
    static CLOSED: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
        let all = CLOSED_V4.iter().chain(&CLOSED_V6);
        all.map(|network| network.parse().expect("the tables hold networks"))
            .collect()
    });
    static OPEN: LazyLock<IpNet> =
        LazyLock::new(|| OPEN_V6.parse().expect("the constant is a network"));
    let open = address.is_ipv4() || OPEN.contains(&address);
    open && !CLOSED.iter().any(|network| network.contains(&address))
}

/// Looks up names and returns only addresses we may connect to.
#[derive(Clone)]
pub(super) struct Resolver {
    pub(super) allowed_networks: Vec<IpNet>,
    /// Whether only the operator's allowed networks may be reached. Set for ports that no website
    /// uses, which are not allowed on the public internet.
    pub(super) allowed_only: bool,
}

/// Why a name has no address that we may connect to.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unresolved {
    #[error("the name is not known")]
    Unknown,
    #[error("the name leads to addresses that are not public")]
    Private,
}

impl Resolver {
    pub(super) fn admits(&self, address: IpAddr) -> bool {
        if self.allowed_only {
            return self
                .allowed_networks
                .iter()
                .any(|network| network.contains(&address));
        }
        is_open(address, &self.allowed_networks)
    }

    async fn look_up(self, name: Name) -> Result<std::vec::IntoIter<SocketAddr>, Unresolved> {
        let found = tokio::net::lookup_host((name.as_str(), 0));
        let found = tokio::time::timeout(PATIENCE, found).await;
        let found: Vec<SocketAddr> = match found {
            Ok(Ok(found)) => found.collect(),
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        if found.is_empty() {
            return Err(Unresolved::Unknown);
        }
        let open: Vec<SocketAddr> = found
            .into_iter()
            .filter(|address| self.admits(address.ip()))
            .collect();
        if open.is_empty() {
            return Err(Unresolved::Private);
        }
        Ok(open.into_iter())
    }
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = Unresolved;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Unresolved>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Unresolved>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(self.clone().look_up(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_and_reserved_addresses_are_blocked() {
        for closed in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.254",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.251",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::a00:1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "ff02::1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
        ] {
            assert!(!is_open(closed.parse().unwrap(), &[]), "{closed}");
        }
        for open in [
            "8.8.8.8",
            "99.255.255.255",
            "100.128.0.1",
            "172.32.0.1",
            "193.168.1.1",
            "2a00:1450:4009::200e",
            "2606:4700::1111",
        ] {
            assert!(is_open(open.parse().unwrap(), &[]), "{open}");
        }
    }

    #[test]
    fn an_allowed_network_unblocks_only_its_own_addresses() {
        let allowed_networks: Vec<IpNet> = vec!["127.0.0.0/8".parse().unwrap()];
        assert!(is_open("127.0.0.1".parse().unwrap(), &allowed_networks));
        assert!(!is_open("10.0.0.1".parse().unwrap(), &allowed_networks));
        assert!(!is_open(
            "::ffff:127.0.0.1".parse().unwrap(),
            &allowed_networks
        ));
        let local_only = Resolver {
            allowed_networks,
            allowed_only: true,
        };
        assert!(local_only.admits("127.0.0.1".parse().unwrap()));
        assert!(!local_only.admits("8.8.8.8".parse().unwrap()));
    }
}
