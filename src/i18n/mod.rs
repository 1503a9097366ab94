//! All texts of the server, with a folder for each language: `en/page.rs` has the English texts of
//! pages. To add a language, add a folder here and its tag to `each_language!` in
//! `widgets/src/text/mod.rs`; a missing text does not compile.
//!
//! The struct of each table is beside the folders (`page.rs`). `fill.rs` fills values into texts,
//! and `format.rs` writes numbers, dates and lists of names in a language. The widgets' texts
//! (`en/widgets.rs`) are compiled by the crate `widgets`, not here: the browser loads them too.

pub mod advice;
pub mod declaration;
pub mod desk;
pub mod embed;
pub mod fill;
pub mod format;
#[cfg(test)]
mod glossary;
pub mod mail;
pub mod manage;
pub mod page;
pub mod print;
pub mod problems;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod tests;

use widgets::text::Text;

/// What one language says, and what it calls itself.
struct Language {
    own_name: &'static str,
    advice: advice::SiteTestText,
    declaration: declaration::DeclarationText,
    desk: Option<desk::DeskText>,
    embed: embed::EmbedPageText,
    mail: mail::EmailText,
    manage: manage::ManagePageText,
    page: page::PageText,
    print: print::PrintText,
}

/// Each language's folder. The list holds what one compiles, so none can be forgotten in one of the two.
macro_rules! languages {
    ($($tag:ident)*) => {
        $(mod $tag;)*
        const LANGUAGES: &[(&str, &Language)] = &[$((stringify!($tag), &$tag::LANGUAGE)),*];
    };
}

widgets::each_language! { languages }

/// The language that best matches a tag, or English.
fn language(lang: &str) -> &'static Language {
    let tag = Text::of(lang).lang();
    let known = LANGUAGES.iter().find(|(known, _)| *known == tag);
    known.map_or(&en::LANGUAGE, |(_, language)| language)
}

/// A language in its own words; one that is not ours by its tag.
pub fn own_name(lang: &str) -> &str {
    let known = LANGUAGES.iter().find(|(known, _)| *known == lang);
    known.map_or(lang, |(_, language)| language.own_name)
}
