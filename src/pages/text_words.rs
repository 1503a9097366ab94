//! The words around a declaration's text: its principles, reservations, versions and renewals; a file
//! per language in `text_words/`. A language is a [`Words`], so that a missing string does not compile.
//!
//! What stands in braces is filled in as in `words.rs`; with `|` between them stand the forms for
//! numbers, whose `{}` is the number.

mod ar;
mod bn;
mod cy;
mod en;
mod fr;
mod pa;
mod pl;
mod ur;

use widgets::text::Text;

use super::words;
use crate::tables;

/// Everything that is said of a declaration's text in one language.
pub(crate) struct Words {
    /// A principle’s own address.
    pub link_to: &'static str,
    pub prepared_for: &'static str,

    /// Reservations.
    pub reservations: &'static str,
    pub reserved: &'static str,
    pub reservation: &'static str,
    pub on_principle: &'static str,
    pub back_to_name: &'static str,
    pub with_reservations: &'static str,

    /// Versions and what changed between them.
    pub verified_letter: &'static str,
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

/// The words of the language that serves a tag best.
pub(crate) fn of(lang: &str) -> &'static Words {
    tables::of_language!(lang)
}

/// The form that goes with a number, with the number in it.
pub(crate) fn plural(lang: &str, forms: &str, number: u64) -> String {
    Text::of(lang).form(forms, u32::try_from(number).unwrap_or(u32::MAX))
}

/// How many signed this version, and how many an earlier one; nothing where there is none of those.
pub(crate) fn signed_versions(lang: &str, (this, earlier): (u64, u64)) -> Option<String> {
    let own = of(lang);
    (earlier > 0).then(|| {
        let this = plural(lang, own.signed_this, this);
        let earlier = plural(lang, own.signed_earlier, earlier);
        [&this, words::of(lang).writing.comma, &earlier, "."].concat()
    })
}

/// A number of a principle or a version, in the language's digits.
pub(crate) fn number(lang: &str, number: u32) -> String {
    Text::of(lang).number(number)
}

#[cfg(test)]
mod tests;
