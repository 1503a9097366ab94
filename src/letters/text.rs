//! A letter as plain text. Lines are not wrapped: the reader's program does that, and no title or
//! address is broken in two.

use super::{Block, Manage};
use crate::domain::letter::Facts;

pub(super) fn render(blocks: &[Block], facts: &Facts, manage: Option<&Manage>) -> String {
    let mut text = String::new();
    for block in blocks {
        text.push_str(&match block {
            Block::Paragraph(words) => words.clone(),
            Block::Title(title) => format!("    {title}"),
            Block::Code(code) => format!("    {code}"),
            Block::Link { url, .. } => url.clone(),
            Block::Note { heading, words } => format!("{heading}\n{words}"),
        });
        text.push_str("\n\n");
    }
    text.push_str(&format!("-- \n{}\n{}\n", facts.organisers, facts.contact));
    if let Some(Manage { words, url }) = manage {
        text.push_str(&format!("\n{words}\n{url}\n"));
    }
    text
}
