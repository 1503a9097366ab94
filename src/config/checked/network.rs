//! The options for connections: the origins that browsers use, how many connections there may be,
//! and how long their clients may take.

use std::time::Duration;

use super::arguments::{DEFAULT_CLIENT_TIMEOUT, DEFAULT_CONNECTIONS};
use super::checked::{FaultList, or_default};
use super::{Options, PublicUrl};

/// How many connections there may be, and how long their clients may take.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    pub most: usize,
    /// For the head of a request, measured from the end of the one before; for its body; and for
    /// reading any of a response that waits.
    pub patience: Duration,
}

impl Options {
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

pub(super) fn origin(
    option: &'static str,
    text: &str,
    faults: &mut FaultList,
) -> Option<PublicUrl> {
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
