//! One principle on its own, by its address on the declaration's page. Embedded on another site's
//! page, it is in `tests/browser/smoke`.

use crate::{
    fixture::Fixture,
    support::{
        browsers::{axe::assert_accessible, visit},
        campaign::DECLARATION,
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
