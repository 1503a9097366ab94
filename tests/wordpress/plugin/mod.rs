//! The plugin on a real WordPress of both versions: uploaded, set up, used by an author in the
//! editor, seen by a visitor, and deleted without a trace.

mod languages; // the plugin in the languages of the widgets
mod package; // the plugin's zip file
mod translations; // the plugin's texts and their translations
mod updates; // the plugin as the campaign's server offers it, and its newer versions

use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{
    dashboard::Dashboard,
    expect_emoji,
    support::{
        app::App,
        browsers::{page::Page, visit},
        campaign::{Campaign, DECLARATION, LIST, TITLE},
        wait,
    },
    wordpress::{Version, WordPress},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_plugin_works_from_upload_to_deletion_in_the_stable_release() {
    plugin_serves(Version::Release).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_plugin_works_from_upload_to_deletion_in_the_newest_release() {
    plugin_serves(Version::Newest).await;
}

async fn plugin_serves(version: Version) {
    let word_press = WordPress::start(version);
    let campaign = Campaign::on_sites(&[&word_press.url]);
    let app = App::setup().campaign(campaign).start();
    println!("WordPress {}", word_press.version);

    visit(
        &format!("wordpress_plugin_{version:?}"),
        async move |page| {
            expect_emoji(&page);
            let dashboard = Dashboard::enter(&page, &word_press, "admin").await;
            dashboard.install_plugin().await;
            settings_explain_themselves(&dashboard, &app).await;
            an_author_writes_a_block(&page, &word_press, &app).await;
            visitors_sign_and_join(&page, &word_press, &app).await;
            the_loader_holds_the_server_and_the_bundles_folder(&word_press, &app).await;
            only_editors_see_mistakes(&word_press).await;
            attributes_stay_attributes(&page, &word_press).await;
            what_an_editor_sets_is_checked(&word_press).await;
            a_page_reserves_the_height_that_the_server_says(&word_press, &app).await;
            a_pasted_address_gets_sharing_permissions(&word_press, &app).await;
            uninstalling_leaves_nothing(&word_press).await;
            let errors = word_press.errors("plugins/undersigned");
            assert!(errors.is_empty(), "PHP complains: {errors:#?}");
        },
    )
    .await;
}

async fn settings_explain_themselves(dashboard: &Dashboard<'_>, app: &App) {
    let page = dashboard.page;
    for wrong in [
        "http://act.example",
        "https://",
        "act example",
        "javascript:alert(1)",
        "https://a:b@act.example",
    ] {
        dashboard.set_server(wrong).await;
        page.says(".notice-error, .error", "is not the address of a server")
            .await;
        assert_eq!(server_field(page).await, "", "{wrong} was kept");
    }
    // The declaration's address is what people have to hand.
    dashboard
        .set_server(&format!("{}/d/{DECLARATION}?lang=cy", app.url))
        .await;
    page.says(".notice-success, .updated", "saved").await;
    assert_eq!(server_field(page).await, app.url);
    dashboard.set_server("http://act.example").await;
    assert_eq!(server_field(page).await, app.url, "the old one stays");

    test_connection(page, "", "The server answers.").await;
    test_connection(page, DECLARATION, "can be shown on this website").await;
    test_connection(
        page,
        &format!("{}/l/{LIST}", app.url),
        "can be shown on this website",
    )
    .await;
    page.expect_error("404");
    test_connection(page, "no-such-slug", "no declaration or list called").await;
    page.says(".wrap", "ask it to add http://localhost:").await;
}

async fn server_field(page: &Page) -> String {
    let value = page.run(
        "return document.querySelector('#undersigned-server').value",
        vec![],
    );
    value.await.as_str().expect("a value").to_owned()
}

async fn test_connection(page: &Page, slug: &str, response: &str) {
    let field = page.find("#undersigned-slug").await;
    field.clear().await.expect("it can be emptied");
    field.send_keys(slug).await.expect("it takes keys");
    page.press("#undersigned-test button").await;
    page.says("#undersigned-found", response).await;
}

/// An author is not even offered the settings, and needs neither them nor the right to add scripts.
async fn an_author_writes_a_block(page: &Page, word_press: &WordPress, app: &App) {
    let dashboard = Dashboard::enter(page, word_press, "author").await;
    dashboard.begin_post().await;
    dashboard.insert("undersigned/signature", json!({})).await;
    dashboard.enter_canvas().await;
    page.find("[data-type='undersigned/signature'] input")
        .await
        .send_keys(DECLARATION + Key::Enter)
        .await
        .expect("it takes keys");
    const PICTURE: &str = "
        const frame = document.querySelector('[data-type=\"undersigned/signature\"] iframe');
        const root = frame?.contentDocument?.querySelector('undersigned-signature')?.shadowRoot;
        return !!root?.textContent.includes(arguments[0]) && frame.clientHeight > 400;
    ";
    page.until(
        "a picture of the declaration in the editor",
        PICTURE,
        vec![json!(TITLE)],
    )
    .await;
    the_preview_signs_nothing(page, app).await;
    dashboard.leave_canvas().await;
    let post = dashboard.publish().await;
    assert!(
        post.raw.contains(&format!(
            "<!-- wp:undersigned/signature {{\"declaration\":\"{DECLARATION}\"}} /-->"
        )),
        "{}",
        post.raw
    );
    page.goto_as_next_visitor(&post.address).await;
    page.widget("undersigned-signature").is_hydrated().await;
}

/// In the canvas: it says that it is a preview, and a form that is sent there all the same, as by a
/// script of the page, goes nowhere.
async fn the_preview_signs_nothing(page: &Page, app: &App) {
    page.says("[data-type='undersigned/signature']", "Preview")
        .await;
    page.expect_error("sandboxed");
    const SENT: &str = "
        const frame = document.querySelector('[data-type=\"undersigned/signature\"] iframe');
        const root = frame.contentDocument.querySelector('undersigned-signature').shadowRoot;
        const form = root.querySelector('form[data-form=sign]');
        form.elements.name.value = 'Ada Marlowe';
        form.elements.email.value = arguments[0];
        HTMLFormElement.prototype.submit.call(form);
        return frame.closest('[inert]') !== null && frame.sandbox.value;
    ";
    let email = app.person("Ada Marlowe").email;
    let sandbox = page.run(SENT, vec![json!(email)]).await;
    assert_eq!(sandbox, "allow-same-origin", "neither scripts nor forms");
    wait::until("the browser to refuse it", async || {
        let console = page.console().await;
        let refused = console.iter().any(|line| line.contains("sandboxed"));
        refused.then_some(())
    })
    .await;
    assert_eq!(app.rows("attempts"), 0);
}

async fn visitors_sign_and_join(page: &Page, word_press: &WordPress, app: &App) {
    let block = format!("<!-- wp:undersigned/signature {{\"declaration\":\"{DECLARATION}\"}} /-->");
    let post = word_press.publish("author", &block).await;
    page.goto_as_next_visitor(&post.address).await;
    crate::signs_by_code(page, app).await;

    // A word processor makes quotation marks like these.
    let shortcode = format!(
        "<!-- wp:shortcode -->[undersigned_signup list=“{LIST}” layout=compact]<!-- /wp:shortcode -->"
    );
    let post = word_press.publish("author", &shortcode).await;
    page.goto_as_next_visitor(&post.address).await;
    crate::joins_by_code(page, app).await;

    let post = word_press
        .publish(
            "author",
            "<!-- wp:undersigned/share {\"networks\":\"email mastodon\"} /-->",
        )
        .await;
    page.goto_as_next_visitor(&post.address).await;
    let widget = page.widget("undersigned-share");
    widget.find("[data-network=email]").await;
    assert!(
        !widget.has("[data-network=whatsapp]").await,
        "only what was chosen"
    );
}

/// Where the plugin stores its loaders.
const KEPT: &str = "wp-content/uploads/undersigned";

/// So every copy that an optimiser makes of it contains both.
async fn the_loader_holds_the_server_and_the_bundles_folder(word_press: &WordPress, app: &App) {
    let block = "<!-- wp:undersigned/share /-->";
    let post = word_press.publish("author", block).await;
    let html = word_press.html(&post.address).await;
    let tag = html.split("<script ").find(|tag| tag.contains("/local.js"));
    let tag = tag.expect("the loader is on the page");
    let tag = tag.split('>').next().unwrap_or_default();
    assert!(
        tag.contains(&format!("data-server=\"{}\"", app.url)),
        "{tag}"
    );
    let (_, address) = tag.split_once("src=\"").expect("it has an address");
    let address = address.split('"').next().unwrap_or_default();
    assert!(address.contains(&format!("/{KEPT}/")), "{address}");
    let script = word_press.html(address).await;
    assert!(script.contains(&format!("\"{}\"", app.url)));
    assert!(script.contains("\"/wp-content/plugins/undersigned/bundle/"));
    let place = html.split("data-widget=").nth(1).expect("a placeholder");
    let place = place.split('>').next().unwrap_or_default();
    assert!(
        !place.contains("data-bundle"),
        "text names no folder: {place}"
    );
}

/// Visitors do not see an editor's mistake, and get no widget that cannot work.
async fn only_editors_see_mistakes(word_press: &WordPress) {
    for mistake in [
        "<!-- wp:undersigned/signature /-->",
        "<!-- wp:shortcode -->[undersigned_signup list=\"Not A Slug\"]<!-- /wp:shortcode -->",
    ] {
        let post = word_press.publish("author", mistake).await;
        let html = word_press.html(&post.address).await;
        assert!(
            !html.contains("undersigned-notice"),
            "a visitor hears of {mistake}"
        );
        assert!(!html.contains("data-widget"), "{mistake}");
        let path = format!("/wp/v2/posts/{}", post.id);
        let seen = word_press
            .ask("author", Method::GET, &path, Value::Null)
            .await;
        let seen = seen["content"]["rendered"].as_str().expect("it is printed");
        assert!(
            seen.contains("undersigned-notice"),
            "the author hears of {mistake}: {seen}"
        );
    }
}

/// Nothing that an author writes escapes its attribute.
async fn attributes_stay_attributes(page: &Page, word_press: &WordPress) {
    let hostile =
        "\\\"><script>document.title='taken'</script><b onmouseover=alert(1)>[gallery] & ' < é";
    let block = format!(
        "<!-- wp:undersigned/share {} /-->",
        json!({"text": hostile, "url": "javascript:alert(1)", "networks": "email \"><script>", "follow": "mastodon=javascript:1 rss=https://feed.example/?a=1&b=2", "lang": "\"x"}),
    );
    let post = word_press.publish("admin", &block).await;
    page.goto_as_next_visitor(&post.address).await;
    let given = page
        .run(
            "return {...document.querySelector('[data-widget]').dataset}",
            vec![],
        )
        .await;
    assert_eq!(given["networks"], "email");
    assert_eq!(given["follow"], "rss=https://feed.example/?a=1&b=2");
    assert_eq!(given.get("url"), None, "{given}");
    assert_eq!(given.get("lang"), None, "{given}");
    // Tags are removed; the rest is text, including brackets and quotation marks.
    assert_eq!(given["text"], "\\\">[gallery] & ' < é");
    let title = page.run("return document.title", vec![]).await;
    assert_ne!(title, "taken");
}

async fn what_an_editor_sets_is_checked(word_press: &WordPress) {
    let set = json!({
        "declaration": DECLARATION, "layout": "button", "show": "all", "principles": "folded",
        "fields": "postcode evil", "source": "Bad Source", "thanks-url": "javascript:alert(1)",
        "thanks-text": "<b>Read</b> on",
    });
    let block = format!("<!-- wp:undersigned/signature {set} /-->");
    let post = word_press.publish("admin", &block).await;
    let html = word_press.html(&post.address).await;
    let place = html.split("data-widget=").nth(1).expect("a placeholder");
    let (place, _) = place.split_once('>').expect("its end");
    for valid in [
        "data-layout=\"button\"",
        "data-principles=\"folded\"",
        "data-fields=\"postcode\"",
        "data-thanks-text=\"Read on\"",
        "min-height:50px",
    ] {
        assert!(place.contains(valid), "{valid} in {place}");
    }
    for invalid in [
        "data-show",
        "data-source",
        "data-thanks-url",
        "data-preview",
    ] {
        assert!(!place.contains(invalid), "{invalid} in {place}");
    }
    // As WordPress's own preview of a post is addressed.
    let preview = format!("{}?preview=true", post.address);
    let html = word_press.html(&preview).await;
    assert!(html.contains("data-preview=\"1\""), "{html}");
}

async fn a_page_reserves_the_height_that_the_server_says(word_press: &WordPress, app: &App) {
    let mut heights = Vec::new();
    for layout in ["full", "compact"] {
        let set = json!({"declaration": DECLARATION, "layout": layout, "lang": "cy"});
        let block = format!("<!-- wp:undersigned/signature {set} /-->");
        let post = word_press.publish("author", &block).await;
        let asked = format!("declaration={DECLARATION}&layout={layout}&lang=cy");
        let room = app.get(&format!("/embed/v1/signature/room?{asked}")).await;
        let height = room.json()["min_height"].clone();
        let height = height.as_str().expect("a height").to_owned();
        let html = word_press.html(&post.address).await;
        let style = format!("style=\"min-height:{height}\"");
        assert!(html.contains(&style), "{style} in {html}");
        heights.push(height);
    }
    assert_ne!(heights[0], heights[1]);
}

/// WordPress itself omits it from a frame whose server it does not know.
async fn a_pasted_address_gets_sharing_permissions(word_press: &WordPress, app: &App) {
    let pasted = format!("\n\n{}/d/{DECLARATION}\n\n", app.url);
    let post = word_press.publish("admin", &pasted).await;
    let html = word_press.html(&post.address).await;
    let (_, frame) = html.split_once("<iframe ").expect("a frame");
    let (frame, _) = frame.split_once('>').expect("its end");
    let lent = "allow=\"web-share; clipboard-write\"";
    assert!(frame.contains(lent), "{frame}");
}

async fn uninstalling_leaves_nothing(word_press: &WordPress) {
    let plugin = "/wp/v2/plugins/undersigned/undersigned";
    let settings = "/wp/v2/settings";
    let before = word_press
        .ask("admin", Method::GET, settings, Value::Null)
        .await;
    assert_ne!(before["undersigned_server"], "", "{before}");
    assert_ne!(word_press.options("undersigned"), 0);
    let off = json!({"status": "inactive"});
    word_press.ask("admin", Method::PUT, plugin, off).await;
    word_press
        .ask("admin", Method::DELETE, plugin, Value::Null)
        .await;
    assert_eq!(word_press.options("undersigned"), 0);
    assert!(
        !word_press.has(KEPT),
        "the loaders among the uploads go as well"
    );
}
