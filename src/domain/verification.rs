//! How an organisation is known to sign in its own name: somebody who reads mail at its domain
//! answered the letter, or whoever keeps its DNS or its website put our proof there. A domain where
//! anybody gets an address proves nothing (`mail_providers.rs`).

use serde::{Deserialize, Serialize};
use widgets::wire;

use super::mail_providers;
use super::time;

/// What signers look after: the name before the domain, and the place on its website.
pub const RECORD: &str = "_undersigned";
pub const FILE: &str = "/.well-known/undersigned.txt";
/// What the proof begins with, in both.
const PROOF: &str = "undersigned=";
/// In letters; with the name of the record before it, still a name that DNS can hold.
const LONGEST: usize = 200;
/// How long a signature waits for its proof, or for the organisers.
pub const PATIENCE_MS: i64 = 180 * time::DAY_MS;

/// By what an organisation is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Means {
    /// A letter to an address at its domain was answered.
    Letter,
    Dns,
    File,
    /// Nothing proved it; the organisers let it in.
    Organisers,
}

impl Means {
    /// The word in the store and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Dns => "dns",
            Self::File => "file",
            Self::Organisers => "organisers",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Letter, Self::Dns, Self::File, Self::Organisers];
        all.into_iter().find(|one| one.as_str() == word)
    }
}

/// By what an organisation was known to sign, and since when.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Verification {
    pub means: Means,
    /// The domain that proved it; none where the organisers let it in.
    pub domain: Option<String>,
    pub at: i64,
}

impl Verification {
    pub fn shown(&self) -> wire::Verification {
        wire::Verification {
            by: self.means.as_str().to_owned(),
            domain: self.domain.clone(),
            at: time::rfc3339(self.at),
        }
    }
}

/// Why a signature waits for the organisers although its letter was answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Two have signed from this mailbox already.
    Household,
    /// Nothing proves that it signs for the organisation.
    Organisation,
    /// An organisation of this name counts already.
    Namesake,
}

impl Held {
    /// The word in the store and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Organisation => "organisation",
            Self::Namesake => "namesake",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Household, Self::Organisation, Self::Namesake];
        all.into_iter().find(|one| one.as_str() == word)
    }
}

/// A domain that can be somebody's own; in ASCII, as DNS has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnDomain {
    host: String,
    /// Of a network that is not public; the website is asked there without encryption.
    port: Option<u16>,
}

impl OwnDomain {
    /// Reads what was typed: `ally.example`, but an address of a page or of mail is as good. `None`
    /// for what is no domain, belongs to everybody, or to a provider of mail.
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
        // What nobody can own, such as co.uk or the parent of all pages of a host, is none.
        let own = psl::domain_str(host)?;
        let usable = host.len() <= LONGEST && !mail_providers::is_one(own);
        usable.then(|| Self {
            host: host.to_owned(),
            port: None,
        })
    }

    /// Where a network that is not public is open to us: there a host with a port is one as well.
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

    /// Of the address that a letter was answered from.
    pub fn of_address(email: &str) -> Option<Self> {
        let (_, domain) = email.rsplit_once('@')?;
        Self::parse(domain)
    }

    pub fn as_str(&self) -> &str {
        &self.host
    }

    /// Where its TXT record stands.
    pub fn record(&self) -> String {
        format!("{RECORD}.{}", self.host)
    }

    /// Where the file lies.
    pub fn file(&self) -> String {
        let host = &self.host;
        match self.port {
            None => format!("https://{host}{FILE}"),
            Some(port) => format!("http://{host}:{port}{FILE}"),
        }
    }

    /// Whether another host is this domain's as well, as `www` in front of it is.
    pub fn holds(&self, host: &str) -> bool {
        let within = host.strip_suffix(self.host.as_str());
        within.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }
}

/// What is put into DNS or a file; `proof` is the signature's own.
pub fn line(proof: &str) -> String {
    format!("{PROOF}{proof}")
}

/// Whether a text, a record's or a file's, has the line.
pub fn holds(text: &str, proof: &str) -> bool {
    let wanted = line(proof);
    text.lines().any(|line| line.trim() == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_read_as_it_is_typed_and_only_where_it_can_be_ones_own() {
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
    fn a_host_within_a_domain_is_its_own_and_one_beside_it_is_not() {
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
    fn the_proof_is_a_line_of_its_own() {
        assert!(holds("# ours\r\nundersigned=abc \r\n", "abc"));
        assert!(!holds("undersigned=abcd", "abc"));
        assert!(!holds("see undersigned=abc", "abc"));
    }
}
