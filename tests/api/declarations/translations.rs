//! One declaration in several languages: one count, one set of settings, separate texts.

use std::fs;

use scraper::{Html, Selector};
use serde_json::Value;

use crate::support::{
    app::{App, program::run},
    campaign::{ALLY, Campaign, DECLARATION, TITLE},
    wait,
};

const WELSH: &str = "Agorwch y llyfrgell ar y Sul";

fn start() -> App {
    App::setup().campaign(Campaign::in_four_languages()).start()
}

async fn read(app: &App, lang: &str) -> Value {
    let path = format!("/api/v1/declarations/{DECLARATION}?lang={lang}");
    app.get(&path).await.json()
}

#[tokio::test]
async fn the_requested_language_is_served_or_else_the_first() {
    let app = start();
    for (asked, lang) in [
        ("cy-GB", "cy"),
        ("ur", "ur"),
        ("pt-BR", "pt"),
        ("de", "en"),
        ("", "en"),
    ] {
        let text = read(&app, asked).await;
        assert_eq!(text["lang"], lang, "{asked}");
        assert_eq!(text["version"], 1);
        assert_eq!(
            text["languages"],
            serde_json::json!(["en", "cy", "pt", "ur"])
        );
        assert_eq!(
            text["goal"], 1000,
            "the settings are the first file's: {asked}"
        );
    }
    let (english, welsh) = (read(&app, "en").await, read(&app, "cy").await);
    assert_eq!(
        (english["title"].as_str(), welsh["title"].as_str()),
        (Some(TITLE), Some(WELSH))
    );
    assert_ne!(english["text_hash"], welsh["text_hash"]);
}

#[tokio::test]
async fn signatures_in_all_languages_count_together_and_are_bound_to_their_text() {
    let app = start();
    let (ada, bashir, carys) = (
        app.person("Ada Marlowe"),
        app.person("Bashir Quill"),
        app.person("Carys Thorne"),
    );
    for (person, lang, title) in [
        (&ada, "en", TITLE),
        (&bashir, "cy-GB", WELSH),
        (&carys, "zh", TITLE),
    ] {
        let mut body = person.signature();
        body["lang"] = lang.into();
        let id = app.sign_with(&body).await.id();
        let email = app.email_to(person).await;
        assert!(email.subject().contains(title), "{}", email.subject());
        assert_eq!(app.confirm_by_code(&id, &email.code()).await.status, 200);
    }
    for lang in ["en", "cy", "ur"] {
        assert_eq!(read(&app, lang).await["count"], 3, "{lang}");
    }
    assert_eq!(app.rows_where("signatures", "text_lang = 'en'"), 2);
    assert_eq!(
        app.rows_where("signatures", "text_lang = 'cy' and version = 1"),
        1
    );

    // A person who signed in one language has signed.
    let mut again = ada.signature();
    again["lang"] = "cy".into();
    let id = app.sign_with(&again).await.id();
    let email = app.smtp.emails_to(&ada.email, 1).await.remove(0);
    app.confirm_by_code(&id, &email.code()).await;
    assert_eq!(app.count().await, 3);
}

#[tokio::test]
async fn a_text_in_a_language_without_a_translated_interface_is_signed_as_shown() {
    let app = start();
    let path = format!("/embed/v1/signature?declaration={DECLARATION}&lang=pt&site={ALLY}");
    let fragment = app.get(&path).await;
    assert!(
        fragment.body.contains("Abram a biblioteca"),
        "{}",
        fragment.body
    );
    let html = Html::parse_document(&fragment.body);
    let value = |selector: &str| {
        let selector = Selector::parse(selector).expect("a selector");
        let input = html
            .select(&selector)
            .next()
            .expect("it stands in the form");
        input.attr("value").unwrap_or_default().to_owned()
    };
    let (lang, text_lang) = (value("input[name=lang]"), value("input[name=text_lang]"));
    assert_eq!((lang.as_str(), text_lang.as_str()), ("en", "pt"));

    let ada = app.person("Ada Marlowe");
    let fields = [
        ("lang", lang.as_str()),
        ("text_lang", &text_lang),
        ("name", &ada.name),
        ("email", &ada.email),
    ];
    let response = app
        .submit(&format!("/d/{DECLARATION}/signatures"), &fields)
        .await;
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(
        app.rows_where("attempts", "text_lang = 'pt' and lang = 'en'"),
        1
    );
}

#[tokio::test]
async fn the_page_links_to_the_other_languages() {
    let app = start();
    let page = app
        .client
        .get(app.at(&format!("/d/{DECLARATION}?lang=ur")))
        .send()
        .await;
    let page = page.expect("it answers").text().await.expect("it is whole");
    let html = Html::parse_document(&page);
    let all = |selector: &str, name: &str| -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let found = html.select(&selector);
        found
            .map(|one| one.attr(name).unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(
        all("link[rel=alternate][hreflang]", "hreflang"),
        ["en", "cy", "pt", "ur"]
    );
    assert_eq!(all(".versions a", "lang"), ["en", "cy", "pt"]);
    assert_eq!(
        all("link[rel=canonical]", "href"),
        [format!("{}/d/{DECLARATION}?lang=ur", app.url)]
    );
    assert_eq!(all("article.document", "dir"), ["rtl"]);
    let english = all(".versions a", "href").remove(0);
    let english = app.get(&english.replace(&app.url, "")).await;
    assert!(
        english.body.contains(TITLE),
        "a choice wins over the browser: {}",
        english.body
    );
}

#[tokio::test]
async fn a_changed_text_is_a_new_version_of_its_language_only() {
    let app = start();
    let mut campaign = Campaign::in_four_languages();
    campaign.translations[0] = campaign.translations[0].replace("ar agor", "ar agor led y pen");
    let published = app.publish(&campaign);
    let said = String::from_utf8_lossy(&published.stdout).into_owned();
    assert!(said.contains("(cy): text changed, now version 2"), "{said}");
    assert!(said.contains("(ur): unchanged"), "{said}");
    wait::until("the new version to be shown", async || {
        (read(&app, "cy").await["version"] == 2).then_some(())
    })
    .await;
    assert_eq!(read(&app, "en").await["version"], 1);
    assert_eq!(app.rows("declaration_versions"), 5);
}

#[test]
fn a_translation_that_contradicts_the_leading_file_is_reported_with_its_line() {
    let campaign = Campaign::in_four_languages();
    let welsh = &campaign.translations[0];
    for (what, file, place, words) in [
        (
            "another goal",
            welsh.replace("lang: cy\n", "lang: cy\ngoal: 50\n"),
            "declaration.cy.md:5",
            "goal to be as in declaration.md, which leads, or to be left out",
        ),
        (
            "the same language again",
            welsh.replace("lang: cy", "lang: en"),
            "declaration.cy.md:1",
            "expected a slug other than",
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("declaration.md"), campaign.declaration()).unwrap();
        fs::write(folder.path().join("declaration.cy.md"), file).unwrap();
        // In alphabetical order, as a shell gives them.
        let files = ["declaration.cy.md", "declaration.md"];
        let published = run(
            &[&["publish", "--database", "sqlite:test.db"], &files[..]].concat(),
            folder.path(),
        );
        assert!(!published.status.success(), "{what}");
        let output = String::from_utf8_lossy(&published.stderr).into_owned();
        let place = if what.contains("again") {
            "declaration.md:1"
        } else {
            place
        };
        assert!(
            output.contains(place) && output.contains(words),
            "{what}: {output}"
        );
    }
    // Repeating a setting is not a contradiction, and the leading file is found in any position.
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("declaration.md"), campaign.declaration()).unwrap();
    let same = welsh.replace("lang: cy\n", "lang: cy\ngoal: 1000\n");
    fs::write(folder.path().join("declaration.cy.md"), same).unwrap();
    let publish = |file: &[&str]| {
        run(
            &[&["publish", "--database", "sqlite:test.db"], file].concat(),
            folder.path(),
        )
    };
    let published = publish(&["declaration.cy.md", "declaration.md"]);
    let said = String::from_utf8_lossy(&published.stdout).into_owned();
    assert!(published.status.success(), "{published:?}");
    assert!(
        said.contains("declaration.md: declaration open-the-library (en): new"),
        "{said}"
    );
    assert!(said.contains("(cy): new language"), "{said}");

    // Published later and alone, it is compared with what is already published.
    let other = welsh.replace("lang: cy\n", "lang: cy\ncontact: other@act.example\n");
    fs::write(folder.path().join("declaration.cy.md"), other).unwrap();
    let refused = publish(&["declaration.cy.md"]);
    let output = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        output.contains("declaration.cy.md:5") && output.contains("published text in en"),
        "{output}"
    );
}

#[test]
fn a_declaration_without_organisers_and_contact_is_not_published() {
    let campaign = Campaign::in_four_languages();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("welsh.md"), &campaign.translations[0]).unwrap();
    let refused = run(
        &["publish", "--database", "sqlite:test.db", "welsh.md"],
        folder.path(),
    );
    assert!(!refused.status.success());
    let output = String::from_utf8_lossy(&refused.stderr).into_owned();
    for name in ["organisers", "contact"] {
        assert!(
            output.contains(&format!(
                "welsh.md:1: expected the front matter to have {name}"
            )),
            "{output}"
        );
    }
}
