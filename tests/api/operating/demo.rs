//! The demo as a newcomer meets it, started with no option but where to listen.
//!
//! Tests of its allied site in a browser are in `tests/browser`.

use reqwest::StatusCode;
use scraper::{Html, Selector};
use serde_json::json;

use crate::support::{
    demo::{DECLARATION, Demo},
    response::Response,
    wait,
};

#[tokio::test]
async fn both_origins_answer_and_one_signal_stops_them_without_leaving_files() {
    let mut demo = Demo::start();

    let declaration = demo.get(&demo.at("/d/keep-care-public")).await;
    assert_eq!(declaration.status, 200);
    assert!(declaration.body.contains("Keep children’s care public"));
    let article = demo.get(&demo.ally).await;
    assert_eq!(article.status, 200);
    let tag = format!("src=\"{}/undersigned.js\"", demo.server);
    assert_eq!(
        article.body.matches(&tag).count(),
        3,
        "a tag for each widget: {}",
        article.body
    );
    for (file, kind) in [("ally.css", "text/css"), ("street.svg", "image/svg+xml")] {
        let file = demo.get(&format!("{}{file}", demo.ally)).await;
        assert!(
            file.header("content-type")
                .is_some_and(|given| given.starts_with(kind))
        );
    }
    let nowhere = demo.get(&format!("{}council/", demo.ally)).await;
    assert_eq!(nowhere.status, 404);
    assert!(
        nowhere.body.contains("The Harrowmere Lantern"),
        "{}",
        nowhere.body
    );

    assert!(demo.stop().success());
    let left: Vec<_> = demo
        .folder
        .path()
        .read_dir()
        .expect("it is a folder")
        .collect();
    assert!(left.is_empty(), "{left:?}");
    // A new client: the first one still holds connections that were answered.
    let gone = reqwest::Client::new().get(&demo.ally).send().await;
    assert!(
        gone.is_err_and(|error| error.is_connect()),
        "the allied site stops too"
    );
}

#[tokio::test]
async fn all_organisations_and_the_newest_people_are_listed() {
    let demo = Demo::start();

    let page = demo.get(&demo.at("/d/keep-care-public")).await;
    let page = Html::parse_document(&page.body);
    let names = |list: &str| {
        let item = Selector::parse(list).expect("a selector");
        page.select(&item).count()
    };
    // Most of the demo's 20 organisations signed before its newest 60 people did.
    assert_eq!(names(".organisations li"), 20);
    assert_eq!(names(".people li"), 60);
}

#[tokio::test]
async fn the_article_is_fully_rendered_and_its_canonical_url_leads_to_it() {
    let demo = Demo::start();

    let article = demo.get(&demo.ally).await.body;

    assert!(
        !article.contains("{{"),
        "every place is filled in: {article}"
    );
    let page = Html::parse_document(&article);
    let canonical = Selector::parse("link[rel=canonical]").expect("a selector");
    let address = page
        .select(&canonical)
        .next()
        .and_then(|link| link.attr("href"));
    let address = address.expect("a canonical address");
    assert!(address.starts_with(&demo.ally), "{address}");
    assert_eq!(
        demo.get(address).await.body,
        article,
        "the address leads to the article"
    );
}

#[tokio::test]
async fn about_400_signatures_in_many_scripts_are_spread_over_weeks() {
    let demo = Demo::start();

    let declaration = demo.get(&demo.at(DECLARATION)).await.json();
    let count = declaration["count"].as_u64().expect("a count");
    assert!((390..=430).contains(&count), "{declaration}");
    assert_eq!(declaration["organisations"], 20);

    let shown = demo.signatories().await;
    assert!(
        shown.len() as u64 > count * 3 / 4,
        "most are shown: {} of {count}",
        shown.len()
    );
    assert!((shown.len() as u64) < count, "some want to be counted only");
    let names: String = shown
        .iter()
        .map(|one| one["name"].as_str().expect("a name"))
        .collect();
    for (script, characters) in [
        ("Welsh", 'ŷ'..='ŷ'),
        ("Polish", 'Ł'..='ł'),
        ("Vietnamese", 'Ạ'..='ỹ'),
        ("Greek", 'Α'..='ω'),
        ("Cyrillic", 'А'..='я'),
        ("Hebrew", 'א'..='ת'),
        ("Arabic", 'ا'..='ي'),
        ("Urdu", 'ٹ'..='ے'),
        ("Devanagari", 'अ'..='ह'),
        ("Bengali", 'অ'..='হ'),
        ("Gurmukhi", 'ਅ'..='ਹ'),
        ("Gujarati", 'અ'..='હ'),
        ("Tamil", 'அ'..='ஹ'),
        ("Ethiopic", 'ሀ'..='ፐ'),
        ("Hangul", '가'..='힣'),
        ("Han", '一'..='鿿'),
    ] {
        assert!(
            names
                .chars()
                .any(|character| characters.contains(&character)),
            "a name in {script}"
        );
    }

    let days: Vec<&str> = shown
        .iter()
        .map(|one| &one["signed_at"].as_str().expect("a time")[..10])
        .collect();
    assert!(
        days.is_sorted_by(|newer, older| newer >= older),
        "newest first: {days:?}"
    );
    let mut distinct = days;
    distinct.dedup();
    assert!(distinct.len() > 14, "over weeks: {distinct:?}");
}

#[tokio::test]
async fn names_in_every_script_are_shown_unchanged_on_the_page() {
    let demo = Demo::start();

    let page = demo.get(&demo.at("/d/keep-care-public")).await.body;

    let page = Html::parse_document(&page);
    let name = Selector::parse("#names .name").expect("a selector");
    let drawn: Vec<String> = page
        .select(&name)
        .map(|name| name.text().collect())
        .collect();
    let shown = demo.signatories().await;
    for one in &shown[..20] {
        let name = one["name"].as_str().expect("a name");
        assert!(
            drawn.iter().any(|drawn| drawn == name),
            "{name} in {drawn:?}"
        );
    }
}

#[tokio::test]
async fn a_signature_is_confirmed_with_the_code_from_the_demo_mailbox() {
    let demo = Demo::start();
    let empty = demo.get(&demo.at("/dev/mail")).await;
    assert!(
        empty.body.contains("No emails yet"),
        "the made-up people leave no emails"
    );
    let before = demo.count().await;

    let body = json!({
        "kind": "person", "name": "عائشہ خان", "email": "aisha@home.test", "public": "full",
        "updates": false, "lang": "en", "site": demo.ally_origin(), "page_url": demo.ally,
    });
    let signed = demo
        .client
        .post(demo.at(&format!("{DECLARATION}/signatures")));
    let signed = Response::to(signed.header("Origin", demo.ally_origin()).json(&body)).await;
    let id = signed.id();

    let entry = wait::until("an email in the inbox", || async {
        let page = Html::parse_document(&demo.get(&demo.at("/dev/mail")).await.body);
        let entry = Selector::parse(".pile a").expect("a selector");
        page.select(&entry)
            .next()
            .and_then(|entry| Some(entry.attr("href")?.to_owned()))
    });
    let address = demo.at(&entry.await);
    let email = demo.get(&address).await;
    let page = Html::parse_document(&email.body);
    let text = |selector: &str| -> String {
        let selector = Selector::parse(selector).expect("a selector");
        page.select(&selector)
            .flat_map(|found| found.text())
            .collect()
    };
    assert!(
        text("h1").contains("Keep children’s care public"),
        "{}",
        text("h1")
    );
    assert!(
        text(".envelope").contains("aisha@home.test"),
        "{}",
        text(".envelope")
    );
    // The email is unconfirmed, so the name may be a stranger's text: it contains initials only.
    assert!(!text("pre").contains("عائشہ خان"), "{}", text("pre"));
    assert!(text("pre").contains("ع"), "{}", text("pre"));
    let frame = Selector::parse("iframe").expect("a selector");
    let frame = page.select(&frame).next().expect("the email as HTML");
    let sandbox = frame.attr("sandbox").expect("a sandbox");
    assert!(!sandbox.contains("allow-scripts"), "nothing in it runs");
    assert!(
        frame
            .attr("srcdoc")
            .is_some_and(|html| !html.contains("عائشہ خان"))
    );

    let code = text(".key .code");
    let confirming = demo.client.post(demo.at("/api/v1/confirmations"));
    let confirmed = Response::to(confirming.json(&json!({"id": id, "code": code}))).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(demo.count().await, before + 1);
}

#[tokio::test]
async fn the_demo_mailbox_announces_new_emails_and_serves_no_other_files() {
    let demo = Demo::start();
    let newest = || async { demo.get(&demo.at("/dev/mail/newest")).await.body };
    let before = newest().await;

    let subscribing = demo
        .client
        .post(demo.at("/api/v1/lists/news/subscriptions"));
    let joined = subscribing.json(&json!({"email": "ben@home.test", "lang": "en"}));
    assert_eq!(Response::to(joined).await.status, 202);

    wait::until("the inbox to announce an email", || async {
        (newest().await != before).then_some(())
    })
    .await;
    for strange in ["no-such-email", "..%2Fundersigned", "%2Fetc%2Fpasswd"] {
        let response = demo.get(&demo.at(&format!("/dev/mail/{strange}"))).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND.as_u16(), "{strange}");
    }
}

#[tokio::test]
async fn only_the_allied_origin_may_embed() {
    let demo = Demo::start();
    let fragment = demo.at("/embed/v1/signature?declaration=keep-care-public");
    let ask = |origin: &str| Response::to(demo.client.get(&fragment).header("Origin", origin));

    assert_eq!(ask(demo.ally_origin()).await.status, 200);
    assert_eq!(ask(&demo.server).await.status, 200);
    ask("https://stranger.example")
        .await
        .problem(403, "origin_not_allowed");
}
