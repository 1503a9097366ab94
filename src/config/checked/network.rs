//! The options for the network: where the server listens, the origins that browsers use, networks
//! and name servers, how many connections there may be, and how long their clients may take.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use ipnet::IpNet;

use super::{FaultList, given, or_default};
use crate::config::arguments::{DEFAULT_CLIENT_TIMEOUT, DEFAULT_CONNECTIONS, DEFAULT_LISTEN};
use crate::config::{Options, PublicUrl};

const DNS_PORT: u16 = 53;

/// How many connections there may be, and how long their clients may take.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    pub most: usize,
    /// For the head of a request, measured from the end of the one before; for its body; and for
    /// reading any of a response that waits.
    pub patience: Duration,
}

impl Options {
    pub(super) fn listen(&self, faults: &mut FaultList) -> String {
        let listen = or_default(&self.listen, DEFAULT_LISTEN);
        let usable = listen
            .rsplit_once(':')
            .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
        if !usable {
            faults.add(
                "--listen",
                listen,
                "HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080",
            );
        }
        listen.to_owned()
    }

    pub(super) fn name_server(&self, faults: &mut FaultList) -> Option<SocketAddr> {
        let text = given(&self.name_server)?;
        let address = text
            .parse()
            .map(|ip: IpAddr| SocketAddr::from((ip, DNS_PORT)));
        let address = address.or_else(|_| text.parse());
        if address.is_err() {
            let wanted = "an address such as 9.9.9.9 or [::1]:5353";
            faults.add("--name-server", text, wanted);
        }
        address.ok()
    }

    pub(super) fn public_url(&self, faults: &mut FaultList) -> Option<PublicUrl> {
        origin("--public-url", given(&self.public_url)?, faults)
    }

    pub(super) fn other_origins(&self, faults: &mut FaultList) -> Vec<PublicUrl> {
        let given = self.other_origin.iter().map(|text| text.trim());
        let given = given.filter(|text| !text.is_empty());
        let origins = given.filter_map(|text| origin("--other-origin", text, faults));
        origins.collect()
    }

    pub(super) fn connections(&self, faults: &mut FaultList) -> Connections {
        let connections = or_default(&self.connections, DEFAULT_CONNECTIONS);
        let most = connections
            .parse()
            .ok()
            .filter(|most| (1..=1_000_000).contains(most));
        if most.is_none() {
            let wanted = "a whole number of connections from 1 to 1000000";
            faults.add("--connections", connections, wanted);
        }
        let timeout = or_default(&self.client_timeout, DEFAULT_CLIENT_TIMEOUT);
        let seconds = timeout.parse().ok();
        let seconds = seconds.filter(|seconds| (1..=600).contains(seconds));
        if seconds.is_none() {
            let wanted = "a whole number of seconds from 1 to 600";
            faults.add("--client-timeout", timeout, wanted);
        }
        Connections {
            most: most.unwrap_or(1),
            patience: Duration::from_secs(seconds.unwrap_or(1)),
        }
    }
}

fn origin(option: &'static str, text: &str, faults: &mut FaultList) -> Option<PublicUrl> {
    let origin = PublicUrl::parse(text);
    if origin.is_none() {
        faults.add(
            option,
            text,
            "http:// or https:// and a host, without a path, such as https://act.example",
        );
    }
    origin
}

pub(super) fn networks(
    option: &'static str,
    texts: &[String],
    faults: &mut FaultList,
) -> Vec<IpNet> {
    let mut networks = Vec::new();
    for text in texts.iter().map(|text| text.trim()) {
        let network = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        match network {
            Ok(network) => networks.push(network),
            Err(_) if text.is_empty() => {}
            Err(_) => faults.add(
                option,
                text,
                "a network such as 10.0.0.0/8 or fd00::/8, or an address",
            ),
        }
    }
    networks
}
