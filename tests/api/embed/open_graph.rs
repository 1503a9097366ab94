//! Link previews (Open Graph) of a declaration: the picture, the texts and the structured data in its head.

use scraper::{Html, Selector};
use serde_json::Value;

use crate::support::{
    app::App,
    campaign::{Campaign, DECLARATION, ORGANISERS, TITLE},
    response::Response,
};

fn head(page: &str, selector: &str, attribute: &str) -> Option<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let page = Html::parse_document(page);
    let found = page.select(&selector).next()?;
    found.attr(attribute).map(str::to_owned)
}

fn json_ld(page: &str) -> Value {
    let selector = Selector::parse("script[type='application/ld+json']").expect("a selector");
    let page = Html::parse_document(page);
    let scripts: Vec<String> = page
        .select(&selector)
        .map(|one| one.text().collect())
        .collect();
    assert_eq!(scripts.len(), 1, "one script of facts: {scripts:?}");
    serde_json::from_str(&scripts[0]).expect("the facts are JSON")
}

/// Width and height, from the file itself.
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "it is a PNG");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

async fn card(app: &App, query: &str) -> Vec<u8> {
    let path = format!("/d/{DECLARATION}/card.png{query}");
    let picture = app.file(&path).await;
    assert_eq!(picture.kind, "image/png");
    picture.bytes
}

#[tokio::test]
async fn the_head_has_open_graph_tags_and_an_image_that_loads() {
    let app = App::start();
    app.sign_and_confirm_as("Ada Marlowe").await;

    let page = app.get(&format!("/d/{DECLARATION}")).await.body;

    let said = |property: &str| head(&page, &format!("meta[property='{property}']"), "content");
    assert_eq!(said("og:title").as_deref(), Some(TITLE));
    assert!(
        said("og:description")
            .expect("a description")
            .contains(ORGANISERS)
    );
    assert_eq!(said("og:image:width").as_deref(), Some("1200"));
    assert_eq!(said("og:image:height").as_deref(), Some("630"));
    assert_eq!(said("og:image:alt").as_deref(), Some(TITLE));
    let twitter = head(&page, "meta[name='twitter:card']", "content");
    assert_eq!(twitter.as_deref(), Some("summary_large_image"));
    let picture = said("og:image").expect("a picture");
    assert!(
        picture.starts_with(&app.at("/d/")),
        "networks need the whole address: {picture}"
    );
    let picture = app.client.get(picture).send().await.expect("an answer");
    let picture = picture.bytes().await.expect("whole");
    assert_eq!(size(&picture), (1200, 630));
}

#[tokio::test]
async fn the_open_graph_image_changes_with_language_and_count() {
    let app = App::setup().campaign(Campaign::in_four_languages()).start();
    let english = card(&app, "").await;
    let urdu = card(&app, "?lang=ur").await;
    assert_ne!(english, urdu);

    app.sign_and_confirm_as("Ada Marlowe").await;
    assert_ne!(card(&app, "").await, english, "one has signed");

    let unknown = app.get("/d/no-such-declaration/card.png").await;
    unknown.problem(404, "not_found");
}

#[tokio::test]
async fn the_open_graph_image_revalidates_by_etag() {
    let app = App::start();
    let path = format!("/d/{DECLARATION}/card.png");
    let first = app
        .client
        .get(app.at(&path))
        .send()
        .await
        .expect("an answer");
    let tag = first.headers()["etag"].to_str().expect("plain").to_owned();

    let again = app.client.get(app.at(&path)).header("if-none-match", tag);
    assert_eq!(Response::to(again).await.status, 304);
}

#[tokio::test]
async fn the_json_ld_has_publisher_authors_title_and_count() {
    let app = App::start();
    app.sign_and_confirm_as("Ada Marlowe").await;

    let json_ld = json_ld(&app.get(&format!("/d/{DECLARATION}")).await.body);

    assert_eq!(json_ld["@context"], "https://schema.org");
    assert_eq!(json_ld["name"], TITLE);
    assert_eq!(json_ld["inLanguage"], "en");
    assert_eq!(json_ld["publisher"]["name"], ORGANISERS);
    assert_eq!(json_ld["author"][1]["name"], "Sunday Circle");
    assert_eq!(json_ld["interactionStatistic"]["userInteractionCount"], 1);
    assert_eq!(json_ld["url"], app.at(&format!("/d/{DECLARATION}")));
}

#[tokio::test]
async fn a_title_with_a_script_end_tag_is_escaped_in_the_json_ld() {
    let title = "Close </script><script>alert(1)</script> & open <!-- it";
    let campaign = Campaign {
        title: format!("'{title}'"),
        ..Campaign::default()
    };
    let app = App::setup().campaign(campaign).start();

    let page = app.get(&format!("/d/{DECLARATION}")).await.body;

    assert_eq!(json_ld(&page)["name"], title);
    assert!(!page.contains("<script>alert"), "{page}");
    assert_eq!(size(&card(&app, "").await), (1200, 630));
}
