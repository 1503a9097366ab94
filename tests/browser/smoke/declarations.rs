//! Declarations in every browser: searching for a name, signing in Urdu, one embedded principle, the
//! snippet that the embed page offers. The other tests are in `tests/chromium/declarations`.

use serde_json::json;
use widgets::text::{Key, Text};

use crate::{
    fixture::{Fixture, SIGNATURE, enter_code, open_more, sign, sign_and_confirm},
    support::{
        browsers::{axe::assert_accessible, page::Page, visit},
        campaign::{Campaign, DECLARATION},
        wait,
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_copied_pinned_snippet_works_on_an_allied_page() {
    let fixture = Fixture::start().await;
    let address = format!("{}/d/{DECLARATION}/embed", fixture.proxy.url);

    visit("embed_pinned", async move |page| {
        page.goto(&address).await;
        page.press("#way-pinned summary").await;
        let line = page.find("#code-pinned").await.text().await.unwrap();
        assert!(line.contains("integrity=\"sha384-"), "{line}");

        // The page that offers it shows its preview with the plain loader.
        let plain = fixture.proxy.requests_for("/undersigned.js").len();
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&fixture.site.page("/pinned", &line)).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign_and_confirm(&fixture, &widget, &ada).await;
        assert_eq!(fixture.app.count().await, 1);
        assert_eq!(fixture.proxy.requests_for("/undersigned.js").len(), plain);
    })
    .await;
}

fn says(lang: &str, key: Key) -> &'static str {
    Text::of(lang).get(key)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_signs_in_urdu_from_right_to_left() {
    let fixture = Fixture::start_with(|campaign| {
        campaign.translations = Campaign::in_four_languages().translations;
    })
    .await;
    let tag = fixture.tag(&format!(
        "data-widget=\"signature\" data-declaration=\"{DECLARATION}\" data-lang=\"ur-PK\""
    ));
    let address = fixture.site.page("/urdu", &tag);

    visit("signs_in_urdu", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget
            .says("[part~=title]", "اتوار کو کتب خانہ کھولیں")
            .await;
        let document = widget.find("[part~=document]").await;
        assert_eq!(document.css_value("direction").await.unwrap(), "rtl");

        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        widget
            .says("form[data-form=sign]", says("ur", Key::NameRequired))
            .await;
        open_more(&widget).await;
        for (name, direction) in [("email", "ltr"), ("postcode", "ltr")] {
            let input = widget.find(&format!("input[name={name}]")).await;
            assert_eq!(
                input.css_value("direction").await.unwrap(),
                direction,
                "{name}"
            );
        }
        sign(&widget, &ada).await;
        widget
            .says("form[data-form=code]", says("ur", Key::CodeHeading))
            .await;
        widget.says("form[data-form=code] bdi", &ada.email).await;
        let email = fixture.app.email_to(&ada).await;
        assert!(
            email.html().contains("lang=\"ur\" dir=\"rtl\""),
            "{}",
            email.html()
        );
        enter_code(&widget, &email.code()).await;
        widget
            .says("[part~=thanks]", says("ur", Key::ThanksHeading))
            .await;
        assert_eq!(widget.count().await, 1);

        assert_eq!(
            fixture
                .app
                .rows_where("signatures", "lang = 'ur' and text_lang = 'ur'"),
            1
        );
        assert_eq!(fixture.proxy.requests_for("text-ur.json").len(), 1);
        assert_eq!(
            fixture.proxy.requests_for("text-").len(),
            1,
            "only the language shown is sent"
        );
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
        sign_and_confirm(&fixture, &widget, &ada).await;

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
