//! The blocks of which every email consists, and the foot below them. `text.rs` and `html.rs` render
//! both.

pub(super) mod html;
pub(super) mod text;

use crate::domain::declarations::difference::Piece;
use crate::domain::privacy::holder::Holder;

/// A part of an email.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum EmailBlock {
    Paragraph(String),
    /// The title of the declaration or list, set apart.
    Title(String),
    /// Six digits, large, and whose they are.
    Code {
        digits: String,
        owner: Option<String>,
    },
    /// The email's one link, as a button with this label.
    Link {
        label: String,
        url: String,
    },
    /// A passage before and after a change; either may be missing.
    Change {
        under: Option<String>,
        before: Option<(&'static str, Vec<Piece>)>,
        now: Option<(&'static str, Vec<Piece>)>,
    },
    /// A short heading with its text.
    Note {
        heading: String,
        words: String,
    },
}

impl EmailBlock {
    pub(super) fn link(label: &str, url: String) -> EmailBlock {
        EmailBlock::Link {
            label: label.to_owned(),
            url,
        }
    }

    pub(super) fn note(heading: &str, words: &str) -> EmailBlock {
        EmailBlock::Note {
            heading: heading.to_owned(),
            words: words.to_owned(),
        }
    }
}

/// What is below the blocks of every email: who sends it, and where to read and change what is kept.
pub(super) struct EmailFoot<'a> {
    /// BCP 47: the language of the email.
    pub(super) lang: &'a str,
    pub(super) organisers: &'a str,
    /// Empty if nobody reads answers.
    pub(super) contact: &'a str,
    /// The data holder, with its postal address and privacy notice.
    pub(super) holder: &'a Holder,
    /// The label of a link to a privacy notice.
    pub(super) privacy_notice: &'static str,
    /// In every email to a signatory.
    pub(super) manage: Option<ManageLink>,
}

/// The link to the page of the signatory's own signature.
pub(super) struct ManageLink {
    pub(super) label: &'static str,
    pub(super) url: String,
}
