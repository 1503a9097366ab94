//! Degradation: one embed with one capability less each time. On every rung a visitor signs to the
//! end, reading the email, and the count goes up by one. The first rung, where everything is
//! allowed, is in `user_journeys.rs`; WebAssembly that is missing or slow in `hydration.rs`; the
//! sandboxed frame in `browser/embed/frames.rs`. The last rung is a picture in a link.

use resvg::tiny_skia;
use serde_json::json;

use crate::{
    fixture::{Fixture, SIGNATURE, SIGNUP, enter_code, sign},
    support::{
        browsers::{Visitor, page::Page, visit_as},
        campaign::{DECLARATION, LIST, TITLE},
        people::Person,
        response::Response,
        wait,
    },
};

/// As in Lockdown Mode, or in Tor Browser's safer setting.
const WITHOUT_WASM: Visitor = Visitor {
    scripts_off: false,
    wasm_off: true,
    prefers_dark: false,
};

const WITHOUT_SCRIPTS: Visitor = Visitor {
    scripts_off: true,
    wasm_off: false,
    prefers_dark: false,
};

const SIGN: &str = "form[data-form=sign] button[type=submit]";
const JOIN: &str = "form[data-form=join] button[type=submit]";

/// Submits the form with nothing right in it, then corrects it: the errors are beside their fields,
/// and what was typed is still there.
async fn sign_at_the_second_try(page: &Page, ada: &Person) {
    page.fill("email", "nobody").await;
    page.press("[part=more-summary]").await;
    page.fill("postcode", &ada.postcode).await;
    page.press("label[for=sign-public-initials]").await;
    page.press(SIGN).await;

    page.says("#sign-name-error", "name").await;
    page.says("#sign-email-error", "address").await;
    let place = page.run("return location.pathname", vec![]).await;
    assert_eq!(place, json!(format!("/d/{DECLARATION}/signatures")));
    for (css, kept) in [
        ("input[name=email]", "nobody"),
        ("input[name=postcode]", ada.postcode.as_str()),
    ] {
        let field = page.find(css).await;
        let value = field.prop("value").await.expect("a field");
        assert_eq!(value.as_deref(), Some(kept), "{css}");
    }
    let chosen = page.find("#sign-public-initials").await;
    assert!(chosen.is_selected().await.expect("a choice"));

    page.fill("name", &ada.name).await;
    page.find("input[name=email]")
        .await
        .clear()
        .await
        .expect("an emptied field");
    page.fill("email", &ada.email).await;
    page.press(SIGN).await;
}

/// Types a wrong code, and then the one from the email.
async fn confirm_at_the_second_try(page: &Page, code: &str) {
    page.enter("code", "12").await;
    page.says("[role=alert]", "six").await;
    page.find("input[name=code]")
        .await
        .clear()
        .await
        .expect("an emptied field");
    page.enter("code", code).await;
    page.says("body", "thank you").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_without_webassembly_signs_and_returns_to_the_article() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit_as(WITHOUT_WASM, "ladder_no_wasm", async move |page| {
        // The loader says why, and nothing is thrown on the page.
        page.expect_error("undersigned:");
        page.expect_error("/signatures");
        page.expect_error("/confirm");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let wasm = page.run("return typeof WebAssembly", vec![]).await;
        assert_eq!(wasm, json!("undefined"), "the browser has it switched off");
        page.widget(SIGNATURE).find("form[data-form=sign]").await;

        sign_at_the_second_try(&page, &ada).await;
        page.says("body", &ada.email).await;
        let code = fixture.app.email_to(&ada).await.code();
        confirm_at_the_second_try(&page, &code).await;

        assert_eq!(fixture.app.count().await, 1);
        assert_eq!(fixture.app.names().await, ["A. M."]);
        page.press(&format!("a[href='{address}']")).await;
        let back = format!("return location.href == '{address}'");
        page.until("the article again", &back, vec![]).await;
        page.goto_as_next_visitor(&address).await;
        assert_eq!(page.widget(SIGNATURE).count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_without_webassembly_subscribes_by_the_emailed_link() {
    let fixture = Fixture::start().await;
    let address = fixture.site.page("/join", &fixture.signup_tag());

    visit_as(WITHOUT_WASM, "ladder_no_wasm_joins", async move |page| {
        // The loader says why, and nothing is thrown on the page.
        page.expect_error("undersigned:");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        page.widget(SIGNUP).fill("email", &ada.email).await;
        page.press(JOIN).await;
        page.find("input[name=code]").await;

        page.goto(&fixture.app.email_to(&ada).await.link()).await;
        page.press("form[method=post] button").await;
        page.says("body", "you have joined").await;
        assert_eq!(fixture.app.rows("subscriptions"), 1);
        page.find(&format!("a[href='{address}']")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_without_scripts_signs_through_the_fallback_link() {
    let fixture = Fixture::start().await;
    let line = format!(
        "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\" style=\"min-height:40rem\">\
         <a href=\"{}/d/{DECLARATION}\">Sign the declaration</a></div>{}",
        fixture.proxy.url,
        fixture.tag("")
    );
    let address = fixture.site.page("/article", &line);

    visit_as(WITHOUT_SCRIPTS, "ladder_no_script", async move |page| {
        page.expect_error("/signatures");
        page.expect_error("/confirm");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        page.press("main a").await;
        page.find("form[data-form=sign]").await;
        assert_no_script_runs(&fixture, &page).await;

        sign_at_the_second_try(&page, &ada).await;
        let code = fixture.app.email_to(&ada).await.code();
        confirm_at_the_second_try(&page, &code).await;

        assert_eq!(fixture.app.count().await, 1);
        page.goto(&format!("{}/d/{DECLARATION}", fixture.proxy.url))
            .await;
        page.says("[part~=signatories], main", "A. M.").await;
        assert_no_script_runs(&fixture, &page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_without_scripts_subscribes_by_code_or_link() {
    let fixture = Fixture::start().await;

    visit_as(
        WITHOUT_SCRIPTS,
        "ladder_no_script_joins",
        async move |page| {
            page.expect_error("/subscriptions");
            let (ada, ben) = (
                fixture.app.person("Ada Marlowe"),
                fixture.app.person("Ben Okafor"),
            );
            let own = format!("{}/l/{LIST}", fixture.proxy.url);
            page.goto(&own).await;
            page.fill("email", "nobody").await;
            page.press(JOIN).await;
            page.says("#join-email-error", "address").await;
            let field = page.find("input[name=email]").await;
            field.clear().await.expect("an emptied field");
            page.fill("email", &ada.email).await;
            page.press(JOIN).await;
            page.enter("code", &fixture.app.email_to(&ada).await.code())
                .await;
            page.says("body", "you have joined").await;

            page.goto(&own).await;
            page.fill("email", &ben.email).await;
            page.press(JOIN).await;
            page.find("input[name=code]").await;
            page.goto(&fixture.app.email_to(&ben).await.link()).await;
            page.press("form[method=post] button").await;
            page.says("body", "you have joined").await;

            assert_eq!(fixture.app.rows("subscriptions"), 2);
            assert_no_script_runs(&fixture, &page).await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_signs_through_the_counter_image() {
    signs_by_the_picture(Visitor::default(), "ladder_picture").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_without_scripts_signs_through_the_counter_image() {
    signs_by_the_picture(WITHOUT_SCRIPTS, "ladder_picture_no_script").await;
}

/// On a page that allows only pictures and links.
async fn signs_by_the_picture(visitor: Visitor, name: &str) {
    let fixture = Fixture::start().await;
    fixture.app.sign_and_confirm_as("Carys Thorne").await;
    let own = format!("{}/d/{DECLARATION}", fixture.proxy.url);
    let linked = ["svg", "png"].map(|kind| {
        format!(
            "<p><a href=\"{own}\"><img src=\"{own}/counter.{kind}\" alt=\"Sign the declaration\" \
             width=\"480\" height=\"184\"></a></p>"
        )
    });
    let address = fixture.site.page("/pictures", &linked.concat());

    visit_as(visitor, name, async move |page| {
        page.expect_error("/signatures");
        page.expect_error("/confirm");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        pictures_say(&fixture, &page, "1 has signed").await;
        let before = [taken(&page, 0).await, taken(&page, 1).await];

        page.press("main a").await;
        let there = format!("return location.href == '{own}'");
        page.until("the declaration's page", &there, vec![]).await;
        if visitor.scripts_off {
            sign_at_the_second_try(&page, &ada).await;
            confirm_at_the_second_try(&page, &fixture.app.email_to(&ada).await.code()).await;
        } else {
            let widget = page.widget(SIGNATURE);
            sign(&widget, &ada).await;
            enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
            widget.says("[part~=thanks]", "thank").await;
        }

        // The visitor's own browser may cache the picture for a minute.
        page.goto_as_next_visitor(&address).await;
        pictures_say(&fixture, &page, "2 have signed").await;
        for (index, before) in before.iter().enumerate() {
            wait::until("the picture to show the new count", async || {
                (taken(&page, index).await != *before).then_some(())
            })
            .await;
        }
    })
    .await;
}

/// Both pictures are loaded in their own size, and what they show is also in their text.
async fn pictures_say(fixture: &Fixture, page: &Page, words: &str) {
    let sizes = "
        const all = [...document.images];
        return all.every((one) => one.complete) && all.map((one) => [one.naturalWidth, one.naturalHeight]);
    ";
    let sizes = page.until("the pictures", sizes, vec![]).await;
    assert_eq!(sizes, json!([[480, 184], [960, 368]]));
    let picture = page.run("return document.images[0].currentSrc", vec![]);
    let picture = picture.await.as_str().expect("an address").to_owned();
    let svg = Response::to(fixture.app.client.get(picture)).await.body;
    let said = format!("<title>{TITLE}: {words}</title>");
    assert!(svg.contains(&said), "{}", &svg[..300]);
}

/// A screenshot of the area where a picture is: WebKit's driver takes none of a single element.
async fn taken(page: &Page, index: usize) -> Vec<u8> {
    let place = "
        const {left, top, right, bottom} = document.images[arguments[0]].getBoundingClientRect();
        return [left, top, right, bottom].map((one) => Math.round(one * devicePixelRatio));
    ";
    let place = page.run(place, vec![json!(index)]).await;
    let [left, top, right, bottom] =
        [0, 1, 2, 3].map(|at| place[at].as_u64().expect("it is on the screen") as u32);
    let screen = page.driver().screenshot_as_png().await.expect("a picture");
    let screen = tiny_skia::Pixmap::decode_png(&screen).expect("a picture");
    let rows = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
    let pixels = rows.filter_map(|(x, y)| screen.pixel(x, y));
    let pixels = pixels.flat_map(|one| [one.red(), one.green(), one.blue()]);
    pixels.collect()
}

/// The browser has really switched scripts off: the loader was not requested, and no element of
/// ours is defined.
async fn assert_no_script_runs(fixture: &Fixture, page: &Page) {
    let defined = format!("return !!customElements.get('{SIGNATURE}')");
    assert_eq!(page.run(&defined, vec![]).await, json!(false));
    assert!(fixture.proxy.requests_for("/embed/v1/").is_empty());
}
