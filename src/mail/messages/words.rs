//! What each email says, in the language of the form. Plain, warm, exact: who is asking, what for,
//! what happens next, and how to undo it. The strings of each language are in `i18n/mail.rs` and
//! the language folders beside it.

use widgets::text::{Key, Text};

use super::EmailBlock;
use crate::domain::declarations::difference::{Kind, Passage, Piece};
use crate::domain::mail::message::{Facts, MessageKind};
use crate::domain::signatures::name;
use crate::i18n::mail::{EmailText, of as words_of};

/// The largest change shown in an email, in bytes: people do not read a longer text there.
const LONGEST_CHANGE: usize = 12_000;

/// The text before the manage link.
pub(super) fn manage(lang: &str) -> &'static str {
    words_of(lang).manage
}

/// The text of a link to a privacy notice.
pub(super) fn privacy_notice(lang: &str) -> &'static str {
    words_of(lang).privacy_notice
}

/// Subject and blocks of an email.
pub(super) fn of(kind: MessageKind, facts: &Facts, public_url: &str) -> (String, Vec<EmailBlock>) {
    let words = words_of(&facts.lang);
    let name = facts
        .name
        .as_deref()
        .map(match kind.may_come_from_a_stranger() {
            true => name::in_first_email,
            false => name::in_email,
        });
    let say = |words: &str| filled(words, facts, name.as_deref());
    let subject = say(match kind {
        MessageKind::ConfirmSignature => words.subject_sign,
        MessageKind::AlreadySigned => words.subject_signed,
        MessageKind::ConfirmSubscription => words.subject_join,
        MessageKind::AlreadySubscribed => words.subject_on_list,
        MessageKind::Welcome => words.subject_joined,
        MessageKind::Renew => words.subject_renew,
        MessageKind::RemindSignature | MessageKind::RemindSubscription => words.subject_remind,
        MessageKind::HeldForMailbox
        | MessageKind::HeldForVerification
        | MessageKind::HeldAsDuplicate => words.subject_waits,
        MessageKind::Approved => words.subject_let_in,
        MessageKind::Rejected => words.subject_turned_away,
        MessageKind::Suppressed => words.subject_stopped,
        MessageKind::TakenDown => words.subject_taken_down,
        MessageKind::Restored => words.subject_restored,
    });
    let greeting = match &facts.name {
        // An email to the wrong person must not contain the signatory's name.
        Some(_) if kind != MessageKind::Suppressed => words.greeting_named,
        _ => words.greeting,
    };
    let mut blocks = vec![EmailBlock::Paragraph(say(greeting))];
    if kind == MessageKind::Welcome {
        blocks.extend([
            EmailBlock::Paragraph(say(words.joined)),
            EmailBlock::Title(facts.title.clone()),
            EmailBlock::Paragraph(say(words.keep_this)),
            EmailBlock::Link {
                words: words.leave.to_owned(),
                url: super::unsubscribe_url(public_url, &facts.token),
            },
        ]);
        return (subject, blocks);
    }
    if kind == MessageKind::Rejected {
        blocks.extend([
            EmailBlock::Paragraph(say(words.turned_away)),
            EmailBlock::Title(facts.title.clone()),
            EmailBlock::Paragraph(say(words.turned_away_next)),
        ]);
        return (subject, blocks);
    }
    if kind == MessageKind::Suppressed {
        blocks.extend([
            EmailBlock::Paragraph(say(words.stopped)),
            EmailBlock::Title(facts.title.clone()),
            EmailBlock::Paragraph(words.stopped_next.to_owned()),
            EmailBlock::Link {
                words: words.button_stopped.to_owned(),
                url: super::way_back_url(public_url, facts),
            },
        ]);
        return (subject, blocks);
    }
    if let Some((said, next)) = told(kind, words) {
        blocks.extend([
            EmailBlock::Paragraph(say(said)),
            EmailBlock::Title(facts.title.clone()),
        ]);
        if facts.reason.is_some() {
            blocks.push(EmailBlock::Paragraph(say(words.taken_down_why)));
        }
        blocks.extend([
            EmailBlock::Paragraph(say(next)),
            EmailBlock::Link {
                words: words.button_own.to_owned(),
                url: super::manage_url(public_url, &facts.token),
            },
        ]);
        return (subject, blocks);
    }
    if kind == MessageKind::Renew {
        blocks.extend([
            EmailBlock::Paragraph(say(words.text_changed)),
            EmailBlock::Title(facts.title.clone()),
        ]);
        let difference = facts.change.iter().flat_map(|change| &change.difference);
        blocks.extend(changes(words, difference));
        blocks.extend([
            EmailBlock::Paragraph(words.renew_here.to_owned()),
            EmailBlock::Link {
                words: words.button_renew.to_owned(),
                url: super::renewal_url(public_url, &facts.token),
            },
            note(words.next, words.until_renewed),
        ]);
        return (subject, blocks);
    }
    let (who_asks, what_to_do, next, button, not_you) = parts(kind, words);
    blocks.extend([
        EmailBlock::Paragraph(say(who_asks)),
        EmailBlock::Title(facts.title.clone()),
        EmailBlock::Paragraph(say(what_to_do)),
    ]);
    if let Some(code) = &facts.code {
        blocks.extend([
            EmailBlock::Code(code.clone()),
            EmailBlock::Paragraph(words.open_page.to_owned()),
            EmailBlock::Link {
                words: button.to_owned(),
                url: format!("{public_url}/confirm/{}", facts.token),
            },
        ]);
    }
    blocks.push(note(words.next, next));
    if facts.code.is_some() {
        blocks.push(note(words.wasnt_you, not_you));
    }
    (subject, blocks)
}

/// For an email that only reports the state of a signature: the state, and what follows from it.
const fn told(kind: MessageKind, words: &EmailText) -> Option<(&'static str, &'static str)> {
    match kind {
        MessageKind::HeldForMailbox => Some((words.waits, words.waits_for_seat)),
        MessageKind::HeldForVerification => Some((words.waits, words.waits_for_proof)),
        MessageKind::HeldAsDuplicate => Some((words.waits, words.waits_as_namesake)),
        MessageKind::Approved => Some((words.let_in, words.let_in_next)),
        MessageKind::TakenDown => Some((words.taken_down, words.taken_down_next)),
        MessageKind::Restored => Some((words.restored, words.restored_next)),
        _ => None,
    }
}

/// The changes, up to the size limit of an email; the page behind its link shows the rest.
fn changes<'a>(
    words: &EmailText,
    difference: impl Iterator<Item = &'a Passage>,
) -> Vec<EmailBlock> {
    let mut blocks = Vec::new();
    let mut told = 0;
    for passage in difference {
        let side = |label, other| {
            let pieces = passage.pieces.iter().filter(|piece| piece.kind != other);
            let pieces: Vec<Piece> = pieces.cloned().collect();
            let shown = pieces.iter().any(|piece| !piece.words.trim().is_empty());
            shown.then_some((label, pieces))
        };
        told += passage
            .pieces
            .iter()
            .map(|one| one.words.len())
            .sum::<usize>();
        if told > LONGEST_CHANGE {
            blocks.push(EmailBlock::Paragraph(words.and_more.to_owned()));
            break;
        }
        blocks.push(EmailBlock::Change {
            under: passage.under.clone(),
            before: side(words.before, Kind::Added),
            now: side(words.now, Kind::Removed),
        });
    }
    blocks
}

/// For an email that asks to confirm: who is asking, what to do, what happens next, the text of the
/// button, and what to do if it was another person.
const fn parts(kind: MessageKind, words: &EmailText) -> (&str, &str, &str, &str, &str) {
    match kind {
        MessageKind::ConfirmSignature => (
            words.asks_to_confirm,
            words.type_code_signed,
            words.once_signed,
            words.button_sign,
            words.not_you_signed,
        ),
        MessageKind::AlreadySigned => (
            words.signed_already,
            words.counts_once,
            words.nothing_twice,
            words.button_signed,
            words.not_you_already,
        ),
        MessageKind::AlreadySubscribed => (
            words.on_list_already,
            words.need_nothing,
            words.stay_on_list,
            words.button_join,
            words.not_you_joined,
        ),
        MessageKind::RemindSignature => (
            words.asks_to_confirm,
            words.type_code_signed,
            words.once_reminded,
            words.button_sign,
            words.not_you_signed,
        ),
        MessageKind::RemindSubscription => (
            words.asks_to_join,
            words.type_code_joined,
            words.once_reminded,
            words.button_join,
            words.not_you_joined,
        ),
        // Only the first of these kinds reaches this function.
        MessageKind::ConfirmSubscription
        | MessageKind::Welcome
        | MessageKind::Renew
        | MessageKind::HeldForMailbox
        | MessageKind::HeldForVerification
        | MessageKind::HeldAsDuplicate
        | MessageKind::Approved
        | MessageKind::Rejected
        | MessageKind::Suppressed
        | MessageKind::TakenDown
        | MessageKind::Restored => (
            words.asks_to_join,
            words.type_code_joined,
            words.once_joined,
            words.button_join,
            words.not_you_joined,
        ),
    }
}

fn note(heading: &str, words: &str) -> EmailBlock {
    EmailBlock::Note {
        heading: heading.to_owned(),
        words: words.to_owned(),
    }
}

/// Fills in the email's facts. In right-to-left languages, names are isolated: otherwise a Latin
/// name would reverse the text beside it.
fn filled(words: &str, facts: &Facts, name: Option<&str>) -> String {
    let from_right = Text::of(&facts.lang).get(Key::Direction) == "rtl";
    let mut text = String::new();
    let mut rest = words;
    // One pass: braces in a title are not filled in again.
    while let Some((before, after)) = rest.split_once('{') {
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        let value = match place {
            "name" => name.unwrap_or_default(),
            "title" => &facts.title,
            "contact" => &facts.contact,
            "reason" => facts.reason.as_deref().unwrap_or_default(),
            _ => &facts.organisers,
        };
        text.push_str(before);
        if from_right {
            text.extend(["\u{2068}", value, "\u{2069}"]);
        } else {
            text.push_str(value);
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests;
