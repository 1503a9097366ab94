//! What stands on paper and on the way to it: the PDF of a declaration, the signing sheet, and the
//! links to both. A file per language in `print_words/`; a language is a [`Words`], so that a
//! missing string does not compile.

mod ar;
mod bn;
mod cy;
mod en;
mod fr;
mod pa;
mod pl;
mod ur;

use widgets::text::Text;

/// What print says in one language; names in braces are filled in.
pub struct Words {
    pub as_pdf: &'static str,
    pub being_made: &'static str,
    pub print_sheet: &'static str,
    pub published_by: &'static str,
    pub counted: &'static str,
    pub unnamed: &'static str,
    pub newest: &'static str,
    pub on_paper: &'static str,
    pub sign_here: &'static str,
    pub code: &'static str,
    pub version: &'static str,
    pub hash: &'static str,
    pub organisations: &'static str,
    pub people: &'static str,
    pub nobody: &'static str,
    pub sheet: &'static str,
    pub sheet_code: &'static str,
    pub what_is_signed: &'static str,
    pub read_first: &'static str,
    pub consent: &'static str,
    pub number: &'static str,
    pub name: &'static str,
    pub place: &'static str,
    pub email: &'static str,
    pub signature: &'static str,
    pub send_back: &'static str,
}

/// The words of the language that serves a tag best.
pub fn of(lang: &str) -> &'static Words {
    match Text::of(lang).lang() {
        "cy" => &cy::WORDS,
        "fr" => &fr::WORDS,
        "pl" => &pl::WORDS,
        "pa" => &pa::WORDS,
        "bn" => &bn::WORDS,
        "ur" => &ur::WORDS,
        "ar" => &ar::WORDS,
        _ => &en::WORDS,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn strings(words: &Words) -> [&'static str; 26] {
        [
            words.as_pdf,
            words.being_made,
            words.print_sheet,
            words.published_by,
            words.counted,
            words.unnamed,
            words.newest,
            words.on_paper,
            words.sign_here,
            words.code,
            words.version,
            words.hash,
            words.organisations,
            words.people,
            words.nobody,
            words.sheet,
            words.sheet_code,
            words.what_is_signed,
            words.read_first,
            words.consent,
            words.number,
            words.name,
            words.place,
            words.email,
            words.signature,
            words.send_back,
        ]
    }

    fn values(words: &str) -> BTreeSet<&str> {
        let pieces = words.split('{').skip(1);
        pieces.filter_map(|piece| piece.split('}').next()).collect()
    }

    #[test]
    fn every_language_fills_in_the_same_values_and_says_nothing_in_english() {
        let english = strings(&en::WORDS);
        for lang in Text::LANGUAGES.iter().filter(|lang| **lang != "en") {
            for (said, model) in strings(of(lang)).into_iter().zip(english) {
                assert_eq!(values(said), values(model), "{lang}: {said}");
                assert!(
                    !said.trim().is_empty() && !said.contains('!'),
                    "{lang}: {said}"
                );
                // French has two of these words from the same root.
                let alike = ["Organisations", "Signature"].contains(&model);
                assert!(said != model || alike, "{lang} says {model} in English");
            }
        }
    }
}
