//! Signatories of one mailbox: two people may sign, distinguished by their names; further ones are
//! held for the organisers. An organisation is a different signatory from the person who signs for
//! it.

use widgets::wire::SignatoryKind;

use super::folding;

/// How many may sign from one mailbox without being held.
pub const MAX_SIGNERS: usize = 2;

/// The key of a signatory: the same however the name is written (`folding.rs`).
pub fn signer(kind: SignatoryKind, name: &str, organisation: Option<&str>) -> String {
    match (kind, organisation) {
        (SignatoryKind::Organisation, Some(organisation)) => {
            format!("organisation/{}", folding::organisation(organisation))
        }
        _ => format!("person/{}", folding::person(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_of_a_name_are_the_same_signer() {
        let person = |name| signer(SignatoryKind::Person, name, None);
        for (one, other, same) in [
            ("Ada Example", "ada  EXAMPLE", true),
            ("Ada Example", "Example, Ada", true),
            ("Zoë O’Neill-Example", "Zoe O'Neill Example", true),
            ("Ada Example", "Ada\u{a0}Example", true),
            ("Ada Example", "Bo Example", false),
            ("Владимир Иванов", "иванов владимир", true),
            ("শাহানা চৌধুরী", "শাহিনা চৌধুরী", false),
            ("ਬਲਦੇਵ ਸਿੰਘ", "ਬਲਦੇਵ ਸਿੰਘ", true),
            ("林静怡", "林静宜", false),
            ("★", "☆", false),
        ] {
            assert_eq!(person(one) == person(other), same, "{one}, {other}");
        }
    }

    #[test]
    fn an_organisation_and_its_representative_are_different_signers() {
        let union = Some("Rivers Union");
        let organisation = |name| signer(SignatoryKind::Organisation, name, union);
        assert_eq!(organisation("Ada Example"), organisation("Bo Example"));
        let person = signer(SignatoryKind::Person, "Rivers Union", union);
        assert_ne!(organisation("Ada Example"), person);
    }
}
