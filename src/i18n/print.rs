//! Texts of printed documents and of the links to them: a declaration's PDF and its signing sheet.
//! Each language is a value of [`PrintText`], so a missing string does not compile.

/// The texts for print in one language; names in braces are filled in.
pub struct PrintText {
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

/// The texts in the language that best matches a language tag.
pub fn of(lang: &str) -> &'static PrintText {
    &super::language(lang).print
}
