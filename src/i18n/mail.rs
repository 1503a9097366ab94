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

    pub subject_waits: &'static str,
    pub waits: &'static str,
    pub waits_for_seat: &'static str,
    pub waits_for_proof: &'static str,
    pub waits_as_namesake: &'static str,
    pub button_own: &'static str,
    pub subject_let_in: &'static str,
    pub let_in: &'static str,
    pub let_in_next: &'static str,
    pub subject_turned_away: &'static str,
    pub turned_away: &'static str,
    pub turned_away_next: &'static str,
    pub subject_taken_down: &'static str,
    pub taken_down: &'static str,
    pub taken_down_why: &'static str,
    pub taken_down_next: &'static str,
    pub subject_restored: &'static str,
    pub restored: &'static str,
    pub restored_next: &'static str,

    pub subject_stopped: &'static str,
    pub stopped: &'static str,
    pub stopped_next: &'static str,
    pub button_stopped: &'static str,

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

    pub subject_join: &'static str,
    pub asks_to_join: &'static str,
    pub type_code_joined: &'static str,
    pub once_joined: &'static str,
    pub button_join: &'static str,
    pub not_you_joined: &'static str,

    pub subject_on_list: &'static str,
    pub on_list_already: &'static str,
    pub need_nothing: &'static str,
    pub stay_on_list: &'static str,

    pub subject_joined: &'static str,
    pub joined: &'static str,
    pub keep_this: &'static str,
    pub leave: &'static str,

    pub subject_remind: &'static str,
    pub once_reminded: &'static str,

    pub manage: &'static str,
    pub privacy_notice: &'static str,
}

/// The texts in the language that best matches a language tag.
pub(crate) fn of(lang: &str) -> &'static EmailText {
    &super::language(lang).mail
}
