//! Accessibility in every browser: axe-core, the keyboard alone, the focus ring, landmarks. The other
//! tests are in `tests/chromium/accessibility`.

use serde_json::{Value, json};

use crate::{
    fixture::{Fixture, SIGNATURE, SIGNUP, enter_code, open_more, sign},
    support::{
        browsers::{axe::assert_accessible, page::Page, visit},
        campaign::{DECLARATION, LIST},
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_signature_box_is_accessible_in_every_state() {
    let fixture = Fixture::start().await;
    fixture.app.sign_and_confirm_as("Carys Thorne").await;
    let address = fixture.signature_page();

    visit("axe_signature", async move |page| {
        page.expect_error("/confirmations");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        assert_accessible(&page, "the form").await;

        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        widget.find("[part~=error]:not(:empty)").await;
        assert_accessible(&page, "the form with errors").await;

        open_more(&widget).await;
        widget.press("[value=organisation] + label").await;
        assert_accessible(&page, "the form of an organisation").await;
        widget.press("[value=organisation] + label").await;

        sign(&widget, &ada).await;
        widget.find("input[name=code]").await;
        assert_accessible(&page, "the code").await;

        enter_code(&widget, "12").await;
        widget.find("#sign-code-error").await;
        assert_accessible(&page, "a wrong code").await;

        widget.find("input[name=code]").await.clear().await.unwrap();
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        assert_accessible(&page, "the thanks").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_signs_by_keyboard() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("keyboard", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        const TAB: &str = "\u{e004}";
        const ENTER: &str = "\u{e007}";
        const RIGHT: &str = "\u{e014}";
        const SPACE: &str = " ";
        // The focus must reach an end: as many steps as there are focusable elements.
        let mut order = Vec::new();
        for _ in 0..25 {
            page.keys(TAB).await;
            let focused = widget.focused().await;
            match focused.as_str() {
                "name" => page.keys(&ada.name).await,
                "email" => page.keys(&ada.email).await,
                "more-summary" => page.keys(SPACE).await,
                "public" => page.keys(RIGHT).await,
                "updates" => page.keys(SPACE).await,
                _ => {}
            }
            let ring = widget
                .run("const one = root.activeElement; return !one || getComputedStyle(one).outlineStyle != 'none' || getComputedStyle(one).boxShadow != 'none'", vec![])
                .await;
            assert_eq!(ring, json!(true), "{focused} shows that it has the focus");
            order.push(focused.clone());
            if focused.contains("button") {
                break;
            }
        }
        let at = |name: &str| order.iter().position(|one| one == name).unwrap_or_else(|| panic!("{name} is reached: {order:?}"));
        let expected = ["name", "email", "more-summary", "kind", "public", "updates"];
        assert!(expected.is_sorted_by_key(|name| at(name)), "{order:?}");
        page.keys(ENTER).await;
        widget.find("input[name=code]").await;
        crate::support::wait::until("the code field to have the focus", async || {
            (widget.focused().await == "code").then_some(())
        })
        .await;
        let code = fixture.app.email_to(&ada).await.code();
        page.keys(&code).await;
        page.keys(ENTER).await;
        widget.says("[part~=thanks]", "thank").await;
        assert_eq!(fixture.app.rows_where("signatures", "visibility = 'initials' and updates = 1"), 1);
    })
    .await;
}

/// The button's own focus ring is inside it, where the background is the accent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_buttons_focus_ring_has_its_text_colour() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("button_ring", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        let updates = widget.find("[name=updates]").await;
        updates.focus().await.unwrap();
        page.keys("\u{e004}").await;
        const RING: &str = "
            const one = root.activeElement, style = getComputedStyle(one);
            return [one.type, style.outlineColor == style.color, style.outlineStyle, parseFloat(style.outlineWidth) >= 2, parseFloat(style.outlineOffset) < 0];
        ";
        let ring: Value = widget.run(RING, vec![]).await;
        assert_eq!(ring, json!(["submit", true, "solid", true, true]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_frame_has_a_title_a_heading_and_a_main_landmark() {
    let fixture = Fixture::start().await;
    fixture.app.sign_and_confirm_as("Carys Thorne").await;
    let at = |rest: &str| format!("{}/frame/v1/{rest}", fixture.proxy.url);
    let frames = [
        format!("signature?declaration={DECLARATION}"),
        format!("signature?declaration={DECLARATION}&layout=compact&theme=dark"),
        format!("signup?list={LIST}"),
        format!("signup?list={LIST}&layout=compact&lang=ar"),
        "share?url=https://ally.example/article&text=An+article".to_owned(),
    ]
    .map(|rest| at(&rest));
    let refused = [
        at(&format!(
            "signature?declaration={DECLARATION}&site=https://stranger.example"
        )),
        at("signature?declaration=no-such"),
    ];
    let compact = frames[3].clone();

    visit("frame_landmarks", async move |page| {
        page.expect_error("403");
        page.expect_error("404");
        for frame in frames.iter().chain(&refused) {
            page.goto(frame).await;
            has_its_landmarks(&page, frame).await;
        }

        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&frames[0]).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign(&widget, &ada).await;
        widget.find("input[name=code]").await;
        has_its_landmarks(&page, "the code").await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        has_its_landmarks(&page, "the thanks").await;

        let ben = fixture.app.person("Ben Okafor");
        page.goto(&compact).await;
        let widget = page.widget(SIGNUP);
        widget.is_hydrated().await;
        widget.fill("email", &ben.email).await;
        widget.press("form button[type=submit]").await;
        widget.find("input[name=code]").await;
        has_its_landmarks(&page, "the code of a list").await;
    })
    .await;
}

/// One main landmark, and one top heading that comes first.
async fn has_its_landmarks(page: &Page, what: &str) {
    const FOUND: &str = "
        const roots = [document];
        for (const root of roots)
            for (const one of root.querySelectorAll('*')) if (one.shadowRoot) roots.push(one.shadowRoot);
        const all = (css) => roots.flatMap((root) => [...root.querySelectorAll(css)]).filter((one) => one.checkVisibility());
        return [!!document.title.trim(), !!document.documentElement.lang, all('main').length, all('h1').length, document.querySelector('h1, h2, h3')?.localName];
    ";
    let found = page.run(FOUND, vec![]).await;
    assert_eq!(found, json!([true, true, 1, 1, "h1"]), "{what}");
    assert_accessible(page, what).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_and_not_yet_open_declarations_are_accessible() {
    for (name, opens, closes) in [
        ("closed", None, Some("2020-02-01".to_owned())),
        ("not yet open", Some("2120-02-01".to_owned()), None),
    ] {
        let fixture = Fixture::start_with(|campaign| {
            campaign.opens = opens;
            campaign.closes = closes;
        })
        .await;
        let address = fixture.signature_page();
        visit("axe_standing", async move |page| {
            page.goto(&address).await;
            page.widget(SIGNATURE).find("[part=notice]").await;
            assert_accessible(&page, name).await;
            page.goto(&format!("{}/d/{DECLARATION}", fixture.proxy.url))
                .await;
            assert_accessible(&page, &format!("{name}, on its own page")).await;
        })
        .await;
    }
}
