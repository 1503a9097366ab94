//! Detects text that mail programs turn into a link, so a name cannot carry a link to strangers.
//!
//! Mail programs detect links by dots and endings, in any script, and let any punctuation end an
//! address. We judge by shape: a list of all top-level domains would be larger than the form, and
//! out of date a week later. The browser rejects only spelled-out addresses, because the other
//! rules are large too; the server applies all of them, and its error appears beside the field. A
//! dot inside a word therefore counts as a link unless it follows an initial or a title, as in
//! "J.de Vries" and "Prof.dr. Eva Example". A name rejected by mistake passes with a space after
//! the dot, as the message says.

/// Endings that are not names: they make a link even after an initial or a title.
#[cfg(not(target_arch = "wasm32"))]
const ENDINGS: [&str; 45] = [
    "com", "net", "org", "info", "biz", "xyz", "click", "top", "online", "site", "shop", "store",
    "club", "live", "link", "app", "dev", "io", "co", "me", "ru", "cn", "tk", "us", "uk", "eu",
    "tv", "cc", "ws", "win", "bid", "loan", "work", "vip", "icu", "pro", "mobi", "web", "website",
    "space", "tech", "cloud", "news", "рф", "РФ",
];
/// Titles and abbreviated first names that are written with a dot.
#[cfg(not(target_arch = "wasm32"))]
const TITLES: [&str; 77] = [
    "prof",
    "dr",
    "dra",
    "drs",
    "dipl",
    "ing",
    "ir",
    "mag",
    "mgr",
    "bc",
    "mr",
    "mrs",
    "ms",
    "mx",
    "mme",
    "mlle",
    "st",
    "ste",
    "sta",
    "sr",
    "sra",
    "jr",
    "rev",
    "fr",
    "br",
    "hr",
    "fru",
    "hl",
    "lic",
    "arch",
    "avv",
    "dott",
    "cand",
    "stud",
    "rer",
    "hon",
    "capt",
    "col",
    "gen",
    "lt",
    "sgt",
    "md",
    "mohd",
    "moh",
    "muh",
    "mhd",
    "abd",
    "sk",
    "kh",
    "sh",
    "smt",
    "shri",
    "sri",
    "km",
    "wm",
    "geo",
    "chas",
    "thos",
    "jos",
    "joh",
    "chr",
    "ph",
    "th",
    "fam",
    "assoc",
    "asst",
    "inż",
    "inz",
    "hab",
    "डॉ",
    "श्री",
    "ডা",
    "ডাঃ",
    "মো",
    "মোঃ",
    "ਡਾ",
    "ڈاکٹر",
];
/// What follows a title or an initial in lower case: a degree, or the particle of a name.
#[cfg(not(target_arch = "wasm32"))]
const FOLLOWERS: [&str; 84] = [
    "dr", "ing", "med", "phil", "jur", "iur", "rer", "nat", "oec", "pol", "art", "arch", "sc",
    "eng", "theol", "hab", "habil", "inż", "inz", "prof", "em", "hc", "mult", "univ", "fh",
    "psych", "soz", "päd", "paed", "biol", "chem", "math", "inf", "kfm", "vet", "dent", "agr",
    "forst", "doc", "csc", "phd", "mba", "ed", "techn", "tech", "mus", "lic", "ir", "dipl", "mag",
    "ass", "jr", "sr", "de", "del", "der", "den", "des", "di", "da", "do", "dos", "das", "du",
    "la", "le", "los", "lo", "van", "von", "vom", "ter", "ten", "te", "af", "av", "al", "el",
    "bin", "ben", "ibn", "st", "mc", "zu",
];

/// Whether a line contains an address, or text that would be turned into one.
pub(super) fn has_link(line: &str) -> bool {
    let plain = folded(line);
    has_address(&plain) || plain.contains('@') || has_domain(&plain)
}

#[cfg(target_arch = "wasm32")]
fn folded(line: &str) -> std::borrow::Cow<'_, str> {
    line.into()
}

#[cfg(target_arch = "wasm32")]
fn has_domain(_: &str) -> bool {
    false
}

/// Whether this character alone makes a line a link.
#[cfg(feature = "openapi")]
pub(super) fn is_at(c: char) -> bool {
    matches!(c, '@' | '\u{fe6b}' | '\u{ff20}')
}

/// The same for a name that may itself be a domain, as organisations' names may: detects only an
/// explicit address.
pub(super) fn has_spelled_address(line: &str) -> bool {
    has_address(&folded(line))
}

fn has_address(plain: &str) -> bool {
    let lower = plain.to_ascii_lowercase();
    // Compared byte by byte: the standard library's search for a text weighs 0.6 kB in the bundle.
    let has = |sign: &[u8]| lower.as_bytes().windows(sign.len()).any(|at| at == sign);
    has(b"://") || has(b"www.") || has(b"mailto:")
}

/// Normalises as NFKC and domain names (UTS #46, 2.3) do, as far as it matters here: full-width
/// forms become plain ones, every kind of full stop a dot, and invisible characters are removed.
#[cfg(not(target_arch = "wasm32"))]
fn folded(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '\u{ff01}'..='\u{ff5e}' => {
                plain.extend(char::from_u32(c as u32 - 0xfee0));
            }
            '\u{3002}' | '\u{ff61}' | '\u{2024}' | '\u{fe52}' | '\u{fe12}' => plain.push('.'),
            '\u{2025}' => plain.push_str(".."),
            '\u{2026}' | '\u{fe19}' => plain.push_str("..."),
            '\u{fe13}' | '\u{fe55}' => plain.push(':'),
            '\u{fe6b}' => plain.push('@'),
            '\u{2044}' | '\u{2215}' => plain.push('/'),
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' => {}
            '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' => {}
            '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => {}
            _ => plain.push(c),
        }
    }
    plain
}

/// Any punctuation except dot, hyphen and underscore ends a possible host name.
#[cfg(not(target_arch = "wasm32"))]
fn ends_host(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')),
        '\u{80}'..='\u{bf}' | '×' | '÷' => !matches!(c, 'ª' | 'µ' | 'º' | '·'),
        '\u{2010}' | '\u{2011}' => false,
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => true,
        _ => false,
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn has_domain(plain: &str) -> bool {
    let mut rest = plain;
    while let Some(start) = rest.find(|c: char| !ends_host(c)) {
        let host = &rest[start..];
        let end = host.find(ends_host).unwrap_or(host.len());
        let (host, after) = host.split_at(end);
        if is_domain(host, after) {
            return true;
        }
        rest = after;
    }
    false
}

/// `after` is the rest of the line: with a path, even the shortest name is a link.
#[cfg(not(target_arch = "wasm32"))]
fn is_domain(host: &str, after: &str) -> bool {
    let trimmed = host.trim_matches('.');
    let has_path = trimmed.len() == host.trim_start_matches('.').len()
        && after.starts_with(['/', ':', '#'])
        && after.chars().nth(1).is_some_and(|next| !ends_host(next));
    let labels: Vec<&str> = trimmed
        .split('.')
        .filter(|label| !label.is_empty())
        .collect();
    let Some((ending, before)) = labels.split_last().filter(|(_, before)| !before.is_empty())
    else {
        return false;
    };
    let all_digits = |label: &&str| label.bytes().all(|byte| byte.is_ascii_digit());
    if labels.iter().all(all_digits) {
        // Four numbers are an IP address; three are a date.
        return labels.len() == 4;
    }
    if ending.chars().count() < 2 || all_digits(ending) {
        return false;
    }
    has_path || !is_name(before, ending)
}

/// Whether all dots follow initials and titles, as in names.
#[cfg(not(target_arch = "wasm32"))]
fn is_name(before: &[&str], ending: &str) -> bool {
    let is_in = |list: &[&str], label: &str| list.contains(&label.to_ascii_lowercase().as_str());
    let shortened = |label: &&str| {
        label.chars().count() == 1 || is_in(&TITLES, label) || is_in(&FOLLOWERS, label)
    };
    before.iter().all(shortened)
        && (is_in(&FOLLOWERS, ending) || !(is_in(&ENDINGS, ending) || ending.starts_with(is_small)))
}

/// Lower-case letters of the scripts that have capitals and are used in domains; also mathematical
/// letters, which mail programs treat as plain ones.
#[cfg(not(target_arch = "wasm32"))]
fn is_small(c: char) -> bool {
    matches!(c, 'a'..='z' | 'ß'..='ÿ' | 'ά'..='ώ' | 'а'..='џ' | '\u{1d400}'..='\u{1d7ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_mail_programs_turn_into_links_is_detected() {
        for line in [
            "Win at evil.com!",
            "evil.com?",
            "evil．com",
            "evil。com",
            "evil｡com",
            "evil․com",
            "ｅｖｉｌ．ｃｏｍ",
            "Prize.Click",
            "Зайди на мошенник.рф",
            "И.рф",
            "(evil.com)",
            "«evil.com»",
            "Ada evil.com, Example",
            "evil.com;",
            "evil.com…",
            "evil.com/x",
            "t.co/x",
            "J.com",
            "Dr.click",
            "Prof.Click",
            "evil\u{200d}.com",
            "sub.evil.co.uk",
            "例子。测试",
            "दुष्ट.भारत",
            "شرير.شبكة",
            "https://spam.example/x",
            "https：//spam",
            "www.spam",
            "ｗｗｗ．spam",
            "ada@mail",
            "ada＠mail",
            "mailto:ada",
            "spam.example",
            "SPAM.COM",
            "evil-name.top",
            "192.0.2.1",
            "J.𝐜𝐨𝐦",
            "ა.example",
        ] {
            assert!(has_link(line), "{line}");
        }
    }

    #[test]
    fn names_with_ordinary_dots_are_not_links() {
        for line in [
            "J.de Vries",
            "Prof.dr. Eva Example",
            "Dipl.ing. Bo Example",
            "Dipl.-Ing. Bo Example",
            "Prof.Dr. Müller",
            "Dr.med. Dr.phil. Eva Example",
            "Dr.rer.nat. Eva Example",
            "Mag.art. Eva Example",
            "J.R.R. Tolkien",
            "J.R.R.Tolkien",
            "J.Kim",
            "A.van den Berg",
            "J.St.Clair",
            "Md.Abdul Karim",
            "St.John Example",
            "Eva Example, M.Sc.",
            "Eva Example B.A./M.A.",
            "Eva Example jr.",
            "А.Иванов",
            "أ.د. محمد",
            "د.أحمد علي",
            "ডা.রহিমা",
            "डॉ.शर्मा",
            "林.静怡",
            "Ada…",
            "Mr. Ada.",
            "Ada Example, Jr.; Bo",
            "am 1.2.2026",
            "Jean‐Luc",
        ] {
            assert!(!has_link(line), "{line}");
        }
    }

    #[test]
    fn an_organisation_name_may_look_like_a_domain() {
        assert!(!has_spelled_address("Care.example"));
        for line in ["https://care.example", "www．care", "ｗｗｗ.care"] {
            assert!(has_spelled_address(line), "{line}");
        }
    }
}
