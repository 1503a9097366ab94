//! Looks up what a mail receiver looks up about a sender: SPF (RFC 7208), DMARC (RFC 7489) and, if
//! the selector is known, DKIM (RFC 6376). Only looks them up; judging them is up to the receiver.

use std::net::SocketAddr;
use std::time::Duration;

use super::verification_record;

/// For each look-up.
const PATIENCE: Duration = Duration::from_secs(5);

/// The records of a sender's domain; empty where there are none or no server answers.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SenderRecords {
    /// More than one is an error (RFC 7208, 4.5).
    pub spf: Vec<String>,
    pub dmarc: Option<String>,
    /// For the given selector.
    pub dkim: Option<String>,
}

impl SenderRecords {
    /// Looks up the records; `name_server` works as for organisations' records.
    pub async fn look_up(
        name_server: Option<SocketAddr>,
        domain: &str,
        selector: Option<&str>,
    ) -> Self {
        let spf = texts(name_server, domain, "v=spf1").await;
        // A domain without its own DMARC record falls back to that of its registered domain.
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

/// A revoked key is empty (RFC 6376, 3.6.1).
fn has_key(record: &str) -> bool {
    record.split(';').any(|tag| {
        let key = tag.trim().strip_prefix("p=");
        key.is_some_and(|key| !key.trim().is_empty())
    })
}

/// The TXT records of a name that begin with this text, ignoring case.
async fn texts(name_server: Option<SocketAddr>, name: &str, beginning: &str) -> Vec<String> {
    let found =
        tokio::time::timeout(PATIENCE, verification_record::records(name_server, name)).await;
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
    fn a_revoked_dkim_key_does_not_count() {
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
