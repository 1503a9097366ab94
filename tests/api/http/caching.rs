//! Public responses, which are rendered once for many: what identifies them, when they change, and
//! which caches may keep them.

use std::{
    collections::BTreeSet,
    io::Read as _,
    time::{Duration, SystemTime},
};

use reqwest::{Method, RequestBuilder};

use crate::support::{
    actions::signatures,
    app::{App, program::output_of},
    campaign::{ALLY, DECLARATION, LIST},
    response::Response,
    wait,
};

const CDN: &str = "max-age=10, stale-while-revalidate=30";

pub(crate) fn fragment(attributes: &str) -> String {
    format!("/embed/v1/signature?declaration={DECLARATION}&{attributes}")
}

pub(crate) fn page(query: &str) -> String {
    format!("/d/{DECLARATION}{query}")
}

/// Every kind of public response.
fn all() -> [String; 9] {
    [
        "/".to_owned(),
        page(""),
        page("?lang=cy&principle=2"),
        format!("/l/{LIST}"),
        fragment("lang=en"),
        fragment(&format!("lang=en&site={ALLY}&layout=compact")),
        format!("/embed/v1/signup?list={LIST}&lang=ur"),
        format!("/embed/v1/share?lang=en&url={ALLY}/cake&text=Cake"),
        format!("/api/v1/declarations/{DECLARATION}"),
    ]
}

pub(crate) fn etag(response: &Response) -> String {
    let etag = response.header("etag").unwrap_or_else(|| {
        let (status, body) = (response.status, &response.body);
        panic!("no ETag: {status} {body}")
    });
    etag.to_owned()
}

fn vary(response: &Response) -> Vec<&str> {
    let lines = response.headers.get_all("vary").iter();
    lines
        .flat_map(|line| line.to_str().expect("plain").split(", "))
        .collect()
}

async fn known(request: RequestBuilder, etag: &str) -> Response {
    Response::to(request.header("If-None-Match", etag)).await
}

/// How many responses of a kind the server has rendered.
pub(crate) async fn rendered(app: &App, kind: &str) -> u64 {
    let metrics = app.get("/metrics").await.body;
    let name = format!("undersigned_responses_rendered_total{{kind=\"{kind}\"}} ");
    let count = metrics.lines().find_map(|line| line.strip_prefix(&name));
    count.map_or(0, |count| count.parse().expect("a number"))
}

#[tokio::test]
async fn an_unchanged_public_response_is_304_without_a_body() {
    let app = App::start();
    for path in all() {
        let first = app.get(&path).await;
        assert_eq!(first.status, 200, "{path}: {}", first.body);
        assert_eq!(first.header("cache-control"), Some("no-cache"), "{path}");
        assert!(vary(&first).contains(&"accept-encoding"), "{path}");
        let again = known(app.request(Method::GET, &path), &etag(&first)).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
        assert_eq!(etag(&again), etag(&first), "{path}");
        assert_eq!(vary(&again), vary(&first), "{path}");
        let policy = "content-security-policy";
        assert_eq!(again.header(policy), first.header(policy), "{path}");
        let other = known(app.request(Method::GET, &path), "W/\"other\"").await;
        assert_eq!((other.status, other.body), (200, first.body), "{path}");
    }
}

#[tokio::test]
async fn a_head_request_gets_the_headers_of_the_cached_response() {
    let app = App::start();
    for path in all() {
        let ask = |method| {
            let request = app.request(method, &path);
            request.header("Accept-Encoding", "br")
        };
        let whole = ask(Method::GET).send().await.expect("a response");
        let headers = whole.headers().clone();
        let length = whole.bytes().await.expect("a body").len();
        let head = Response::to(ask(Method::HEAD)).await;
        assert_eq!((head.status, head.body.as_str()), (200, ""), "{path}");
        for name in ["etag", "content-encoding", "content-type"] {
            assert_eq!(head.headers[name], headers[name], "{path}");
        }
        assert_eq!(head.header("content-encoding"), Some("br"), "{path}");
        // The background may have compressed it better meanwhile.
        let told: usize = head
            .header("content-length")
            .expect("a length")
            .parse()
            .unwrap();
        assert!(told > 0 && told <= length, "{path}: {told} of {length}");
        let again = known(ask(Method::HEAD), &etag(&head)).await;
        assert_eq!(again.status, 304, "{path}");
    }
}

#[tokio::test]
async fn a_confirmation_shows_at_once_and_changes_the_etag() {
    let app = App::start();
    let shown = [
        ("/".to_owned(), ""),
        (page("?lang=en"), "Ada Marlowe"),
        (fragment("lang=en"), "Ada Marlowe"),
        (format!("/api/v1/declarations/{DECLARATION}"), "\"count\":1"),
    ];
    let mut earlier = Vec::new();
    for (path, _) in &shown {
        earlier.push(etag(&app.get(path).await));
    }

    app.sign_and_confirm(&app.person("Ada Marlowe")).await;

    for ((path, words), earlier) in shown.iter().zip(earlier) {
        let now = known(app.request(Method::GET, path), &earlier).await;
        assert_eq!(now.status, 200, "{path}");
        assert!(now.body.contains(words), "{path}: {}", now.body);
        assert_ne!(etag(&now), earlier, "{path}");
    }
}

#[tokio::test]
async fn each_language_layout_and_principle_has_its_own_text() {
    let app = App::start();
    let mut seen = BTreeSet::new();
    for path in [
        fragment("lang=en"),
        fragment("lang=cy"),
        fragment("lang=en&layout=compact"),
        fragment("lang=en&principle=1"),
        fragment("lang=en&principle=2"),
        fragment("lang=en&layout=wide"),
        page("?lang=en"),
        page("?lang=cy"),
        page("?lang=en&principle=2"),
    ] {
        // Twice, so that a text of another address that is cached would be noticed.
        for _ in 0..2 {
            seen.insert((etag(&app.get(&path).await), path.clone()));
        }
    }
    let own = app.client.get(app.at(&fragment("lang=en")));
    let own = Response::to(own.header("Origin", &app.url)).await;
    assert!(vary(&own).contains(&"origin"), "{:?}", vary(&own));
    seen.insert((etag(&own), fragment("lang=en")));
    let texts: BTreeSet<_> = seen.iter().map(|(etag, _)| etag).collect();
    assert_eq!((seen.len(), texts.len()), (10, 10), "{seen:#?}");

    let read = async |languages: &str| {
        let request = app.client.get(app.at(&page("")));
        Response::to(request.header("Accept-Language", languages)).await
    };
    let (english, welsh) = (read("en").await, read("cy").await);
    assert_ne!(etag(&english), etag(&welsh));
    assert!(vary(&english).contains(&"accept-language"));
}

#[tokio::test]
async fn a_page_has_one_etag_in_every_encoding() {
    let app = App::start();
    for path in all() {
        let mut etags = Vec::new();
        let mut texts = Vec::new();
        for encoding in ["identity", "gzip", "br", "gzip, br", "br;q=0, gzip"] {
            let request = app.request(Method::GET, &path);
            let request = request.header("Accept-Encoding", encoding).send();
            let response = request.await.expect("a response");
            let sent = response.headers().get("content-encoding");
            let sent = sent
                .map_or("identity", |one| one.to_str().expect("plain"))
                .to_owned();
            let expected = match encoding {
                "gzip, br" => "br",
                "br;q=0, gzip" => "gzip",
                other => other,
            };
            assert_eq!(sent, expected, "{path}");
            etags.push(response.headers()["etag"].clone());
            let bytes = response.bytes().await.expect("a body");
            let mut text = Vec::new();
            match sent.as_str() {
                "br" => {
                    brotli::BrotliDecompress(&mut &bytes[..], &mut text).expect("brotli");
                }
                "gzip" => {
                    let mut unpacked = flate2::read::GzDecoder::new(&bytes[..]);
                    unpacked.read_to_end(&mut text).expect("gzip");
                }
                _ => text.extend(bytes),
            }
            texts.push(text);
        }
        etags.dedup();
        texts.dedup();
        assert_eq!((etags.len(), texts.len()), (1, 1), "{path}");
    }
}

/// Moves a clock to a minute past an hour: the forms' tokens stay the same for the rest of it.
pub(crate) fn past_the_hour() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let minute = now.expect("after 1970").as_secs() / 60 % 60;
    format!("+{}m", 61 - minute)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_renders_a_page_once_until_it_changes() {
    let app = App::setup().clock(&past_the_hour()).start();
    let crowd = async |path: &str| {
        // Connections of their own: idle ones end when the clock is moved.
        let visitors = reqwest::Client::new();
        let mut visits = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let visit = visitors.get(app.at(path));
            visits.spawn(async move { etag(&Response::to(visit).await) });
        }
        let mut etags = visits.join_all().await;
        etags.sort();
        etags.dedup();
        assert_eq!(etags.len(), 1, "{path}");
        etags.remove(0)
    };
    let (page, list, fragment) = (page(""), format!("/l/{LIST}"), fragment("lang=en"));
    let kinds = [
        (page.as_str(), "declaration_page"),
        (&list, "list_page"),
        (&fragment, "signature"),
        ("/", "home_page"),
    ];
    let mut first = Vec::new();
    for (path, kind) in kinds {
        first.push(crowd(path).await);
        assert_eq!(rendered(&app, kind).await, 1, "{path}");
    }

    // What was read is old by now, and is the same when it is read again.
    app.advance(Duration::from_secs(30));
    for ((path, kind), first) in kinds.iter().zip(&first) {
        assert_eq!(crowd(path).await, *first, "{path}");
        assert_eq!(rendered(&app, kind).await, 1, "{path}");
    }

    app.sign_and_confirm(&app.person("Ada Marlowe")).await;
    assert_ne!(crowd(&page).await, first[0]);
    assert_eq!(rendered(&app, "declaration_page").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unpublishing_ends_cached_responses() {
    let app = App::start();
    let paths = [page(""), page("?lang=en"), fragment("lang=en")];
    for path in &paths {
        assert_eq!(app.get(path).await.status, 200, "{path}");
    }
    assert!(app.get("/").await.body.contains(DECLARATION));

    output_of(&app.run_command(&["unpublish", DECLARATION, "--yes"]));

    for path in &paths {
        wait::until(&format!("{path} to be gone"), async || {
            (app.get(path).await.status == 410).then_some(())
        })
        .await;
    }
    let home = app.get("/").await;
    assert_eq!(home.status, 200);
    assert!(!home.body.contains(DECLARATION), "{}", home.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_is_hidden_leaves_the_cached_pages() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign_and_confirm(&ada).await;
    let email = app.email_to(&ada).await;
    let shown = app.get(&page("")).await;
    assert!(shown.body.contains("Ada Marlowe"));

    let link = email.link().replace("/confirm/", "/manage/");
    let hide = [
        ("action", "correct"),
        ("name", &ada.name),
        ("public", "hidden"),
    ];
    let hidden = Response::to(app.client.post(&link).form(&hide)).await;
    assert_eq!(hidden.status, 200, "{}", hidden.body);

    let now = known(app.request(Method::GET, &page("")), &etag(&shown)).await;
    assert_eq!(now.status, 200);
    assert!(!now.body.contains("Ada Marlowe"), "{}", now.body);
}

#[tokio::test]
async fn a_cdn_may_keep_what_its_address_alone_decides() {
    let with = App::setup().option("--cdn-cache", "true").start();
    let without = App::start();
    for (path, shared) in [
        (page("?lang=en"), true),
        (page("?lang=cy-GB"), true),
        (page("?lang=tlh"), false),
        (page(""), false),
        (format!("/l/{LIST}?lang=cy"), true),
        (format!("/l/{LIST}"), false),
        ("/?lang=en".to_owned(), true),
        ("/".to_owned(), false),
        (fragment(&format!("lang=en&site={ALLY}")), true),
        // The browser's own header decides.
        (fragment("lang=en"), false),
        (fragment(&format!("lang=en&site={}", with.url)), false),
        (format!("/api/v1/declarations/{DECLARATION}"), true),
        (signatures(), false),
        (page("/names?q=Ada&lang=en"), false),
        (page("/embed?lang=en"), false),
        ("/d/no-such-slug?lang=en".to_owned(), false),
        (
            format!("/frame/v1/signature?declaration={DECLARATION}"),
            false,
        ),
    ] {
        let response = with.get(&path).await;
        let lifetime = response.header("cdn-cache-control");
        assert_eq!(lifetime, shared.then_some(CDN), "{path}");
        if shared {
            assert!(!vary(&response).contains(&"accept-language"), "{path}");
            let again = known(with.request(Method::GET, &path), &etag(&response)).await;
            assert_eq!(again.status, 304, "{path}");
            assert_eq!(again.header("cdn-cache-control"), Some(CDN), "{path}");
        }
        let response = without.get(&path).await;
        assert_eq!(response.header("cdn-cache-control"), None, "{path}");
    }
}
