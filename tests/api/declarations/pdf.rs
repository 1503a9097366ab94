//! The declaration as a PDF: what an independent reader finds in it, in every script, and that it
//! is made only once for many visitors.

use std::{fs, path::PathBuf, process::Command};

use reqwest::header::HeaderMap;

use crate::support::{
    app::App,
    campaign::{Campaign, DECLARATION, ORGANISERS, TITLE},
    process,
    response::Response,
    wait,
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

struct Printed {
    headers: HeaderMap,
    file: PathBuf,
}

/// The document, once it is made: a client that waits too long is asked to come back.
async fn print(app: &App, query: &str) -> Printed {
    let path = format!("/d/{DECLARATION}.pdf{query}");
    let response = wait::until("the document is made", async || {
        let response = app.client.get(app.at(&path)).send().await;
        let response = response.expect("an answer");
        (response.status() != 503).then_some(response)
    })
    .await;
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await.expect("whole");
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&bytes));
    assert!(bytes.starts_with(b"%PDF-1.7"), "it is a PDF");
    let file = app.folder().join("printed.pdf");
    fs::write(&file, &bytes).expect("the temporary folder can be written");
    Printed { headers, file }
}

impl Printed {
    /// The text that Poppler reads, without the marks it adds where the direction changes.
    fn text(&self) -> String {
        let mut reader = Command::new("pdftotext");
        reader
            .args(["-raw", "-enc", "UTF-8"])
            .arg(&self.file)
            .arg("-");
        let reported = reader.output().expect("poppler-utils is installed");
        assert!(reported.status.success(), "{reported:?}");
        let text = String::from_utf8(reported.stdout).expect("UTF-8 was asked for");
        let marks = [
            '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{2068}', '\u{2069}',
        ];
        text.replace(marks, "")
    }

    /// The typefaces in it, as Poppler lists them.
    fn typefaces(&self) -> String {
        let listed = Command::new("pdffonts").arg(&self.file).output();
        let listed = listed.expect("poppler-utils is installed");
        assert!(listed.status.success(), "{listed:?}");
        String::from_utf8(listed.stdout).expect("names of typefaces are ASCII")
    }

    /// Each word with its width.
    fn widths(&self) -> Vec<(String, f32)> {
        let mut reader = Command::new("pdftotext");
        reader
            .args(["-bbox", "-enc", "UTF-8"])
            .arg(&self.file)
            .arg("-");
        let reported = reader.output().expect("poppler-utils is installed");
        let reported = String::from_utf8(reported.stdout).expect("UTF-8 was asked for");
        let selector = scraper::Selector::parse("word").expect("a selector");
        let page = scraper::Html::parse_document(&reported);
        let words = page.select(&selector).map(|word| {
            let place = |name| word.attr(name).and_then(|place| place.parse::<f32>().ok());
            let width = place("xmax").zip(place("xmin")).map(|(to, from)| to - from);
            (word.text().collect(), width.expect("words have places"))
        });
        words.collect()
    }
}

/// The words, regardless of line ends.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

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
async fn conjunct_letters_are_shaped() {
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
async fn the_pdf_is_tagged_for_screen_readers() {
    let app = App::start();
    app.sign_and_confirm_as("Ada Marlowe").await;

    let printed = print(&app, "").await;

    let judge = Command::new(process::python().with_file_name("outloud"))
        .args(["--fail-on", "warning", "--no-info"])
        .arg(&printed.file)
        .output()
        .expect("the tests' Python starts");
    let said = String::from_utf8_lossy(&judge.stdout);
    assert!(judge.status.success(), "{said}");
    let document = lopdf::Document::load(&printed.file).expect("a second library reads it");
    let kinds: Vec<String> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|part| {
            part.get(b"Type")
                .and_then(|kind| kind.as_name())
                .is_ok_and(|kind| kind == b"StructElem")
        })
        .filter_map(|part| part.get(b"S").and_then(|kind| kind.as_name()).ok())
        .map(|kind| String::from_utf8_lossy(kind).into_owned())
        .collect();
    let count = |wanted: &str| kinds.iter().filter(|kind| *kind == wanted).count();
    assert_eq!(count("H1"), 1, "{kinds:?}");
    assert_eq!(count("H2"), 4, "three principles and the names: {kinds:?}");
    assert_eq!((count("LI"), count("LBody")), (1, 1), "one name: {kinds:?}");
    assert_eq!((count("Figure"), count("Link")), (1, 1), "{kinds:?}");
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

#[tokio::test]
async fn a_hidden_name_is_counted_and_not_printed() {
    let app = App::start();
    app.sign_and_confirm_as("Ada Marlowe").await;
    let hidden = app.person("Bashir Quill");
    let mut body = hidden.signature();
    body["public"] = "hidden".into();
    app.sign_and_confirm_with(&body, &hidden).await;

    let text = flowing(&print(&app, "").await.text());

    assert!(text.contains("2 have signed"), "{text}");
    assert!(text.contains("names are not shown: 1"), "{text}");
    assert!(
        text.contains("Ada Marlowe") && !text.contains("Quill"),
        "{text}"
    );
}

#[tokio::test]
async fn a_reservation_is_printed_as_a_note_under_the_names() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["reservations"] = serde_json::json!([2]);
    body["reservation_notes"] =
        serde_json::json!([{ "principle": 2, "text": "Volunteers should be welcome too." }]);
    app.sign_and_confirm_with(&body, &ada).await;

    let text = flowing(&print(&app, "").await.text());

    for said in [
        "Ada Marlowe 1",
        "Reservations",
        "on principle 2: Volunteers should be welcome too.",
    ] {
        let said = flowing(said);
        assert!(text.contains(&said), "{said} is not in {text}");
    }
}

#[tokio::test]
async fn the_meeting_is_printed_under_the_title() {
    let campaign = Campaign {
        title: format!(
            "{TITLE}\nmeeting: {{name: Autumn gathering, date: 2026-10-03, place: Harrowmere}}"
        ),
        ..Campaign::default()
    };
    let app = App::setup().campaign(campaign).start();

    let text = flowing(&print(&app, "").await.text());

    let said = "Prepared for Autumn gathering, Harrowmere, 3 October 2026";
    assert!(text.contains(said), "{text}");
    assert!(
        text.contains("A DECLARATION"),
        "spaced capitals are words: {text}"
    );
}

#[tokio::test]
async fn an_organisation_is_printed_with_its_verification() {
    let app = App::start();
    let carys = app.person("Carys Thorne");
    let mut body = carys.signature();
    body["kind"] = "organisation".into();
    body["organisation"] = "Lantern Street Choir".into();
    body["role"] = "chair".into();
    app.sign_and_confirm_with(&body, &carys).await;

    let text = flowing(&print(&app, "").await.text());

    assert!(text.contains("Lantern Street Choir"), "{text}");
    let proof = "verified by a letter to people.example, ";
    assert!(text.contains(proof), "{proof} is not in {text}");
}

#[tokio::test]
async fn a_declaration_without_signatures_says_so() {
    let app = App::start();
    let text = flowing(&print(&app, "").await.text());
    assert!(text.contains("Nobody has signed yet."), "{text}");
    assert!(text.contains("A day for everyone"), "{text}");
}

#[tokio::test]
async fn concurrent_requests_print_one_pdf_and_it_revalidates_by_etag() {
    let app = App::start();
    app.sign_and_confirm_as("Ada Marlowe").await;

    let path = format!("/d/{DECLARATION}.pdf");
    let crowd = (0..12).map(|_| app.client.get(app.at(&path)).send());
    let responses = futures_util::future::join_all(crowd).await;

    let mut tags = Vec::new();
    for response in responses {
        let response = response.expect("an answer");
        assert_eq!(response.status(), 200);
        tags.push(
            response.headers()["etag"]
                .to_str()
                .expect("plain")
                .to_owned(),
        );
    }
    assert!(
        tags.iter().all(|tag| *tag == tags[0]),
        "one document: {tags:?}"
    );
    let made = |line: &&String| line.contains("printed a declaration");
    assert_eq!(app.log().iter().filter(made).count(), 1, "{:?}", app.log());
    let again = app
        .client
        .get(app.at(&path))
        .header("if-none-match", &tags[0]);
    let again = Response::to(again).await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
}

#[tokio::test]
async fn a_new_text_is_printed_at_once() {
    let app = App::start();
    app.sign_and_confirm_as("Ada Marlowe").await;
    assert!(print(&app, "").await.text().contains("A day for everyone"));

    let mut campaign = Campaign::default();
    campaign.body = campaign
        .body
        .replace("A day for everyone", "Two days for everyone");
    app.publish(&campaign);

    let text = wait::until("the new text is printed", async || {
        let text = flowing(&print(&app, "").await.text());
        text.contains("Two days for everyone").then_some(text)
    })
    .await;
    assert!(text.contains("Version 2 of the text"), "{text}");
    let counted = "0 signed this version, 1 an earlier one.";
    assert!(text.contains(counted), "{counted} is not in {text}");
}

#[tokio::test]
async fn the_page_links_to_the_pdf_and_an_unknown_pdf_is_not_found() {
    let app = App::start();
    let page = app.get(&format!("/d/{DECLARATION}")).await;
    let link = format!("href=\"/d/{DECLARATION}.pdf?lang=en\"");
    assert!(page.body.contains(&link), "{}", page.body);

    let unknown = app.get("/d/no-such-declaration.pdf").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.body.contains("Nothing here"), "{}", unknown.body);
}
