//! An email as plain text. Lines are not wrapped: the reader's program does that, and wrapping
//! would break titles and addresses in two.

use super::{EmailBlock, Manage, words};
use crate::domain::declarations::difference::Piece;
use crate::domain::mail::message::Facts;
use crate::domain::privacy::holder::Holder;

pub(super) fn render(
    blocks: &[EmailBlock],
    (facts, holder): (&Facts, &Holder),
    manage: Option<&Manage>,
) -> String {
    let mut text = String::new();
    for block in blocks {
        text.push_str(&match block {
            EmailBlock::Paragraph(words) => words.clone(),
            EmailBlock::Title(title) => format!("    {title}"),
            EmailBlock::Code(code) => format!("    {code}"),
            EmailBlock::Link { url, .. } => url.clone(),
            EmailBlock::Change { under, before, now } => {
                let side = |(label, pieces): &(&str, Vec<Piece>)| {
                    let words: String = pieces.iter().map(|one| one.words.as_str()).collect();
                    format!("{label} {}", words.trim())
                };
                let sides = [before, now].into_iter().flatten().map(side);
                let lines: Vec<String> = under.iter().cloned().chain(sides).collect();
                lines.join("\n")
            }
            EmailBlock::Note { heading, words } => format!("{heading}\n{words}"),
        });
        text.push_str("\n\n");
    }
    text.push_str(&format!("-- \n{}\n{}\n", facts.organisers, facts.contact));
    if let Some(address) = &holder.address {
        text.push_str(&format!("{address}\n"));
    }
    match (holder.privacy_link(), holder.privacy_words()) {
        (Some(link), _) => {
            let notice = words::privacy_notice(&facts.lang);
            text.push_str(&format!("{notice}: {link}\n"));
        }
        (None, Some(said)) => text.push_str(&format!("{said}\n")),
        (None, None) => {}
    }
    if let Some(Manage { words, url }) = manage {
        text.push_str(&format!("\n{words}\n{url}\n"));
    }
    text
}
