//! Subscribing, sharing and correcting with the keyboard alone. Wherever the focus is, it is visible,
//! nothing covers it, and it is never lost.

use serde_json::{Value, json};

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, SIGNUP},
    support::{
        browsers::{page::Page, visit, widget::Widget},
        wait,
    },
};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";
const BACKSPACE: &str = "\u{e003}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_subscribes_by_keyboard() {
    let fixture = Fixture::start().await;
    let address = fixture
        .site
        .page_with_head("/join", STICKY, &fixture.signup_tag());

    visit("keyboard_joins", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNUP);
        widget.is_hydrated().await;
        step_to(&page, &widget, "email").await;
        page.keys(&ada.email).await;
        step_to(&page, &widget, "more-summary").await;
        page.keys(SPACE).await;
        step_to(&page, &widget, "topics").await;
        page.keys(SPACE).await;
        step_to(&page, &widget, "button").await;
        page.keys(ENTER).await;
        focus_comes_to(&widget, "code").await;
        page.keys(&fixture.app.email_to(&ada).await.code()).await;
        page.keys(ENTER).await;
        widget.says("[part~=thanks]", "thank").await;
        focus_comes_to(&widget, "heading").await;
        let joined = fixture
            .app
            .rows_where("subscriptions", "topics like '%meetings%'");
        assert_eq!(joined, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_corrects_errors_and_signs_by_keyboard() {
    let fixture = Fixture::start().await;
    let address = fixture
        .site
        .page_with_head("/mend", STICKY, &fixture.signature_tag());

    visit("keyboard_mends", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        step_to(&page, &widget, "button").await;
        page.keys(ENTER).await;
        focus_comes_to(&widget, "name").await;
        can_be_seen(&widget).await;
        page.keys(&ada.name).await;
        step_to(&page, &widget, "email").await;
        page.keys("nobody").await;
        // Enter submits from any field.
        page.keys(ENTER).await;
        widget.says("#sign-email-error", "email address like").await;
        focus_comes_to(&widget, "email").await;
        page.keys(BACKSPACE.repeat("nobody".len())).await;
        page.keys(&ada.email).await;
        page.keys(ENTER).await;
        focus_comes_to(&widget, "code").await;
        can_be_seen(&widget).await;

        // Going back to the details and on again without a change: it is the same attempt.
        let first = fixture.app.email_to(&ada).await;
        step_to(&page, &widget, "link").await;
        page.keys(ENTER).await;
        focus_comes_to(&widget, "email").await;
        page.keys(ENTER).await;
        focus_comes_to(&widget, "code").await;
        page.keys(&first.code()).await;
        page.keys(ENTER).await;
        focus_comes_to(&widget, "heading").await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keyboard_alone_corrects_the_address() {
    let fixture = Fixture::start().await;
    let address = fixture
        .site
        .page_with_head("/correct", STICKY, &fixture.signature_tag());

    visit("keyboard_corrects", async move |page| {
        let [ada, elsewhere, here] = ["Ada Marlowe"; 3].map(|name| fixture.app.person(name));
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        step_to(&page, &widget, "name").await;
        page.keys(&ada.name).await;
        step_to(&page, &widget, "email").await;
        page.keys(&ada.email).await;
        page.keys(ENTER).await;
        focus_comes_to(&widget, "code").await;

        // Correct it among the details.
        step_to(&page, &widget, "link").await;
        page.keys(ENTER).await;
        focus_comes_to(&widget, "email").await;
        page.keys(BACKSPACE.repeat(ada.email.len())).await;
        page.keys(&elsewhere.email).await;
        page.keys(ENTER).await;
        focus_comes_to(&widget, "code").await;

        // Correct it below the code, at first with an invalid address.
        step_to(&page, &widget, "correct").await;
        page.keys(SPACE).await;
        focus_comes_to(&widget, "email").await;
        can_be_seen(&widget).await;
        page.keys(BACKSPACE.repeat(elsewhere.email.len())).await;
        page.keys("nobody").await;
        page.keys(ENTER).await;
        widget
            .says("#correct-email-error", "email address like")
            .await;
        focus_comes_to(&widget, "email").await;
        can_be_seen(&widget).await;
        page.keys(BACKSPACE.repeat("nobody".len())).await;
        page.keys(&here.email).await;
        step_to(&page, &widget, "button").await;
        page.keys(ENTER).await;
        focus_comes_to(&widget, "code").await;
        can_be_seen(&widget).await;
        assert_eq!(fixture.app.rows("attempts"), 1);
        page.keys(&fixture.app.email_to(&here).await.code()).await;
        page.keys(ENTER).await;
        focus_comes_to(&widget, "heading").await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_shares_by_keyboard() {
    let fixture = Fixture::start().await;
    // Records what is opened and copied: the networks' own pages are on other sites.
    let head = format!(
        "{STICKY}<script>
            window.taken = [];
            Object.defineProperty(navigator, 'clipboard', {{value: {{writeText: async (text) => {{ taken.push('copied ' + text) }}}}}});
            window.open = (address) => {{ taken.push('opened ' + address) }};
        </script>"
    );
    let tag = fixture.share_tag(
        "data-networks=\"copy whatsapp mastodon\" data-url=\"https://news.example/sunday\"",
    );
    let address = fixture.site.page_with_head("/share", &head, &tag);

    visit("keyboard_shares", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SHARE);
        widget.is_hydrated().await;
        step_to(&page, &widget, "network").await;
        page.keys(ENTER).await;
        widget.says("[role=status]", "copied").await;
        assert_eq!(
            widget.focused().await,
            "network",
            "the focus stays on what was pressed"
        );
        page.keys(TAB).await;
        can_be_seen(&widget).await;
        let link = widget
            .run("return root.activeElement.dataset.network", vec![])
            .await;
        assert_eq!(link, json!("whatsapp"));
        page.keys(TAB).await;
        can_be_seen(&widget).await;
        page.keys(SPACE).await;
        focus_comes_to(&widget, "server").await;
        page.keys("square.example").await;
        page.keys(ENTER).await;
        widget.is_without("input[name=server]").await;
        let taken = page.run("return window.taken", vec![]).await;
        assert_eq!(taken[0], "copied https://news.example/sunday");
        let opened = taken[1].as_str().unwrap_or_default();
        assert!(
            opened.starts_with("opened https://square.example/share?"),
            "{taken}"
        );
    })
    .await;
}

/// Many sites have a sticky header; the focused element must not be hidden under it (WCAG 2.4.11).
const STICKY: &str = "<style>
    body::before { content: 'The Courier'; position: sticky; top: 0; display: block; height: 56px; background: silver; z-index: 9 }
    body { margin: 0; padding-bottom: 100vh }
</style>";

/// Presses Tab until the focus is on the field with this name, the button with this `data-press` or
/// this part, checking the focus at each step.
async fn step_to(page: &Page, widget: &Widget, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..25 {
        page.keys(TAB).await;
        can_be_seen(widget).await;
        let focused = widget.focused().await;
        let pressed = "return root?.activeElement?.dataset.press ?? ''";
        if focused == name || widget.run(pressed, vec![]).await == json!(name) {
            return;
        }
        passed.push(focused);
    }
    panic!("{name} is not reached: {passed:?}");
}

async fn focus_comes_to(widget: &Widget, name: &str) {
    wait::until(&format!("the focus to come to {name}"), async || {
        (widget.focused().await == name).then_some(())
    })
    .await;
}

/// The focused element shows its focus, is inside the window, and nothing on the page covers it.
async fn can_be_seen(widget: &Widget) {
    const SEEN: &str = "
        const one = root.activeElement;
        if (!one) return document.activeElement == document.body ? ['the focus is lost'] : [];
        const style = getComputedStyle(one), box = one.getBoundingClientRect();
        const wrong = [];
        if (style.outlineStyle == 'none' || parseFloat(style.outlineWidth) < 2) wrong.push('no ring');
        const x = (box.left + box.right) / 2;
        for (const y of [box.top + 2, box.bottom - 2]) {
            const over = document.elementFromPoint(x, y);
            if (over != root.host) wrong.push('covered by ' + (over ? over.outerHTML.slice(0, 80) : 'the edge of the window') + ' at ' + y);
        }
        return wrong.map((words) => words + ': ' + one.outerHTML.slice(0, 120));
    ";
    let wrong: Value = widget.run(SEEN, vec![]).await;
    assert_eq!(wrong, json!([]), "{wrong:#}");
}
