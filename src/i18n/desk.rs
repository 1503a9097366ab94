//! The texts of the organisers' desk. English and Welsh are complete; the desk is in English for the
//! other languages until their folders have a table of their own.

use widgets::text::Text;

use crate::domain::accounts::Right;

/// The texts of the desk in one language; names in braces are filled in.
pub(crate) struct DeskText {
    pub(crate) frame: DeskFrameText,
    pub(crate) refused: DeskDenialText,
    pub(crate) entry: DeskEntryText,
    pub(crate) account: DeskAccountText,
    pub(crate) rights: DeskRightsText,
    pub(crate) colleagues: DeskColleaguesText,
    pub(crate) audit: DeskAuditText,
    pub(crate) overview: DeskOverviewText,
    pub(crate) subject: DeskSubjectText,
    pub(crate) out: DeskOutText,
    pub(crate) emails: DeskEmailText,
}

/// What every page of the desk has.
pub(crate) struct DeskFrameText {
    pub(crate) desk: &'static str,
    pub(crate) skip: &'static str,
    pub(crate) pages: &'static str,
    pub(crate) overview: &'static str,
    pub(crate) colleagues: &'static str,
    pub(crate) audit: &'static str,
    pub(crate) account: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) only_owner: &'static str,
    pub(crate) invite_owner: &'static str,
    pub(crate) time: &'static str,
}

/// Why the desk did not do what was asked.
pub(crate) struct DeskDenialText {
    pub(crate) nothing_here: &'static str,
    pub(crate) nothing_here_what: &'static str,
    pub(crate) elsewhere: &'static str,
    pub(crate) elsewhere_what: &'static str,
    pub(crate) signed_out: &'static str,
    pub(crate) signed_out_what: &'static str,
    pub(crate) sign_in_apart: &'static str,
    pub(crate) send_again: &'static str,
    pub(crate) stale: &'static str,
    pub(crate) stale_what: &'static str,
    pub(crate) to_the_desk: &'static str,
}

/// Signing in, becoming the first owner, accepting an invitation, and typing a code again.
pub(crate) struct DeskEntryText {
    pub(crate) sign_in: &'static str,
    pub(crate) no_password: &'static str,
    pub(crate) email: &'static str,
    pub(crate) send_code: &'static str,
    pub(crate) code: &'static str,
    pub(crate) code_lead: &'static str,
    pub(crate) code_label: &'static str,
    pub(crate) code_hint: &'static str,
    pub(crate) code_submit: &'static str,
    pub(crate) code_wrong: &'static str,
    pub(crate) code_void: &'static str,
    pub(crate) another_code: &'static str,
    pub(crate) nothing_came: &'static str,
    pub(crate) nothing_came_what: &'static str,
    pub(crate) link_lead: &'static str,
    pub(crate) link_ended: &'static str,
    pub(crate) link_ended_what: &'static str,
    pub(crate) first_owner: &'static str,
    pub(crate) first_owner_lead: &'static str,
    pub(crate) first_owner_taken: &'static str,
    pub(crate) email_hint: &'static str,
    pub(crate) name: &'static str,
    pub(crate) name_hint: &'static str,
    pub(crate) become_owner: &'static str,
    pub(crate) invitation: &'static str,
    pub(crate) invitation_lead: &'static str,
    pub(crate) invitation_until: &'static str,
    pub(crate) accept: &'static str,
    pub(crate) invitation_ended: &'static str,
    pub(crate) invitation_ended_what: &'static str,
    pub(crate) step_up: &'static str,
    pub(crate) step_up_lead: &'static str,
    pub(crate) step_up_submit: &'static str,
    pub(crate) step_up_not_done: &'static str,
    pub(crate) step_up_limited: &'static str,
    pub(crate) code_shape: &'static str,
    pub(crate) unowned: &'static str,
    pub(crate) step_up_hint: &'static str,
}

/// One's own account.
pub(crate) struct DeskAccountText {
    pub(crate) save: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) language: &'static str,
    pub(crate) sessions: &'static str,
    pub(crate) sessions_what: &'static str,
    pub(crate) this_browser: &'static str,
    pub(crate) signed_in: &'static str,
    pub(crate) last_used: &'static str,
    pub(crate) end: &'static str,
    pub(crate) end_there: &'static str,
    pub(crate) end_others: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) unknown_device: &'static str,
    pub(crate) your_rights: &'static str,
    pub(crate) leave: &'static str,
    pub(crate) leave_what: &'static str,
    pub(crate) leave_do: &'static str,
    pub(crate) last_owner: &'static str,
    pub(crate) left: &'static str,
    pub(crate) left_what: &'static str,
}

/// The rights, and what each allows.
pub(crate) struct DeskRightsText {
    pub(crate) see: &'static str,
    pub(crate) moderate: &'static str,
    pub(crate) write: &'static str,
    pub(crate) send: &'static str,
    pub(crate) export: &'static str,
    pub(crate) own: &'static str,
    pub(crate) see_what: &'static str,
    pub(crate) moderate_what: &'static str,
    pub(crate) write_what: &'static str,
    pub(crate) send_what: &'static str,
    pub(crate) export_what: &'static str,
    pub(crate) own_what: &'static str,
    pub(crate) includes: &'static str,
    pub(crate) everything: &'static str,
    pub(crate) declaration: &'static str,
    pub(crate) list: &'static str,
    pub(crate) scope: &'static str,
    pub(crate) none: &'static str,
    pub(crate) meanings: &'static str,
}

/// Who works on the desk, and who may do what.
pub(crate) struct DeskColleaguesText {
    pub(crate) who: &'static str,
    pub(crate) you: &'static str,
    pub(crate) last_seen: &'static str,
    pub(crate) never_seen: &'static str,
    pub(crate) change: &'static str,
    pub(crate) invite: &'static str,
    pub(crate) invite_lead: &'static str,
    pub(crate) invite_do: &'static str,
    pub(crate) invited: &'static str,
    pub(crate) already: &'static str,
    pub(crate) tick_one: &'static str,
    pub(crate) not_yours: &'static str,
    pub(crate) invitations: &'static str,
    pub(crate) no_invitations: &'static str,
    pub(crate) until: &'static str,
    pub(crate) revoke: &'static str,
    pub(crate) revoked: &'static str,
    pub(crate) save: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) last_owner: &'static str,
    pub(crate) changed_meanwhile: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) remove_what: &'static str,
    pub(crate) remove_do: &'static str,
    pub(crate) removed: &'static str,
    pub(crate) your_own: &'static str,
    pub(crate) owners_hear: &'static str,
    pub(crate) no_emails: &'static str,
    pub(crate) limited: &'static str,
    pub(crate) gone: &'static str,
    pub(crate) unchanged: &'static str,
    pub(crate) invitation_gone: &'static str,
}

/// The audit log.
pub(crate) struct DeskAuditText {
    pub(crate) lead: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) older: &'static str,
    pub(crate) newest: &'static str,
    pub(crate) console: &'static str,
    pub(crate) former: &'static str,
    pub(crate) before: &'static str,
    pub(crate) after: &'static str,
    pub(crate) first_owner: &'static str,
    pub(crate) account_added: &'static str,
    pub(crate) link_printed: &'static str,
    pub(crate) signed_in: &'static str,
    pub(crate) sessions_ended: &'static str,
    pub(crate) renamed: &'static str,
    pub(crate) rights_changed: &'static str,
    pub(crate) account_removed: &'static str,
    pub(crate) has_left: &'static str,
    pub(crate) invited: &'static str,
    pub(crate) invitation_revoked: &'static str,
    pub(crate) invitation_accepted: &'static str,
    pub(crate) exported: &'static str,
    pub(crate) somebody: &'static str,
    pub(crate) people: &'static str,
    pub(crate) sessions: &'static str,
    pub(crate) who_did: &'static str,
}

/// The overview: each declaration and list with its numbers.
pub(crate) struct DeskOverviewText {
    pub(crate) declarations: &'static str,
    pub(crate) lists: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) nothing_yet: &'static str,
    pub(crate) off_the_web: &'static str,
}

/// The page of one declaration or list, and its numbers.
pub(crate) struct DeskSubjectText {
    pub(crate) public_page: &'static str,
    pub(crate) embed: &'static str,
    pub(crate) numbers: &'static str,
    pub(crate) signed: &'static str,
    pub(crate) subscribed: &'static str,
    pub(crate) held: &'static str,
    pub(crate) withdrawn: &'static str,
    pub(crate) taken_down: &'static str,
    pub(crate) unsubscribed: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) days: &'static str,
    pub(crate) days_what: &'static str,
    pub(crate) day: &'static str,
    pub(crate) sites: &'static str,
    pub(crate) site: &'static str,
    pub(crate) no_sites: &'static str,
    pub(crate) own_pages: &'static str,
    pub(crate) other_sites: &'static str,
}

/// Downloading the people of a declaration or list who may be emailed, and those who have left.
pub(crate) struct DeskOutText {
    pub(crate) subscribers: &'static str,
    pub(crate) updates: &'static str,
    pub(crate) subscribers_what: &'static str,
    pub(crate) updates_what: &'static str,
    pub(crate) csv: &'static str,
    pub(crate) excel: &'static str,
    pub(crate) json: &'static str,
    pub(crate) formats: &'static str,
    pub(crate) no_right: &'static str,
    pub(crate) confirmed: &'static str,
    pub(crate) left: &'static str,
    pub(crate) since_own: &'static str,
    pub(crate) since_other: &'static str,
    pub(crate) left_none: &'static str,
    pub(crate) left_people: &'static str,
    pub(crate) left_more: &'static str,
    pub(crate) erased: &'static str,
    pub(crate) files: &'static str,
    pub(crate) everybody: &'static str,
    pub(crate) those_who_left: &'static str,
    pub(crate) delete_files: &'static str,
}

/// Emails about the desk. `{server}` is the server's host; the subjects of codes begin with `{code}`.
pub(crate) struct DeskEmailText {
    pub(crate) subject_sign_in: &'static str,
    pub(crate) sign_in_how: &'static str,
    pub(crate) sign_in_button: &'static str,
    pub(crate) sign_in_life: &'static str,
    pub(crate) sign_in_not_you: &'static str,
    pub(crate) subject_step_up: &'static str,
    pub(crate) step_up_how: &'static str,
    pub(crate) step_up_not_you: &'static str,
    pub(crate) account_button: &'static str,
    pub(crate) subject_invitation: &'static str,
    pub(crate) invitation: &'static str,
    pub(crate) invitation_button: &'static str,
    pub(crate) invitation_life: &'static str,
    pub(crate) invitation_else: &'static str,
    pub(crate) subject_exported: &'static str,
    pub(crate) exported: &'static str,
    pub(crate) subject_owner_invited: &'static str,
    pub(crate) owner_invited: &'static str,
    pub(crate) subject_owner_added: &'static str,
    pub(crate) owner_added: &'static str,
    pub(crate) subject_owner_lowered: &'static str,
    pub(crate) owner_lowered: &'static str,
    pub(crate) subject_owner_removed: &'static str,
    pub(crate) owner_removed: &'static str,
    pub(crate) subject_owner_left: &'static str,
    pub(crate) owner_left: &'static str,
    pub(crate) owner_notice_why: &'static str,
    pub(crate) audit_button: &'static str,
}

/// The texts in the language that best matches a language tag.
pub(crate) fn of(lang: &str) -> &'static DeskText {
    let own = super::language(lang).desk.as_ref();
    let english = super::en::LANGUAGE.desk.as_ref();
    own.or(english).expect("English is complete")
}

/// The language of [`of`], for `lang` on the page: English unless the desk speaks the language.
pub(crate) fn spoken(lang: &str) -> &'static str {
    if super::language(lang).desk.is_some() {
        Text::of(lang).lang()
    } else {
        "en"
    }
}

/// The languages that the desk speaks, as BCP 47 tags.
pub(crate) fn languages() -> impl Iterator<Item = &'static str> {
    let all = super::LANGUAGES.iter();
    all.filter_map(|(tag, language)| language.desk.as_ref().map(|_| *tag))
}

/// What a right is called.
pub(crate) fn right(lang: &str, right: Right) -> &'static str {
    let text = &of(lang).rights;
    match right {
        Right::See => text.see,
        Right::Moderate => text.moderate,
        Right::Write => text.write,
        Right::Send => text.send,
        Right::Export => text.export,
        Right::Own => text.own,
    }
}

/// What it allows.
pub(crate) fn right_allows(lang: &str, right: Right) -> &'static str {
    let text = &of(lang).rights;
    match right {
        Right::See => text.see_what,
        Right::Moderate => text.moderate_what,
        Right::Write => text.write_what,
        Right::Send => text.send_what,
        Right::Export => text.export_what,
        Right::Own => text.own_what,
    }
}
