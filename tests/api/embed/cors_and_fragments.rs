//! What a foreign page gets: CORS, sites, fragments and files. How fragments are cached is in
//! `tests/api/http/caching.rs`.

use reqwest::Method;
use scraper::{Html, Selector};

use crate::support::{
    actions::{signatures, subscriptions},
    app::App,
    campaign::{ALLY, Campaign, DECLARATION, LIST, UNLISTED_SITE},
    response::Response,
    wait,
};

#[tokio::test]
async fn any_origin_may_send_a_cors_preflight_and_read_the_answer() {
    let app = App::start();

    for origin in [ALLY, UNLISTED_SITE, "null"] {
        for path in [
            signatures(),
            subscriptions(),
            "/api/v1/confirmations".to_owned(),
            "/api/v1/shares".to_owned(),
        ] {
            let asked = app
                .client
                .request(Method::OPTIONS, app.at(&path))
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header(
                    "Access-Control-Request-Headers",
                    "content-type,idempotency-key",
                );
            let response = Response::to(asked).await;
            assert!(response.status < 300, "{path}: {}", response.status);
            assert_eq!(response.header("access-control-allow-origin"), Some("*"));
            let headers = response
                .header("access-control-allow-headers")
                .expect("headers")
                .to_lowercase();
            assert!(headers.contains("content-type") && headers.contains("idempotency-key"));
            assert!(
                response
                    .header("access-control-allow-credentials")
                    .is_none(),
                "no cookies"
            );
            assert!(
                response.header("access-control-max-age").is_some(),
                "asked once, not each time"
            );
        }
    }
}

#[tokio::test]
async fn a_refused_site_can_read_the_refusal() {
    let app = App::start();
    let body = app.person("Ada Marlowe").signature();

    let refused = Response::to(
        app.client
            .post(app.at(&signatures()))
            .header("Origin", UNLISTED_SITE)
            .json(&body),
    )
    .await;

    refused.problem(403, "origin_not_allowed");
    assert_eq!(refused.header("access-control-allow-origin"), Some("*"));
    let fragment = app
        .client
        .get(app.at(&format!(
            "/embed/v1/signature?declaration={DECLARATION}&lang=en&site={UNLISTED_SITE}"
        )))
        .header("Origin", UNLISTED_SITE);
    let fragment = Response::to(fragment).await;
    fragment.problem(403, "origin_not_allowed");
    assert_eq!(fragment.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn a_wildcard_lets_every_site_embed() {
    let app = App::setup().campaign(Campaign::on_sites(&["*"])).start();

    let sign = async |origin: &str| {
        let mut body = app.person("Ada Marlowe").signature();
        body["site"] = origin.into();
        let request = app
            .client
            .post(app.at(&signatures()))
            .header("Origin", origin);
        Response::to(request.json(&body)).await
    };
    sign(UNLISTED_SITE).await.id();
    // A page that hides its origin counts as no site: it needs a token from our own frame.
    assert_eq!(sign("null").await.status, 403);
}

#[tokio::test]
async fn a_fragment_is_a_usable_form_with_its_own_styles() {
    let app = App::start();
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;

    let response = app
        .get(&format!(
            "/embed/v1/signature?declaration={DECLARATION}&lang=en&site={ALLY}"
        ))
        .await;

    assert_eq!(response.status, 200, "{}", response.body);
    assert!(
        response
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"))
    );
    let fragment = Html::parse_fragment(&response.body);
    let has = |selector: &str| {
        fragment
            .select(&Selector::parse(selector).expect("a selector"))
            .next()
            .is_some()
    };
    for part in [
        // Text for the loader, to which a page's style policy does not apply.
        "script[type='text/css']",
        "[data-island=signature]",
        "form[method=post] input[name=name]",
        "form input[name=email][type=email]",
        "form input[name=postcode]",
        "form button",
        "input[name=updates]:not([checked])",
    ] {
        assert!(has(part), "{part} in {}", response.body);
    }
    for foreign in ["script:not([type='text/css'])", "link", "iframe", "img"] {
        assert!(!has(foreign), "{foreign} in {}", response.body);
    }
    assert!(response.body.contains("A day for everyone") && response.body.contains("Ada Marlowe"));
    assert!(
        !response.body.contains("style=\""),
        "a strict page ignores style attributes"
    );
}

#[tokio::test]
async fn the_signup_and_share_fragments_are_usable_and_escaped() {
    let app = App::start();

    let signup = app
        .get(&format!("/embed/v1/signup?list={LIST}&lang=en&site={ALLY}"))
        .await;
    assert_eq!(signup.status, 200, "{}", signup.body);
    assert!(signup.body.contains("data-island=\"signup\"") && signup.body.contains("Volunteering"));

    let hostile = "https://ally.example/?a=1&b=%22><script>alert(1)</script>#ü";
    let request = app
        .client
        .get(app.at("/embed/v1/share"))
        .query(&[
            ("url", hostile),
            ("text", "\"Tea\" & <b>cake</b> 🍰"),
            ("lang", "en"),
            ("site", ALLY),
        ])
        .header("Origin", ALLY);
    let share = Response::to(request).await;
    assert_eq!(share.status, 200, "{}", share.body);
    assert!(share.body.contains("data-island=\"share\""));
    assert!(!share.body.contains("<script>") && !share.body.contains("<b>cake"));
}

#[tokio::test]
async fn a_popular_fragment_is_recompressed_better_with_the_same_content() {
    let app = App::start();
    let path = format!("/embed/v1/signature?declaration={DECLARATION}&lang=en");
    let fetch = async |compression: &str| {
        let request = app
            .client
            .get(app.at(&path))
            .header("Origin", ALLY)
            .header("Accept-Encoding", compression);
        let response = request.send().await.unwrap();
        let headers = response.headers().clone();
        let words = |name: &str| {
            let values = headers.get_all(name).iter();
            let values: Vec<_> = values.map(|value| value.to_str().unwrap()).collect();
            values.join(", ").to_lowercase()
        };
        let vary = words("vary");
        assert!(
            vary.contains("accept-encoding") && vary.contains("origin"),
            "{vary}"
        );
        assert_eq!(
            words("content-encoding"),
            compression.replace("identity", "")
        );
        (words("etag"), response.bytes().await.unwrap())
    };
    let unpacked = |mut bytes: &[u8]| {
        let mut text = Vec::new();
        brotli::BrotliDecompress(&mut bytes, &mut text).expect("brotli");
        text
    };

    let (etag, plain) = fetch("identity").await;
    let (first_etag, first) = fetch("br").await;
    let (best_etag, best) = wait::until("a better compression", async || {
        let (etag, bytes) = fetch("br").await;
        (bytes.len() < first.len()).then_some((etag, bytes))
    })
    .await;

    assert_eq!((&first_etag, &best_etag), (&etag, &etag));
    assert_eq!(unpacked(&first), plain);
    assert_eq!(unpacked(&best), plain);
    assert!(
        best.len() * 10 < first.len() * 9,
        "{} after {}",
        best.len(),
        first.len()
    );
    assert_eq!(fetch("gzip").await.0, etag);
}

#[tokio::test]
async fn a_fragment_of_an_unknown_declaration_or_list_is_not_found() {
    let app = App::start();

    for path in [
        "/embed/v1/signature?declaration=no-such-slug&lang=en",
        "/embed/v1/signup?list=no-such-slug&lang=en",
        "/embed/v1/carousel?lang=en",
    ] {
        let response = app.get(path).await;
        response.problem(404, "not_found");
        assert_eq!(
            response.header("access-control-allow-origin"),
            Some("*"),
            "{path}"
        );
    }
    let response = app.get("/embed/v1/signature?lang=en").await;
    assert!((400..500).contains(&response.status), "{}", response.status);
}

#[tokio::test]
async fn a_fragment_in_an_unknown_language_is_served() {
    let app = App::start();

    for lang in ["xx", "", "en-GB", "not a language", "%00"] {
        let path = format!("/embed/v1/signature?declaration={DECLARATION}&lang={lang}&site={ALLY}");
        let response = app.get(&path).await;
        assert_eq!(response.status, 200, "{lang}: {}", response.body);
    }
}

#[tokio::test]
async fn no_answer_sets_a_cookie() {
    let app = App::start();

    for path in [
        "/undersigned.js".to_owned(),
        format!("/embed/v1/signature?declaration={DECLARATION}&lang=en"),
        format!("/d/{DECLARATION}"),
        signatures(),
    ] {
        let response = app.get(&path).await;
        assert!(response.header("set-cookie").is_none(), "{path}");
    }
}

#[tokio::test]
async fn the_loader_is_cached_for_five_minutes_and_has_cors_for_any_origin() {
    let app = App::start();

    let loader = app.get("/undersigned.js").await;

    assert_eq!(loader.status, 200, "{}", loader.body);
    assert!(
        loader
            .header("content-type")
            .is_some_and(|kind| kind.contains("javascript"))
    );
    assert!(
        loader
            .header("cache-control")
            .is_some_and(|value| value.contains("max-age=300"))
    );
    assert_eq!(loader.header("access-control-allow-origin"), Some("*"));
    let tag = loader.header("etag").expect("an ETag").to_owned();
    let again = app
        .request(Method::GET, "/undersigned.js")
        .header("If-None-Match", tag);
    assert_eq!(Response::to(again).await.status, 304);
}

#[tokio::test]
async fn assets_named_by_a_fragment_are_immutable_and_compressed() {
    let app = App::start();
    let fragment = app
        .get(&format!(
            "/embed/v1/signature?declaration={DECLARATION}&lang=en"
        ))
        .await
        .body;
    let document = Html::parse_fragment(&fragment);
    let island = Selector::parse("[data-island]").expect("a selector");
    let island = document.select(&island).next().expect("an island");

    for (attribute, kind) in [
        ("data-glue", "javascript"),
        ("data-wasm", "application/wasm"),
        ("data-text", "application/json"),
    ] {
        let address = island
            .attr(attribute)
            .unwrap_or_else(|| panic!("{attribute}: is dist/ built?"));
        let address = if address.starts_with('/') {
            app.at(address)
        } else {
            address.to_owned()
        };
        for compression in ["br", "gzip", "identity"] {
            let request = app
                .client
                .get(&address)
                .header("Accept-Encoding", compression)
                .header("Origin", ALLY);
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 200, "{address}");
            let header = |name: &str| {
                response
                    .headers()
                    .get(name)
                    .map(|value| value.to_str().unwrap().to_owned())
            };
            assert!(
                header("content-type").is_some_and(|value| value.contains(kind)),
                "{address}"
            );
            assert!(header("cache-control").is_some_and(|value| value.contains("immutable")));
            assert_eq!(header("access-control-allow-origin").as_deref(), Some("*"));
            let expected = (compression != "identity").then_some(compression);
            assert_eq!(header("content-encoding").as_deref(), expected, "{address}");
            assert!(
                header("vary")
                    .is_some_and(|value| value.to_lowercase().contains("accept-encoding"))
            );
        }
    }
    let gone = app.get("/assets/0000000000000000/widgets.js").await;
    assert_eq!(gone.status, 404);
}
