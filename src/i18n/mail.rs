//! The texts of emails. `mail/messages/` composes each email from them.

use widgets::wire::ConfirmedKind;

use super::fill;

/// All texts of emails in one language; `{name}`, `{title}`, `{organisers}` are filled in.
pub(crate) struct EmailText {
    pub greeting: &'static str,
    pub greeting_named: &'static str,
    pub next: &'static str,
    /// Below a code, with the reader's initials: two people who share an address see whose code it is.
    pub for_name: &'static str,
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

    /// With `{site}`, and in `site_request` also `{page}`.
    pub subject_site_request: &'static str,
    pub site_request: &'static str,
    pub site_request_how: &'static str,
    pub site_request_else: &'static str,

    pub subject_suppressed: &'static str,
    pub suppressed: &'static str,
    pub suppressed_next: &'static str,
    pub button_suppressed: &'static str,

    /// With `{code}`, as in `subject_subscribe`: see [`confirmation_subject`].
    pub subject_sign: &'static str,
    pub asks_to_confirm: &'static str,
    pub type_code_signed: &'static str,
    pub once_signed: &'static str,
    pub button_sign: &'static str,
    pub not_you_signed: &'static str,

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

/// In place of a code that a page does not know.
const UNKNOWN_CODE: &str = "••••••";

/// The subject of an email with a code. The code comes first and in two groups, so that it can be
/// read in a phone's notification; then what it is for.
///
/// The page that waits for the code shows the same subject, without a code and so with a dot for each
/// digit. It is the same whether the reader has signed or subscribed before or not, because that page
/// must not tell a stranger who has.
pub(crate) fn confirmation_subject(
    lang: &str,
    kind: ConfirmedKind,
    code: Option<&str>,
    title: &str,
) -> String {
    let subject = match kind {
        ConfirmedKind::Signature => of(lang).subject_sign,
        ConfirmedKind::Subscription => of(lang).subject_subscribe,
    };
    let code = in_groups(code.unwrap_or(UNKNOWN_CODE));
    fill::isolated(lang, subject, &[("code", &code), ("title", title)])
}

/// `752 075` from `752075`.
pub(crate) fn in_groups(code: &str) -> String {
    let half = code.char_indices().nth(3).map_or(code.len(), |(at, _)| at);
    let (first, second) = code.split_at(half);
    [first, second].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_begins_with_the_code_in_two_groups() {
        let title = "Keep care public";
        for (lang, kind, code, subject) in [
            (
                "en",
                ConfirmedKind::Signature,
                Some("752075"),
                "752 075 confirms your signature: Keep care public",
            ),
            (
                "en",
                ConfirmedKind::Subscription,
                None,
                "••• ••• confirms your subscription: Keep care public",
            ),
        ] {
            assert_eq!(confirmation_subject(lang, kind, code, title), subject);
        }
    }

    #[test]
    fn a_subject_from_right_to_left_isolates_the_code_and_the_title() {
        for lang in ["ur", "ar"] {
            for kind in [ConfirmedKind::Signature, ConfirmedKind::Subscription] {
                let subject =
                    confirmation_subject(lang, kind, Some("752075"), "Keep {code} public");
                // Without isolation, two groups of digits change places in a line from right to left.
                assert!(subject.starts_with("\u{2068}752 075\u{2069} "), "{subject}");
                let title = "\u{2068}Keep {code} public\u{2069}";
                assert!(subject.ends_with(title), "{subject}");
            }
        }
    }

    #[test]
    fn the_subject_begins_with_the_code_in_every_language() {
        for lang in widgets::text::Text::LANGUAGES {
            for kind in [ConfirmedKind::Signature, ConfirmedKind::Subscription] {
                let subject = confirmation_subject(lang, kind, Some("752075"), "T");
                let shown = subject.trim_start_matches('\u{2068}');
                assert!(shown.starts_with("752 075"), "{lang}: {subject}");
            }
        }
    }
}
