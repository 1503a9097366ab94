//! Texts around a declaration: its principles, reservations, versions and renewals. Each language
//! is a value of [`DeclarationText`], so a missing string does not compile.
//!
//! Names in braces are filled in as in `page.rs`. Plural forms are separated by `|`, and `{}` in
//! them is the number.

use widgets::text::Text;

use super::page;

/// All texts about a declaration in one language.
pub(crate) struct DeclarationText {
    /// Principles and their addresses.
    pub link_to: &'static str,
    pub prepared_for: &'static str,

    /// Reservations.
    pub reservations: &'static str,
    pub reserved: &'static str,
    pub reservation: &'static str,
    pub on_principle: &'static str,
    pub back_to_name: &'static str,
    pub with_reservations: &'static str,

    /// Verification, versions, and changes between versions.
    pub verified_by_email: &'static str,
    pub verified_dns: &'static str,
    pub verified_file: &'static str,
    pub let_in: &'static str,
    pub versions: &'static str,
    pub version: &'static str,
    pub current: &'static str,
    pub signatures: &'static str,
    pub published: &'static str,
    pub fingerprint: &'static str,
    pub first_version: &'static str,
    pub what_changed: &'static str,
    pub left_out: &'static str,
    pub no_words_changed: &'static str,
    pub added: &'static str,
    pub removed: &'static str,
    pub corrected: &'static str,
    pub asked_to_renew: &'static str,
    pub exact_text: &'static str,
    pub how_to_check: &'static str,
    pub plain_text: &'static str,
    pub signed_this: &'static str,
    pub signed_earlier: &'static str,

    /// Renewing a signature for a changed text.
    pub renew: &'static str,
    pub text_changed: &'static str,
    pub until_renewed: &'static str,
    pub renew_button: &'static str,
    pub renewed: &'static str,
    pub renewed_for: &'static str,
}

/// The texts in the language that best matches a language tag.
pub(crate) fn of(lang: &str) -> &'static DeclarationText {
    &super::language(lang).declaration
}

/// The plural form for a number, with the number filled in.
pub(crate) fn plural(lang: &str, forms: &str, number: u64) -> String {
    Text::of(lang).form(forms, u32::try_from(number).unwrap_or(u32::MAX))
}

/// How many signed this version and how many an earlier one; `None` if there are no earlier ones.
pub(crate) fn signed_versions(lang: &str, (this, earlier): (u64, u64)) -> Option<String> {
    let own = of(lang);
    (earlier > 0).then(|| {
        let this = plural(lang, own.signed_this, this);
        let earlier = plural(lang, own.signed_earlier, earlier);
        [&this, page::of(lang).writing.comma, &earlier, "."].concat()
    })
}

/// The number of a principle or a version, in the language's digits.
pub(crate) fn number(lang: &str, number: u32) -> String {
    Text::of(lang).number(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_plural_form_in_every_language() {
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
}
