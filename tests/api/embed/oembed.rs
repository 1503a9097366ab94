//! oEmbed: the response to a site that looks up an address pasted on a line of its own. That the
//! response works on a page is tested in `tests/browser/embed/frames.rs`, and in a real WordPress in
//! `tests/wordpress`.

use scraper::{Html, Selector};

use crate::support::{
    app::App,
    campaign::{ALLY, Campaign, DECLARATION, LIST, ORGANISERS, TITLE},
    response::Response,
};

async fn request_oembed(app: &App, query: &[(&str, &str)]) -> Response {
    // As WordPress does: a program that sends no origin.
    Response::to(app.client.get(app.at("/oembed")).query(query)).await
}

fn address_of(app: &App, path: &str) -> String {
    app.at(path)
}

#[tokio::test]
async fn declaration_and_list_pages_have_oembed_discovery_links() {
    let app = App::start();
    for (path, title) in [
        (format!("/d/{DECLARATION}"), TITLE),
        (format!("/d/{DECLARATION}/embed"), TITLE),
        (format!("/l/{LIST}"), "News from the reading room"),
    ] {
        let page = Response::to(app.client.get(app.at(&path))).await;
        // WordPress reads only the head, and accepts only absolute addresses.
        let (head, _) = page.body.split_once("</head>").expect("a head");
        assert!(head.len() < 150_000, "WordPress reads 150 KB");
        let document = Html::parse_document(head);
        let link = Selector::parse("link[type='application/json+oembed'][href^='http']").unwrap();
        let link = document.select(&link).next().expect("a discovery link");

        let request = app.client.get(link.attr("href").unwrap());
        let response =
            Response::to(request.query(&[("maxwidth", "500"), ("maxheight", "750")])).await;

        assert_eq!(response.status, 200, "{}", response.body);
        assert_eq!(response.header("content-type"), Some("application/json"));
        let reported = response.json();
        assert_eq!(
            (&reported["version"], &reported["type"]),
            (&"1.0".into(), &"rich".into())
        );
        assert_eq!(reported["title"], title);
        assert_eq!(reported["author_name"], ORGANISERS);
        assert_eq!(reported["width"], 500);
        assert!(
            reported["height"]
                .as_u64()
                .is_some_and(|height| height <= 750),
            "{reported}"
        );
    }
}

#[tokio::test]
async fn the_oembed_html_passes_a_strict_filter() {
    let campaign = Campaign {
        title: "Tea & \"cake\" for <all>".to_owned(),
        ..Campaign::default()
    };
    let app = App::setup().campaign(campaign).start();

    let address = address_of(&app, &format!("/d/{DECLARATION}?utm=x#names"));
    let html = request_oembed(&app, &[("url", &address)]).await.json()["html"].clone();

    let title = "Tea &amp; &quot;cake&quot; for &lt;all&gt;";
    let expected = format!(
        "<blockquote><a href=\"{0}/d/{DECLARATION}\">{title}</a></blockquote>\
         <iframe src=\"{0}/frame/v1/signature?declaration={DECLARATION}&amp;layout=compact\" \
         width=\"100%\" height=\"1000\" title=\"{title}\" frameborder=\"0\" \
         allow=\"web-share; clipboard-write\"></iframe>",
        app.url
    );
    assert_eq!(html, expected);
    let frame = format!("/frame/v1/signature?declaration={DECLARATION}&layout=compact");
    let frame = app
        .client
        .get(app.at(&frame))
        .header("Referer", format!("{ALLY}/"));
    assert_eq!(Response::to(frame).await.status, 200);
}

#[tokio::test]
async fn the_oembed_thumbnail_is_the_counter_and_is_omitted_if_too_large() {
    let app = App::start();
    let address = address_of(&app, &format!("/d/{DECLARATION}?lang=cy"));
    let reported = request_oembed(&app, &[("url", &address)]).await.json();
    let picture = reported["thumbnail_url"].as_str().expect("a picture");
    assert!(picture.ends_with("/counter.png?lang=cy"), "{picture}");
    let response = app.client.get(picture).send().await.expect("an answer");
    let png = response.bytes().await.expect("a picture");
    // Width and height are at a fixed place in a PNG.
    let size = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert_eq!(reported["thumbnail_width"], size(16));
    assert_eq!(reported["thumbnail_height"], size(20));

    let small = request_oembed(&app, &[("url", &address), ("maxwidth", "500")]).await;
    assert_eq!(small.json()["thumbnail_url"], serde_json::Value::Null);
    let list = address_of(&app, &format!("/l/{LIST}"));
    let list = request_oembed(&app, &[("url", &list)]).await;
    assert_eq!(list.json()["thumbnail_url"], serde_json::Value::Null);
}

#[tokio::test]
async fn oembed_knows_only_urls_of_this_server() {
    let app = App::start();

    for known in [
        "/d/open-the-library",
        "/d/open-the-library/",
        "/d/open-the-library/embed",
        "/l/library-news/embed",
    ] {
        let response = request_oembed(
            &app,
            &[("url", &address_of(&app, known)), ("format", "json")],
        )
        .await;
        assert_eq!(response.status, 200, "{known}: {}", response.body);
    }
    for unknown in [
        address_of(&app, "/d/no-such-slug"),
        address_of(&app, "/l/open-the-library"),
        address_of(&app, "/"),
        address_of(&app, "/confirm/x"),
        format!("https://elsewhere.example/d/{DECLARATION}"),
        format!("http://127.0.0.1:1/d/{DECLARATION}"),
        "not an address".to_owned(),
    ] {
        let response = request_oembed(&app, &[("url", &unknown)]).await;
        response.problem(404, "not_found");
    }
    request_oembed(&app, &[]).await.problem(400, "malformed");
}

#[tokio::test]
async fn oembed_refuses_xml() {
    let app = App::start();
    app.expect_failures();
    let address = address_of(&app, &format!("/d/{DECLARATION}"));

    let response = request_oembed(&app, &[("url", &address), ("format", "xml")]).await;

    response.problem(501, "format_not_offered");
}

#[tokio::test]
async fn oembed_answers_are_cacheable_and_invalid_sizes_are_ignored() {
    let app = App::start();
    let address = address_of(&app, &format!("/l/{LIST}"));

    for (width, height, expected) in [
        ("0", "-4", (640, 560)),
        ("wide", "", (640, 560)),
        ("99999999999999", "9000", (640, 560)),
        ("300", "10", (300, 10)),
    ] {
        let response = request_oembed(
            &app,
            &[
                ("url", &address),
                ("maxwidth", width),
                ("maxheight", height),
            ],
        )
        .await;
        let reported = response.json();
        assert_eq!(reported["width"], expected.0, "{width}");
        assert_eq!(
            reported["height"], expected.1,
            "a form needs some room: {height}"
        );
        assert!(
            response
                .header("cache-control")
                .is_some_and(|value| value.contains("max-age=300"))
        );
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    }
}
