//! A declaration as a document: the meeting it was prepared for, addresses of its principles, and
//! how long a text may be.

use std::fs;

use scraper::{Html, Selector};
use serde_json::Value;

use crate::support::{
    app::{App, program::run},
    campaign::{Campaign, DECLARATION, TITLE},
    database::rows,
    response::Response,
    wait,
};

fn with_setting(setting: &str) -> String {
    let file = Campaign::default().declaration();
    file.replacen("lang: en\n", &format!("lang: en\n{setting}\n"), 1)
}

#[tokio::test]
async fn the_meeting_is_shown_under_the_title_and_in_the_api() {
    let app = App::start();
    let path = format!("/d/{DECLARATION}?lang=en");
    let page = || app.get(&path);
    assert!(!page().await.body.contains("Prepared for"));
    assert_eq!(app.declaration().await["meeting"], Value::Null);

    for (setting, words, reported) in [
        (
            "meeting: {name: Autumn gathering of readers, date: 2026-10-03, place: Harrowmere}",
            "Prepared for Autumn gathering of readers, Harrowmere, 3 October 2026",
            serde_json::json!({"name": "Autumn gathering of readers", "date": "2026-10-03", "place": "Harrowmere"}),
        ),
        (
            "meeting: Spring <gathering>",
            "Prepared for Spring <gathering>",
            serde_json::json!({"name": "Spring <gathering>", "date": null, "place": null}),
        ),
    ] {
        let published = app.publish_text(&with_setting(setting), &[]);
        assert!(published.status.success(), "{published:?}");
        wait::until("the meeting to be told", async || {
            (app.declaration().await["meeting"] == reported).then_some(())
        })
        .await;
        let document = Html::parse_document(&page().await.body);
        let selector = Selector::parse(".document header .meeting").unwrap();
        let shown: String = document
            .select(&selector)
            .flat_map(|one| one.text())
            .collect();
        assert_eq!(shown, words);
        assert_eq!(
            app.declaration().await["version"],
            1,
            "the text is the same"
        );
    }

    for (setting, expected) in [
        ("meeting: {name: Autumn, date: someday}", "a date such as"),
        ("meeting: {place: Harrowmere}", "text.md:"),
        ("meeting: \"\"", "one line of 1 to"),
    ] {
        let published = app.publish_text(&with_setting(setting), &[]);
        let words = String::from_utf8_lossy(&published.stderr).into_owned();
        assert!(!published.status.success(), "{setting}");
        assert!(words.contains(expected), "{setting}: {words}");
    }
}

#[tokio::test]
async fn every_principle_has_an_anchor_and_a_permalink() {
    let app = App::start();
    let page = app.get(&format!("/d/{DECLARATION}")).await.body;
    let document = Html::parse_document(&page);
    for number in 1..=3 {
        let link = Selector::parse(&format!("#p{number} a.permalink[href='#p{number}']")).unwrap();
        let link = document.select(&link).next().expect("a link to itself");
        let words: String = link.text().collect();
        assert_eq!(words, format!("Link to principle {number}"));
        let address = app.at(&format!("/d/{DECLARATION}#p{number}"));
        assert_eq!(link.attr("data-address"), Some(address.as_str()));
    }
}

#[tokio::test]
async fn the_url_of_a_principle_becomes_a_frame_of_it() {
    let app = App::start();
    for (asked, principle) in [
        ("#p2", Some("2")),
        ("?principle=2", Some("2")),
        ("?lang=en&principle=3", Some("3")),
        ("#p9", None),
        ("?principle=nine", None),
        ("#names", None),
    ] {
        let url = app.at(&format!("/d/{DECLARATION}{asked}"));
        let request = app.client.get(app.at("/oembed")).query(&[("url", &url)]);
        let html = Response::to(request).await.json()["html"].clone();
        let html = html.as_str().expect("HTML").to_owned();
        match principle {
            Some(number) => {
                assert!(
                    html.contains(&format!("principle={number}")),
                    "{asked}: {html}"
                );
                assert!(
                    html.contains(&format!("/d/{DECLARATION}#p{number}\"")),
                    "{html}"
                );
            }
            None => assert!(!html.contains("principle="), "{asked}: {html}"),
        }
    }

    // The page itself says where such a pasted address can be looked up.
    let page = app.get(&format!("/d/{DECLARATION}?principle=2")).await.body;
    let document = Html::parse_document(&page);
    let link = Selector::parse("link[type='application/json+oembed']").unwrap();
    let link = document.select(&link).next().expect("a discovery link");
    let rich = Response::to(app.client.get(link.attr("href").unwrap())).await;
    assert!(rich.body.contains("principle=2"), "{}", rich.body);
    let pointed = Selector::parse("#p2.pointed, header a[href='#p2']").unwrap();
    assert_eq!(
        document.select(&pointed).count(),
        2,
        "it is set apart, and led to"
    );
}

#[tokio::test]
async fn widgets_and_frames_show_one_principle_or_the_whole_text() {
    let app = App::start();
    for path in ["/embed/v1/signature", "/frame/v1/signature"] {
        let of = |principle: &str| {
            format!("{path}?declaration={DECLARATION}&lang=en&principle={principle}")
        };
        let one = app.get(&of("2")).await;
        assert_eq!(one.status, 200, "{}", one.body);
        assert!(one.body.contains("Whoever opens them is paid"), "{path}");
        assert!(
            !one.body.contains("The doors stand open"),
            "{path}: {}",
            one.body
        );
        assert!(!one.body.contains("shut to those who work"), "no preamble");
        assert!(
            one.body.contains(&format!("/d/{DECLARATION}#p2\"")),
            "the way to the whole"
        );
        assert!(one.body.contains("data-form=\"sign\""), "{path}");
        assert!(one.body.contains(TITLE));

        for unknown in ["4", "0", "two"] {
            let whole = app.get(&of(unknown)).await;
            assert_eq!(whole.status, 200);
            for words in ["The doors stand open", "Whoever opens them", "One room is"] {
                assert!(whole.body.contains(words), "{path} {unknown}: {words}");
            }
            if path.starts_with("/embed") {
                let document = Html::parse_fragment(&whole.body);
                let note = Selector::parse("template[data-faults]").unwrap();
                let note = document
                    .select(&note)
                    .next()
                    .expect("a note for the editor");
                let reported = note.attr("data-faults").unwrap_or_default();
                assert!(
                    reported.contains("allowed: a number from 1 to 3"),
                    "{reported}"
                );
            }
        }
    }
    // A form sent from a frame without script stays in a frame with that principle.
    let path = format!("/frame/v1/signature?declaration={DECLARATION}&lang=en&principle=2");
    let answered = app.submit(&path, &[("name", ""), ("lang", "en")]).await;
    assert_eq!(answered.status, 422);
    assert!(!answered.body.contains("The doors stand open"));
}

#[test]
fn a_text_that_is_too_long_is_refused_with_the_limit() {
    let many: String = (1..=1000)
        .map(|number| format!("## {number}. Principle\nIt is so.\n\n"))
        .collect();
    let just_right: String = (1..=100)
        .map(|number| format!("## {number}. Principle\nIt is so.\n\n"))
        .collect();
    let long = format!("{}\n\n## 1. Principle\nSo.\n", "word ".repeat(400_000));
    for (body, expected) in [
        (many, Some("expected at most 100 principles, not 1000")),
        (
            long,
            Some("expected a text of at most 100000 bytes, not 20000"),
        ),
        (just_right, None),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let campaign = Campaign {
            body,
            ..Campaign::default()
        };
        fs::write(folder.path().join("long.md"), campaign.declaration()).unwrap();
        let began = std::time::Instant::now();
        let published = run(
            &["publish", "--database", "sqlite:test.db", "long.md"],
            folder.path(),
        );
        assert!(began.elapsed().as_secs() < 10, "it is told soon");
        let words = String::from_utf8_lossy(&published.stderr).into_owned();
        assert_eq!(published.status.success(), expected.is_none(), "{words}");
        assert!(words.contains(expected.unwrap_or_default()), "{words}");
        let kept = rows(&folder.path().join("test.db"), "declarations", "true");
        assert_eq!(kept.unwrap_or(0), u64::from(expected.is_none()));
    }
}
