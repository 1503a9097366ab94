//! To a signatory of a text that has changed since: what changed, and where to sign the new text.

use super::{Draft, EmailBlock, EmailContent};
use crate::domain::declarations::difference::{Kind, Passage, Piece};
use crate::i18n::mail::EmailText;

/// The largest change shown in an email, in bytes: people do not read a longer text there.
const LONGEST_CHANGE: usize = 12_000;

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let mut blocks = vec![
        draft.greeting(),
        draft.paragraph(text.text_changed),
        draft.title(),
    ];
    let change = draft.facts.change.as_ref();
    let passages = change.map_or(&[][..], |change| &change.difference);
    blocks.extend(changes(text, passages));
    blocks.extend([
        draft.paragraph(text.renew_here),
        EmailBlock::link(text.button_renew, draft.renewal_url()),
        EmailBlock::note(text.next, text.until_renewed),
    ]);
    EmailContent {
        subject: draft.say(text.subject_renew),
        blocks,
    }
}

/// The changes, up to the size limit of an email; the page behind its link shows the rest.
fn changes(text: &EmailText, passages: &[Passage]) -> Vec<EmailBlock> {
    let mut blocks = Vec::new();
    let mut bytes = 0;
    for passage in passages {
        let lengths = passage.pieces.iter().map(|piece| piece.words.len());
        bytes += lengths.sum::<usize>();
        if bytes > LONGEST_CHANGE {
            blocks.push(EmailBlock::Paragraph(text.and_more.to_owned()));
            break;
        }
        blocks.push(EmailBlock::Change {
            under: passage.under.clone(),
            before: side(passage, text.before, Kind::Added),
            now: side(passage, text.now, Kind::Removed),
        });
    }
    blocks
}

/// The passage without the words of the other side; `None` if nothing is left of it.
fn side(passage: &Passage, label: &'static str, other: Kind) -> Option<(&'static str, Vec<Piece>)> {
    let of_side = passage.pieces.iter().filter(|piece| piece.kind != other);
    let pieces: Vec<Piece> = of_side.cloned().collect();
    let shown = pieces.iter().any(|piece| !piece.words.trim().is_empty());
    shown.then_some((label, pieces))
}
