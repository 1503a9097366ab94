//! Sets declarations for print, in every script, as tagged PDF that conforms to PDF/UA-1. Texts and
//! names go in, bytes come out: it does not know the store, any language's texts or the request.
//!
//! `declaration.rs` sets a declaration, `body.rs` its text, `names.rs` its signatories, `sheet.rs` a
//! signing sheet; `flow.rs` fills pages, `columns.rs` sets lists in columns, `lines.rs` shapes and
//! breaks text, `drawing.rs` draws, and `tags.rs` builds the structure for screen readers.

mod body;
mod columns;
mod declaration;
mod drawing;
mod faces;
mod flow;
mod lines;
mod names;
mod prose;
mod sheet;
mod tags;
mod text;

pub use declaration::{Article, Declaration, PrintLabels, Reservation, Signatory, declaration};
pub use faces::Faces;
pub use sheet::{Sheet, SheetWords, sheet};

use std::num::NonZeroU16;

use krilla::{
    Document, SerializeSettings,
    configure::{Accessibility, ConfigurationBuilder},
    destination::XyzDestination,
    error::KrillaError,
    geom::Point,
    metadata::{DateTime, Metadata, TextDirection},
    outline::{Outline, OutlineNode},
    tagging::Tag,
};

/// Why no document was made. Contains nothing that a visitor typed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Fault {
    #[error("the address is too long for a code")]
    Address,
    #[error("the document does not keep to PDF/UA-1: {0}")]
    Rules(String),
    #[error("the document cannot be written: {0}")]
    Writing(&'static str),
}

/// A document's metadata.
struct About<'a> {
    title: &'a str,
    authors: &'a [String],
    lang: &'a str,
    from_right: bool,
    /// Year, month, day.
    date: (u16, u8, u8),
}

/// An empty document that is validated while it is written.
fn document() -> Result<Document, Fault> {
    let rules = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    let rules = rules.finish();
    let rules = rules.map_err(|_| Fault::Writing("the rules contradict each other"))?;
    Ok(Document::new_with(SerializeSettings {
        configuration: rules,
        ..SerializeSettings::default()
    }))
}

fn heading(level: u16, words: &str) -> Tag<krilla::tagging::kind::Hn> {
    let level = NonZeroU16::new(level).expect("levels begin with one");
    Tag::Hn(level, Some(words.to_owned()))
}

/// Writes a document with its metadata.
fn written(flow: flow::Flow<'_>, about: &About<'_>) -> Result<Vec<u8>, Fault> {
    let (mut document, tags, headings) = flow.finish();
    let (year, month, day) = about.date;
    let metadata = Metadata::new()
        .title(about.title.to_owned())
        .authors(about.authors.to_vec())
        .language(about.lang.to_owned())
        .creator("Undersigned".to_owned())
        .creation_date(DateTime::new(year).month(month).day(day))
        .text_direction(if about.from_right {
            TextDirection::RightToLeft
        } else {
            TextDirection::LeftToRight
        });
    document.set_metadata(metadata);
    let mut outline = Outline::new();
    for heading in headings {
        let place = XyzDestination::new(heading.page, Point::from_xy(0.0, heading.top));
        outline.push_child(OutlineNode::new(heading.words, place));
    }
    document.set_outline(outline);
    document.set_tag_tree(tags.finish(about.lang));
    document.finish().map_err(|error| match error {
        // A validation error includes letters of the text, so report only its kind.
        KrillaError::Validation(errors) => {
            let kinds = errors.iter().map(|error| format!("{error:?}"));
            let kinds = kinds.map(|kind| {
                let end = kind.find(['(', ' ']).unwrap_or(kind.len());
                kind[..end].to_owned()
            });
            let mut kinds: Vec<String> = kinds.collect();
            kinds.sort();
            kinds.dedup();
            Fault::Rules(kinds.join(", "))
        }
        KrillaError::Font(..) => Fault::Writing("a face cannot be embedded"),
        _ => Fault::Writing("the writer refused"),
    })
}
