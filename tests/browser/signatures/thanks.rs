//! The thanks after signing: what it says, what it asks, and what it remembers.

use serde_json::{Value, json};

use crate::{
    fixture::{Fixture, SIGNATURE, enter_code, sign, sign_and_confirm},
    support::{
        browsers::{axe::assert_accessible, visit},
        campaign::{DECLARATION, TITLE},
        wait,
    },
};

const THANKS: &str = "[part~=thanks]";
const NEXT: &str = "[data-press=next]";

/// Takes the place of the system's share sheet.
const SHEET: &str = "<script>
    window.shared = [];
    Object.defineProperty(navigator, 'share', {value: async (data) => shared.push(data)});
</script>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_thanks_says_which_signature_it_is_and_lists_the_name_first() {
    let fixture = Fixture::start().await;
    for name in ["Carys Thorne", "Dilys Vane"] {
        fixture.app.sign_and_confirm_as(name).await;
    }
    let article = fixture.signature_page();

    visit("third_signature", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&article).await;
        let widget = page.widget(SIGNATURE);
        sign_and_confirm(&fixture, &widget, &ada).await;
        widget.says(THANKS, "you are the 3rd to sign").await;
        widget.says("[part~=own-name]", "Ada Marlowe").await;
        let names = "
            const names = root.querySelectorAll('[part=signatories] ul:last-of-type bdi');
            return [...names].map((one) => one.textContent)";
        let names = widget.run(names, vec![]).await;
        assert_eq!(names, json!(["Ada Marlowe", "Dilys Vane", "Carys Thorne"]));
        assert_accessible(&page, "the thanks").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asking_opens_the_share_sheet_with_the_signatorys_own_words() {
    let fixture = Fixture::start().await;
    let article = fixture
        .site
        .page_with_head("/article", SHEET, &fixture.signature_tag());

    visit("asks_somebody", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&article).await;
        let widget = page.widget(SIGNATURE);
        sign_and_confirm(&fixture, &widget, &ada).await;
        widget.press("[data-press=ask]").await;
        let shared = page
            .until("the sheet to open", "return window.shared[0]", vec![])
            .await;
        let words = shared["title"].as_str().expect("words");
        assert!(
            words.contains("I have just signed") && words.contains(TITLE),
            "{shared}"
        );
        assert_eq!(shared["url"], article.as_str());
        widget.says("[data-press=ask]", "shared").await;
        wait::until("the share to be counted", async || {
            (fixture.app.rows_where("shares", "network = 'native'") == 1).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_share_bar_in_the_thanks_shares_in_the_signatorys_words_and_counts_for_the_box() {
    let fixture = Fixture::start().await;
    let tag = fixture.tag(&format!(
        "data-widget=\"signature\" data-declaration=\"{DECLARATION}\" data-source=\"spring\""
    ));
    let article = fixture.site.page_with_head("/article", SHEET, &tag);

    visit("bar_in_thanks", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&article).await;
        let widget = page.widget(SIGNATURE);
        sign_and_confirm(&fixture, &widget, &ada).await;
        let link = page.find("[data-network=whatsapp]").await;
        let href = link.attr("href").await.expect("an element");
        let link = url::Url::parse(&href.expect("an address")).expect("a whole address");
        let words: String = link.query_pairs().map(|(_, words)| words).collect();
        assert!(words.starts_with("I have just signed"), "{words}");
        assert!(words.ends_with(&article), "{words}");
        page.press("[data-press=native]").await;
        let sheet = "return window.shared[0]";
        let shared = page.until("the sheet to open", sheet, vec![]).await;
        assert_eq!(shared["url"], article.as_str());
        page.says("[data-press=native]", "shared").await;
        let counted = "subject > 0 and network = 'native' and source = 'spring'";
        wait::until("the share to be counted", async || {
            (fixture.app.rows_where("shares", counted) == 1).then_some(())
        })
        .await;
        assert_accessible(&page, "the share bar in the thanks").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_press_asks_for_updates_after_signing() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();

    visit("updates_later", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&article).await;
        let widget = page.widget(SIGNATURE);
        sign_and_confirm(&fixture, &widget, &ada).await;
        widget.press("[data-press=updates]").await;
        widget.says(THANKS, "you will get updates").await;
        widget.is_without("[data-press=updates]").await;
        assert_eq!(fixture.app.rows_where("signatures", "updates = 1"), 1);
        assert_accessible(&page, "updates").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_reload_the_page_knows_who_signed_and_lets_the_next_person_sign() {
    let fixture = Fixture::start().await;
    let listen = "<script>
        window.heard = [];
        for (const name of ['signed', 'confirmed', 'error'])
            document.addEventListener('undersigned:' + name, () => heard.push(name));
    </script>";
    let article = fixture
        .site
        .page_with_head("/article", listen, &fixture.signature_tag());

    visit("next_person", async move |page| {
        let (ada, bashir) = (
            fixture.app.person("Ada Marlowe"),
            fixture.app.person("Bashir Quill"),
        );
        page.goto(&article).await;
        let widget = page.widget(SIGNATURE);
        sign_and_confirm(&fixture, &widget, &ada).await;
        // At the kitchen table.
        widget.press(NEXT).await;
        assert_eq!(widget.focused().await, "name");
        for field in ["name", "email"] {
            assert_eq!(widget.value(field).await, "", "{field}");
        }
        sign(&widget, &bashir).await;
        enter_code(&widget, &fixture.app.email_to(&bashir).await.code()).await;
        widget.says(THANKS, "2nd").await;
        assert_eq!(widget.count().await, 2);
        assert_eq!(fixture.app.count().await, 2);

        page.goto(&article).await;
        widget.says(THANKS, "on this device").await;
        widget.says(THANKS, "v…@people.example").await;
        assert_eq!(widget.count().await, 2);
        let heard = page.run("return window.heard", vec![]).await;
        assert_eq!(heard, json!([]), "it is no news to the page");
        assert_accessible(&page, "remembered").await;
        widget.press(NEXT).await;
        widget.find("form[data-form=sign] [name=name]").await;
        let key = format!("undersigned-signature-{DECLARATION}");
        let kept = page.run(
            "return localStorage[arguments[0]] ?? null",
            vec![json!(key)],
        );
        assert_eq!(kept.await, Value::Null);
        page.goto(&article).await;
        widget.is_hydrated().await;
        widget.find("form[data-form=sign]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_editors_link_after_signing_leads_to_the_pages_own_site_only() {
    let fixture = Fixture::start().await;
    let tag = |url: &str| {
        fixture.tag(&format!(
            "data-widget=\"signature\" data-declaration=\"{DECLARATION}\" \
             data-thanks-url=\"{url}\" data-thanks-text=\"Give an hour\""
        ))
    };
    let own = fixture.site.page("/own", &tag("/volunteer?from=box"));
    let elsewhere = [
        "javascript:alert(1)",
        "https://stranger.example/",
        "//stranger.example/",
    ];
    let page = |(at, url): (usize, &&str)| fixture.site.page(&format!("/else-{at}"), &tag(url));
    let elsewhere: Vec<String> = elsewhere.iter().enumerate().map(page).collect();

    visit("thanks_url", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&own).await;
        let widget = page.widget(SIGNATURE);
        sign_and_confirm(&fixture, &widget, &ada).await;
        widget.says("[part~=thanks-text]", "give an hour").await;
        let link = widget.find("[part~=thanks-url] a").await;
        let href = link.attr("href").await.expect("an element");
        let expected = format!("{}/volunteer?from=box", fixture.site.origin);
        assert_eq!(href, Some(expected));
        // The same visitor, who has signed, on pages with other links.
        for address in elsewhere {
            page.goto(&address).await;
            widget.says(THANKS, "on this device").await;
            assert!(!widget.has("[part~=thanks-url]").await, "{address}");
        }
    })
    .await;
}
