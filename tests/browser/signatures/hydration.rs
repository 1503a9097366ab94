//! Hydration: before and while the bundle loads, what a visitor typed stays and what was pressed is
//! done.

use serde_json::json;

use crate::{
    fixture::{
        Fixture, SIGNATURE, SIGNUP, WASM, confirm_on_server_page, enter_code, is_on_server_page,
        open_more, sign,
    },
    support::{browsers::visit, network::faulty_proxy::Fault},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hydration_keeps_typed_text_and_dom_nodes() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault(WASM, Fault::Hold);
    let address = fixture.signature_page();

    visit("typed_before", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.fill("name", "Ada Marlowe").await;
        widget.fill("email", &ada.email).await;
        open_more(&widget).await;
        widget.press("[value=initials] + label").await;
        widget.press("[name=updates] + label").await;
        assert!(!widget.has("[data-alive]").await, "the bundle is held up");
        widget
            .run(
                "window.nodes = [...root.querySelectorAll('input, form, button')];
                 window.number = root.querySelector('[part~=count]')",
                vec![],
            )
            .await;

        fixture.proxy.end_faults();
        widget.is_hydrated().await;

        assert_eq!(widget.value("name").await, "Ada Marlowe");
        assert_eq!(widget.value("email").await, ada.email);
        assert_eq!(widget.focused().await, "updates", "the focus stays where it was");
        let same = widget
            .run(
                "const now = [...root.querySelectorAll('input, form, button')];
                 return now.length == window.nodes.length && now.every((one, at) => one === window.nodes[at])",
                vec![],
            )
            .await;
        assert_eq!(same, json!(true), "the very same nodes");
        let chosen = widget
            .run(
                "const form = new FormData(root.querySelector('form[data-form=sign]'));
                 return [form.get('public'), form.get('updates')]",
                vec![],
            )
            .await;
        assert_eq!(chosen, json!(["initials", "true"]));

        widget.press("form[data-form=sign] button[type=submit]").await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.rows_where("signatures", "visibility = 'initials' and updates = 1"), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_submitted_before_hydration_is_sent_after_it() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault(WASM, Fault::Hold);
    let address = fixture.signature_page();

    visit("sent_before", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        sign(&widget, &ada).await;
        let busy = "form[data-form=sign] button[aria-busy=true]";
        widget.find(busy).await;
        // Pressing again, as impatient visitors do, changes nothing.
        widget.press(busy).await;
        assert_eq!(fixture.app.rows("attempts"), 0);

        fixture.proxy.end_faults();

        widget.find("input[name=code]").await;
        assert_eq!(
            page.driver().current_url().await.unwrap().as_str(),
            address,
            "the visitor stays"
        );
        assert_eq!(fixture.app.rows("attempts"), 1);
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_click_before_hydration_is_replayed_after_it() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault(WASM, Fault::Hold);
    let address = fixture.site.page(
        "/share",
        &fixture.share_tag("data-networks=\"mastodon copy\""),
    );

    visit("pressed_before", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(crate::fixture::SHARE);
        widget.press("[data-press=mastodon]").await;
        assert!(!widget.has("input[name=server]").await);

        fixture.proxy.end_faults();

        widget.find("input[name=server]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_is_submitted_natively_if_the_bundle_fails_to_load() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault(WASM, Fault::BreakOff);
    let address = fixture.signature_page();

    visit("bundle_broken", async move |page| {
        page.expect_error(WASM);
        page.expect_error("undersigned:");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        sign(&page.widget(SIGNATURE), &ada).await;

        // The campaign's own page continues, and requests the code.
        is_on_server_page(&page, "/d/").await;
        confirm_on_server_page(&page, &fixture, &ada).await;
        assert_eq!(fixture.app.count().await, 1);
        assert_eq!(
            fixture
                .app
                .rows_where("signatures", &format!("page_url = '{address}'")),
            1
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_is_submitted_natively_if_the_bundle_is_slow() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault(WASM, Fault::Hold);
    let address = fixture.signature_page();

    visit("bundle_slow", async move |page| {
        // Firefox tells a page that is being left that its unfinished requests have failed.
        page.expect_error("undersigned:");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        sign(&page.widget(SIGNATURE), &ada).await;
        is_on_server_page(&page, "/d/").await;
        page.fill("code", &fixture.app.email_to(&ada).await.code())
            .await;
        fixture.proxy.end_faults();
        page.press("form[data-form=code] button[type=submit]").await;
        page.says("body", "thank").await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_submitted_offline_before_the_bundle_loads_can_be_retried() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault("/assets/", Fault::BreakOff);
    let address = fixture.signature_page();

    visit("offline_before", async move |page| {
        page.expect_error(&fixture.proxy.url);
        page.expect_error("undersigned:");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.find("form[data-form=sign]").await;
        fixture.proxy.add_fault("", Fault::BreakOff);
        open_more(&widget).await;
        widget.fill("postcode", &ada.postcode).await;
        sign(&widget, &ada).await;

        let reported = "button[type=submit] + .problem";
        let send = "form[data-form=sign] button[type=submit]:not([aria-busy])";
        widget.says(reported, "try again when you are online").await;
        widget.find(send).await;
        assert_eq!(widget.value("name").await, ada.name);
        assert_eq!(widget.value("email").await, ada.email);
        assert_eq!(widget.value("postcode").await, ada.postcode);

        // Pressing again leads nowhere else, and the message is not repeated.
        widget.press(send).await;
        widget.says(reported, "kept what you typed").await;
        widget.find(send).await;
        let said = "return root.querySelectorAll('button + .problem').length";
        assert_eq!(widget.run(said, vec![]).await, json!(1));

        fixture.proxy.end_faults();
        widget.press(send).await;
        widget.find("input[name=code]").await;
        widget.is_without(reported).await;
        assert_eq!(
            page.driver().current_url().await.unwrap().as_str(),
            address,
            "the visitor stays"
        );
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_button_clicked_offline_shows_an_error_and_works_later() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault("/assets/", Fault::BreakOff);
    let address = fixture.site.page(
        "/share",
        &fixture.share_tag("data-networks=\"mastodon copy\""),
    );

    visit("pressed_offline", async move |page| {
        page.expect_error(&fixture.proxy.url);
        page.expect_error("undersigned:");
        page.goto(&address).await;
        let widget = page.widget(crate::fixture::SHARE);
        widget.find("[data-press=mastodon]").await;
        fixture.proxy.add_fault("", Fault::BreakOff);
        widget.press("[data-press=mastodon]").await;
        widget
            .says("ul + [role=alert]", "when you are online")
            .await;

        fixture.proxy.end_faults();
        widget.press("[data-press=mastodon]:not([aria-busy])").await;
        widget.find("input[name=server]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_is_submitted_natively_if_csp_blocks_webassembly() {
    let fixture = Fixture::start().await;
    // Scripts from the server may run, but compile no WebAssembly.
    let policy = format!("script-src {0}; connect-src {0}", fixture.proxy.url);
    let address = fixture
        .site
        .page_with_policy("/strict", &policy, &fixture.signup_tag());

    visit("wasm_forbidden", async move |page| {
        page.expect_error("WebAssembly");
        page.expect_error("undersigned:");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNUP);
        widget.fill("email", &ada.email).await;
        widget
            .press("form[data-form=join] button[type=submit]")
            .await;
        is_on_server_page(&page, "/l/").await;
        confirm_on_server_page(&page, &fixture, &ada).await;
        assert_eq!(fixture.app.rows("subscriptions"), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bundle_is_not_fetched_until_the_widget_scrolls_into_view() {
    let fixture = Fixture::start().await;
    let body = format!(
        "<div style=\"height:9000px\"></div>{}",
        fixture.signature_tag()
    );
    let address = fixture.site.page("/below", &body);

    visit("far_below", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.find("form[data-form=sign]").await;
        // The form is shown; while idle, the page had its chance to fetch more.
        page.driver()
            .execute_async(
                "const done = arguments[0];
                 (self.requestIdleCallback ?? setTimeout)(() => requestAnimationFrame(() => done()))",
                vec![],
            )
            .await
            .expect("an idle moment");
        assert!(fixture.proxy.requests_for(WASM).is_empty());
        assert!(fixture.proxy.requests_for("widgets.js").is_empty());

        page.run(
            "document.querySelector(arguments[0]).scrollIntoView()",
            vec![json!(SIGNATURE)],
        )
        .await;
        widget.is_hydrated().await;
        assert_eq!(fixture.proxy.requests_for(WASM).len(), 1);
    })
    .await;
}
