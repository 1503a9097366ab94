//! Nothing on the page moves, by Chromium's own measure of layout shift.

use serde_json::json;

use crate::{
    fixture::{Fixture, SIGNATURE},
    support::browsers::visit,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mounting_causes_no_layout_shift() {
    let fixture = Fixture::start().await;
    let watch = "<script>
        window.shifts = [];
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) shifts.push([entry.value, entry.sources.map((one) => one.node?.nodeName)]);
        }).observe({type: 'layout-shift', buffered: true});
    </script>";
    let body = format!(
        "<div data-widget=\"signature\" data-declaration=\"open-the-library\" style=\"min-height:90rem\"></div>\
         <p id=below>What stands below stays where it is.</p>{}",
        fixture.tag("")
    );
    let address = fixture.site.page_with_head("/still", watch, &body);

    visit("no_layout_shift", async move |page| {
        page.goto(&address).await;
        let place = "return document.querySelector('#below').getBoundingClientRect().top";
        let before = page.run(place, vec![]).await;
        page.widget(SIGNATURE).is_hydrated().await;
        page.driver()
            .execute_async(
                "requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]()))",
                vec![],
            )
            .await
            .expect("two frames");
        assert_eq!(page.run("return window.shifts", vec![]).await, json!([]));
        assert_eq!(
            page.run(place, vec![]).await,
            before,
            "the placeholder holds the room"
        );
    })
    .await;
}
