//! The consents of a person, as they and the organiser get them: the form's own wording.

use serde_json::Value;

use crate::support::{
    answer::Answer,
    app::{App, run},
    campaign::ORGANISERS,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_very_words_of_the_form_are_in_the_download_and_the_export() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["updates"] = true.into();
    let letter = app.sign_and_confirm_with(&body, &ada).await;

    let fragment = app
        .get("/embed/v1/signature?declaration=open-the-library&lang=en")
        .await;
    let shown = plain(&fragment.body);
    let link = letter.link().replace("/confirm/", "/manage/");
    let file = Answer::to(app.client.get(format!("{link}/signature.json"))).await;
    let file: Value = file.json();
    let consents = file["consents"].as_array().expect("a list");
    let deeds: Vec<_> = consents.iter().map(|one| one["deed"].as_str()).collect();
    assert_eq!(deeds, [Some("signed"), Some("updates")]);
    for one in consents {
        let words = one["words"].as_str().expect("the words");
        assert!(words.contains(ORGANISERS), "{words}");
        let first = words.lines().next().expect("a line");
        assert!(shown.contains(first), "{first} in {shown}");
        assert_eq!(one["page_url"], "https://ally.example/an-article");
    }

    let folder = app.folder().to_owned();
    let arguments = ["person", "export", &ada.email, "--database", &app.database];
    let exported = run(&arguments, &folder);
    assert!(exported.status.success(), "{exported:?}");
    let exported: Value = serde_json::from_slice(&exported.stdout).expect("JSON");
    assert_eq!(exported["consents"], file["consents"]);
    assert_eq!(exported["signatures"][0]["postcode"], ada.postcode.as_str());
    let checked = run(&["check", "--database", &app.database], &folder);
    let words = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(
        words.contains("ledger of consents is whole (2 records)"),
        "{words}"
    );
}

/// Newsletters and social networks add to an address who followed it. The attempt leads back to
/// that address; what stays after erasing does not contain it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_read_the_article_is_not_kept_with_what_was_agreed_to() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["updates"] = true.into();
    let told = [
        "mc_eid=8f21c4",
        "who=ada.m%40mail.example",
        "fbclid=IwAR0x",
        "subscriber=77",
    ];
    let address = format!(
        "https://ally.example/an-article?p=7&{}#/u/ada",
        told.join("&")
    );
    body["page_url"] = address.clone().into();
    assert_eq!(app.sign_with(&body).await.status, 202);
    let way_back = format!(
        "page_url = '{}'",
        address.split('#').next().unwrap_or_default()
    );
    assert_eq!(app.rows_where("pending_signatures", &way_back), 1);
    let letter = app.letter_to(&ada).await;
    assert_eq!(app.press(&letter.link()).await.status, 200);

    let link = letter.link().replace("/confirm/", "/manage/");
    let file: Value = Answer::to(app.client.get(format!("{link}/signature.json")))
        .await
        .json();
    let consents = file["consents"].as_array().expect("a list");
    assert_eq!(consents.len(), 2);
    for one in consents {
        assert_eq!(one["page_url"], "https://ally.example/an-article?p=7");
    }
    let attempt = |row: &String| row.contains("mc_eid");
    let holding: Vec<_> = app.all_rows().into_iter().filter(attempt).collect();
    assert_eq!(holding.len(), 1, "the attempt alone: {holding:?}");
    let erased = app.tell(&["person", "erase", &ada.email]);
    assert!(erased.status.success(), "{erased:?}");
    assert!(!app.all_rows().iter().any(|row| row.contains("mc_eid")));
    assert_eq!(app.rows_where("consents", "page_url like '%?p=7'"), 2);
}

/// Text as it is read: no tags, no direction marks.
fn plain(html: &str) -> String {
    let document = scraper::Html::parse_fragment(html);
    let text: String = document.root_element().text().collect();
    let marks = ['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];
    text.replace(marks, "")
}
