//! The texts of our own pages. Texts that the widgets use too are in `widgets::text`; messages for
//! programs are in English only.

/// All texts of our own pages in one language.
pub(crate) struct PageText {
    /// On every page.
    pub skip: &'static str,
    pub made_with: &'static str,
    pub other_languages: &'static str,

    pub on_your_site: &'static str,

    pub a_declaration: &'static str,
    pub describe_declaration: &'static str,
    pub sign: &'static str,
    pub sign_below: &'static str,
    pub imprint: &'static str,
    pub privacy_notice: &'static str,
    pub names_continued: &'static str,
    pub more_names: &'static str,
    pub more_organisations: &'static str,

    /// Searching for a name.
    pub find_a_name: &'static str,
    pub find_hint: &'static str,
    pub find: &'static str,
    pub found: &'static str,
    pub nobody_found: &'static str,
    pub nobody_found_hint: &'static str,
    pub type_letters: &'static str,

    pub a_list: &'static str,
    pub describe_list: &'static str,

    pub home_title: &'static str,
    pub describe_home: &'static str,
    pub declarations: &'static str,
    pub nothing_open: &'static str,
    pub open_here: &'static str,
    pub runs: &'static str,
    pub api: &'static str,

    pub one_step_left: &'static str,
    pub confirm_signature: &'static str,
    pub confirm_joining: &'static str,
    pub asked_to_sign: &'static str,
    pub asked_to_join: &'static str,
    pub confirmed_before: &'static str,
    pub counts_once_pressed: &'static str,
    pub shown_hidden: &'static str,
    pub shown_full: &'static str,
    pub shown_initials: &'static str,
    pub shown_organisation_full: &'static str,
    pub shown_organisation_initials: &'static str,
    pub joined_already: &'static str,
    pub nothing_sent_yet: &'static str,
    pub sign_as: &'static str,
    pub join_this: &'static str,
    pub somebody_else: &'static str,
    pub not_me: &'static str,

    pub you_signed: &'static str,
    pub you_joined: &'static str,
    pub signed_this: &'static str,
    pub joined_this: &'static str,
    /// After signing: forms of the ordinal number `{}`, as in `1st`, where a language needs them.
    pub you_are: &'static str,
    pub answered_before: &'static str,
    pub manage: &'static str,
    /// With `{site}`, the host of the allied page.
    pub back: &'static str,
    /// With `{seconds}` and `{site}`.
    pub back_soon: &'static str,
    pub stay: &'static str,
    pub about_list: &'static str,
    pub pass_on: &'static str,
    pub why_joined: &'static str,

    pub taken_back: &'static str,
    pub it_is_taken_back: &'static str,
    pub deleted: &'static str,
    pub changed_mind: &'static str,
    pub let_emails_come: &'static str,
    pub let_emails_come_heading: &'static str,
    pub let_emails_come_what: &'static str,
    pub emails_come: &'static str,
    pub emails_come_what: &'static str,
    pub nothing_to_do: &'static str,

    pub leave: &'static str,
    pub leave_this: &'static str,
    pub no_more_emails: &'static str,
    pub left: &'static str,
    pub no_more_of_this: &'static str,
    pub slip: &'static str,
    pub end_updates: &'static str,
    pub end_updates_of: &'static str,
    pub signature_stays: &'static str,
    pub updates_ended: &'static str,
    pub no_more_updates: &'static str,

    /// Links to go on after an error.
    pub what_can_be_signed: &'static str,
    pub sign_on_our_page: &'static str,
    pub join_on_our_page: &'static str,
    /// A form to check again before sending: the button, the text above it, and the text where it
    /// cannot be sent at all.
    pub check_and_send: &'static str,
    pub check_first: &'static str,
    pub check_elsewhere: &'static str,
    pub not_on_this_site: &'static str,
    pub for_editor: &'static str,
    /// Headings of error pages.
    pub nothing_here: &'static str,
    pub not_open_yet: &'static str,
    pub has_closed: &'static str,
    pub off_the_web: &'static str,
    pub off_the_web_what: &'static str,
    /// With `{title}`; then `{date}`, `{organisers}` and `{contact}`.
    pub nothing_confirmed: &'static str,
    pub kept_until: &'static str,
    pub dead_link: &'static str,
    pub a_moment: &'static str,
    pub did_not_work: &'static str,
    pub cannot_be_done: &'static str,
    /// What to do about the errors.
    pub no_such_address: &'static str,
    pub sign_again: &'static str,
    pub go_back: &'static str,
    pub no_database: &'static str,
    pub our_fault: &'static str,

    pub writing: DateStyle,
}

/// How a language writes dates and lists of names.
pub(crate) struct DateStyle {
    /// `{day}`, `{month}` and `{year}`.
    pub date: &'static str,
    /// `{day}` and `{month}`, the month abbreviated.
    pub short_date: &'static str,
    /// The first day of a month, where it is written differently from a plain 1.
    pub first_day: &'static str,
    pub months: [&'static str; 12],
    pub short_months: [&'static str; 12],
    /// Between names; before the last of two; before the last of three or more.
    pub comma: &'static str,
    pub and: &'static str,
    pub last_and: &'static str,
    /// In place of both before a vowel, where that differs: Welsh "Megan ac Alun".
    pub and_before_vowel: &'static str,
}

/// The texts in the language that best matches a language tag.
pub(crate) fn of(lang: &str) -> &'static PageText {
    &super::language(lang).page
}
