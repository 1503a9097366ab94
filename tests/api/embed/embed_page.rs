//! The page that helps a site editor: the choices and the snippets. The test of a site is in
//! `site_testing`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use scraper::{Html, Selector};
use sha2::{Digest as _, Sha256, Sha384};

use crate::support::{
    app::App,
    campaign::{DECLARATION, LIST, TITLE},
    response::Response,
};

#[tokio::test]
async fn the_declaration_and_list_pages_link_to_their_embed_page() {
    let app = App::start();
    for path in [format!("/d/{DECLARATION}"), format!("/l/{LIST}")] {
        let page = get(&app, &path).await;
        assert!(
            texts(&page, "a").contains(&"Put this on your site".to_owned()),
            "{path}"
        );
        let embed = get(&app, &format!("{path}/embed")).await;
        let snippet = &texts(&embed, "#code-line")[0];
        assert!(snippet.contains(&app.url), "{snippet}");
        assert!(snippet.contains(&format!("{}{path}", app.url)), "{snippet}");
        assert!(
            !texts(&embed, "#preview").is_empty() && embed.contains("shadowrootmode"),
            "the widget is drawn without script"
        );
    }
    let unknown = ask(&app, "/d/nobody-wrote-it/embed").await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn every_option_appears_in_the_snippets_and_the_preview() {
    let app = App::start();
    let page = get(
        &app,
        &format!(
            "/d/{DECLARATION}/embed?layout=compact&theme=dark&lang=en&accent=%237a1f3d&radius=0"
        ),
    )
    .await;
    let attributes = |snippet: &str, selector: &str| -> Vec<(String, String)> {
        let snippet = Html::parse_fragment(snippet);
        let element = snippet.select(&selector_of(selector)).next();
        let element = element.unwrap_or_else(|| panic!("{selector} in what is copied"));
        let mut all: Vec<(String, String)> = element
            .value()
            .attrs()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        all.sort();
        all
    };
    let line = &texts(&page, "#code-line")[0];
    let expected = [
        ("data-declaration", DECLARATION),
        ("data-lang", "en"),
        ("data-layout", "compact"),
        ("data-theme", "dark"),
        ("data-widget", "signature"),
    ];
    let found = attributes(line, "div");
    for (name, value) in expected {
        assert!(
            found.contains(&(name.to_owned(), value.to_owned())),
            "{name}: {found:?}"
        );
    }
    let style = &found.iter().find(|(name, _)| name == "style").unwrap().1;
    assert!(
        style.contains("--undersigned-accent:#7a1f3d")
            && style.contains("--undersigned-radius:0px"),
        "{style}"
    );
    let element = attributes(&texts(&page, "#code-elements")[0], "undersigned-signature");
    assert!(
        element.contains(&("theme".to_owned(), "dark".to_owned())),
        "{element:?}"
    );
    let rule = &texts(&page, "#code-rule")[0];
    assert!(rule.contains("--undersigned-accent: #7a1f3d;"), "{rule}");

    // The preview is rendered with the same choices.
    let preview = Html::parse_document(&page);
    let shown = preview
        .select(&selector_of("#preview > undersigned-signature"))
        .next()
        .unwrap();
    assert_eq!(shown.attr("theme"), Some("dark"));
    assert!(
        page.contains("undersigned compact"),
        "the preview is compact"
    );
}

#[tokio::test]
async fn text_typed_by_an_editor_is_escaped_in_the_snippet_and_the_page() {
    let app = App::start();
    let wild = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E+%5Bgallery%5D%0A%0Aend";
    let page = get(
        &app,
        &format!(
            "/d/{DECLARATION}/embed?widget=share&text={wild}&url=https://ally.example/?a=1%26b=2"
        ),
    )
    .await;
    let line = &texts(&page, "#code-line")[0];
    assert!(!line.contains('\n'), "{line}");
    let snippet = Html::parse_fragment(line);
    let bar = snippet.select(&selector_of("div")).next().unwrap();
    assert_eq!(
        bar.attr("data-text"),
        Some("\"><script>alert(1)</script> [gallery] end")
    );
    assert_eq!(bar.attr("data-url"), Some("https://ally.example/?a=1&b=2"));
    for tag in line.split('"').skip(1).step_by(2) {
        assert!(!tag.contains(['<', '>', '[', ']']), "{tag}");
    }
    let scripts = texts(&page, "script");
    assert!(
        scripts.iter().all(|script| !script.contains("alert")),
        "{scripts:?}"
    );
}

#[tokio::test]
async fn share_networks_are_chosen_and_ordered_without_script() {
    let app = App::start();
    let order = |query: &'static str| {
        let app = &app;
        async move {
            let path = format!("/d/{DECLARATION}/embed?widget=share&{query}");
            let page = get(app, &path).await;
            let line = texts(&page, "#code-line").remove(0);
            let snippet = Html::parse_fragment(&line);
            let bar = snippet.select(&selector_of("div")).next().unwrap();
            bar.attr("data-networks").map(str::to_owned)
        }
    };
    assert_eq!(
        order("").await,
        None,
        "what it has by itself is not written"
    );
    let chosen = "networks=x&networks=email&networks=reddit";
    assert_eq!(order(chosen).await.as_deref(), Some("x email reddit"));
    let moved = order("networks=x&networks=email&networks=reddit&move=up:reddit").await;
    assert_eq!(moved.as_deref(), Some("x reddit email"));
}

#[tokio::test]
async fn the_embed_page_lists_the_csp_directives_and_follows_its_own_policy() {
    let app = App::start();
    let response = ask(&app, &format!("/d/{DECLARATION}/embed?accent=%23ff0000")).await;
    let lines = texts(&response.body, "#copy .line");
    assert_eq!(
        lines,
        [
            format!("script-src {} 'wasm-unsafe-eval'", app.url),
            format!("connect-src {}", app.url)
        ]
    );
    let policy = response.header("content-security-policy").unwrap();
    let sheets = response.body.split("<style>").skip(1);
    let sheets: Vec<&str> = sheets
        .filter_map(|rest| rest.split("</style>").next())
        .collect();
    assert!(sheets.len() > 2, "of the page, of its choices, of a widget");
    for sheet in sheets {
        let source = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(sheet)));
        assert!(policy.contains(&source), "{source} in {policy}");
    }
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    let title = &texts(&response.body, "title")[0];
    assert!(title.contains(TITLE), "{title}");
}

#[tokio::test]
async fn the_pinned_snippet_has_the_integrity_hash_of_this_loader() {
    let app = App::start();
    let page = get(&app, &format!("/d/{DECLARATION}/embed")).await;
    let line = texts(&page, "#code-pinned").remove(0);
    let snippet = Html::parse_fragment(&line);
    let script = snippet.select(&selector_of("script")).next().unwrap();
    assert_eq!(script.attr("crossorigin"), Some("anonymous"));
    let link = snippet.select(&selector_of("div > a")).next().unwrap();
    assert_eq!(
        link.attr("href"),
        Some(&*format!("{}/d/{DECLARATION}", app.url))
    );
    let loader = app.client.get(script.attr("src").unwrap()).send().await;
    let loader = loader.expect("it answers").bytes().await.expect("it comes");
    let digest = STANDARD.encode(Sha384::digest(&loader));
    assert_eq!(
        script.attr("integrity"),
        Some(&*format!("sha384-{digest}")),
        "a browser lets it run"
    );
    let lines = texts(&page, "#way-pinned .line");
    assert_eq!(
        lines,
        [
            format!("script-src {} 'wasm-unsafe-eval'", app.url),
            format!("connect-src {}", app.url),
            "trusted-types undersigned".to_owned(),
        ]
    );
}

#[tokio::test]
async fn the_embed_page_is_entirely_in_the_editors_language() {
    let app = App::start();
    let address = format!("{}/d/{DECLARATION}/embed", app.url);
    for (lang, direction, heading) in [
        ("cy", "ltr", "Copïwch hyn"),
        ("ur", "rtl", "یہ کاپی کریں"),
        ("en", "ltr", "Copy this"),
    ] {
        let asked = app.client.get(&address).header("accept-language", lang);
        let response = Response::to(asked).await;
        let page = Html::parse_document(&response.body);
        let root = page.root_element();
        assert_eq!(root.attr("lang"), Some(lang));
        assert_eq!(root.attr("dir"), Some(direction));
        assert_eq!(texts(&response.body, "#copy-heading"), [heading]);
        let foreign = selector_of(".snippet [lang], .testing [lang]");
        assert_eq!(page.select(&foreign).count(), 0, "{lang} throughout");
        let reason = &texts(&response.body, "#copy .snippet > p")[0];
        assert_eq!(lang == "en", reason.starts_with("Right for most sites"));
        let mut varies = response.headers.get_all("vary").iter();
        assert!(varies.any(|value| value.as_bytes() == b"accept-language"));
    }
}

#[tokio::test]
async fn every_url_in_the_snippets_answers() {
    let app = App::start();
    for (path, count) in [(format!("/d/{DECLARATION}"), 8), (format!("/l/{LIST}"), 6)] {
        let page = get(
            &app,
            &format!("{path}/embed?lang=cy&theme=dark&layout=compact"),
        )
        .await;
        let mut addresses = texts(&page, "#code-oembed");
        for snippet in texts(&page, "pre code") {
            let snippet = Html::parse_fragment(&snippet);
            for attribute in ["href", "src"] {
                let named = snippet
                    .select(&selector_of("a, img, iframe"))
                    .filter_map(|one| one.attr(attribute))
                    .map(str::to_owned)
                    .collect::<Vec<_>>();
                addresses.extend(named);
            }
        }
        assert!(addresses.len() >= count, "{addresses:?}");
        for address in addresses {
            assert!(address.starts_with(&app.url), "{address}");
            let response = app.client.get(&address).send().await.expect("it answers");
            assert_eq!(response.status(), 200, "{address}");
        }
    }
}

#[tokio::test]
async fn the_npm_snippet_has_an_import_and_an_element_with_the_server_url() {
    let app = App::start();
    let page = get(&app, &format!("/d/{DECLARATION}/embed?theme=dark")).await;
    assert_eq!(
        texts(&page, "#code-package-import"),
        ["import \"undersigned\";"]
    );
    let element = texts(&page, "#code-package").remove(0);
    let snippet = Html::parse_fragment(&element);
    let element = snippet.select(&selector_of("undersigned-signature")).next();
    let element = element.expect("an element").value();
    for (name, value) in [
        ("declaration", DECLARATION),
        ("server", &app.url),
        ("theme", "dark"),
    ] {
        assert_eq!(element.attr(name), Some(value), "{name}");
    }
    assert_eq!(
        texts(&page, "#way-package .line"),
        [
            "script-src 'self' 'wasm-unsafe-eval'".to_owned(),
            format!("connect-src 'self' {}", app.url),
        ]
    );
}

#[tokio::test]
async fn the_plugin_shortcode_contains_the_chosen_options() {
    let app = App::start();
    let page = get(&app, &format!("/l/{LIST}/embed?theme=dark&lang=cy")).await;
    assert_eq!(
        texts(&page, "#code-plugin"),
        [format!(
            "[undersigned_signup list=\"{LIST}\" lang=\"cy\" theme=\"dark\"]"
        )]
    );
}

async fn ask(app: &App, path: &str) -> Response {
    Response::to(app.client.get(format!("{}{path}", app.url))).await
}

async fn get(app: &App, path: &str) -> String {
    let response = ask(app, path).await;
    assert_eq!(response.status, 200, "{path}: {}", response.body);
    response.body
}

fn texts(page: &str, selector: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let selector = selector_of(selector);
    let found = page.select(&selector);
    found.map(|one| one.text().collect()).collect()
}

fn selector_of(css: &str) -> Selector {
    Selector::parse(css).expect("a valid selector")
}

#[tokio::test]
async fn a_program_gets_the_height_that_the_page_writes() {
    let app = App::start();
    for attributes in ["lang=en", "lang=cy&layout=compact", "lang=en&show=names"] {
        let page = get(&app, &format!("/d/{DECLARATION}/embed?{attributes}")).await;
        let line = texts(&page, "#code-line").remove(0);
        let path = format!("/embed/v1/signature/room?declaration={DECLARATION}&{attributes}");
        let room = app.get(&path).await.json();
        let height = room["min_height"].as_str().expect("a height");
        let style = format!("style=\"min-height:{height}\"");
        assert!(line.contains(&style), "{style} in {line}");
        assert!(room["height"].as_u64().is_some_and(|height| height > 60));
    }
    let button = format!("/embed/v1/signature/room?declaration={DECLARATION}&layout=button");
    assert_eq!(app.get(&button).await.json()["min_height"], "50px");
    for unknown in ["signature/room?declaration=no-such", "banner/room"] {
        assert_eq!(app.get(&format!("/embed/v1/{unknown}")).await.status, 404);
    }
}
