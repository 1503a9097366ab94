//! Counter pictures: what they say, that they need no font of the viewer's, and how long they may
//! be cached.

use reqwest::header::HeaderMap;

use crate::support::{
    app::App,
    campaign::{Campaign, DECLARATION, TITLE},
    response::Response,
};

fn counter_path(picture: &str) -> String {
    format!("/d/{DECLARATION}/counter.{picture}")
}

async fn bytes(app: &App, path: &str) -> (u16, HeaderMap, Vec<u8>) {
    let response = app
        .client
        .get(app.at(path))
        .send()
        .await
        .expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (
        status,
        headers,
        response.bytes().await.expect("whole").to_vec(),
    )
}

#[tokio::test]
async fn the_svg_counter_is_outlines_only_and_has_a_text_title() {
    let app = App::start();
    app.sign_and_confirm_as("Carys Thorne").await;

    let svg = Response::to(app.client.get(app.at(&counter_path("svg")))).await;

    assert_eq!(svg.status, 200, "{}", svg.body);
    assert_eq!(svg.header("content-type"), Some("image/svg+xml"));
    assert!(svg.body.starts_with("<svg ") && svg.body.contains("<path "));
    assert!(!svg.body.contains("<text") && !svg.body.contains("font-family"));
    assert!(
        svg.body
            .contains(&format!("<title>{TITLE}: 1 has signed</title>")),
        "{}",
        &svg.body[..300]
    );
    assert_eq!(
        svg.header("cross-origin-resource-policy"),
        Some("cross-origin")
    );
    let policy = svg.header("content-security-policy").expect("a policy");
    assert!(
        policy.contains("default-src 'none'"),
        "opened by itself it is inert: {policy}"
    );
}

#[tokio::test]
async fn the_png_counter_has_twice_the_pixel_density() {
    let app = App::start();

    let (status, headers, png) = bytes(&app, &counter_path("png")).await;

    assert_eq!(
        (status, &headers["content-type"]),
        (200, &"image/png".parse().unwrap())
    );
    assert!(png.starts_with(b"\x89PNG"));
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((side(16), side(20)), (2 * 480, 2 * 184));
}

#[tokio::test]
async fn the_counter_counts_confirmed_signatures_and_revalidates_by_etag() {
    let app = App::start();

    for picture in ["svg", "png"] {
        let (_, headers, before) = bytes(&app, &counter_path(picture)).await;
        assert_eq!(headers["cache-control"], "public, max-age=60");
        let tag = &headers["etag"];
        let again = app
            .client
            .get(app.at(&counter_path(picture)))
            .header("If-None-Match", tag);
        assert_eq!(Response::to(again).await.status, 304);

        app.sign_and_confirm_as("Ada Marlowe").await;
        let again = app
            .client
            .get(app.at(&counter_path(picture)))
            .header("If-None-Match", tag);
        assert_eq!(Response::to(again).await.status, 200, "one more has signed");
        assert_ne!(bytes(&app, &counter_path(picture)).await.2, before);
    }
}

/// The server's processor time so far, in hundredths of a second.
fn work_of(app: &App) -> u64 {
    let reported =
        std::fs::read_to_string(format!("/proc/{}/stat", app.process_id())).expect("it runs");
    // The program's name, which may contain anything, ends with the last bracket.
    let (_, numbers) = reported.rsplit_once(") ").expect("a line of numbers");
    let numbers = numbers.split(' ').skip(11).take(2);
    numbers
        .map(|number| number.parse::<u64>().expect("time"))
        .sum()
}

#[tokio::test]
async fn concurrent_requests_for_a_counter_render_it_once() {
    const CROWD: usize = 30;
    let app = App::start();
    let path = |query: String| format!("{}{query}", counter_path("png"));
    // Typefaces are loaded for the very first picture.
    bytes(&app, &path("?lang=en".to_owned())).await;

    let start = work_of(&app);
    // As many pictures as languages and schemes: this is what drawing costs.
    let languages = ["cy", "fr", "pl", "ar"];
    for lang in languages {
        bytes(&app, &path(format!("?theme=dark&lang={lang}"))).await;
    }
    let drawing = work_of(&app) - start;
    let start = work_of(&app);
    let same = path("?theme=dark".to_owned());
    let crowd = (0..CROWD).map(|_| bytes(&app, &same));
    let crowd = futures_util::future::join_all(crowd).await;
    let crowding = work_of(&app) - start;

    let (_, _, picture) = &crowd[0];
    assert!(
        crowd
            .iter()
            .all(|(status, _, other)| *status == 200 && other == picture)
    );
    assert!(
        crowding < drawing,
        "{CROWD} visitors at once cost {crowding}, and {} pictures {drawing}",
        languages.len()
    );
}

#[tokio::test]
async fn theme_and_language_change_the_counter_and_unknown_values_are_ignored() {
    let app = App::start();
    let picture = async |query: &str| {
        bytes(&app, &format!("{}{query}", counter_path("svg")))
            .await
            .2
    };

    let usual = picture("").await;
    assert_ne!(picture("?theme=dark").await, usual);
    assert_eq!(picture("?theme=light").await, usual);
    assert_eq!(picture("?theme=plaid&lang=xx&size=9e9").await, usual);
    assert_ne!(
        picture("?lang=ar").await,
        usual,
        "it reads from the other side"
    );
}

/// The length of a picture's outlines under this title.
async fn drawn_with(title: &str) -> usize {
    let campaign = Campaign {
        title: format!("'{title}'"),
        ..Campaign::default()
    };
    let app = App::setup().campaign(campaign).start();
    let (status, _, svg) = bytes(&app, &counter_path("svg")).await;
    assert_eq!(status, 200, "{title}");
    let svg = String::from_utf8(svg).expect("text");
    let outlines = svg.split(" d=\"").skip(1);
    outlines.map(|path| path.find('"').unwrap_or(0)).sum()
}

#[tokio::test]
async fn every_script_is_drawn_in_the_counter_even_for_a_long_title() {
    let short = drawn_with("I").await;
    for title in [
        "گھر کی دیکھ بھال سب کے لیے",
        "আমাদের সন্তানদের যত্ন সবার হাতে থাকুক",
        "ਬੱਚਿਆਂ ਦੀ ਦੇਖਭਾਲ ਸਾਂਝੀ ਰਹੇ",
        "Cadwch ofal plant yn gyhoeddus â’r ŵyl a’r tŷ",
        "Żółta łódź & the <b>bold</b> of it, said once more and at such length that nobody would ever put it on a placard, or on two",
    ] {
        // A character missing from every font is drawn as nothing; each word here is many strokes.
        let words = title.split(' ').count().min(9);
        let drawn = drawn_with(title).await;
        assert!(
            drawn > short + 500 * words,
            "{title}: {drawn}, and {short} with one letter"
        );
    }
}

#[tokio::test]
async fn the_counter_of_a_closed_declaration_has_no_progress_bar() {
    let closed = Campaign {
        closes: Some("2020-01-31".to_owned()),
        ..Campaign::default()
    };
    let app = App::setup().campaign(closed).start();

    let svg = Response::to(app.client.get(app.at(&counter_path("svg")))).await;

    assert_eq!(svg.status, 200);
    // Only the bar has the accent colour.
    assert!(!svg.body.contains("#0b5a66"), "{}", svg.body);
}

#[tokio::test]
async fn the_counter_of_an_unknown_declaration_is_not_found() {
    let app = App::start();

    for path in ["/d/no-such-slug/counter.svg", "/d/no-such-slug/counter.png"] {
        assert_eq!(bytes(&app, path).await.0, 404, "{path}");
    }
}
