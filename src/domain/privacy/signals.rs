//! How a form was sent, as far as it helps to recognise waves of false signatures. Only keyed hashes
//! of it are kept (`store/privacy/signals.rs`), and only for 30 days.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::Serialize;

use crate::domain::id::Id;

/// The blocks of addresses by which networks are compared, for IPv4 and IPv6: one network as an
/// operator hands it out, and a wider one around it.
const BLOCKS_V4: [u8; 2] = [24, 16];
const BLOCKS_V6: [u8; 2] = [64, 48];

/// How a form was sent.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Signals {
    /// `None` if it is unknown.
    pub visitor: Option<IpAddr>,
    /// A widget sent it by script, and not a browser by itself or a program.
    pub by_widget: bool,
}

impl Signals {
    /// The visitor's network and a wider one around it.
    pub fn networks(&self) -> Option<[IpNet; 2]> {
        let visitor = self.visitor?.to_canonical();
        let blocks = match visitor {
            IpAddr::V4(_) => BLOCKS_V4,
            IpAddr::V6(_) => BLOCKS_V6,
        };
        Some(blocks.map(|bits| {
            let block = IpNet::new(visitor, bits);
            block
                .expect("no prefix here is longer than an address")
                .trunc()
        }))
    }
}

/// What is kept of them, in the form that its person gets.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct KeptSignals {
    pub attempt: Id,
    /// Keyed hashes, in hexadecimal.
    pub network: Option<String>,
    pub wide_network: Option<String>,
    pub mail_domain: String,
    pub script: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_by_network() {
        for (visitor, expected) in [
            ("198.51.100.77", ["198.51.100.0/24", "198.51.0.0/16"]),
            ("::ffff:198.51.100.77", ["198.51.100.0/24", "198.51.0.0/16"]),
            (
                "2001:db8:1:2:3::4",
                ["2001:db8:1:2::/64", "2001:db8:1::/48"],
            ),
        ] {
            let signals = Signals {
                visitor: visitor.parse().ok(),
                ..Signals::default()
            };
            let networks = signals.networks().expect("an address");
            assert_eq!(
                networks.map(|network| network.to_string()),
                expected,
                "{visitor}"
            );
        }
        assert_eq!(Signals::default().networks(), None);
    }
}
