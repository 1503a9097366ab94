//! One principle on its own: its address on the declaration's page, and embedded on another site's
//! page.

use crate::{
    fixture::{Fixture, SIGNATURE, enter_code, sign},
    support::{
        browsers::{axe::assert_accessible, visit},
        campaign::DECLARATION,
        wait,
    },
};

/// Records what is copied where the test can read it.
const COPYING: &str = "
    window.taken = [];
    const clipboard = {writeText: async (text) => { taken.push(text) }};
    Object.defineProperty(navigator, 'clipboard', {value: clipboard});
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_principles_permalink_is_followed_and_copied_by_keyboard() {
    let fixture = Fixture::start().await;
    visit("permalink", async move |page| {
        let address = format!("{}/d/{DECLARATION}", fixture.proxy.url);
        page.goto(&address).await;
        page.run(COPYING, vec![]).await;
        page.run("document.querySelector('#p2 .permalink').focus()", vec![])
            .await;
        page.keys("\u{e007}").await;
        page.until(
            "the second principle to be gone to",
            "return document.querySelector('li:target')?.id === 'p2' || null",
            vec![],
        )
        .await;
        let copied = page
            .until("the address to be copied", "return window.taken[0]", vec![])
            .await;
        assert_eq!(
            copied.as_str(),
            Some(
                format!("2. Work that is paid – Open the library on Sundays\n{address}#p2")
                    .as_str()
            )
        );
        page.says("#p2 [role=status]", "Copied").await;
        assert_accessible(&page, "a principle that was gone to").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_embedded_principle_can_be_signed_and_an_unknown_one_is_reported() {
    let fixture = Fixture::start().await;
    let tag = |number: &str| {
        let attributes = format!(
            "data-widget=\"signature\" data-declaration=\"{DECLARATION}\" data-principle=\"{number}\""
        );
        fixture.tag(&attributes)
    };
    let right = fixture.site.page("/one", &tag("2"));
    let wrong = fixture.site.page("/none", &tag("7"));

    visit("one_principle", async move |page| {
        page.expect_error("undersigned:");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&right).await;
        let widget = page.widget(SIGNATURE);
        widget.says("article", "Whoever opens them is paid").await;
        let text = widget.text("article").await;
        assert!(!text.contains("The doors stand open"), "{text}");
        widget.is_hydrated().await;
        assert_accessible(&page, "one principle").await;
        sign(&widget, &ada).await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;

        page.goto(&wrong).await;
        page.widget(SIGNATURE).find("[part~=principles]").await;
        wait::until("the allowed numbers in the console", async || {
            let console = page.console().await;
            let reported = |line: &String| line.contains("allowed: a number from 1 to 3");
            console.iter().any(reported).then_some(())
        })
        .await;
    })
    .await;
}
