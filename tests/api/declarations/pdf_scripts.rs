//! Scripts in the PDF: names in every script, with the typeface of each, shaped and in reading
//! order, as Poppler reads them.

use super::pdf::{flowing, print};
use crate::support::{
    app::App,
    campaign::{Campaign, DECLARATION, ORGANISERS, TITLE},
};

/// Names in each script that must come out right; the last uses characters that no typeface has.
const NAMES: [&str; 8] = [
    "Siân Łukasiewicz",
    "مريم الحسن",
    "רחל כהן",
    "মোহাম্মদ রহমান",
    "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "王小明",
    "अनिता शर्मा",
    "ᏣᎳᎩ Brown",
];

/// Names in scripts that none of our languages uses, and the typeface that draws each.
const FURTHER: [(&str, &str); 13] = [
    ("สมชาย ใจดี", "NotoSansThai"),
    ("ສົມພອນ ວົງສາ", "NotoSansLao"),
    ("សុខ ចន្ទ្រា", "NotoSansKhmer"),
    ("အောင်ကျော် မြင့်", "NotoSansMyanmar"),
    ("ශ්‍රීමා පෙරේරා", "NotoSansSinhala"),
    ("శ్రీనివాస్ రెడ్డి", "NotoSansTelugu"),
    ("ಕೃಷ್ಣ ಶಾಸ್ತ್ರಿ", "NotoSansKannada"),
    ("ലക്ഷ്മി നായർ", "NotoSansMalayalam"),
    ("ଶ୍ରୀମତୀ ପଟ୍ଟନାୟକ", "NotoSansOriya"),
    ("ሰላም ተስፋዬ", "NotoSansEthiopic"),
    ("Անի Սարգսյան", "NotoSansArmenian"),
    ("ნინო ბერიძე", "NotoSansGeorgian"),
    ("박지우", "NotoSansKR"),
];

#[tokio::test]
async fn the_pdf_contains_the_text_and_every_name_in_its_script() {
    let mut campaign = Campaign::default();
    campaign.body.push_str("\n---\nBring a friend 🌻 along.\n");
    let app = App::setup().campaign(campaign).start();
    for name in NAMES {
        app.sign_and_confirm_as(name).await;
    }

    let printed = print(&app, "").await;

    assert_eq!(printed.headers["content-type"], "application/pdf");
    let named = printed.headers["content-disposition"].to_str();
    assert_eq!(
        named.ok(),
        Some("inline; filename=\"open-the-library-en.pdf\"")
    );
    let text = flowing(&printed.text());
    for said in [
        TITLE,
        ORGANISERS,
        "Reading Room Union and Sunday Circle",
        "A library that is shut on Sundays",
        "A day for everyone",
        "Whoever opens them is paid as on any other day.",
        "Quiet and talk",
        "Bring a friend 🌻 along.",
        "8 have signed, counted on",
        "Version 1 of the text",
        &format!("/d/{DECLARATION}"),
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    for name in NAMES {
        assert!(text.contains(name), "{name} is not in {text}");
    }
    let hash = app
        .get(&format!("/api/v1/declarations/{DECLARATION}"))
        .await;
    let hash = hash.json()["text_hash"].as_str().map(str::to_owned);
    let hash = hash.expect("the text has a hash");
    assert!(text.contains(&hash), "{hash} is not in {text}");
}

#[tokio::test]
async fn further_scripts_are_drawn_in_typefaces_of_their_own() {
    let app = App::start();
    for (name, _) in FURTHER {
        app.sign_and_confirm_as(name).await;
    }

    let printed = print(&app, "").await;

    // Poppler takes the space above some marks for a blank.
    let joined = |text: &str| text.split_whitespace().collect::<String>();
    let (text, typefaces) = (joined(&printed.text()), printed.typefaces());
    for (name, typeface) in FURTHER {
        assert!(text.contains(&joined(name)), "{name} is not in {text}");
        assert!(
            typefaces.contains(typeface),
            "{typeface} is not in {typefaces}"
        );
    }
}

#[tokio::test]
async fn conjuncts_are_shaped() {
    let app = App::start();
    // What follows the virama goes below or into the letter before it, and takes no room beside it.
    let pairs = [
        ("শ্রী", "শরী"),
        ("প্রিয়া", "পরিয়া"),
        ("ਪ੍ਰੀਤ", "ਪਰੀਤ"),
        ("प्रिया", "परिया"),
        ("కృష్ణ", "కృషణ"),
        ("ಕೃಷ್ಣ", "ಕೃಷಣ"),
        ("ലക്ഷ്മി", "ലകഷമി"),
        ("ପଟ୍ଟ", "ପଟଟ"),
        ("ចន្ទ្រា", "ចនទរា"),
        ("မြန္မာ", "မြနမာ"),
    ];
    for (joined, apart) in pairs {
        app.sign_and_confirm_as(joined).await;
        app.sign_and_confirm_as(apart).await;
    }

    let widths = print(&app, "").await.widths();

    for (joined, apart) in pairs {
        let width = |name: &str| {
            let found = widths.iter().find(|(word, _)| word == name);
            found
                .unwrap_or_else(|| panic!("{name} is not in {widths:?}"))
                .1
        };
        assert!(width(joined) < width(apart) - 1.0, "{joined}: {widths:?}");
    }
}

#[tokio::test]
async fn ignorable_characters_take_no_width() {
    let app = App::start();
    let pairs = [
        ("葛\u{e0100}城", "葛城"),
        ("辻\u{fe00}", "辻"),
        ("Elo\u{34f}die", "Elodie"),
        ("Ma\u{115f}ry", "Mary"),
        ("Élo\u{e0101}ise", "Éloise"),
    ];
    for (name, alone) in pairs {
        app.sign_and_confirm_as(name).await;
        app.sign_and_confirm_as(alone).await;
    }

    let widths = print(&app, "").await.widths();

    for (_, alone) in pairs {
        let seen = |word: &str| {
            word.chars()
                .filter(|c| !widgets::fields::is_ignorable(*c))
                .collect::<String>()
        };
        let same: Vec<f32> = widths
            .iter()
            .filter(|(word, _)| seen(word) == alone)
            .map(|(_, width)| *width)
            .collect();
        assert_eq!(same.len(), 2, "{alone}: {widths:?}");
        assert!((same[0] - same[1]).abs() < 0.1, "{alone}: {widths:?}");
    }
}

#[tokio::test]
async fn right_to_left_text_is_extracted_in_reading_order() {
    let app = App::setup().campaign(Campaign::in_four_languages()).start();
    app.sign_and_confirm_as("Bashir Quill").await;

    let urdu = flowing(&print(&app, "?lang=ur").await.text());
    let english = flowing(&print(&app, "?lang=en").await.text());

    for said in [
        "اتوار کو کتب خانہ کھولیں",
        "دروازے کھلے ہیں",
        "دستخط کنندگان",
        "Bashir Quill",
    ] {
        assert!(urdu.contains(said), "{said} is not in {urdu}");
    }
    assert!(
        english.contains(TITLE) && !english.contains("دروازے"),
        "{english}"
    );
}
