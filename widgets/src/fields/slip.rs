//! Slips in the domain of an email address: "gmial.com" for "gmail.com".
//!
//! A slip is one letter too many, too few or wrong, or two that changed places. The address may be
//! right as it is, so the form only offers the other one.

/// Large providers in the countries of our languages, from the list `common.json` of the npm package
/// `email-providers` 2.26.0 (November 2026), with the national domains of the largest. Only those
/// whose name has five letters or more: among short names, too many other domains are one letter
/// apart.
const PROVIDERS: &str = "gmail.com googlemail.com hotmail.com hotmail.co.uk hotmail.fr outlook.com \
    outlook.fr yahoo.com yahoo.co.uk yahoo.fr icloud.com btinternet.com protonmail.com proton.me \
    talktalk.net virginmedia.com blueyonder.co.uk ntlworld.com tiscali.co.uk orange.fr wanadoo.fr \
    laposte.net interia.pl";

/// Domains that are one letter apart from those and are providers themselves, from the same package
/// and from `free-email-domains` 1.12.6.
const NEIGHBOURS: &str = "mail.com email.com ymail.com qmail.com tmail.com xmail.com amail.com \
    cmail.com hitmail.com hotmail.fi hotmail.gr outlook.kr yahoo.fi yahoo.gr";

/// The domain that was probably meant, if this address has a slip in its domain. `finished` says that
/// the visitor has left the field: before that, a domain may be the beginning of the right one.
pub fn meant(address: &str, finished: bool) -> Option<&'static str> {
    let (_, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    let begun = |right: &str| !finished && right.starts_with(&domain);
    let mut known = PROVIDERS.split(' ').chain(NEIGHBOURS.split(' '));
    if known.any(|right| right == domain || begun(right)) {
        return None;
    }
    let mut providers = PROVIDERS.split(' ');
    providers.find(|right| is_slip(domain.as_bytes(), right.as_bytes()))
}

/// Whether two texts are one slip apart: what is left between their common beginning and end.
fn is_slip(typed: &[u8], right: &[u8]) -> bool {
    let shorter = typed.len().min(right.len());
    let start = (0..shorter)
        .take_while(|&at| typed[at] == right[at])
        .count();
    let pairs = typed.iter().rev().zip(right.iter().rev());
    let end = pairs
        .take(shorter - start)
        .take_while(|(one, other)| one == other)
        .count();
    match (
        &typed[start..typed.len() - end],
        &right[start..right.len() - end],
    ) {
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_large_providers_domain_is_recognised() {
        for (typed, right) in [
            ("gmial.com", "gmail.com"),
            ("gamil.com", "gmail.com"),
            ("gmil.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gmail.vom", "gmail.com"),
            ("gmailcom", "gmail.com"),
            ("Hotmial.com", "hotmail.com"),
            ("hotmail.couk", "hotmail.co.uk"),
            ("outlok.com", "outlook.com"),
            ("yaho.co.uk", "yahoo.co.uk"),
            ("iclould.com", "icloud.com"),
            ("btintenet.com", "btinternet.com"),
            ("wandoo.fr", "wanadoo.fr"),
        ] {
            assert_eq!(
                meant(&format!("ada@{typed}"), false),
                Some(right),
                "{typed}"
            );
        }
    }

    #[test]
    fn other_domains_are_left_alone() {
        for domain in [
            "gmail.com",
            "mail.com",
            "email.com",
            "ymail.com",
            "yahoo.fi",
            "mail.example",
            "gail.example",
            "gmialx.com",
            "gmail.com.example",
            "gmail",
            "",
        ] {
            assert_eq!(meant(&format!("ada@{domain}"), true), None, "{domain}");
        }
        assert_eq!(meant("ada", true), None);
    }

    #[test]
    fn the_beginning_of_a_domain_is_a_slip_once_the_field_is_left() {
        for typed in ["gmail.co", "hotmail.co.", "hotmail.co.u", "yahoo.f"] {
            assert_eq!(meant(&format!("ada@{typed}"), false), None, "{typed}");
        }
        assert_eq!(meant("ada@gmail.co", true), Some("gmail.com"));
        assert_eq!(meant("ada@hotmail.co.u", true), Some("hotmail.co.uk"));
    }

    #[test]
    fn the_lists_name_each_domain_once() {
        let mut all: Vec<&str> = PROVIDERS.split(' ').chain(NEIGHBOURS.split(' ')).collect();
        let number = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), number);
        assert!(all.iter().all(|domain| domain.contains('.')));
    }
}
