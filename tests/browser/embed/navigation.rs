//! Single-page navigation: an app moves to another page, with another address and title, while a
//! share bar stays. What is shared is the page shown when the visitor presses.

use serde_json::{Value, json};
use url::Url;

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, WASM, sign_and_confirm},
    support::{
        browsers::{page::Page, visit, widget::Widget},
        network::faulty_proxy::Fault,
        wait,
    },
};

/// Records what would be opened and what is passed to the share sheet, and stays on the page.
const HEAD: &str = "<script>
    window.opened = [];
    addEventListener('click', (event) => {
        const link = event.composedPath().find((one) => one.localName == 'a');
        if (!link || event.defaultPrevented) return;
        event.preventDefault();
        // Firefox' driver presses from a script, and microtasks, in which the bar is drawn anew, run
        // after it; after a visitor's press they run before the link is followed.
        queueMicrotask(() => opened.push(link.href));
    });
    window.sheets = [];
    navigator.share = async (what) => sheets.push(what);
    window.go = (address, title) => {
        history.pushState({}, '', address);
        document.title = title;
    };
</script>";

/// The address and text passed to a network.
async fn shared_by(page: &Page, network: &str, bar: &Widget) -> (String, String) {
    bar.press(&format!("[data-network={network}]")).await;
    let opened = page
        .until("the network to be opened", "return opened.shift()", vec![])
        .await;
    let opened = Url::parse(opened.as_str().expect("an address")).expect("an address");
    let value = |name: &str| {
        let mut pairs = opened.query_pairs();
        let found = pairs.find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    (value("url"), value("text"))
}

async fn sheet(page: &Page, bar: &Widget) -> Value {
    bar.press("[data-press=native]").await;
    page.until("the share sheet", "return sheets.shift()", vec![])
        .await
}

async fn go(page: &Page, address: &str, title: &str) {
    page.run("go(...arguments)", vec![json!(address), json!(title)])
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_share_bar_shares_the_page_current_at_the_click() {
    let fixture = Fixture::start().await;
    let bar = fixture.share_tag("data-networks=\"native x threads\"");
    let address = fixture.site.page_with_head("/first", HEAD, &bar);

    visit("moved_on", async move |page| {
        page.goto(&address).await;
        let at = |path: &str| format!("{}{path}", fixture.site.origin);
        let bar = page.widget(SHARE);
        bar.find("[data-network=x]").await;
        // A title that an app sets late, and navigation before anybody touched the bar.
        go(&page, "/second", "Second").await;
        assert_eq!(
            shared_by(&page, "x", &bar).await,
            (at("/second"), "Second".into())
        );
        bar.is_hydrated().await;
        go(&page, "/third?a=1#part", "Third").await;
        let reported = shared_by(&page, "threads", &bar).await;
        assert_eq!(reported, (at("/third?a=1"), "Third".into()));
        go(&page, "/#/petition/12", "Petition 12").await;
        let reported = sheet(&page, &bar).await;
        assert_eq!(
            reported,
            json!({"url": at("/#/petition/12"), "title": "Petition 12"})
        );
        go(&page, "/app#!/petition/13", "Petition 13").await;
        let reported = shared_by(&page, "x", &bar).await;
        assert_eq!(reported, (at("/app#!/petition/13"), "Petition 13".into()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_click_before_the_bundle_loads_shares_the_current_page() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault(WASM, Fault::Hold);
    let bar = fixture.share_tag("data-networks=\"x\"");
    let address = fixture.site.page_with_head("/first", HEAD, &bar);

    visit("moved_on_early", async move |page| {
        page.goto(&address).await;
        let bar = page.widget(SHARE);
        bar.find("[data-network=x]").await;
        go(&page, "/second", "Second").await;
        bar.press("[data-network=x]").await;
        let opened = page.run("return opened.length", vec![]).await;
        assert_eq!(opened, json!(0), "not the page before");
        fixture.proxy.end_faults();
        let opened = page.until("the network", "return opened[0]", vec![]).await;
        assert!(
            opened.as_str().is_some_and(|one| one.contains("second")),
            "{opened}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_canonical_url_is_shared_unless_navigation_made_it_stale() {
    let fixture = Fixture::start().await;
    let head = format!("{HEAD}<link rel=canonical href=\"https://ally.example/one\">");
    let bar = fixture.share_tag("data-networks=\"native\"");
    let address = fixture.site.page_with_head("/one", &head, &bar) + "?page=2";

    visit("canonical", async move |page| {
        page.goto(&address).await;
        let bar = page.widget(SHARE);
        let shared = async || sheet(&page, &bar).await["url"].clone();
        assert_eq!(shared().await, "https://ally.example/one");
        let change = "document.querySelector('link').href = arguments[0]";
        go(&page, "/two", "Two").await;
        page.run(change, vec![json!("https://ally.example/two")])
            .await;
        assert_eq!(shared().await, "https://ally.example/two");
        // If an app forgets to change it, the page that is shown is meant.
        page.run(change, vec![json!("https://ally.example/one")])
            .await;
        assert_eq!(shared().await, format!("{}/two", fixture.site.origin));
        go(&page, "/#/petition/12", "Twelve").await;
        assert_eq!(
            shared().await,
            format!("{}/#/petition/12", fixture.site.origin)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_editors_chosen_url_and_text_survive_navigation() {
    let fixture = Fixture::start().await;
    let bar = fixture.share_tag(
        "data-networks=\"x\" data-url=\"https://ally.example/chosen\" data-text=\"Chosen\"",
    );
    let address = fixture.site.page_with_head("/first", HEAD, &bar);

    visit("chosen", async move |page| {
        page.goto(&address).await;
        let bar = page.widget(SHARE);
        bar.is_hydrated().await;
        go(&page, "/second", "Second").await;
        let chosen = (
            "https://ally.example/chosen".to_owned(),
            "Chosen".to_owned(),
        );
        assert_eq!(shared_by(&page, "x", &bar).await, chosen);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tracking_parameters_are_not_shared() {
    let fixture = Fixture::start().await;
    let bar = fixture.share_tag("data-networks=\"x native\"");
    let tags = format!("{bar}{}", fixture.signature_tag());
    fixture.site.page_with_head("/article", HEAD, &tags);
    let reported = "fbclid=IwAR0&p=7&utm_source=news&gclid=1&msclkid=2&mc_eid=8f21";
    let address = format!("{}/article?{reported}", fixture.site.origin);

    visit("trackers", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let bare = format!("{}/article?p=7", fixture.site.origin);
        let bar = page.widget(SHARE);
        // As the server rendered it, for visitors without scripts.
        let link = bar.find("[data-network=x]").await;
        let drawn = link
            .attr("href")
            .await
            .expect("a link")
            .expect("an address");
        let drawn = Url::parse(&drawn).expect("an address");
        assert!(
            drawn.query_pairs().any(|(_, value)| value == bare),
            "{drawn}"
        );
        assert_eq!(shared_by(&page, "x", &bar).await.0, bare);
        assert_eq!(sheet(&page, &bar).await["url"], json!(bare));

        let widget = page.widget(SIGNATURE);
        sign_and_confirm(&fixture, &widget, &ada).await;
        let in_thanks = "
            const bar = root.querySelector('[part=thanks] undersigned-share')?.shadowRoot;
            return bar?.querySelector('[data-network=x]')?.href ?? ''";
        let shared = wait::until("the bar in the thanks", async || {
            let href = widget.run(in_thanks, vec![]).await;
            Url::parse(href.as_str()?).ok()
        })
        .await;
        assert!(
            shared.query_pairs().any(|(_, value)| value == bare),
            "{shared}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn server_and_browser_truncate_share_texts_identically() {
    let fixture = Fixture::start().await;
    let networks = "x bluesky threads reddit mastodon";
    let insert = "const bar = document.createElement('undersigned-share');
        bar.setAttribute('networks', arguments[0]);
        bar.setAttribute('text', arguments[1]);
        bar.setAttribute('url', 'https://ally.example/2026/why-we-sign?p=7&fbclid=1#part');
        document.querySelector('main').replaceChildren(bar)";
    let address = fixture.site.page("/long", &fixture.tag(""));

    visit("long_texts", async move |page| {
        page.goto(&address).await;
        page.until(
            "the loader",
            "return !!customElements.get('undersigned-share')",
            vec![],
        )
        .await;
        for text in [
            "a word and ".repeat(60),
            "নির্বাচন ".repeat(60),
            // Seven code points each; the server takes two thousand.
            "👩‍👩‍👧‍👦".repeat(270),
            "語、".repeat(120),
        ] {
            page.run(insert, vec![json!(networks), json!(text)]).await;
            let bar = page.widget(SHARE);
            bar.find("[data-network=reddit]").await;
            let links =
                "return [...root.querySelectorAll('[data-network]')].map((one) => one.href)";
            let drawn = bar.run(links, vec![]).await;
            bar.is_hydrated().await;
            let taken_over = bar.run(links, vec![]).await;
            assert_eq!(drawn, taken_over, "{text}");
            let cut = drawn
                .as_array()
                .expect("links")
                .iter()
                .any(|link| link.to_string().contains("%E2%80%A6"));
            assert!(cut, "{drawn}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailto_link_opens_no_tab() {
    let fixture = Fixture::start().await;
    let bar = fixture.share_tag("data-networks=\"email x\"");
    let frame = format!(
        "<iframe src=\"{}/frame/v1/share?networks=email%20x&url=https%3A%2F%2Fally.example%2Fa\" title=\"Share\"></iframe>",
        fixture.proxy.url
    );
    let address = fixture.site.page("/mail", &format!("{bar}{frame}"));

    visit("mail_link", async move |page| {
        page.goto(&address).await;
        let targets =
            "return [...root.querySelectorAll('[data-network]')].map((one) => one.target)";
        let bar = page.widget(SHARE);
        bar.find("[data-network=email]").await;
        let drawn = bar.run(targets, vec![]).await;
        assert_eq!(drawn, json!(["", "_blank"]), "as drawn");
        bar.is_hydrated().await;
        assert_eq!(bar.run(targets, vec![]).await, drawn, "as taken over");

        page.enter_frame("iframe").await;
        let bar = page.widget(SHARE);
        bar.find("[data-network=email]").await;
        let drawn = bar.run(targets, vec![]).await;
        assert_eq!(drawn, json!(["_top", "_blank"]), "as drawn in a frame");
        bar.is_hydrated().await;
        assert_eq!(
            bar.run(targets, vec![]).await,
            drawn,
            "as taken over in a frame"
        );
    })
    .await;
}
