//! Duplicate organisations: which names are the same to a reader. Several real organisations may
//! share a name, so none is rejected; the organisers decide about the second.

use super::folding;
use crate::domain::hash;

/// The lookup key, the beginning of a SHA-256: the same for names that differ only in spelling
/// (`folding.rs`).
pub fn key(organisation: &str) -> [u8; 16] {
    let hash = hash::digest_of_parts(&["organisation", &folding::organisation(organisation)]);
    let (key, _) = hash
        .split_first_chunk()
        .expect("a SHA-256 is longer than 16 bytes");
    *key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_of_an_organisation_share_a_key() {
        for (one, other, same) in [
            ("Rivers Union", "RIVERS  union", true),
            ("A.C.M.E.", "Acme", true),
            ("Rivers-Union", "Rivers Union", true),
            ("St Osyth’s Toys", "St. Osyths Toys", true),
            ("Towarzystwo Łódzkie", "Towarzystwo Lodzkie", true),
            ("红十字会", "红十字会 ", true),
            ("Midland Carers", "Midland Carers\u{3164}", true),
            ("Midland Carers", "Mid\u{ad}land Carers\u{e0100}", true),
            ("جمعية علی", "جمعیة علي", true),
            ("Rivers Union", "Union of Rivers", false),
            ("Rivers Union", "Rivers Union Youth", false),
            ("Branch 12", "Branch 2", false),
            ("★", "☆", false),
            ("★", " ★", true),
        ] {
            assert_eq!(key(one) == key(other), same, "{one}, {other}");
        }
    }
}
