//! The demo's article in every browser. The other tests are in `tests/chromium/demo.rs`.

use std::sync::Arc;

use crate::{
    fixture::{SHARE, SIGNATURE, SIGNUP},
    support::{browsers::visit, demo::Demo},
};

const FOCUS: &str = "root.querySelector('[data-island] :is(input, a, button)').focus()";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_three_widgets_in_the_demo_article_hydrate() {
    let demo = Arc::new(Demo::start());
    // The page may still send requests after its visit.
    let _running = demo.clone();

    visit("demo_article", async move |page| {
        page.goto(&demo.ally).await;

        for widget in [SIGNATURE, SIGNUP, SHARE] {
            let widget = page.widget(widget);
            widget.find("[data-island] *").await;
            // Focusing it with the keyboard is enough.
            widget.run(FOCUS, vec![]).await;
            widget.is_hydrated().await;
        }
        assert_eq!(page.widget(SIGNATURE).count().await, demo.count().await);
        page.widget(SHARE).find("[data-network=whatsapp]").await;
    })
    .await;
}
