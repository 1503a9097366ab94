//! Fallbacks: where a page's policy, its editor or the server stops the widget, it becomes a working
//! frame or link, says so in the reader's language, and tells the editor why.

use serde_json::json;
use thirtyfour::WebElement;

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, SIGNUP, enter_code, sign, sign_and_confirm},
    support::{
        browsers::{page::Page, visit},
        campaign::{DECLARATION, LIST},
        network::faulty_proxy::Fault,
        wait,
    },
};

/// Waits until the loader has written a console line that contains all these words.
async fn console_contains_all(page: &Page, words: &[&str]) {
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
async fn shows_unavailable_note(page: &Page, place: &str, words: &str, link: &str) {
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
    let fixture = Fixture::start().await;
    let policy = format!(
        "default-src 'none'; script-src {0}; connect-src 'self'; style-src 'self'; frame-src {0}",
        fixture.proxy.url
    );
    let address = fixture
        .site
        .page_with_policy("/framed", &policy, &fixture.signature_tag());

    visit("stepped_down_to_a_frame", async move |page| {
        page.expect_error("Content Security Policy");
        page.expect_error("favicon");
        page.expect_error(&fixture.proxy.url);
        let ada = fixture.app.person("Ada Marlowe");
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
        console_contains_all(&page, &["connect-src", "frame", &fixture.proxy.url]).await;
        let title = frame.attr("title").await.unwrap();
        assert_eq!(title.as_deref(), Some("Sign the declaration"));

        frame.enter_frame().await.unwrap();
        let widget = page.widget(SIGNATURE);
        sign_and_confirm(&fixture, &widget, &ada).await;
        page.driver().enter_default_frame().await.unwrap();
        assert_eq!(fixture.app.count().await, 1);
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
    let fixture = Fixture::start().await;
    let policy = format!(
        "default-src 'none'; script-src {0}; connect-src 'self'; style-src 'unsafe-inline'; frame-src {0}",
        fixture.proxy.url
    );
    let ground = |rule: &str| format!("<style>{rule}</style>{}", fixture.signature_tag());
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
        let page = fixture.site.page_with_policy(&path, &policy, &ground(rule));
        (page, theme)
    });

    visit("frame_on_a_dark_page", async move |page| {
        page.expect_error("Content Security Policy");
        page.expect_error("favicon");
        page.expect_error(&fixture.proxy.url);
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
    let fixture = Fixture::start().await;
    let policy = format!(
        "default-src 'none'; script-src {0}; connect-src 'self'; frame-src 'self'",
        fixture.proxy.url
    );
    let address = fixture
        .site
        .page_with_policy("/linked", &policy, &fixture.signature_tag());

    visit("stepped_down_to_a_link", async move |page| {
        page.expect_error("Content Security Policy");
        page.expect_error("favicon");
        page.expect_error(&fixture.proxy.url);
        page.goto(&address).await;
        let link = format!("{}/d/{DECLARATION}", fixture.proxy.url);
        shows_unavailable_note(&page, SIGNATURE, "Unavailable", &link).await;
        console_contains_all(&page, &["connect-src", "frame-src", &fixture.proxy.url]).await;
        page.goto(&link).await;
        page.widget(SIGNATURE).find("form[data-form=sign]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_widget_works_under_trusted_types_that_omit_our_policy() {
    let fixture = Fixture::start().await;
    let policy = format!(
        "default-src 'none'; script-src {0} 'wasm-unsafe-eval'; connect-src {0}; \
         require-trusted-types-for 'script'; trusted-types somebody-elses",
        fixture.proxy.url
    );
    let address = fixture
        .site
        .page_with_policy("/trusted", &policy, &fixture.signature_tag());

    visit("trusted_types", async move |page| {
        page.expect_error("favicon");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign(&widget, &ada).await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks] undersigned-share").await;
        page.find("[data-network=whatsapp]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_unavailable_note_uses_the_pages_language() {
    let fixture = Fixture::start().await;
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
    let body = format!("{}{}", places.concat(), fixture.tag(""));
    let address = fixture.site.page("/told", &body);

    visit("told_in_languages", async move |page| {
        page.expect_error(&fixture.proxy.url);
        page.goto(&address).await;
        let link = format!("{}/l/no-such", fixture.proxy.url);
        for (lang, words) in languages {
            shows_unavailable_note(&page, &format!("[lang={lang}]"), words, &link).await;
        }
        let harm = "return document.querySelector('h1').checkVisibility()";
        assert_eq!(page.run(harm, vec![]).await, json!(true));
    })
    .await;
}

/// The other languages come from the server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_unavailable_note_is_in_english_if_the_server_is_down() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault("/embed/v1/", Fault::BreakOff);
    fixture.proxy.add_fault("/assets/", Fault::BreakOff);
    let body = format!(
        "<section lang=\"cy\"><undersigned-signup list=\"{LIST}\"></undersigned-signup></section>{}",
        fixture.tag("")
    );
    let address = fixture.site.page("/down", &body);

    visit("server_down", async move |page| {
        page.expect_error(&fixture.proxy.url);
        page.goto(&address).await;
        let link = format!("{}/l/{LIST}", fixture.proxy.url);
        shows_unavailable_note(&page, "[lang=cy]", "Unavailable", &link).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_editors_fallback_link_is_kept_and_not_duplicated() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault("/embed/v1/", Fault::BreakOff);
    fixture.proxy.add_fault("/assets/", Fault::BreakOff);
    let link = format!("{}/d/{DECLARATION}", fixture.proxy.url);
    let body = format!(
        "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\"><p>Please:</p>\
         <a href=\"{link}\">Sign the declaration</a></div>{}",
        fixture.tag("")
    );
    let address = fixture.site.page("/own-link", &body);

    visit("own_link", async move |page| {
        page.expect_error(&fixture.proxy.url);
        page.goto(&address).await;
        shows_unavailable_note(&page, SIGNATURE, "Unavailable", &link).await;
        let links = "return document.querySelectorAll('main a').length";
        assert_eq!(page.run(links, vec![]).await, json!(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_server_leaves_a_link_until_it_responds() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault("/embed/v1/", Fault::Hold);
    let address = fixture.signature_page();

    visit("slow_server", async move |page| {
        page.expect_error("undersigned:");
        page.goto(&address).await;
        let link = format!("{}/d/{DECLARATION}", fixture.proxy.url);
        shows_unavailable_note(&page, SIGNATURE, "Unavailable", &link).await;
        console_contains_all(&page, &["slow"]).await;

        fixture.proxy.end_faults();
        page.widget(SIGNATURE).find("form[data-form=sign]").await;
        let note = "return document.querySelectorAll('[role=status]').length";
        assert_eq!(page.run(note, vec![]).await, json!(0), "it is over");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invalid_fragment_is_not_inserted() {
    let fixture = Fixture::start().await;
    fixture
        .proxy
        .add_fault("/embed/v1/", Fault::Change("data-island=", "data-inland="));
    let address = fixture.signature_page();

    visit("rubbish", async move |page| {
        page.expect_error("undersigned:");
        page.goto(&address).await;
        let link = format!("{}/d/{DECLARATION}", fixture.proxy.url);
        shows_unavailable_note(&page, SIGNATURE, "Unavailable", &link).await;
        console_contains_all(&page, &[SIGNATURE, &fixture.proxy.url, "no widget"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invalid_attributes_are_reported_with_the_allowed_values() {
    let fixture = Fixture::start().await;
    let body = [
        "<section id=slug>",
        &fixture.tag("data-widget=\"signature\" data-declaration=\"no-such\""),
        "</section><section id=widget>",
        &fixture.tag("data-widget=\"carousel\""),
        "</section><section id=server>",
        &fixture.tag(&format!(
            "data-widget=\"signup\" data-list=\"{LIST}\" data-server=\"act.example\""
        )),
        "</section><section id=missing>",
        &fixture.tag("data-widget=\"signature\""),
        "</section><section id=theirs><div data-widget=\"carousel\">Not ours</div></section>",
        &fixture.share_tag("data-networks=\"copy pigeon\" data-theme=\"pink\" data-layout=\"wide\" data-lang=\"tlh\""),
    ]
    .concat();
    let address = fixture.site.page("/wrong", &body);

    visit("wrong_attributes_told", async move |page| {
        page.expect_error("undersigned:");
        page.expect_error("404");
        page.goto(&address).await;
        let server = &fixture.proxy.url;
        console_contains_all(
            &page,
            &[SIGNATURE, "declaration", "no-such", "allowed", server],
        )
        .await;
        console_contains_all(&page, &["data-widget", "carousel", "allowed: signature"]).await;
        console_contains_all(&page, &[SIGNUP, "server", "act.example", "allowed"]).await;
        console_contains_all(&page, &[SIGNATURE, "declaration", "null", "allowed"]).await;
        for (attribute, value, allowed) in [
            ("networks", "pigeon", "whatsapp"),
            ("theme", "pink", "auto"),
            ("layout", "wide", "compact"),
            ("lang", "tlh", "en"),
        ] {
            console_contains_all(&page, &[SHARE, attribute, value, allowed]).await;
        }
        page.widget(SHARE).find("[data-press=copy]").await;

        let slug = format!("{server}/d/no-such");
        shows_unavailable_note(&page, "#slug", "Unavailable", &slug).await;
        shows_unavailable_note(&page, "#widget", "Unavailable", &format!("{server}/")).await;
        shows_unavailable_note(&page, "#missing", "Unavailable", &format!("{server}/")).await;
        shows_unavailable_note(&page, "#server", "Unavailable", &address).await;
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
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("passing_fault", async move |page| {
        page.expect_error(&fixture.proxy.url);
        fixture.proxy.add_fault("/embed/v1/", Fault::BreakOff);
        fixture.proxy.add_fault("stepdown.js", Fault::Hold);
        let mending = async {
            wait::until("the loader to ask for help", async || {
                (!fixture.proxy.requests_for("stepdown.js").is_empty()).then_some(())
            })
            .await;
            fixture.proxy.end_faults();
        };
        // WebKit waits for a module that is requested before the page has loaded: the page loads
        // only once the trouble is over.
        tokio::join!(page.goto(&address), mending);
        page.widget(SIGNATURE).find("form[data-form=sign]").await;
    })
    .await;
}
