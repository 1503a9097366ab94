//! Checks that each language keeps to one word for each thing, and to its own typography, also in the
//! WordPress plugin. The words come from a proofreading of all languages; each row is one that was
//! used for something else.

use std::fs;
use std::path::Path;

use unicode_segmentation::UnicodeSegmentation as _;
use widgets::text::Text;

/// A language, a word or phrase to avoid in it, and what to say instead. It is compared with whole
/// words, and with the beginnings of words if it ends in `*`.
const AVOIDED: [(&str, &str, &str); 77] = [
    ("en", "the letter", "the email"),
    ("en", "this letter", "this email"),
    ("en", "our letter", "our email"),
    ("en", "every letter", "every email"),
    ("en", "each letter", "each email"),
    ("en", "newest letter", "newest email"),
    ("en", "by a letter", "by an email"),
    ("en", "letters of", "emails from"),
    ("en", "whoever", "the person who"),
    ("en", "let in", "approved"),
    ("en", "lets in", "allows"),
    ("en", "turned away", "not approved"),
    ("en", "taken back", "cancelled"),
    ("en", "leave the list", "unsubscribe"),
    ("en", "link to leave", "link to unsubscribe"),
    ("en", "square code", "QR code"),
    ("en", "just now", "right now, at the moment"),
    ("cy", "llythyr", "e-bost"),
    ("cy", "lythyr", "e-bost"),
    ("cy", "llythyrau", "e-byst"),
    ("cy", "lythyrau", "e-byst"),
    ("cy", "amheuaeth", "amheuon"),
    ("cy", "oedd e", "oedd hwn"),
    ("cy", "dyma fe", "dyma’r cod"),
    ("cy", "cod sgwâr", "cod QR"),
    ("cy", "sefyll", "ymddangos"),
    ("fr", "cette lettre", "cet e-mail"),
    ("fr", "la lettre", "l’e-mail"),
    ("fr", "notre lettre", "notre e-mail"),
    ("fr", "chaque lettre", "chaque e-mail"),
    ("fr", "de lettres", "d’e-mails"),
    ("fr", "par une lettre", "par un e-mail"),
    ("fr", "admis*", "approuvée"),
    ("fr", "admett*", "approuver, autoriser"),
    ("fr", "cadre de signature", "encadré de signature"),
    ("fr", "cadres de signature", "encadrés de signature"),
    ("fr", "code carré", "code QR"),
    ("fr", "au nom de {name}", "en tant que {name}"),
    ("pl", "list", "e-mail"),
    ("pl", "listu", "e-maila"),
    ("pl", "listem", "e-mailem"),
    ("pl", "listów", "e-maili"),
    ("pl", "odnośnik*", "link"),
    ("pl", "odcisk*", "skrót"),
    ("pl", "przyjęt*", "zatwierdzony"),
    ("pl", "kod kwadratowy", "kod QR"),
    ("pa", "ਚਿੱਠੀ", "ਈਮੇਲ"),
    ("pa", "ਚਿੱਠੀਆਂ", "ਈਮੇਲਾਂ"),
    ("pa", "ਇਤਰਾਜ਼", "ਵੱਖਰੀ ਰਾਏ"),
    ("pa", "ਗੋਤ", "ਪਰਿਵਾਰਕ ਨਾਂ"),
    ("pa", "ਖ਼ਬਰਾਂ", "ਨਵੀਂ ਜਾਣਕਾਰੀ"),
    ("pa", "ਸਫ਼ਾ", "ਪੰਨਾ"),
    ("pa", "ਸਫ਼ੇ", "ਪੰਨੇ"),
    ("pa", "ਅਜੇ", "ਹਾਲੇ"),
    ("pa", "ਓਦੋਂ", "ਉਦੋਂ"),
    ("pa", "ਦੁਬਾਰਾ", "ਮੁੜ"),
    ("pa", "ਫਾਰਮ", "ਫ਼ਾਰਮ"),
    ("bn", "চিঠি*", "ইমেইল"),
    ("bn", "নমস্কার", "শুভেচ্ছা"),
    ("bn", "আপত্তি", "ভিন্নমত"),
    ("bn", "পদবি", "শেষ নাম"),
    ("bn", "খবর", "হালনাগাদ তথ্য"),
    ("bn", "এখনও", "এখনো"),
    ("bn", "কখনও", "কখনো"),
    ("bn", "পুরনো", "পুরোনো"),
    ("ur", "خط", "ای میل"),
    ("ur", "خطوط", "ای میلز"),
    ("ur", "نسخہ", "ورژن"),
    ("ur", "نسخے", "ورژن"),
    ("ur", "تحفظ", "تحفظات"),
    ("ur", "خبریں", "تازہ معلومات"),
    ("ur", "نقل", "کاپی"),
    ("ar", "إعلان", "بيان"),
    ("ar", "الإعلان", "البيان"),
    ("ar", "الإصدار", "النسخة"),
    ("ar", "الأخبار", "المستجدات"),
    ("ar", "المنظمون", "الجهة المنظِّمة"),
];

/// Every text of a language, with the name of its file: here, and in the WordPress plugin's translation.
fn texts(lang: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = files(&root.join("src/i18n").join(lang));
    let plugin = files(&root.join("www/wordpress/undersigned/languages"));
    let plugin = plugin
        .into_iter()
        .filter(|(name, _)| name.starts_with(&format!("undersigned-{lang}")))
        .map(|(name, source)| {
            let translated = source.lines().filter(|line| line.starts_with("msgstr "));
            (name, translated.collect::<Vec<_>>().join("\n"))
        });
    let sources = own.into_iter().chain(plugin);
    let texts = sources.flat_map(|(name, source)| {
        let texts = literals(&source).into_iter();
        texts.map(|text| (name.clone(), text)).collect::<Vec<_>>()
    });
    texts.collect()
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Vec<(String, String)> {
    let files = fs::read_dir(folder).expect("a folder of texts");
    let files = files.map(|file| {
        let path = file.expect("a file").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let source = fs::read_to_string(&path).expect("a readable file");
        (name.into_owned(), source)
    });
    files.collect()
}

/// The string literals of a source without character literals and raw strings. Escapes stay as they
/// are written: none of them is a letter.
fn literals(source: &str) -> Vec<String> {
    let code = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let mut literals = Vec::new();
    for line in code {
        let mut open: Option<String> = None;
        let mut escaped = false;
        for char in line.chars() {
            match (&mut open, char) {
                (Some(text), '"') if !escaped => {
                    literals.push(std::mem::take(text));
                    open = None;
                }
                (Some(text), _) => text.push(char),
                (None, '"') => open = Some(String::new()),
                (None, _) => {}
            }
            escaped = char == '\\' && !escaped;
        }
        assert!(open.is_none(), "a string of several lines: {line}");
    }
    literals
}

fn has(text: &str, avoided: &str) -> bool {
    let (avoided, beginning) = match avoided.strip_suffix('*') {
        Some(avoided) => (avoided, true),
        None => (avoided, false),
    };
    let text = text.to_lowercase();
    let words: Vec<&str> = text.unicode_words().collect();
    let avoided: Vec<&str> = avoided.unicode_words().collect();
    words.windows(avoided.len()).any(|words| {
        let mut pairs = words.iter().zip(&avoided);
        pairs.all(|(word, avoided)| word == avoided || beginning && word.starts_with(avoided))
    })
}

#[test]
fn each_language_uses_one_word_for_each_thing() {
    for lang in Text::LANGUAGES {
        let texts = texts(lang);
        assert!(texts.len() > 300, "{lang}: {}", texts.len());
        for (_, avoided, better) in AVOIDED.iter().filter(|(of, ..)| of == lang) {
            for (file, text) in &texts {
                let said = has(text, avoided);
                assert!(!said, "{lang}/{file}: {better:?}, not {avoided:?}: {text}");
            }
        }
    }
}

#[test]
fn the_glossary_finds_whole_words_beginnings_and_phrases() {
    for (text, avoided, found) in [
        ("Twój list czeka", "list", true),
        ("Wypisz mnie z listy", "list", false),
        ("Admises hier", "admis*", true),
        ("آپ کے دستخط", "خط", false),
        ("یہ خط", "خط", true),
        ("تحفظات کے ساتھ", "تحفظ", false),
        ("Read the letter", "the letter", true),
        ("Mewn ieithoedd eraill", "oedd e", false),
    ] {
        assert_eq!(has(text, avoided), found, "{avoided} in {text}");
    }
}

#[test]
fn french_marks_keep_to_the_word_before_them() {
    for (file, text) in texts("fr") {
        for mark in [';', '?', '!', ':', '»'] {
            assert!(
                !text.contains(&format!(" {mark}")),
                "{file}: {mark}: {text}"
            );
        }
        assert!(!text.contains("« "), "{file}: {text}");
        // Between backticks is code.
        for prose in text.split('`').step_by(2) {
            for (at, mark) in prose.match_indices([';', '?']) {
                let before = prose[..at].chars().next_back();
                assert_eq!(before, Some('\u{202f}'), "{file}: {mark}: {text}");
            }
            for (at, _) in prose.match_indices('»') {
                let before = prose[..at].chars().next_back();
                assert_eq!(before, Some('\u{a0}'), "{file}: {text}");
            }
        }
    }
}

#[test]
fn urdu_quotes_open_with_the_mark_that_closes_in_english() {
    for (file, text) in texts("ur") {
        let quotes: Vec<char> = text.chars().filter(|c| "“”".contains(*c)).collect();
        let pairs = quotes.chunks(2).all(|pair| pair == ['”', '“']);
        assert!(pairs, "{file}: {text}");
    }
}
