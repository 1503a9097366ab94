//! Languages: pages from right to left, and rules that agree with the browser's. Signing in Urdu is
//! in `tests/browser/smoke`.

use serde_json::json;
use widgets::text::Text;

use crate::{
    fixture::{Fixture, SIGNATURE},
    support::{browsers::visit, campaign::DECLARATION},
};

/// Anything hidden off the page must be off its start: off its end, it makes the page wider.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_to_left_page_does_not_scroll_sideways() {
    let fixture = Fixture::start().await;
    let address = format!("{}/d/{DECLARATION}?lang=ur", fixture.proxy.url);
    visit("right_to_left_width", async move |page| {
        page.goto(&address).await;
        page.widget(SIGNATURE).find("form").await;
        let width =
            "const page = document.documentElement; return page.scrollWidth - page.clientWidth";
        assert_eq!(page.run(width, vec![]).await, json!(0));
    })
    .await;
}

/// One number of each kind, and some large ones.
const DISAGREEMENTS: &str = "
    const [lang, rule, numbers] = arguments;
    const rules = new Intl.PluralRules(lang);
    const has = rules.resolvedOptions().pluralCategories;
    const kinds = ['zero', 'one', 'two', 'few', 'many', 'other'].filter((kind) => has.includes(kind));
    const place = (n) => n < 100 ? n : n % 1000000 == 0 ? 200 : 100 + n % 100;
    const wrong = [];
    const large = [10000, 99999, 100011, 412903, 999999, 1000000, 1000001, 2000000, 7000003];
    for (const n of [...Array(1201).keys(), ...large])
        if (kinds[rule[place(n)]] != rules.select(n)) wrong.push([lang, n, rules.select(n)]);
    const writing = new Intl.NumberFormat(lang == 'ar' ? 'ar-u-nu-latn' : lang);
    for (const [n, written] of numbers)
        if (writing.format(n) != written) wrong.push([lang, n, writing.format(n), written]);
    return wrong;
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plural_rules_and_number_formats_match_intl() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();
    visit("plurals_and_numbers", async move |page| {
        page.goto(&address).await;
        page.widget(SIGNATURE).find("form").await;
        for lang in Text::LANGUAGES {
            let text = Text::of(lang);
            let words: Vec<String> = serde_json::from_str(&text.to_json()).expect("is JSON");
            let rule = words.last().expect("the rule is the last").clone();
            // Chromium ships no number pattern for Punjabi and would group by threes.
            let reported = |number: &&u32| *lang != "pa" || **number < 100_000;
            let numbers = [0_u32, 7, 999, 1000, 1234, 12_345, 412_903, 1_234_567];
            let numbers: Vec<_> = numbers
                .iter()
                .filter(reported)
                .map(|one| json!([one, text.number(*one)]))
                .collect();
            let wrong = page
                .run(
                    DISAGREEMENTS,
                    vec![json!(lang), json!(rule), json!(numbers)],
                )
                .await;
            assert_eq!(wrong, json!([]), "{lang}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_aligns_with_its_name_in_either_text_direction() {
    let fixture = Fixture::start().await;
    let errol = fixture.app.person("Errol Grant");
    let mut body = errol.signature();
    body["kind"] = json!("organisation");
    body["organisation"] = json!("Lantern Street Choir");
    body["role"] = json!("Founder");
    let id = fixture.app.sign_on_server_with(body).await;
    let code = fixture.app.email_to(&errol).await.code();
    assert_eq!(fixture.app.confirm_by_code(&id, &code).await.status, 200);
    let tag = |lang: &str| {
        fixture.tag(&format!(
            "data-widget=\"signature\" data-declaration=\"{DECLARATION}\" data-lang=\"{lang}\""
        ))
    };
    let pages = ["en", "ur"].map(|lang| fixture.site.page(&format!("/roles-{lang}"), &tag(lang)));

    visit("roles", async move |page| {
        for (address, side) in pages.iter().zip(["left", "right"]) {
            page.goto(address).await;
            let widget = page.widget(SIGNATURE);
            widget.says("[part~=signatory] small", "Founder").await;
            // Text, not boxes: a block is as wide as its column wherever its text is.
            let edges = "const edge = (css) => {
                    const range = document.createRange();
                    range.selectNodeContents(root.querySelector(css));
                    return Math.round(range.getBoundingClientRect()[arguments[2]]);
                };
                return [edge('[part~=signatory] bdi'), edge('[part~=signatory] small')]";
            let edges = widget.run(edges, vec![json!(side)]).await;
            assert_eq!(edges[0], edges[1], "{side}");
        }
    })
    .await;
}
