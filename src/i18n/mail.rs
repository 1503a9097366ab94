//! The texts of emails. `mail/messages/` composes each email from them.

/// All texts of emails in one language; `{name}`, `{title}`, `{organisers}` are filled in.
pub(crate) struct EmailText {
    pub greeting: &'static str,
    pub greeting_named: &'static str,
    pub next: &'static str,
    pub open_page: &'static str,
    pub wasnt_you: &'static str,

    pub subject_renew: &'static str,
    pub text_changed: &'static str,
    pub before: &'static str,
    pub now: &'static str,
    pub and_more: &'static str,
    pub renew_here: &'static str,
    pub until_renewed: &'static str,
    pub button_renew: &'static str,

    pub subject_held: &'static str,
    pub held: &'static str,
    pub held_for_mailbox: &'static str,
    pub held_for_verification: &'static str,
    pub held_as_duplicate: &'static str,
    pub button_manage: &'static str,
    pub subject_approved: &'static str,
    pub approved: &'static str,
    pub approved_next: &'static str,
    pub subject_rejected: &'static str,
    pub rejected: &'static str,
    pub rejected_next: &'static str,
    pub subject_taken_down: &'static str,
    pub taken_down: &'static str,
    pub taken_down_why: &'static str,
    pub taken_down_next: &'static str,
    pub subject_restored: &'static str,
    pub restored: &'static str,
    pub restored_next: &'static str,

    pub subject_suppressed: &'static str,
    pub suppressed: &'static str,
    pub suppressed_next: &'static str,
    pub button_suppressed: &'static str,

    pub subject_sign: &'static str,
    pub asks_to_confirm: &'static str,
    pub type_code_signed: &'static str,
    pub once_signed: &'static str,
    pub button_sign: &'static str,
    pub not_you_signed: &'static str,

    pub subject_signed: &'static str,
    pub signed_already: &'static str,
    pub counts_once: &'static str,
    pub nothing_twice: &'static str,
    pub button_signed: &'static str,
    pub not_you_already: &'static str,

    pub subject_subscribe: &'static str,
    pub asks_to_subscribe: &'static str,
    pub type_code_subscribed: &'static str,
    pub once_subscribed: &'static str,
    pub button_subscribe: &'static str,
    pub not_you_subscribed: &'static str,

    pub subject_subscribed: &'static str,
    pub subscribed_already: &'static str,
    pub need_nothing: &'static str,
    pub stay_subscribed: &'static str,

    pub subject_welcome: &'static str,
    pub welcome: &'static str,
    pub keep_this: &'static str,
    pub unsubscribe: &'static str,

    pub subject_remind: &'static str,
    pub once_reminded: &'static str,

    pub manage: &'static str,
    pub privacy_notice: &'static str,
}

/// The texts in the language that best matches a language tag.
pub(crate) fn of(lang: &str) -> &'static EmailText {
    &super::language(lang).mail
}
