//! The manage page's texts. Each language is a value of [`ManagePageText`], so a missing string does not
//! compile.

use super::{fill, format};
use crate::domain::signatures::verification::HoldReason;

/// The page's texts in one language; names in braces are filled in.
pub(crate) struct ManagePageText {
    pub(crate) your_signature: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) signed: &'static str,
    pub(crate) signed_unshown: &'static str,
    pub(crate) pending: &'static str,
    pub(crate) withdrawn: &'static str,
    pub(crate) taken_down: &'static str,
    pub(crate) held_household: &'static str,
    pub(crate) held_organisation: &'static str,
    pub(crate) held_namesake: &'static str,
    pub(crate) prove: &'static str,
    pub(crate) prove_mail: &'static str,
    pub(crate) prove_dns: &'static str,
    pub(crate) prove_file: &'static str,
    pub(crate) prove_shown: &'static str,
    pub(crate) domain: &'static str,
    pub(crate) check_dns: &'static str,
    pub(crate) check_file: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) no_own_domain: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) name_taken: &'static str,
    pub(crate) sign_again: &'static str,
    pub(crate) kept: &'static str,
    pub(crate) nobody_sees: &'static str,
    pub(crate) updates: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) text: &'static str,
    pub(crate) version: &'static str,
    pub(crate) page: &'static str,
    pub(crate) date: &'static str,
    pub(crate) agreed: &'static str,
    pub(crate) did_sign: &'static str,
    pub(crate) did_ask_for_updates: &'static str,
    pub(crate) did_correct: &'static str,
    pub(crate) did_end_updates: &'static str,
    pub(crate) did_withdraw: &'static str,
    pub(crate) did_take_down: &'static str,
    pub(crate) did_restore: &'static str,
    pub(crate) did_expire: &'static str,
    pub(crate) download: &'static str,
    pub(crate) correct: &'static str,
    pub(crate) organisation_fixed: &'static str,
    pub(crate) save: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) withdraw: &'static str,
    pub(crate) withdraw_what: &'static str,
    pub(crate) withdraw_do: &'static str,
    pub(crate) erase: &'static str,
    pub(crate) erase_what: &'static str,
    pub(crate) erase_do: &'static str,
    pub(crate) not_me_what: &'static str,
    pub(crate) not_me_do: &'static str,
    pub(crate) erased: &'static str,
    pub(crate) erased_what: &'static str,
    pub(crate) refused_what: &'static str,
    pub(crate) gone: &'static str,
    pub(crate) gone_what: &'static str,
}

/// Why a signature is held, with `{organisers}` and `{date}`.
pub(crate) fn held(lang: &str, reason: HoldReason) -> &'static str {
    let texts = of(lang);
    match reason {
        HoldReason::Mailbox => texts.held_household,
        HoldReason::Organisation => texts.held_organisation,
        HoldReason::DuplicateOrganisation => texts.held_namesake,
    }
}

/// The same, filled in, as plain text. `until` is in Unix milliseconds.
pub(crate) fn held_plain(lang: &str, reason: HoldReason, organisers: &str, until: i64) -> String {
    let date = format::date(lang, until);
    let values = [("organisers", organisers), ("date", &date)];
    fill::isolated(lang, held(lang, reason), &values)
}

/// The texts in the language that best matches a language tag.
pub(crate) fn of(lang: &str) -> &'static ManagePageText {
    &super::language(lang).manage
}
