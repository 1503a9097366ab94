//! An email as plain text. Lines are not wrapped: the reader's program does that, and wrapping
//! would break titles and addresses in two.

use super::{EmailBlock, EmailFoot, ManageLink};
use crate::domain::declarations::difference::Piece;

pub(in crate::mail::messages) fn render(blocks: &[EmailBlock], foot: &EmailFoot<'_>) -> String {
    let mut text = String::new();
    for block in blocks {
        text.push_str(&match block {
            EmailBlock::Paragraph(words) => words.clone(),
            EmailBlock::Title(title) => format!("    {title}"),
            EmailBlock::Code { digits, owner } => {
                // By itself on its line, without spaces: to be copied in one go.
                let lines = [Some(digits), owner.as_ref()];
                let lines: Vec<&str> = lines.into_iter().flatten().map(String::as_str).collect();
                lines.join("\n")
            }
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
    let EmailFoot {
        organisers,
        contact,
        holder,
        ..
    } = foot;
    text.push_str(&format!("-- \n{organisers}\n"));
    if !contact.is_empty() {
        text.push_str(&format!("{contact}\n"));
    }
    if let Some(address) = &holder.address {
        text.push_str(&format!("{address}\n"));
    }
    match (holder.privacy_link(), holder.privacy_text()) {
        (Some(link), _) => text.push_str(&format!("{}: {link}\n", foot.privacy_notice)),
        (None, Some(said)) => text.push_str(&format!("{said}\n")),
        (None, None) => {}
    }
    if let Some(ManageLink { label, url }) = &foot.manage {
        text.push_str(&format!("\n{label}\n{url}\n"));
    }
    text
}
