//! A real WordPress: what its users may add to a post, and what visitors get.
//!
//! WordPress is `localhost`, the server under test `127.0.0.1`: two sites. A visitor's actions are
//! done in Chromium; what WordPress itself does to the tag (filters, themes, emoji) is real.

#[path = "../support/mod.rs"]
mod support;

mod dashboard; // actions in WordPress's own dashboard
mod embed_routes; // every row of the table in docs/embedding.md
mod kses; // what kses leaves of hostile text, which the browser tests use
mod optimisers; // plugins that delay, defer, re-host and combine scripts
mod outcome_table; // reading that table
mod outcomes; // what a reader gets, and how they sign with it
mod plugin; // the plugin: its package, its languages, from upload to deletion, updates
mod wordpress; // the site, and its REST API

use support::app::App;
use support::browsers::page::Page;
use support::browsers::visit;
use support::campaign::{Campaign, DECLARATION, LIST};
use wordpress::WordPress;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visitors_sign_in_a_post_by_code_and_by_link() {
    let (word_press, app) = fixture();
    let post = word_press
        .publish_block(&tag(
            &app,
            &format!("data-widget=\"signature\" data-declaration=\"{DECLARATION}\""),
        ))
        .await;

    visit("wordpress_signs", async move |page| {
        expect_emoji(&page);
        page.goto(&post).await;
        let widget = page.widget("undersigned-signature");
        widget.says("[part~=counter]", "first").await;
        signs_by_code(&page, &app).await;
        assert_eq!(widget.count().await, 1);

        let bashir = app.person("Bashir Quill");
        page.goto_as_next_visitor(&post).await;
        assert_eq!(widget.count().await, 1, "the next visitor sees it");
        widget.fill("name", &bashir.name).await;
        widget.fill("email", &bashir.email).await;
        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        widget.find("input[name=code]").await;
        page.goto(&app.email_to(&bashir).await.link()).await;
        page.press("button[value=confirm]").await;
        page.says("body", "thank").await;
        // The post thanks too, since this browser signed.
        page.goto(&post).await;
        widget.says("[part~=thanks]", "thank").await;

        assert_eq!(app.count().await, 2);
        page.goto_as_next_visitor(&post).await;
        assert_eq!(widget.count().await, 2);
        assert_eq!(
            app.rows_where("signatures", &format!("page_url = '{post}'")),
            2
        );
        assert_eq!(app.names().await, ["Bashir Quill", "Ada Marlowe"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_subscribes_in_a_post() {
    let (word_press, app) = fixture();
    let post = word_press
        .publish_block(&tag(
            &app,
            &format!("data-widget=\"signup\" data-list=\"{LIST}\""),
        ))
        .await;

    visit("wordpress_joins", async move |page| {
        expect_emoji(&page);
        page.goto(&post).await;
        joins_by_code(&page, &app).await;
        assert_eq!(app.rows("subscriptions"), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_shares_a_post() {
    let (word_press, app) = fixture();
    let post = word_press
        .publish_block(&tag(&app, "data-widget=\"share\""))
        .await;

    visit("wordpress_shares", async move |page| {
        expect_emoji(&page);
        page.goto(&format!("{post}?utm_source=letter")).await;
        let widget = page.widget("undersigned-share");
        let link = widget.find("[data-network=whatsapp]").await;
        let href = link.attr("href").await.unwrap().expect("an address");
        let words: String = url::Url::parse(&href)
            .expect("a whole address")
            .query_pairs()
            .map(|(_, value)| value.into_owned())
            .collect();
        assert!(
            words.contains(&post),
            "the post's canonical address: {words}"
        );
        assert!(
            words.contains("A post of the Courier"),
            "and its title: {words}"
        );

        widget.is_hydrated().await;
        link.click().await.expect("a plain link");
        support::wait::until("the share to be counted", async || {
            (app.rows("shares") == 1).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_snippet_survives_in_an_administrators_post() {
    let (word_press, app) = fixture();
    let line = line(&app);
    let as_administrator = word_press.publish_block(&line).await;
    let as_author = word_press.publish_block_as("author", &line).await;

    visit("wordpress_line", async move |page| {
        expect_emoji(&page);
        page.goto(&as_administrator).await;
        page.widget("undersigned-signature")
            .find("form[data-form=sign]")
            .await;

        // WordPress strips an author's script; the link stays.
        page.goto(&as_author).await;
        page.find(&format!("a[href='{}/d/{DECLARATION}']", app.url))
            .await;
        assert_eq!(
            page.run(
                "return !!customElements.get('undersigned-signature')",
                vec![]
            )
            .await,
            false
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oembed_frame_fits_its_content_in_every_language() {
    let (word_press, app) = fixture();
    let mut posts = Vec::new();
    for lang in widgets::text::Text::LANGUAGES {
        let address = format!("\n\n{}/d/{DECLARATION}?lang={lang}\n\n", app.url);
        posts.push((lang, word_press.publish("author", &address).await));
    }

    visit("wordpress_pasted", async move |page| {
        expect_emoji(&page);
        for (lang, post) in posts {
            page.goto(&post.address).await;
            page.enter_frame("iframe.wp-embedded-content").await;
            page.find("form[data-form=sign]").await;
            // WordPress limits a frame to 1000 pixels: a higher one has to be scrolled.
            page.until(
                &format!("all of it to be seen in {lang}"),
                "const {scrollHeight} = document.documentElement;
                 return scrollHeight > 600 && scrollHeight <= innerHeight && innerHeight < 1000",
                vec![],
            )
            .await;
            page.leave_frames().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wordpress_emoji_script_does_not_change_the_widget() {
    let word_press = WordPress::shared();
    let campaign = Campaign {
        body: format!("Read on Sundays 📚 too.\n\n{}", Campaign::default().body),
        ..Campaign::on_sites(&[&word_press.url])
    };
    let app = App::setup().campaign(campaign).start();
    let link = "Sign the declaration";
    let post = word_press
        .publish_block(&line(&app).replace(link, "✍️ Sign 📜"))
        .await;

    visit("wordpress_emoji", async move |page| {
        expect_emoji(&page);
        // A page of the site without posts: those of other tests send requests to servers that are
        // gone.
        page.goto(&format!("{}/wp-login.php", word_press.url)).await;
        // What WordPress stores for a browser without emoji.
        const UNKNOWN: &str = "
            const supportTests = {flag: false, emoji: false};
            sessionStorage.wpEmojiSettingsSupports = JSON.stringify({supportTests, timestamp: Date.now()});
        ";
        page.run(UNKNOWN, vec![]).await;
        page.goto(&post).await;
        page.until(
            "emoji to become pictures",
            "return document.querySelectorAll('p > img.emoji').length > 0",
            vec![],
        )
        .await;
        let widget = page.widget("undersigned-signature");
        widget.says("article", "📚").await;
        signs_by_code(&page, &app).await;
        assert!(!widget.has("img").await, "no picture in the widget");
        assert_eq!(app.count().await, 1);
    })
    .await;
}

/// The line to paste from `docs/embedding.md`: the placeholder, and the script.
fn line(app: &App) -> String {
    format!(
        "{}<script async src=\"{}/undersigned.js\"></script>",
        placeholder(app),
        app.url
    )
}

fn placeholder(app: &App) -> String {
    format!(
        "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\" style=\"min-height:40rem\">\
         <a href=\"{}/d/{DECLARATION}\">Sign the declaration</a></div>",
        app.url
    )
}

/// Ada joins the list of the box on this page to the end.
async fn joins_by_code(page: &Page, app: &App) {
    let ada = app.person("Ada Marlowe");
    let widget = page.widget("undersigned-signup");
    widget.fill("email", &ada.email).await;
    widget
        .press("form[data-form=join] button[type=submit]")
        .await;
    widget.enter("code", &app.email_to(&ada).await.code()).await;
    widget.says("[part~=thanks]", "thank").await;
}

/// Ada signs to the end in the box on this page, with any number of earlier signatures.
async fn signs_by_code(page: &Page, app: &App) {
    let ada = app.person("Ada Marlowe");
    let widget = page.widget("undersigned-signature");
    widget.fill("name", &ada.name).await;
    widget.fill("email", &ada.email).await;
    widget
        .press("form[data-form=sign] button[type=submit]")
        .await;
    widget.enter("code", &app.email_to(&ada).await.code()).await;
    widget.says("[part~=thanks]", "thank").await;
}

/// One WordPress for all tests, and a server of the test's own that allows it to embed.
fn fixture() -> (&'static WordPress, App) {
    let word_press = WordPress::shared();
    let campaign = Campaign::on_sites(&[&word_press.url]);
    (word_press, App::setup().campaign(campaign).start())
}

fn tag(app: &App, attributes: &str) -> String {
    format!(
        "<script async src=\"{}/undersigned.js\" {attributes}></script>",
        app.url
    )
}

/// WordPress itself loads pictures of emoji from its own server, which no test may reach.
fn expect_emoji(page: &Page) {
    page.expect_error("s.w.org");
    page.expect_error("favicon");
}
