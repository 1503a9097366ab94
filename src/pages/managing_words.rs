//! The manage page's texts, one file per language in `managing_words/`. Each language is a value of
//! [`Words`], so a missing string does not compile.

mod ar;
mod bn;
mod cy;
mod en;
mod fr;
mod pa;
mod pl;
mod ur;

use crate::tables;

/// The page's texts in one language; names in braces are filled in.
pub(super) struct Words {
    pub(super) your_signature: &'static str,
    pub(super) lead: &'static str,
    pub(super) signed: &'static str,
    pub(super) signed_unshown: &'static str,
    pub(super) pending: &'static str,
    pub(super) withdrawn: &'static str,
    pub(super) taken_down: &'static str,
    pub(super) held_household: &'static str,
    pub(super) held_organisation: &'static str,
    pub(super) held_namesake: &'static str,
    pub(super) prove: &'static str,
    pub(super) prove_mail: &'static str,
    pub(super) prove_dns: &'static str,
    pub(super) prove_file: &'static str,
    pub(super) prove_shown: &'static str,
    pub(super) domain: &'static str,
    pub(super) check_dns: &'static str,
    pub(super) check_file: &'static str,
    pub(super) not_found: &'static str,
    pub(super) no_own_domain: &'static str,
    pub(super) too_many: &'static str,
    pub(super) name_taken: &'static str,
    pub(super) sign_again: &'static str,
    pub(super) kept: &'static str,
    pub(super) nobody_sees: &'static str,
    pub(super) updates: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
    pub(super) text: &'static str,
    pub(super) version: &'static str,
    pub(super) page: &'static str,
    pub(super) date: &'static str,
    pub(super) agreed: &'static str,
    pub(super) did_sign: &'static str,
    pub(super) did_ask_for_updates: &'static str,
    pub(super) did_correct: &'static str,
    pub(super) did_end_updates: &'static str,
    pub(super) did_withdraw: &'static str,
    pub(super) did_take_down: &'static str,
    pub(super) did_restore: &'static str,
    pub(super) did_expire: &'static str,
    pub(super) download: &'static str,
    pub(super) correct: &'static str,
    pub(super) organisation_fixed: &'static str,
    pub(super) save: &'static str,
    pub(super) saved: &'static str,
    pub(super) withdraw: &'static str,
    pub(super) withdraw_what: &'static str,
    pub(super) withdraw_do: &'static str,
    pub(super) erase: &'static str,
    pub(super) erase_what: &'static str,
    pub(super) erase_do: &'static str,
    pub(super) not_me_what: &'static str,
    pub(super) not_me_do: &'static str,
    pub(super) erased: &'static str,
    pub(super) erased_what: &'static str,
    pub(super) refused_what: &'static str,
    pub(super) gone: &'static str,
    pub(super) gone_what: &'static str,
}

/// The texts in the language that best matches a language tag.
pub(super) fn of(lang: &str) -> &'static Words {
    tables::of_language!(lang)
}
