//! `layout="button"`: the form as a dialog, from anywhere in an article; and on a declaration's own
//! page, on a phone, the bar that leads to the form.

use serde_json::json;

use crate::{
    fixture::{Fixture, SIGNATURE, sign_and_confirm},
    support::{
        browsers::{Visitor, axe::assert_accessible, visit, visit_as},
        campaign::DECLARATION,
    },
};

const TAB: &str = "\u{e004}";
const ESCAPE: &str = "\u{e00c}";
const OPENER: &str = "button[value=showModal]";
const CLOSE: &str = "button[value=close]";
const FORM: &str = "form[data-form=sign]";

/// Whether the focus is inside the open dialog.
const FOCUS_IS_INSIDE: &str = "return !!root.activeElement?.closest('dialog[open]')";
const FOCUS_IS_ON_THE_OPENER: &str = "return root.activeElement?.value === 'showModal'";

/// A page with two articles' worth of text around the line that the embed page writes.
fn article(fixture: &Fixture) -> String {
    let line = format!(
        "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\" data-layout=\"button\" \
         style=\"min-height:50px\"><a href=\"{}/d/{DECLARATION}\">Sign the declaration</a></div>{}",
        fixture.proxy.url,
        fixture.tag("")
    );
    let text = "<p>The reading room is closed on Sundays.</p>".repeat(40);
    fixture
        .site
        .page("/article", &format!("{text}{line}{text}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_button_opens_the_form_as_a_dialog_where_the_visitor_signs() {
    let fixture = Fixture::start().await;
    let address = article(&fixture);

    visit("dialog_signs", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.says(OPENER, "Sign the declaration").await;
        widget.is_without(FORM).await;
        widget.press(OPENER).await;
        widget.find(FORM).await;
        assert_accessible(&page, "the open dialog").await;
        let person = fixture.app.person("Ada Marlowe");
        sign_and_confirm(&fixture, &widget, &person).await;
        assert_eq!(fixture.app.count().await, 1);

        widget.press(CLOSE).await;
        widget.is_without("[part~=thanks]").await;
        widget.press(OPENER).await;
        widget.find("[part~=thanks]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dialog_keeps_the_focus_closes_on_escape_and_is_no_page_of_its_own() {
    let fixture = Fixture::start().await;
    let address = article(&fixture);
    let before = fixture.site.page("/before", "<p>Before the article.</p>");

    visit("dialog_focus", async move |page| {
        page.goto(&before).await;
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.find(OPENER).await;
        let pages = page.run("return history.length", vec![]).await;
        widget.press(OPENER).await;
        widget.fill("name", "Ada Marlowe").await;
        for _ in 0..20 {
            page.keys(TAB).await;
            let outside = page
                .run("return document.activeElement?.tagName", vec![])
                .await;
            // Browsers put the window's own buttons, which are no element, into the round.
            if outside != json!("BODY") && outside != json!(null) {
                assert_eq!(widget.run(FOCUS_IS_INSIDE, vec![]).await, json!(true));
            }
        }
        page.keys(ESCAPE).await;
        widget.is_without(FORM).await;
        assert_eq!(
            widget.run(FOCUS_IS_ON_THE_OPENER, vec![]).await,
            json!(true),
            "the focus is back where it came from"
        );

        widget.press(OPENER).await;
        assert_eq!(widget.value("name").await, "Ada Marlowe", "nothing is lost");
        assert_eq!(page.run("return history.length", vec![]).await, pages);
        page.driver().back().await.expect("there is a page before");
        page.until(
            "the page before the article",
            "return location.pathname === '/before'",
            vec![],
        )
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_the_button_is_a_link_to_the_form() {
    let fixture = Fixture::start().await;
    let address = article(&fixture);
    let without_scripts = Visitor {
        scripts_off: true,
        ..Visitor::default()
    };

    visit_as(without_scripts, "dialog_no_script", async move |page| {
        page.goto(&address).await;
        page.press("main a").await;
        page.find(FORM).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bar_at_the_foot_leads_to_the_form_while_it_is_out_of_view() {
    let fixture = Fixture::start().await;
    let person = fixture.app.person("Ben Okafor");
    fixture.app.sign_and_confirm_as(&person.name).await;
    let address = format!("{}/d/{DECLARATION}?lang=en", fixture.proxy.url);
    const GONE: &str = "return !document.querySelector('.foot-bar').checkVisibility()";
    const TO_THE_TOP: &str = "scrollTo({top: 0, behavior: 'instant'})";

    visit("foot_bar", async move |page| {
        page.resize(390, 480).await;
        page.goto(&address).await;
        page.says(".foot-bar", "Sign · 1").await;
        assert_accessible(&page, "the page with the bar").await;
        page.press(".foot-bar").await;
        page.until("the bar to go", GONE, vec![]).await;
        assert_eq!(
            page.run("return location.hash", vec![]).await,
            json!("#sign")
        );
        page.run(TO_THE_TOP, vec![]).await;
        page.find(".foot-bar").await;

        page.resize(1280, 900).await;
        page.until("a wide window to need no bar", GONE, vec![])
            .await;
    })
    .await;
}
