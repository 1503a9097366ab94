//! The plugin in the languages of the widgets, on a real WordPress: its settings, its scripts and
//! the names of its blocks.

use reqwest::Method;
use serde_json::{Value, json};

use super::translations::{LOCALES, translated};
use crate::{
    dashboard::Dashboard,
    expect_emoji,
    support::browsers::visit,
    wordpress::{Version, WordPress},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_plugin_speaks_every_language_of_the_widgets() {
    let word_press = WordPress::start(Version::Release);
    word_press.add_code("locale.php");

    visit("wordpress_languages", async move |page| {
        expect_emoji(&page);
        let dashboard = Dashboard::enter(&page, &word_press, "admin").await;
        dashboard.install_plugin().await;
        for (_, locale) in LOCALES {
            let settings = format!("options-general.php?page=undersigned&test-locale={locale}");
            dashboard.open(&settings).await;
            let test = translated(locale, "Test the connection");
            page.says("#undersigned-test button", &test).await;
            // The answer comes from a script, whose texts are in a file of their own.
            page.press("#undersigned-test button").await;
            let first = "First enter the server’s address above and save it.";
            page.says("#undersigned-found", &translated(locale, first))
                .await;

            let block = format!(
                "/wp/v2/block-types/undersigned/signature?context=edit&test-locale={locale}"
            );
            let block = word_press
                .ask("admin", Method::GET, &block, Value::Null)
                .await;
            assert_eq!(block["title"], translated(locale, "Signature box"));

            dashboard
                .open(&format!("post-new.php?test-locale={locale}"))
                .await;
            const PREVIEW: &str =
                "return globalThis.wp?.i18n?.__(arguments[0], 'undersigned') === arguments[1]";
            let preview = "Preview: nothing can be signed or sent from here.";
            let texts = vec![json!(preview), json!(translated(locale, preview))];
            page.until(&format!("the editor in {locale}"), PREVIEW, texts)
                .await;
        }
        let errors = word_press.errors("plugins/undersigned");
        assert!(errors.is_empty(), "PHP complains: {errors:#?}");
    })
    .await;
}
