//! The plugin as the campaign's server offers it: downloaded there, it knows that server; and a site
//! with an older version is offered the newer one, which an administrator installs.

use std::{fs, path::Path, process::Command};

use reqwest::{Client, Method, StatusCode, header};
use serde_json::{Value, json};

use crate::{
    dashboard::{Dashboard, plugin_zip},
    expect_emoji,
    support::{
        app::App,
        browsers::visit,
        campaign::{Campaign, DECLARATION},
        wait,
    },
    wordpress::{Version, WordPress},
};

const ZIP: &str = "/undersigned-wordpress.zip";

/// The plugin among those that WordPress's REST API lists.
const PLUGIN: &str = "/wp/v2/plugins/undersigned/undersigned";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_offers_the_plugin_and_its_version() {
    let app = App::start();
    let client = Client::new();
    let get = async |path: &str| {
        let response = client.get(format!("{}{path}", app.url)).send().await;
        response.expect("an answer")
    };
    let response = get(ZIP).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/zip");
    assert_eq!(
        response.headers()[header::CONTENT_DISPOSITION],
        "attachment; filename=\"undersigned-wordpress.zip\""
    );
    let etag = response.headers()[header::ETAG].clone();
    let zip = response.bytes().await.expect("a zip");
    let built = fs::read(plugin_zip()).expect("the build's zip");
    assert!(zip.len() > built.len(), "it holds the server's address too");

    let again = client.get(format!("{}{ZIP}", app.url));
    let again = again.header(header::IF_NONE_MATCH, etag).send().await;
    assert_eq!(again.expect("an answer").status(), StatusCode::NOT_MODIFIED);

    let offer: Value = get("/undersigned-wordpress.json")
        .await
        .json()
        .await
        .expect("JSON");
    assert_eq!(offer["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(offer["requires"], "6.8");
    assert!(
        offer["changelog"]
            .as_str()
            .is_some_and(|text| text.contains(env!("CARGO_PKG_VERSION"))),
        "{offer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plugin_from_the_campaigns_server_needs_no_setting() {
    let word_press = WordPress::start(Version::Newest);
    let campaign = Campaign::on_sites(&[&word_press.url]);
    let app = App::setup().campaign(campaign).start();
    let folder = tempfile::TempDir::with_prefix("undersigned-download.").expect("a folder");
    let zip = folder.path().join("undersigned-wordpress.zip");
    let download = reqwest::get(format!("{}{ZIP}", app.url)).await;
    let download = download.expect("an answer").bytes().await.expect("a zip");
    fs::write(&zip, download).expect("a file");

    visit("wordpress_download", async move |page| {
        expect_emoji(&page);
        let dashboard = Dashboard::enter(&page, &word_press, "admin").await;
        dashboard.install_plugin_from(&zip).await;
        let block =
            format!("<!-- wp:undersigned/signature {{\"declaration\":\"{DECLARATION}\"}} /-->");
        let post = word_press.publish("author", &block).await;
        page.goto_as_next_visitor(&post.address).await;
        crate::signs_by_code(&page, &app).await;
        assert_eq!(app.count().await, 1);

        // Another server may be chosen all the same.
        let other = json!({"undersigned_server": "https://other.example"});
        let settings = "/wp/v2/settings";
        word_press.ask("admin", Method::POST, settings, other).await;
        let html = word_press.html(&post.address).await;
        assert!(html.contains("data-server=\"https://other.example\""));
        drop(folder);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_updates_the_plugin_from_the_campaigns_server() {
    let word_press = WordPress::start(Version::Release);
    word_press.add_code("updates.php");
    let app = App::setup()
        .campaign(Campaign::on_sites(&[&word_press.url]))
        .start();
    install_older(&word_press).await;
    let server = json!({"undersigned_server": app.url});
    word_press
        .ask("admin", Method::POST, "/wp/v2/settings", server)
        .await;

    visit("wordpress_updates", async move |page| {
        expect_emoji(&page);
        let dashboard = Dashboard::enter(&page, &word_press, "admin").await;
        let details =
            "plugin-install.php?tab=plugin-information&plugin=undersigned&section=changelog";
        dashboard.open(details).await;
        let version = env!("CARGO_PKG_VERSION");
        page.says("#section-changelog", version).await;

        dashboard.open("update-core.php?force-check=1").await;
        page.says("#update-plugins-table", &format!("Update to {version}"))
            .await;
        page.press("#update-plugins-table input[value='undersigned/undersigned.php']")
            .await;
        page.press("#upgrade-plugins").await;
        // Meanwhile WordPress answers no request: it is in its maintenance mode.
        let main = word_press.path("wp-content/plugins/undersigned/undersigned.php");
        let line = format!(" * Version: {version}\n");
        wait::until("the newer version", async || {
            let main = fs::read_to_string(&main).unwrap_or_default();
            (main.contains(&line) && !word_press.has(".maintenance")).then_some(())
        })
        .await;

        let plugin = word_press
            .ask("admin", Method::GET, PLUGIN, Value::Null)
            .await;
        assert_eq!(plugin["status"], "active");
        let settings = word_press
            .ask("admin", Method::GET, "/wp/v2/settings", Value::Null)
            .await;
        assert_eq!(settings["undersigned_server"], app.url, "it is kept");
        dashboard.open("update-core.php?force-check=1").await;
        page.says("body", "Your plugins are all up to date.").await;
        let errors = word_press.errors("plugins/undersigned");
        assert!(errors.is_empty(), "PHP complains: {errors:#?}");
    })
    .await;
}

/// Puts the current plugin there as if it were an earlier version.
async fn install_older(word_press: &WordPress) {
    let plugins = word_press.path("wp-content/plugins");
    let unpacked = Command::new("unzip")
        .arg("-q")
        .arg(plugin_zip())
        .arg("-d")
        .arg(&plugins)
        .status()
        .expect("`cargo xtask setup` installs unzip");
    assert!(unpacked.success());
    for file in ["undersigned.php", "readme.txt"] {
        rename_version(&plugins.join("undersigned").join(file));
    }
    let on = json!({"status": "active"});
    let plugin = word_press.ask("admin", Method::PUT, PLUGIN, on).await;
    assert_eq!(plugin["version"], "0.0.1");
}

fn rename_version(file: &Path) {
    let text = fs::read_to_string(file).expect("a file of the plugin");
    let older = text.replace(env!("CARGO_PKG_VERSION"), "0.0.1");
    assert_ne!(older, text, "{} names the version", file.display());
    fs::write(file, older).expect("it can be written");
}
