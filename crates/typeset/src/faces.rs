//! The typefaces for print: our two families, and one for each script that they lack. The caller
//! supplies the files.

use std::sync::Arc;

use parley::{
    FontContext, GenericFamily,
    fontique::{Blob, Collection, CollectionOptions, SourceCache},
};

/// Typefaces, read once for all documents.
pub struct Faces {
    fonts: FontContext,
}

/// Fallbacks for letters that our own families lack; the first that has the letter is used.
pub(super) const STEPPING_IN: [&str; 22] = [
    "Scheherazade New",
    "Noto Sans Hebrew",
    "Noto Serif Bengali",
    "Noto Sans Gurmukhi",
    "Noto Sans Devanagari",
    "Noto Sans Gujarati",
    "Noto Sans Tamil",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans Sinhala",
    "Noto Sans Telugu",
    "Noto Sans Kannada",
    "Noto Sans Malayalam",
    "Noto Sans Oriya",
    "Noto Sans Ethiopic",
    "Noto Sans Armenian",
    "Noto Sans Georgian",
    "Noto Sans SC",
    "Noto Sans KR",
    "Noto Emoji",
];

impl Faces {
    /// Reads the contents of TrueType files.
    pub fn new(files: impl IntoIterator<Item = Vec<u8>>) -> Faces {
        // No system fonts: they differ from server to server, and a document must not.
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        for file in files {
            collection.register_fonts(Blob::new(Arc::new(file)), None);
        }
        let emoji = collection.family_id("Noto Emoji");
        collection.set_generic_families(GenericFamily::Emoji, emoji.into_iter());
        Faces {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
        }
    }

    /// A copy for setting one document.
    pub(super) fn context(&self) -> FontContext {
        self.fonts.clone()
    }
}
