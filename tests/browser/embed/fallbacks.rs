//! Fallbacks: where a page's policy, its editor or the server stops the widget, it becomes a working
//! frame or link, says so in the reader's language, and tells the editor why.

use serde_json::json;
use thirtyfour::WebElement;

use crate::{
    fixture::{SHARE, SIGNATURE, SIGNUP, Stage, enter_code, sign},
    support::{
        browsers::{page::Page, visit},
        campaign::{DECLARATION, LIST},
        network::faulty_proxy::Trouble,
        wait,
    },
};

/// Waits until the loader has written a console line that contains all these words.
async fn told(page: &Page, words: &[&str]) {
    wait::until(&format!("{words:?} in the console"), async || {
        let console = page.console().await;
        console
            .iter()
            .any(|line| {
                line.contains("undersigned:") && words.iter().all(|words| line.contains(words))
            })
            .then_some(())
    })
    .await;
}

/// Waits until this is the text of the note in a widget's place, with a visible link to this
/// address.
async fn apologises(page: &Page, place: &str, words: &str, link: &str) {
    let shown = "
        const place = document.querySelector(arguments[0]);
        const note = place?.querySelector('[role=status]');
        const links = [...(place?.querySelectorAll('a') ?? [])];
        return note?.checkVisibility() && note.innerText.includes(arguments[1])
            && links.some((one) => one.checkVisibility() && one.href == arguments[2])";
    let what = format!("{words:?} and {link} in {place}");
    page.until(&what, shown, vec![json!(place), json!(words), json!(link)])
        .await;
}

async fn frame_of(page: &Page, selector: &str) -> WebElement {
    wait::until(&format!("a frame in {selector}"), async || {
        let inside = "return document.querySelector(arguments[0])?.shadowRoot?.querySelector('iframe') ?? null";
        page.element(inside, vec![json!(selector)]).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_csp_that_blocks_requests_falls_back_to_a_frame() {
    let stage = Stage::set().await;
    let policy = format!(
        "default-src 'none'; script-src {0}; connect-src 'self'; style-src 'self'; frame-src {0}",
        stage.gate.url
    );
    let address = stage
        .site
        .page_with_policy("/framed", &policy, &stage.signature_tag());

    visit("stepped_down_to_a_frame", async move |page| {
        page.expect_complaint("Content Security Policy");
        page.expect_complaint("favicon");
        page.expect_complaint(&stage.gate.url);
        let ada = stage.app.person("Ada Marlowe");
        page.goto(&address).await;
        let listen = "
            window.heard = [];
            for (const name of ['signed', 'confirmed'])
                addEventListener('undersigned:' + name, (event) => heard.push([name, event.target.localName]))";
        page.run(listen, vec![]).await;
        let frame = frame_of(&page, SIGNATURE).await;
        let lent = frame.attr("allow").await.expect("a frame");
        assert_eq!(lent.as_deref(), Some("web-share; clipboard-write"));
        page.until(
            "the frame to be as high as what it holds",
            "return arguments[0].getBoundingClientRect().height > 600",
            vec![frame.to_json().unwrap()],
        )
        .await;
        told(&page, &["connect-src", "frame", &stage.gate.url]).await;
        let title = frame.attr("title").await.unwrap();
        assert_eq!(title.as_deref(), Some("Sign the declaration"));

        frame.enter_frame().await.unwrap();
        let widget = page.widget(SIGNATURE);
        sign(&widget, &ada).await;
        enter_code(&widget, &stage.app.letter_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        page.driver().enter_default_frame().await.unwrap();
        assert_eq!(stage.app.count().await, 1);
        page.until(
            "the frame's events on the element",
            "return arguments[0].every((name) => heard.some(([one, place]) => one == name && place == arguments[1]))",
            vec![json!(["signed", "confirmed"]), json!(SIGNATURE)],
        )
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_fallback_frame_is_dark_on_a_dark_page_without_color_scheme() {
    let stage = Stage::set().await;
    let policy = format!(
        "default-src 'none'; script-src {0}; connect-src 'self'; style-src 'unsafe-inline'; frame-src {0}",
        stage.gate.url
    );
    let ground = |rule: &str| format!("<style>{rule}</style>{}", stage.signature_tag());
    let pages = [
        ("body { background: #1e1e1e; color: #f2f2f2 }", Some("dark")),
        (
            ":root { color-scheme: dark } body { background: #1e1e1e; color: #f2f2f2 }",
            None,
        ),
        ("body { background: #fff; color: #222 }", None),
    ];
    let pages = pages.map(|(rule, theme)| {
        let path = format!("/ground-{}", rule.len());
        let page = stage.site.page_with_policy(&path, &policy, &ground(rule));
        (page, theme)
    });

    visit("frame_on_a_dark_page", async move |page| {
        page.expect_complaint("Content Security Policy");
        page.expect_complaint("favicon");
        page.expect_complaint(&stage.gate.url);
        for (address, theme) in pages {
            page.goto(&address).await;
            let frame = frame_of(&page, SIGNATURE).await;
            frame.enter_frame().await.unwrap();
            page.widget(SIGNATURE).find("form[data-form=sign]").await;
            let drawn = page.run(
                "return document.documentElement.dataset.theme ?? null",
                vec![],
            );
            assert_eq!(drawn.await, json!(theme), "{address}");
            page.leave_frames().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_csp_that_blocks_requests_and_frames_falls_back_to_a_link() {
    let stage = Stage::set().await;
    let policy = format!(
        "default-src 'none'; script-src {0}; connect-src 'self'; frame-src 'self'",
        stage.gate.url
    );
    let address = stage
        .site
        .page_with_policy("/linked", &policy, &stage.signature_tag());

    visit("stepped_down_to_a_link", async move |page| {
        page.expect_complaint("Content Security Policy");
        page.expect_complaint("favicon");
        page.expect_complaint(&stage.gate.url);
        page.goto(&address).await;
        let link = format!("{}/d/{DECLARATION}", stage.gate.url);
        apologises(&page, SIGNATURE, "Unavailable", &link).await;
        told(&page, &["connect-src", "frame-src", &stage.gate.url]).await;
        page.goto(&link).await;
        page.widget(SIGNATURE).find("form[data-form=sign]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_widget_works_under_trusted_types_that_omit_our_policy() {
    let stage = Stage::set().await;
    let policy = format!(
        "default-src 'none'; script-src {0} 'wasm-unsafe-eval'; connect-src {0}; \
         require-trusted-types-for 'script'; trusted-types somebody-elses",
        stage.gate.url
    );
    let address = stage
        .site
        .page_with_policy("/trusted", &policy, &stage.signature_tag());

    visit("trusted_types", async move |page| {
        page.expect_complaint("favicon");
        let ada = stage.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign(&widget, &ada).await;
        enter_code(&widget, &stage.app.letter_to(&ada).await.code()).await;
        widget.find("[part~=thanks] [data-network=whatsapp]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_unavailable_note_uses_the_pages_language() {
    let stage = Stage::set().await;
    let languages = [
        ("en", "Unavailable"),
        ("cy", "Ddim ar gael"),
        ("fr-CA", "Indisponible"),
        ("pl", "niedostępne"),
        ("pa", "ਉਪਲਬਧ ਨਹੀਂ"),
        ("bn", "পাওয়া যাচ্ছে না"),
        ("ur", "دستیاب نہیں"),
        ("ar", "غير متاح"),
        ("tlh", "Unavailable"),
    ];
    let places = languages.map(|(lang, _)| {
        format!(
            "<section lang=\"{lang}\"><undersigned-signup list=\"no-such\"></undersigned-signup></section>"
        )
    });
    let body = format!("{}{}", places.concat(), stage.tag(""));
    let address = stage.site.page("/told", &body);

    visit("told_in_languages", async move |page| {
        page.expect_complaint(&stage.gate.url);
        page.goto(&address).await;
        let link = format!("{}/l/no-such", stage.gate.url);
        for (lang, words) in languages {
            apologises(&page, &format!("[lang={lang}]"), words, &link).await;
        }
        let harm = "return document.querySelector('h1').checkVisibility()";
        assert_eq!(page.run(harm, vec![]).await, json!(true));
    })
    .await;
}

/// The other languages come from the server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_unavailable_note_is_in_english_if_the_server_is_down() {
    let stage = Stage::set().await;
    stage.gate.trouble("/embed/v1/", Trouble::BreakOff);
    stage.gate.trouble("/assets/", Trouble::BreakOff);
    let body = format!(
        "<section lang=\"cy\"><undersigned-signup list=\"{LIST}\"></undersigned-signup></section>{}",
        stage.tag("")
    );
    let address = stage.site.page("/down", &body);

    visit("server_down", async move |page| {
        page.expect_complaint(&stage.gate.url);
        page.goto(&address).await;
        let link = format!("{}/l/{LIST}", stage.gate.url);
        apologises(&page, "[lang=cy]", "Unavailable", &link).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_editors_fallback_link_is_kept_and_not_duplicated() {
    let stage = Stage::set().await;
    stage.gate.trouble("/embed/v1/", Trouble::BreakOff);
    stage.gate.trouble("/assets/", Trouble::BreakOff);
    let link = format!("{}/d/{DECLARATION}", stage.gate.url);
    let body = format!(
        "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\"><p>Please:</p>\
         <a href=\"{link}\">Sign the declaration</a></div>{}",
        stage.tag("")
    );
    let address = stage.site.page("/own-link", &body);

    visit("own_link", async move |page| {
        page.expect_complaint(&stage.gate.url);
        page.goto(&address).await;
        apologises(&page, SIGNATURE, "Unavailable", &link).await;
        let links = "return document.querySelectorAll('main a').length";
        assert_eq!(page.run(links, vec![]).await, json!(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_server_leaves_a_link_until_it_responds() {
    let stage = Stage::set().await;
    stage.gate.trouble("/embed/v1/", Trouble::Hold);
    let address = stage.signature_page();

    visit("slow_server", async move |page| {
        page.expect_complaint("undersigned:");
        page.goto(&address).await;
        let link = format!("{}/d/{DECLARATION}", stage.gate.url);
        apologises(&page, SIGNATURE, "Unavailable", &link).await;
        told(&page, &["slow"]).await;

        stage.gate.mend();
        page.widget(SIGNATURE).find("form[data-form=sign]").await;
        let note = "return document.querySelectorAll('[role=status]').length";
        assert_eq!(page.run(note, vec![]).await, json!(0), "it is over");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invalid_fragment_is_not_inserted() {
    let stage = Stage::set().await;
    stage.gate.trouble(
        "/embed/v1/",
        Trouble::Change("data-island=", "data-inland="),
    );
    let address = stage.signature_page();

    visit("rubbish", async move |page| {
        page.expect_complaint("undersigned:");
        page.goto(&address).await;
        let link = format!("{}/d/{DECLARATION}", stage.gate.url);
        apologises(&page, SIGNATURE, "Unavailable", &link).await;
        told(&page, &[SIGNATURE, &stage.gate.url, "no widget"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invalid_attributes_are_reported_with_the_allowed_values() {
    let stage = Stage::set().await;
    let body = [
        "<section id=slug>",
        &stage.tag("data-widget=\"signature\" data-declaration=\"no-such\""),
        "</section><section id=widget>",
        &stage.tag("data-widget=\"carousel\""),
        "</section><section id=server>",
        &stage.tag(&format!(
            "data-widget=\"signup\" data-list=\"{LIST}\" data-server=\"act.example\""
        )),
        "</section><section id=missing>",
        &stage.tag("data-widget=\"signature\""),
        "</section><section id=theirs><div data-widget=\"carousel\">Not ours</div></section>",
        &stage.share_tag("data-networks=\"copy pigeon\" data-theme=\"pink\" data-layout=\"wide\" data-lang=\"tlh\""),
    ]
    .concat();
    let address = stage.site.page("/wrong", &body);

    visit("wrong_attributes_told", async move |page| {
        page.expect_complaint("undersigned:");
        page.expect_complaint("404");
        page.goto(&address).await;
        let server = &stage.gate.url;
        told(
            &page,
            &[SIGNATURE, "declaration", "no-such", "allowed", server],
        )
        .await;
        told(&page, &["data-widget", "carousel", "allowed: signature"]).await;
        told(&page, &[SIGNUP, "server", "act.example", "allowed"]).await;
        told(&page, &[SIGNATURE, "declaration", "null", "allowed"]).await;
        for (attribute, value, allowed) in [
            ("networks", "pigeon", "whatsapp"),
            ("theme", "pink", "auto"),
            ("layout", "wide", "compact"),
            ("lang", "tlh", "en"),
        ] {
            told(&page, &[SHARE, attribute, value, allowed]).await;
        }
        page.widget(SHARE).find("[data-press=copy]").await;

        let slug = format!("{server}/d/no-such");
        apologises(&page, "#slug", "Unavailable", &slug).await;
        apologises(&page, "#widget", "Unavailable", &format!("{server}/")).await;
        apologises(&page, "#missing", "Unavailable", &format!("{server}/")).await;
        apologises(&page, "#server", "Unavailable", &address).await;
        let theirs = "return document.querySelector('#theirs').innerText.trim()";
        assert_eq!(
            page.run(theirs, vec![]).await,
            json!("Not ours"),
            "other people's attributes of the same name are left alone"
        );
    })
    .await;
}
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_loader_recovers_from_a_temporary_network_error() {
    let stage = Stage::set().await;
    let address = stage.signature_page();

    visit("passing_fault", async move |page| {
        page.expect_complaint(&stage.gate.url);
        stage.gate.trouble("/embed/v1/", Trouble::BreakOff);
        stage.gate.trouble("stepdown.js", Trouble::Hold);
        let mending = async {
            wait::until("the loader to ask for help", async || {
                (!stage.gate.asked_for("stepdown.js").is_empty()).then_some(())
            })
            .await;
            stage.gate.mend();
        };
        // WebKit waits for a module that is requested before the page has loaded: the page loads
        // only once the trouble is over.
        tokio::join!(page.goto(&address), mending);
        page.widget(SIGNATURE).find("form[data-form=sign]").await;
    })
    .await;
}
