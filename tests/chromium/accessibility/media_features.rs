//! Visitors with system settings of their own: forced colours, reduced motion. Chromium's DevTools
//! emulate them.

use serde_json::json;

use crate::{
    fixture::{Fixture, SIGNATURE, enter_code, sign},
    support::browsers::{axe::assert_accessible, page::Page, visit},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_stays_visible_in_forced_colours() {
    let fixture = Fixture::start().await;
    fixture.app.sign_and_confirm_as("Carys Thorne").await;
    let address = fixture.signature_page();

    visit("forced_colours", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        emulate(&page, "forced-colors", "active").await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        // Forced colours remove backgrounds: buttons, fields and bars have a border instead.
        const EDGES: &str = "
            const edge = (css) => {
                const style = getComputedStyle(root.querySelector(css));
                const seen = style.borderTopColor != getComputedStyle(document.body).backgroundColor;
                return style.borderTopStyle == 'solid' && parseFloat(style.borderTopWidth) >= 1 && seen;
            };
            return ['[part=button]', '[name=email]', '[part=bar]'].filter((css) => !edge(css));
        ";
        assert_eq!(widget.run(EDGES, vec![]).await, json!([]));
        const BAR: &str = "
            const probe = document.body.appendChild(document.createElement('p'));
            probe.style.cssText = 'forced-color-adjust: none; color: Highlight';
            return getComputedStyle(root.querySelector('rect')).fill == getComputedStyle(probe).color;
        ";
        assert_eq!(widget.run(BAR, vec![]).await, json!(true), "the bar is filled");
        assert_accessible(&page, "the form in forced colours").await;

        sign(&widget, &ada).await;
        widget.find("input[name=code]").await;
        const TILES: &str = "
            const style = getComputedStyle(root.querySelector('[name=code]'));
            return [style.borderTopStyle, style.outlineStyle, parseFloat(style.outlineWidth) > 1];
        ";
        let tiles = widget.run(TILES, vec![]).await;
        assert_eq!(tiles, json!(["solid", "solid", true]), "the field shows itself and its focus");
        assert_accessible(&page, "the code in forced colours").await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        assert_accessible(&page, "the thanks in forced colours").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_animates_with_prefers_reduced_motion() {
    let fixture = Fixture::start().await;
    fixture.app.sign_and_confirm_as("Carys Thorne").await;
    let address = fixture.signature_page();

    visit("less_motion", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.find("rect").await;
        const MOVES: &str = "
            const all = [...root.querySelectorAll('*')].map((one) => getComputedStyle(one));
            return all.some((style) => parseFloat(style.transitionDuration) > 0 || style.animationName != 'none');
        ";
        emulate(&page, "prefers-reduced-motion", "no-preference").await;
        assert_eq!(widget.run(MOVES, vec![]).await, json!(true), "the bar grows");
        emulate(&page, "prefers-reduced-motion", "reduce").await;
        assert_eq!(widget.run(MOVES, vec![]).await, json!(false));
    })
    .await;
}

async fn emulate(page: &Page, name: &str, value: &str) {
    let features = json!({"features": [{"name": name, "value": value}]});
    page.devtools("Emulation.setEmulatedMedia", features).await;
    let query = format!("return matchMedia('({name}: {value})').matches");
    assert_eq!(page.run(&query, vec![]).await, json!(true));
}
