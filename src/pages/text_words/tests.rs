//! Checks the plural forms of each language. Checks common to all texts are in `tables.rs`.

use super::*;

#[test]
fn counts_have_every_form_of_their_language() {
    for lang in Text::LANGUAGES {
        let most = 0..=1_000_000_u64;
        for number in most.step_by(1).take(120).chain([1_000_000]) {
            let said = plural(lang, of(lang).reserved, number);
            assert!(
                said.contains("{principle}"),
                "{lang} has no form for {number}"
            );
        }
    }
}
