//! Plugins that delay, defer, re-host and combine scripts. `optimiser.php` does what they do, on a
//! real WordPress, to the line that editors paste and to the plugin's block.

use reqwest::Method;
use serde_json::json;

use crate::{
    dashboard::Dashboard,
    expect_emoji, signs_by_code,
    support::{
        app::App,
        browsers::visit,
        campaign::{Campaign, DECLARATION},
    },
    wordpress::{Version, WordPress},
};

/// Where the optimiser stores scripts under its own names.
const CACHE: &str = "/wp-content/cache/";

/// What an optimiser does, and a mark that its pages contain.
const WAYS: [(&str, &str); 5] = [
    ("delay", "data-delayed-src="),
    ("retype", "type=\"a1b2c3-text/javascript\""),
    ("defer", "<script defer src="),
    ("rehost", CACHE),
    ("combine", CACHE),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_widget_works_under_every_optimiser_in_the_stable_release() {
    widget_lives(Version::Release).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_widget_works_under_every_optimiser_in_the_newest_release() {
    widget_lives(Version::Newest).await;
}

async fn widget_lives(version: Version) {
    let word_press = WordPress::start(version);
    word_press.add_code("optimiser.php");
    let campaign = Campaign::on_sites(&[&word_press.url]);
    let app = App::setup().campaign(campaign).start();

    visit(
        &format!("wordpress_optimiser_{version:?}"),
        async move |page| {
            expect_emoji(&page);
            let dashboard = Dashboard::enter(&page, &word_press, "admin").await;
            dashboard.install_plugin().await;
            let option = json!({"undersigned_server": app.url});
            word_press
                .ask("admin", Method::POST, "/wp/v2/settings", option)
                .await;
            let line = crate::line(&app);
            let line = word_press
                .publish("admin", &format!("<!-- wp:html -->{line}<!-- /wp:html -->"))
                .await;
            let block =
                format!("<!-- wp:undersigned/signature {{\"declaration\":\"{DECLARATION}\"}} /-->");
            let block = word_press.publish("author", &block).await;

            for (what, post) in [("the line", line), ("the block", block)] {
                for (way, mark) in WAYS {
                    println!("{what}, with an optimiser that does {way}");
                    let address = format!("{}?optimiser={way}", post.address);
                    let html = word_press.html(&address).await;
                    assert!(html.contains(mark), "{mark} in {html}");
                    let ours = ["/undersigned.js\"", "/local.js\""];
                    let there = ours.iter().any(|name| html.contains(name));
                    assert_eq!(there, mark != CACHE, "our script stands in {html}");
                    page.goto_as_next_visitor(&address).await;
                    if way == "delay" {
                        let idle = "return !customElements.get('undersigned-signature')";
                        assert_eq!(page.run(idle, vec![]).await, true, "nothing ran yet");
                        page.run("dispatchEvent(new Event('mousemove'))", vec![])
                            .await;
                    }
                    page.widget("undersigned-signature").is_hydrated().await;
                    signs_by_code(&page, &app).await;
                }
            }
            assert_eq!(app.count().await, 10);
        },
    )
    .await;
}
