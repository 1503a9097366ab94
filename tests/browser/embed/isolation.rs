//! Isolation on other people's pages: their styles do not reach the widget, it leaves nothing
//! behind, and it calls no third party.

use serde_json::json;

use crate::{
    embed::globals,
    fixture::{Fixture, SHARE, SIGNATURE, SIGNUP, WASM, sign},
    support::browsers::{Kind, visit},
};

/// What a theme does to every page of its site.
const HOSTILE: &str = "<style>
    * { color: lime !important; font: 5px fantasy !important; text-transform: uppercase !important }
    input, button, form, label, fieldset, p, ul, li, h2, h3 { display: none !important; opacity: 0 !important }
    div { position: absolute !important; left: -9999px !important; transform: rotate(9deg) }
    :root { font-size: 4px }
    [part], [class] { visibility: hidden !important }
</style>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_style_sheet_does_not_reach_the_widget() {
    let fixture = Fixture::start().await;
    let address = fixture
        .site
        .page_with_head("/hostile", HOSTILE, &fixture.signature_tag());

    visit("hostile_styles", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        // `find` and real typing succeed only on elements that are shown and can be reached.
        sign(&widget, &ada).await;
        let code = widget.find("input[name=code]").await;
        assert_eq!(code.css_value("opacity").await.unwrap(), "1");
        assert_eq!(code.css_value("text-transform").await.unwrap(), "none");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_styles_the_widget_by_custom_properties_and_parts() {
    let fixture = Fixture::start().await;
    let head = "<style>
        undersigned-signature { --undersigned-accent: rgb(1, 2, 3); --undersigned-radius: 7px }
        undersigned-signature::part(button) { letter-spacing: 3px }
    </style>";
    let address = fixture
        .site
        .page_with_head("/themed", head, &fixture.signature_tag());

    visit("themed", async move |page| {
        page.goto(&address).await;
        let button = page
            .widget(SIGNATURE)
            .find("form[data-form=sign] [part~=button]")
            .await;
        // Browsers write it with or without its opacity.
        let colour = button.css_value("background-color").await.unwrap();
        assert!(colour.contains("(1, 2, 3"), "{colour}");
        assert_eq!(button.css_value("letter-spacing").await.unwrap(), "3px");
        assert_eq!(
            button.css_value("border-top-left-radius").await.unwrap(),
            "7px"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn widgets_call_no_third_party_and_leave_globals_and_storage_untouched() {
    let fixture = Fixture::start().await;
    let all = format!(
        "{}{}{}",
        fixture.signature_tag(),
        fixture.signup_tag(),
        fixture.share_tag("data-follow=\"youtube=https://videos.example/us\"")
    );
    let address = fixture
        .site
        .page_with_head("/all", &globals::recorder(), &all);

    visit("quiet_guest", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        for widget in [SIGNATURE, SIGNUP, SHARE] {
            page.run("document.querySelector(arguments[0]).scrollIntoView()", vec![json!(widget)]).await;
            page.widget(widget).is_hydrated().await;
        }
        sign(&page.widget(SIGNATURE), &ada).await;
        page.widget(SIGNATURE).find("input[name=code]").await;

        globals::assert_unchanged(&page).await;
        let left = page
            .run(
                "return [document.cookie, localStorage.length, sessionStorage.length,
                         document.querySelectorAll('head style, head link[rel=stylesheet]').length]",
                vec![],
            )
            .await;
        // One entry is kept until the signature is confirmed: the way back from the email needs it.
        assert_eq!(left, json!(["", 1, 0, 0]));
        let requests = page.requests().await;
        assert!(requests.iter().any(|address| address.contains(WASM)), "{requests:?}");
        let known = |address: &&String| {
            !address.starts_with(&fixture.proxy.url) && !address.starts_with(&fixture.site.origin)
        };
        let blocked_network: Vec<_> = requests.iter().filter(known).collect();
        assert!(blocked_network.is_empty(), "{blocked_network:?}");
        let cookies = page.driver().get_all_cookies().await.unwrap();
        assert!(cookies.is_empty(), "{cookies:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn content_below_the_widget_does_not_move() {
    let fixture = Fixture::start().await;
    let body = format!(
        "<div data-widget=\"signature\" data-declaration=\"open-the-library\" style=\"min-height:90rem\"></div>\
         <p id=below>What stands below.</p>{}",
        fixture.tag("")
    );
    // Every position it ever had, including while the form was shown part by part.
    let head = "<script>
        const places = (window.places = new Set());
        const look = () => {
            const below = document.querySelector('#below');
            if (below) places.add(below.getBoundingClientRect().top + scrollY);
            setTimeout(look);
        };
        look();
    </script>";
    let address = fixture.site.page_with_head("/still", head, &body);

    visit("still", async move |page| {
        page.goto(&address).await;
        page.widget(SIGNATURE).is_hydrated().await;
        let places = page.run("return [...window.places]", vec![]).await;
        let places = places.as_array().expect("places");
        assert_eq!(
            places.len(),
            1,
            "the placeholder holds the room: {places:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_widget_works_under_a_strict_csp_that_allows_the_server() {
    let fixture = Fixture::start().await;
    let policy = format!(
        "default-src 'none'; script-src {0} 'wasm-unsafe-eval'; connect-src {0}; style-src 'self'; \
         require-trusted-types-for 'script'; trusted-types undersigned",
        fixture.proxy.url
    );
    let address = fixture
        .site
        .page_with_policy("/strict", &policy, &fixture.signature_tag());

    visit("strict_policy", async move |page| {
        page.expect_error("favicon");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign(&widget, &ada).await;
        let code = widget.find("input[name=code]").await;
        assert_ne!(
            code.css_value("border-top-width").await.unwrap(),
            "2px",
            "styled, not bare"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn modified_builtins_do_not_break_the_widget() {
    let fixture = Fixture::start().await;
    let head = "<base href=\"https://elsewhere.example/\"><script>
        Array.prototype.extra = function () {};
        Object.defineProperty(Object.prototype, 'surprise', {value: 1, enumerable: true, writable: true, configurable: true});
        window.name = 'taken';
    </script>";
    let address = fixture
        .site
        .page_with_head("/broken", head, &fixture.signature_tag());

    visit("broken_page", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign(&widget, &ada).await;
        widget.find("input[name=code]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_test_browser_blocks_third_party_storage() {
    let fixture = Fixture::start().await;
    // The same server under its other name is another site.
    let third = fixture.site.origin.replace("localhost", "127.0.0.1");
    let keeping = "<script>
        const tell = (act) => { try { return act() ?? null; } catch { return null; } };
        const stored = tell(() => localStorage.getItem('kept'));
        if (parent === window) localStorage.setItem('kept', 'stored');
        tell(() => document.cookie = 'kept=cookie');
        parent.postMessage([stored, tell(() => document.cookie)], '*');
    </script>";
    fixture.site.page("/third", keeping);
    let head = "<script>addEventListener('message', (event) => window.told = event.data)</script>";
    let frame = format!("<iframe src=\"{third}/third\"></iframe>");
    let address = fixture.site.page_with_head("/around", head, &frame);

    visit("third_parties", async move |page| {
        page.goto(&address).await;
        let reported = page
            .until("the frame to tell", "return window.told", vec![])
            .await;
        assert_eq!(reported[1], json!(""), "no cookie is set from a frame");

        page.goto(&format!("{third}/third")).await;
        page.goto(&address).await;
        let reported = page
            .until("the frame to tell", "return window.told", vec![])
            .await;
        assert_eq!(
            reported[0],
            json!(null),
            "what the site keeps for itself is not seen in a frame"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_test_browser_does_not_click_covered_elements() {
    let fixture = Fixture::start().await;
    let cover = "<div id=cover style=\"position:fixed;inset:0;z-index:9\"></div>";
    let body = format!("{}{cover}", fixture.signature_tag());
    let address = fixture.site.page("/covered", &body);

    visit("covered", async move |page| {
        const SEND: &str = "form[data-form=sign] button[type=submit]";
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        let covered = widget.clone();
        let pressed = tokio::spawn(async move { covered.press(SEND).await }).await;
        // Firefox's driver clicks the element on top, as a visitor would.
        let refused = pressed.is_err() || Kind::chosen() == Kind::Firefox;
        assert!(refused, "something lies over it");
        assert!(!widget.has("[part=error]:not(:empty)").await);

        page.run("document.querySelector('#cover').remove()", vec![])
            .await;
        widget.press(SEND).await;
        widget.find("[part=error]:not(:empty)").await;
    })
    .await;
}
