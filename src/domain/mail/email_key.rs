//! The canonical form of an address, used to compare people. Emails go to the address as it was
//! typed; only comparisons use this form, and it is stored as a keyed hash (`domain/keys/derived.rs`).

use std::fmt;

use widgets::fields::EmailAddress;

/// One mailbox, however it is written: lower case, without `+tag`, and without dots where the
/// provider ignores them.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EmailKey(String);

impl EmailKey {
    pub fn of(address: &EmailAddress) -> Self {
        Self(canonical(address.as_str()))
    }

    /// From a stored address, which was checked before.
    pub fn of_kept(address: &str) -> Self {
        Self(canonical(address))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Debug for EmailKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EmailKey(…)")
    }
}

fn canonical(address: &str) -> String {
    let address = address.to_lowercase();
    let (local, domain) = address.rsplit_once('@').unwrap_or((&address, ""));
    let local = match local.split_once('+') {
        Some((name, _tag)) if !name.is_empty() => name,
        _ => local,
    };
    match domain {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
        _ => format!("{local}@{domain}"),
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn address_variants_of_one_mailbox_share_a_key() {
        for (typed, key) in [
            ("Ada@Example.org", "ada@example.org"),
            ("ada+petitions@example.org", "ada@example.org"),
            ("a.d.a@example.org", "a.d.a@example.org"),
            ("A.D.A+x+y@GoogleMail.com", "ada@gmail.com"),
            ("ada@gmail.com", "ada@gmail.com"),
            ("+ada@example.org", "+ada@example.org"),
        ] {
            assert_eq!(canonical(typed), key, "{typed}");
        }
    }
}
