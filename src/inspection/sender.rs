//! What a receiver of emails looks up of their sender: SPF (RFC 7208), DMARC (RFC 7489) and, where the
//! selector is told, DKIM (RFC 6376). Only looked at; what they say is the receiver's to judge.

use std::net::SocketAddr;
use std::time::Duration;

use super::proof;

/// For each look-up.
const PATIENCE: Duration = Duration::from_secs(5);

/// The records of a sender's domain; none where there is none, or nobody answers.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SenderRecords {
    /// More than one is a fault (RFC 7208, 4.5).
    pub spf: Vec<String>,
    pub dmarc: Option<String>,
    /// Of the selector that was asked for.
    pub dkim: Option<String>,
}

impl SenderRecords {
    /// Looks them up; `name_server` as for the records of organisations.
    pub async fn look_up(
        name_server: Option<SocketAddr>,
        domain: &str,
        selector: Option<&str>,
    ) -> Self {
        let spf = texts(name_server, domain, "v=spf1").await;
        // A domain without a record of its own goes by that of the domain which was registered.
        let registered = psl::domain_str(domain).unwrap_or(domain);
        let mut dmarc = texts(name_server, &format!("_dmarc.{domain}"), "v=dmarc1").await;
        if dmarc.is_empty() && registered != domain {
            dmarc = texts(name_server, &format!("_dmarc.{registered}"), "v=dmarc1").await;
        }
        let dkim = match selector {
            Some(selector) => {
                let name = format!("{selector}._domainkey.{domain}");
                let found = texts(name_server, &name, "").await;
                found.into_iter().find(|text| has_key(text))
            }
            None => None,
        };
        Self {
            spf,
            dmarc: dmarc.into_iter().next(),
            dkim,
        }
    }
}

/// A key that was revoked is empty (RFC 6376, 3.6.1).
fn has_key(record: &str) -> bool {
    record.split(';').any(|tag| {
        let key = tag.trim().strip_prefix("p=");
        key.is_some_and(|key| !key.trim().is_empty())
    })
}

/// The TXT records of a name that begin so, in letters of either case.
async fn texts(name_server: Option<SocketAddr>, name: &str, beginning: &str) -> Vec<String> {
    let found = tokio::time::timeout(PATIENCE, proof::records(name_server, name)).await;
    let mut found = found.unwrap_or_default();
    found.retain(|text| {
        text.trim_start()
            .to_ascii_lowercase()
            .starts_with(beginning)
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revoked_key_is_none() {
        for (record, is_key) in [
            ("v=DKIM1; k=rsa; p=MIGf", true),
            ("p=MIGf", true),
            ("v=DKIM1; p=", false),
            ("v=spf1 -all", false),
        ] {
            assert_eq!(has_key(record), is_key, "{record}");
        }
    }
}
