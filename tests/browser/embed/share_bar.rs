//! The share bar: complete addresses, copying, the share sheet, Mastodon, follow links. Headless
//! Chromium has no share sheet, so one test replaces `navigator.share`.

use serde_json::json;
use thirtyfour::Key;
use url::Url;

use crate::{
    fixture::{Fixture, SHARE},
    support::browsers::visit,
};

const HOSTILE_URL: &str = "https://ally.example/söme path/?a=1&b=%26&q=\"it's\"#part-🍰";
const HOSTILE_TEXT: &str = "Tea & \"cake\" <b>100%</b> #now + 🍰 नमस्ते";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_network_link_carries_the_whole_url_and_text() {
    let fixture = Fixture::start().await;
    let ids = "email whatsapp facebook x linkedin pinterest bluesky telegram threads reddit";
    let insert = format!(
        "<undersigned-share id=bar networks=\"{ids}\"></undersigned-share>{}",
        fixture.tag("")
    );
    let address = fixture.site.page(
        "/share",
        &insert.replace(
            "<undersigned-share id=bar",
            "<template id=hold></template><undersigned-share hidden id=later",
        ),
    );

    visit("hostile_share", async move |page| {
        page.goto(&address).await;
        let make = "
            const bar = document.createElement('undersigned-share');
            bar.setAttribute('networks', arguments[0]);
            bar.setAttribute('url', arguments[1]);
            bar.setAttribute('text', arguments[2]);
            bar.id = 'bar';
            document.querySelector('main').prepend(bar);
        ";
        page.run(make, vec![json!(ids), json!(HOSTILE_URL), json!(HOSTILE_TEXT)]).await;
        let bar = page.widget("#bar");
        bar.find("[data-network=reddit]").await;
        let order = bar
            .run("return [...root.querySelectorAll('[data-network]')].map((one) => one.dataset.network).join(' ')", vec![])
            .await;
        assert_eq!(order, json!(ids), "in the order asked for");

        // However the widget has changed the address, every network must get the same one.
        let expected = Url::parse(HOSTILE_URL).expect("an address");
        for id in ids.split(' ') {
            let link = bar.find(&format!("[data-network={id}]")).await;
            let href = link.attr("href").await.unwrap().expect("an address");
            let composer = Url::parse(&href).unwrap_or_else(|error| panic!("{id}: {error}: {href}"));
            let values: Vec<_> = composer.query_pairs().map(|(_, value)| value.into_owned()).collect();
            let whole = values.iter().any(|value| {
                value.split_whitespace().any(|word| Url::parse(word).is_ok_and(|word| word == expected))
                    || Url::parse(value.trim()).is_ok_and(|value| value == expected)
                    || value.contains(HOSTILE_URL)
            });
            assert!(whole, "{id}: {values:?}");
            if id != "facebook" && id != "linkedin" {
                let words = values.iter().any(|value| value.contains(HOSTILE_TEXT));
                assert!(words, "{id} has the words: {values:?}");
            }
            assert_eq!(link.attr("rel").await.unwrap().as_deref(), Some("noopener"), "{id}");
            assert!(!link.text().await.unwrap().is_empty(), "{id} has a label");
            let icon = bar.has(&format!("[data-network={id}] svg")).await;
            assert!(icon, "{id} has an icon");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_copy_button_copies_the_url_and_announces_it() {
    let fixture = Fixture::start().await;
    let address = fixture.site.page(
        "/share",
        &fixture
            .share_tag("data-networks=\"copy\" data-url=\"https://ally.example/a?b=c&amp;d=e\""),
    );

    visit("copy", async move |page| {
        page.goto(&address).await;
        let bar = page.widget(SHARE);
        // WebKit lets a page write only while a press is being handled, not when it is replayed
        // later.
        bar.is_hydrated().await;
        bar.press("[data-press=copy]").await;
        bar.says("[role=status]", "copied").await;
        // Pasted as a reader would: not every browser allows reading the clipboard by script.
        page.run(
            "document.querySelector('main').innerHTML = '<input name=pasted>'",
            vec![],
        )
        .await;
        let field = page.find("input[name=pasted]").await;
        let pasted = field.send_keys(Key::Control + "v").await;
        pasted.expect("the field takes keys");
        page.until(
            "the address to be pasted",
            "return document.querySelector('input').value == 'https://ally.example/a?b=c&d=e'",
            vec![],
        )
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_url_is_shown_selected_if_the_clipboard_is_blocked() {
    let fixture = Fixture::start().await;
    let head = "<script>
        Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject(new Error('no'))}});
    </script>";
    let tag = fixture.share_tag("data-networks=\"copy\" data-url=\"https://ally.example/a\"");
    let address = fixture.site.page_with_head("/share", head, &tag);

    visit("copy_refused", async move |page| {
        page.goto(&address).await;
        let bar = page.widget(SHARE);
        bar.press("[data-press=copy]").await;
        bar.find("input[readonly]").await;
        let selected = "const one = root.activeElement; return one.value.slice(one.selectionStart, one.selectionEnd)";
        page.until("the address to be selected", "return true", vec![]).await;
        assert_eq!(bar.run(selected, vec![]).await, json!("https://ally.example/a"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_completed_share_is_announced_and_a_cancelled_one_is_not() {
    let fixture = Fixture::start().await;
    let head = "<script>
        window.sheets = [];
        navigator.share = (what) => new Promise((done, failed) => sheets.push({what, done, failed}));
    </script>";
    let tag = fixture.share_tag(
        "data-networks=\"native copy\" data-url=\"https://ally.example/a\" data-text=\"Read this\"",
    );
    let address = fixture.site.page_with_head("/share", head, &tag);

    visit("share_sheet", async move |page| {
        page.goto(&address).await;
        let bar = page.widget(SHARE);
        bar.is_hydrated().await;
        bar.press("[data-press=native]").await;
        page.until("the sheet", "return window.sheets.length == 1", vec![])
            .await;
        let what = page.run("return window.sheets[0].what", vec![]).await;
        assert_eq!(what["url"], "https://ally.example/a");
        assert!(what.to_string().contains("Read this"), "{what}");
        page.run(
            "window.sheets[0].failed(new DOMException('', 'AbortError'))",
            vec![],
        )
        .await;

        bar.press("[data-press=native]").await;
        page.until(
            "the second sheet",
            "return window.sheets.length == 2",
            vec![],
        )
        .await;
        assert_eq!(
            bar.run(
                "return root.querySelector('[role=status]').innerText",
                vec![]
            )
            .await,
            json!("")
        );
        page.run("window.sheets[1].done()", vec![]).await;
        bar.says("[role=status]", "shared").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_native_share_button_is_hidden_without_web_share_support() {
    let fixture = Fixture::start().await;
    let address = fixture.site.page(
        "/share",
        &fixture.share_tag("data-networks=\"native copy\""),
    );

    visit("no_share_sheet", async move |page| {
        page.goto(&address).await;
        let bar = page.widget(SHARE);
        bar.is_hydrated().await;
        bar.find("[data-press=copy]").await;
        bar.is_without("[data-press=native]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mastodon_server_is_asked_for_once_and_remembered() {
    let fixture = Fixture::start().await;
    let head = "<script>window.opened = []; window.open = (address) => { opened.push(address); return null; };</script>";
    let tag = fixture.share_tag("data-networks=\"mastodon\" data-url=\"https://ally.example/a?b&amp;c\" data-text=\"Tea &amp; cake\"");
    let address = fixture.site.page_with_head("/share", head, &tag);

    visit("mastodon", async move |page| {
        page.goto(&address).await;
        let bar = page.widget(SHARE);
        bar.press("[data-press=mastodon]").await;
        bar.fill("server", "not a server").await;
        bar.press("form[data-form=mastodon] button").await;
        bar.find("form[data-form=mastodon] [part~=error]").await;
        bar.find("input[name=server]").await.clear().await.unwrap();
        bar.fill("server", "@ada@Tooting.Example").await;
        bar.press("form[data-form=mastodon] button").await;
        let opened = page
            .until("the composer", "return window.opened[0]", vec![])
            .await;
        let composer = Url::parse(opened.as_str().unwrap()).unwrap();
        assert_eq!(
            (composer.scheme(), composer.host_str(), composer.path()),
            ("https", Some("tooting.example"), "/share")
        );
        let text: String = composer
            .query_pairs()
            .map(|(_, value)| value.into_owned())
            .collect();
        assert!(
            text.contains("Tea & cake") && text.contains("https://ally.example/a?b&c"),
            "{text}"
        );

        page.goto(&address).await;
        let bar = page.widget(SHARE);
        bar.press("[data-press=mastodon]").await;
        let again = page
            .until("the composer again", "return window.opened[0]", vec![])
            .await;
        assert_eq!(again, opened);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_valid_follow_links_are_shown() {
    let fixture = Fixture::start().await;
    let follow = "youtube=https://videos.example/us?x=1 rss=https://ally.example/feed instagram=javascript:alert(1) pigeon=https://x.example";
    let address = fixture.site.page(
        "/share",
        &fixture.share_tag(&format!("data-networks=\"copy\" data-follow=\"{follow}\"")),
    );

    visit("follow", async move |page| {
        // The console message says what is wrong with the tag.
        page.expect_error("follow");
        page.goto(&address).await;
        let bar = page.widget(SHARE);
        bar.find("[part~=network]").await;
        let links = bar.run("return [...root.querySelectorAll('a[href]')].map((one) => one.getAttribute('href'))", vec![]).await;
        assert_eq!(links, json!(["https://videos.example/us?x=1", "https://ally.example/feed"]));
    })
    .await;
}
