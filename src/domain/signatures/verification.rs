//! Verification of organisations: a person at its domain answered the email, or the person in
//! charge of its DNS or website put our token there. A domain where anyone can get an address
//! proves nothing (`domain/mail/providers.rs`).

use serde::{Deserialize, Serialize};
use widgets::wire;

use crate::domain::mail::providers;
use crate::domain::time;

/// Where the token belongs: a DNS label before the domain, and a path on its website.
pub const RECORD: &str = "_undersigned";
pub const FILE: &str = "/.well-known/undersigned.txt";
/// The prefix of the token in both places.
const PREFIX: &str = "undersigned=";
/// In characters; with the label before it, still a valid DNS name.
const LONGEST: usize = 200;
/// How long a signature is held for its verification or the organisers' approval.
pub const PATIENCE_MS: i64 = 180 * time::DAY_MS;

/// The method of a verification.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum VerificationMethod {
    /// An email to an address at its domain was answered.
    Email,
    Dns,
    File,
    /// Approved by the organisers without one of the others.
    Organisers,
}

impl VerificationMethod {
    pub const ALL: [Self; 4] = [Self::Email, Self::Dns, Self::File, Self::Organisers];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Dns => "dns",
            Self::File => "file",
            Self::Organisers => "organisers",
        }
    }

    /// The name in the API, in exports and in a person's download, which other programs read.
    pub const fn api_name(self) -> &'static str {
        match self {
            Self::Email => "letter",
            same => same.as_str(),
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// How and when an organisation was verified.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Verification {
    pub method: VerificationMethod,
    /// The domain that proved it; `None` if the organisers approved it.
    pub domain: Option<String>,
    pub at: i64,
}

impl Verification {
    pub fn shown(&self) -> wire::Verification {
        wire::Verification {
            by: self.method.api_name().to_owned(),
            domain: self.domain.clone(),
            at: time::rfc3339(self.at),
        }
    }
}

/// Why a signature is held although its email was answered. `serde` writes the names of the API, which
/// other programs read; [`HoldReason::as_str`] has those of the database.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// Two people have already signed from this mailbox.
    #[serde(rename = "household")]
    Mailbox,
    /// The organisation has no verification.
    Organisation,
    /// An organisation with this name counts already.
    #[serde(rename = "namesake")]
    DuplicateOrganisation,
}

impl HoldReason {
    pub const ALL: [Self; 3] = [
        Self::Mailbox,
        Self::Organisation,
        Self::DuplicateOrganisation,
    ];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Organisation => "organisation",
            Self::DuplicateOrganisation => "duplicate_organisation",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// A domain that an organisation can own; in ASCII, as in DNS.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnDomain {
    host: String,
    /// Set for a host in a private network; its website is read without encryption.
    port: Option<u16>,
}

impl OwnDomain {
    /// Parses a typed domain such as `ally.example`, or takes it from a web or email address.
    /// `None` if it is not a domain, is a public suffix or belongs to a mail provider.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let after = typed.split_once("://").map_or(typed, |(_, rest)| rest);
        let host = after.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        let host = host.trim_end_matches('.');
        let host = match url::Host::parse(host) {
            Ok(url::Host::Domain(host)) => host.to_ascii_lowercase(),
            _ => return None,
        };
        let host = host.strip_prefix("www.").unwrap_or(&host);
        // A public suffix, such as co.uk or a hosting provider's parent domain, cannot be owned.
        let own = psl::domain_str(host)?;
        let usable = host.len() <= LONGEST && !providers::is_one(own);
        usable.then(|| Self {
            host: host.to_owned(),
            port: None,
        })
    }

    /// For when we may access a private network: there a host with a port is accepted too.
    pub fn parse_within(typed: &str) -> Option<Self> {
        let Some((host, port)) = typed.trim().rsplit_once(':') else {
            return Self::parse(typed);
        };
        let port = port.parse().ok()?;
        match url::Host::parse(host) {
            Ok(url::Host::Domain(host)) if host.len() <= LONGEST => Some(Self {
                host: host.to_ascii_lowercase(),
                port: Some(port),
            }),
            _ => None,
        }
    }

    /// From the address that answered an email.
    pub fn of_address(email: &str) -> Option<Self> {
        let (_, domain) = email.rsplit_once('@')?;
        Self::parse(domain)
    }

    pub fn as_str(&self) -> &str {
        &self.host
    }

    /// The name of its TXT record.
    pub fn record(&self) -> String {
        format!("{RECORD}.{}", self.host)
    }

    /// The URL of the file.
    pub fn file(&self) -> String {
        let host = &self.host;
        match self.port {
            None => format!("https://{host}{FILE}"),
            Some(port) => format!("http://{host}:{port}{FILE}"),
        }
    }

    /// Whether another host belongs to this domain too, such as with `www` in front.
    pub fn holds(&self, host: &str) -> bool {
        let within = host.strip_suffix(self.host.as_str());
        within.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }
}

/// The line to put into DNS or a file; each signature has its own token.
pub fn line(token: &str) -> String {
    format!("{PREFIX}{token}")
}

/// Whether a text, of a record or a file, contains the line.
pub fn holds(text: &str, token: &str) -> bool {
    let wanted = line(token);
    text.lines().any(|line| line.trim() == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_domains_are_normalised_and_suffixes_and_mail_providers_rejected() {
        for (typed, read) in [
            ("Ally.Example", Some("ally.example")),
            (" https://www.ally.example/about ", Some("ally.example")),
            ("office@ally.example", Some("ally.example")),
            ("press.ally.org.uk.", Some("press.ally.org.uk")),
            ("bücher.example", Some("xn--bcher-kva.example")),
            ("co.uk", None),
            ("uk", None),
            ("localhost", None),
            ("127.0.0.1", None),
            ("[::1]", None),
            ("ally example", None),
            ("", None),
            ("gmail.com", None),
            ("mail.gmail.com", None),
            ("ada@yahoo.co.uk", None),
            ("WP.pl", None),
        ] {
            let own = OwnDomain::parse(typed);
            assert_eq!(own.as_ref().map(OwnDomain::as_str), read, "{typed}");
        }
    }

    #[test]
    fn subdomains_belong_to_a_domain_and_similar_hosts_do_not() {
        let own = OwnDomain::parse("ally.example").unwrap();
        for (host, held) in [
            ("ally.example", true),
            ("www.ally.example", true),
            ("notally.example", false),
            ("ally.example.evil.test", false),
        ] {
            assert_eq!(own.holds(host), held, "{host}");
        }
    }

    #[test]
    fn the_verification_record_must_be_a_whole_line() {
        assert!(holds("# ours\r\nundersigned=abc \r\n", "abc"));
        assert!(!holds("undersigned=abcd", "abc"));
        assert!(!holds("see undersigned=abc", "abc"));
    }
}
