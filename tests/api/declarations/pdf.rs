//! The declaration as a PDF: what an independent reader finds in it, and that it is made only once
//! for many visitors. Names in every script are in `pdf_scripts`.

use std::{fs, path::PathBuf, process::Command};

use reqwest::header::HeaderMap;

use crate::support::{
    app::App,
    campaign::{Campaign, DECLARATION, TITLE},
    process,
    response::Response,
    wait,
};

pub(crate) struct Printed {
    pub(crate) headers: HeaderMap,
    file: PathBuf,
}

/// The document, once it is made: a client that waits too long is asked to come back.
pub(crate) async fn print(app: &App, query: &str) -> Printed {
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
    pub(crate) fn text(&self) -> String {
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
    pub(crate) fn typefaces(&self) -> String {
        let listed = Command::new("pdffonts").arg(&self.file).output();
        let listed = listed.expect("poppler-utils is installed");
        assert!(listed.status.success(), "{listed:?}");
        String::from_utf8(listed.stdout).expect("names of typefaces are ASCII")
    }

    /// Each word with its width.
    pub(crate) fn widths(&self) -> Vec<(String, f32)> {
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
pub(crate) fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
    let verification = "verified by an email to people.example, ";
    assert!(
        text.contains(verification),
        "{verification} is not in {text}"
    );
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
