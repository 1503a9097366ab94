//! Searching for a name on our own page, with the keyboard alone: the field, matches, and no match.

use serde_json::json;

use crate::{
    fixture::Fixture,
    support::{
        browsers::{axe::assert_accessible, page::Page, visit},
        campaign::DECLARATION,
    },
};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const BACKSPACE: &str = "\u{e003}";

/// Presses Tab until the field has the focus.
async fn step_to_the_field(page: &Page) {
    for _ in 0..12 {
        let there = "return document.activeElement?.id === 'find'";
        if page.run(there, vec![]).await == json!(true) {
            return;
        }
        page.keys(TAB).await;
    }
    panic!("the keyboard never comes to the field");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_is_found_by_keyboard() {
    let fixture = Fixture::start().await;
    for name in ["Zoë Quillfeather", "مريم الحسن"] {
        fixture.app.sign_and_confirm_as(name).await;
    }
    let address = format!("{}/d/{DECLARATION}/names?lang=en", fixture.proxy.url);

    visit("keyboard_finds", async move |page| {
        page.goto(&address).await;
        assert_accessible(&page, "the field").await;
        step_to_the_field(&page).await;
        page.keys("zoe").await;
        page.keys(ENTER).await;
        page.says("h1", "Names matching “zoe”").await;
        page.says(".names .name", "Zoë Quillfeather").await;
        assert_accessible(&page, "who is found").await;

        step_to_the_field(&page).await;
        page.keys(BACKSPACE.repeat("zoe".len())).await;
        page.keys("الحسن").await;
        page.keys(ENTER).await;
        page.says(".names .name", "مريم الحسن").await;

        page.resize(390, 800).await;
        page.goto(&format!("{address}&q=nobody")).await;
        page.says(".nobody", "Nobody by that name has signed in public.")
            .await;
        assert_accessible(&page, "nobody").await;
        let wide = "return document.documentElement.scrollWidth > innerWidth";
        assert_eq!(
            page.run(wide, vec![]).await,
            json!(false),
            "it scrolls sideways"
        );
    })
    .await;
}
