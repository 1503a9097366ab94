//! Mail providers where anyone can get an address, so having one proves nothing about an
//! organisation. The list cannot be complete; if a provider is missing, an organisation is shown
//! with that domain beside its name, for every reader to judge.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Providers with many top-level domains, as in `yahoo.co.uk`; recognised by the name alone.
const EVERYWHERE: [&str; 22] = [
    "aol",
    "fastmail",
    "gmail",
    "gmx",
    "googlemail",
    "hotmail",
    "icloud",
    "inbox",
    "live",
    "mail",
    "mailinator",
    "msn",
    "outlook",
    "proton",
    "protonmail",
    "rediffmail",
    "rocketmail",
    "tuta",
    "tutanota",
    "yahoo",
    "yandex",
    "ymail",
];

/// Providers with a single domain that [`LISTED`] lacks, and those that come with home internet.
const OURS: [&str; 17] = [
    "1und1.de",
    "aliceadsl.fr",
    "bbox.fr",
    "bouyguestelecom.fr",
    "btopenworld.com",
    "club-internet.fr",
    "disroot.org",
    "hey.com",
    "mailbox.org",
    "mailo.com",
    "numericable.fr",
    "online.fr",
    "passport.com",
    "plus.net",
    "plusnet.com",
    "riseup.net",
    "talktalk.net",
];

/// A public list of free and disposable providers. Its first lines give source, date and licence.
const LISTED: &str = include_str!("providers.txt");

/// The list, ready to be searched.
static DOMAINS: LazyLock<HashSet<&str>> = LazyLock::new(|| listed().chain(OURS).collect());

fn listed() -> impl Iterator<Item = &'static str> {
    LISTED.lines().filter(|line| !line.starts_with('#'))
}

/// Whether a registered domain, without subdomains, belongs to a mail provider.
pub(in crate::domain) fn is_one(registered: &str) -> bool {
    let name = registered.split('.').next().unwrap_or_default();
    // Reserved domains, as used in every example here, belong to no provider.
    let reserved = [".example", ".test", ".invalid"];
    let made_up = reserved.iter().any(|ending| registered.ends_with(ending));
    !made_up && EVERYWHERE.contains(&name) || DOMAINS.contains(registered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_recognised_by_its_domain_or_its_name() {
        for (domain, provider) in [
            ("gmail.com", true),
            ("yahoo.co.uk", true),
            ("btinternet.com", true),
            ("zoho.com", true),
            // Only in our additions, and only in the public list.
            ("riseup.net", true),
            ("0-mail.com", true),
            ("mail.example", false),
            ("rivers-union.org", false),
            ("gmailers.org", false),
            // The head of the list is not part of it.
            ("# Source", false),
            ("", false),
        ] {
            assert_eq!(is_one(domain), provider, "{domain}");
        }
    }

    #[test]
    fn our_additions_are_sorted_and_not_in_the_public_list() {
        assert!(OURS.is_sorted() && EVERYWHERE.is_sorted());
        let listed: Vec<&str> = listed().collect();
        assert!(listed.len() > 10_000 && listed.is_sorted());
        for domain in OURS {
            assert!(!listed.contains(&domain), "{domain} is listed by now");
        }
        for domain in listed {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
            assert!(
                domain.contains('.') && domain.chars().all(plain),
                "{domain:?}"
            );
        }
    }
}
