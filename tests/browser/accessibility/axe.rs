//! Accessibility: axe-core finds nothing in any state, and the keyboard alone is enough.

use serde_json::json;

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, SIGNUP, enter_code, sign},
    support::{
        browsers::{Visitor, axe::assert_accessible, visit, visit_as},
        campaign::{Campaign, DECLARATION},
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_signature_box_is_accessible_in_every_state() {
    let fixture = Fixture::start().await;
    fixture.app.sign_and_confirm_as("Carys Thorne").await;
    let address = fixture.signature_page();

    visit("axe_signature", async move |page| {
        page.expect_error("/confirmations");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        assert_accessible(&page, "the form").await;

        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        widget.find("[part~=error]").await;
        assert_accessible(&page, "the form with errors").await;

        widget.press("[value=organisation] + label").await;
        assert_accessible(&page, "the form of an organisation").await;
        widget.press("[value=person] + label").await;

        sign(&widget, &ada).await;
        widget.find("input[name=code]").await;
        assert_accessible(&page, "the code").await;

        enter_code(&widget, "12").await;
        widget.find("#sign-code-error").await;
        assert_accessible(&page, "a wrong code").await;

        widget.find("input[name=code]").await.clear().await.unwrap();
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        assert_accessible(&page, "the thanks").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_other_widgets_and_both_schemes_are_accessible() {
    let fixture = Fixture::start().await;
    let body = format!(
        "{}{}",
        fixture.signup_tag(),
        fixture.share_tag("data-follow=\"youtube=https://videos.example/us\"")
    );
    let address = fixture.site.page("/both", &body);

    for prefers_dark in [false, true] {
        let visitor = Visitor {
            prefers_dark,
            ..Visitor::default()
        };
        let address = address.clone();
        visit_as(visitor, "axe_others", async move |page| {
            page.goto(&address).await;
            page.run("document.body.style.cssText = 'background: Canvas; color: CanvasText; color-scheme: light dark'", vec![]).await;
            let dark = page.run("return matchMedia('(prefers-color-scheme: dark)').matches", vec![]).await;
            assert_eq!(dark, json!(prefers_dark));
            page.widget(SIGNUP).is_hydrated().await;
            page.widget(SHARE).find("[data-network]").await;
            assert_accessible(&page, &format!("sign-up and share, dark: {prefers_dark}")).await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_own_pages_are_accessible_on_phones_and_desktops() {
    let fixture = Fixture::start().await;
    let carys = fixture.app.person("Carys Thorne");
    let mut body = carys.signature();
    body["updates"] = json!(true);
    body["reservations"] = json!([2]);
    body["reservation_notes"] =
        json!([{"principle": 2, "text": "Not before the night buses run."}]);
    let id = fixture.app.sign_on_server_with(body).await;
    let code = fixture.app.email_to(&carys).await.code();
    assert_eq!(fixture.app.confirm_by_code(&id, &code).await.status, 200);
    // A second version, so that the pages of versions have content.
    let text = Campaign::on_sites(&[&fixture.site.origin]).declaration();
    let later = text.replace("from ten to four", "from nine to five");
    let published = fixture.app.publish_text(&later, &["--change", "--yes"]);
    assert!(published.status.success(), "{published:?}");
    let renewing = fixture.app.smtp.emails_to(&carys.email, 2).await.remove(1);
    let [renewal, own]: [String; 2] = ["/renew/", "/manage/"].map(|page| {
        let links = renewing.links().into_iter();
        let mut links = links.filter(|link| link.contains(page));
        links.next().expect("an email about a change has both")
    });

    visit("axe_pages", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        fixture.app.sign_on_server(&ada).await;
        let email = fixture.app.email_to(&ada).await;
        // An unverified organisation: its page says how to verify it.
        let mut choir = fixture.app.person("Bashir Quill");
        choir.email = choir.email.replace("people.example", "gmail.com");
        let mut body = choir.signature();
        body["kind"] = json!("organisation");
        body["organisation"] = json!("Lantern Street Choir");
        fixture.app.sign_on_server_with(body).await;
        let waiting = fixture.app.email_to(&choir).await.link();
        fixture.app.press(&waiting).await;
        for width in [390, 1280] {
            page.resize(width, 900).await;
            for address in [
                format!("{}/d/{DECLARATION}", fixture.proxy.url),
                format!("{}/d/{DECLARATION}/versions?lang=en", fixture.proxy.url),
                format!("{}/d/{DECLARATION}/versions/1?lang=en", fixture.proxy.url),
                format!("{}/l/library-news", fixture.proxy.url),
                format!("{}/d/{DECLARATION}/embed?widget=share", fixture.proxy.url),
                email.link(),
                renewal.clone(),
                own.clone(),
                waiting.clone(),
                waiting.replace("/confirm/", "/manage/"),
            ] {
                page.goto(&address).await;
                assert_accessible(&page, &format!("{width} pixels")).await;
                let wide = page
                    .run(
                        "return document.documentElement.scrollWidth > innerWidth",
                        vec![],
                    )
                    .await;
                assert_eq!(wide, json!(false), "nothing is cut off at {width} pixels");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_signs_by_keyboard() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("keyboard", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        const TAB: &str = "\u{e004}";
        const ENTER: &str = "\u{e007}";
        const RIGHT: &str = "\u{e014}";
        const SPACE: &str = " ";
        // The focus must reach an end: as many steps as there are focusable elements.
        let mut order = Vec::new();
        for _ in 0..25 {
            page.keys(TAB).await;
            let focused = widget.focused().await;
            match focused.as_str() {
                "name" => page.keys(&ada.name).await,
                "email" => page.keys(&ada.email).await,
                "public" => page.keys(RIGHT).await,
                "updates" => page.keys(SPACE).await,
                _ => {}
            }
            let ring = widget
                .run("const one = root.activeElement; return !one || getComputedStyle(one).outlineStyle != 'none' || getComputedStyle(one).boxShadow != 'none'", vec![])
                .await;
            assert_eq!(ring, json!(true), "{focused} shows that it has the focus");
            order.push(focused.clone());
            if focused.contains("button") {
                break;
            }
        }
        let at = |name: &str| order.iter().position(|one| one == name).unwrap_or_else(|| panic!("{name} is reached: {order:?}"));
        assert!(at("kind") < at("name") && at("name") < at("email") && at("email") < at("public"), "{order:?}");
        assert!(at("public") < at("updates"), "{order:?}");
        page.keys(ENTER).await;
        widget.find("input[name=code]").await;
        crate::support::wait::until("the code field to have the focus", async || {
            (widget.focused().await == "code").then_some(())
        })
        .await;
        let code = fixture.app.email_to(&ada).await.code();
        page.keys(&code).await;
        page.keys(ENTER).await;
        widget.says("[part~=thanks]", "thank").await;
        assert_eq!(fixture.app.rows_where("signatures", "visibility = 'initials' and updates = 1"), 1);
    })
    .await;
}
