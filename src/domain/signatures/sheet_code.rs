//! The code on a signing sheet: which text its signatories saw, and which sheet it is. It is copied
//! by hand, so its last two characters are a checksum that catches copying errors.

use hex::FromHex as _;
use widgets::fields;

use crate::domain::hash;

/// Crockford's alphabet: no two characters that are easily confused.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters that identify the sheet: enough for a million million sheets.
const OWN: usize = 8;

/// `EN2-K7M2-9QXT-4F`: language and version, the sheet, the checksum.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct SheetCode {
    /// As it was printed.
    pub text: String,
    /// The language of the signed text, in lower case.
    pub lang: String,
    pub version: u32,
}

impl SheetCode {
    /// For a sheet about to be printed. The declaration is given by its number, because its slug may
    /// be changed before the sheet comes back.
    pub fn random(subject: i64, lang: &str, version: u32) -> SheetCode {
        let mut bytes = [0_u8; OWN];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        let own: String = bytes.iter().map(|byte| character(*byte)).collect();
        SheetCode::of(subject, lang, version, &own)
    }

    fn of(subject: i64, lang: &str, version: u32, own: &str) -> SheetCode {
        let lang = lang.to_lowercase();
        let check = check(subject, &lang, version, own);
        let (first, second) = own.split_at(OWN / 2);
        let head = lang.to_uppercase();
        SheetCode {
            text: format!("{head}{version}-{first}-{second}-{check}"),
            lang,
            version,
        }
    }

    /// Parses a copied code, with dashes of any kind; `None` if it is not a code of this
    /// declaration's sheets.
    pub fn parse(copied: &str, subject: i64) -> Option<SheetCode> {
        let plain = fields::plain_text(copied);
        let tidy: String = plain.split_whitespace().collect();
        let tidy = tidy.to_uppercase();
        let mut parts = tidy.rsplitn(4, '-');
        let (check, second, first) = (parts.next()?, parts.next()?, parts.next()?);
        let head = parts.next()?;
        let digits = head.len()
            - head
                .trim_end_matches(|one: char| one.is_ascii_digit())
                .len();
        let (lang, version) = head.split_at(head.len() - digits);
        let own = [read(first), read(second)].concat();
        let known = own.len() == OWN && own.bytes().all(|one| ALPHABET.contains(&one));
        let plain = lang
            .bytes()
            .all(|one| one.is_ascii_alphanumeric() || one == b'-');
        let wanted = known && plain && !lang.is_empty();
        let code = wanted.then(|| version.parse().ok()).flatten();
        let code = SheetCode::of(subject, lang, code?, &own);
        code.text
            .ends_with(&format!("-{}", read(check)))
            .then_some(code)
    }
}

/// Maps lookalike characters to one.
fn read(part: &str) -> String {
    part.replace('O', "0").replace(['I', 'L'], "1")
}

fn character(byte: u8) -> char {
    ALPHABET[usize::from(byte % 32)].into()
}

fn check(subject: i64, lang: &str, version: u32, own: &str) -> String {
    let (subject, version) = (subject.to_string(), version.to_string());
    let digest = hash::of_parts(&["sheet", &subject, lang, &version, own]);
    let bytes = <[u8; 2]>::from_hex(&digest[..4]).expect("a hash is hexadecimal");
    bytes.map(character).iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_sheet_code_is_parsed_in_any_notation() {
        let code = SheetCode::of(7, "zh-Hant", 12, "K701QX0T");
        for copied in [
            code.text.clone(),
            code.text.to_lowercase(),
            format!(" {} ", code.text.replace("K701-QX0T", "k7oL - QXOT")),
            code.text.replace('-', "–"),
            code.text.replace('-', " — "),
            code.text.replace('-', "\u{2011}").replace('1', "１"),
            format!("\u{feff}{}\u{200b}", code.text),
        ] {
            assert_eq!(SheetCode::parse(&copied, 7), Some(code.clone()));
        }
        assert_eq!((code.lang.as_str(), code.version), ("zh-hant", 12));
    }

    #[test]
    fn a_mistyped_sheet_code_or_another_declarations_is_rejected() {
        let code = SheetCode::of(7, "en", 2, "K7M29QXV").text;
        let parsed = |copied: &str| SheetCode::parse(copied, 7);
        assert!(parsed(&code).is_some(), "{code}");
        for wrong in [
            code.replace("K7M2", "K7M3"),
            code.replace("EN2", "EN3"),
            code.replace("EN2", "FR2"),
            code.replace("K7M2-9QXV", "9QXV-K7M2"),
            code.replace("-9QXV", ""),
            "".to_owned(),
            "x".to_owned(),
        ] {
            assert_eq!(parsed(&wrong), None, "{wrong}");
        }
        assert_eq!(SheetCode::parse(&code, 8), None);
    }
}
