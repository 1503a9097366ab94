//! Failures: networks that break, responses that are lost, fields that are wrong, sites that are
//! not allowed. Nothing that was typed is ever lost.

use serde_json::json;

use crate::{
    fixture::{Fixture, SIGNATURE, SIGNUP, enter_code, open_more, sign, sign_up_to_code},
    support::{browsers::visit, campaign::DECLARATION, network::faulty_proxy::Fault},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_error_keeps_the_form_and_a_retry_counts_once() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("network_failure", async move |page| {
        page.expect_error("/signatures");
        page.expect_error("/confirmations");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        let send = "form[data-form=sign] button[type=submit]";

        fixture.proxy.add_fault("POST ", Fault::BreakOff);
        open_more(&widget).await;
        widget.fill("postcode", &ada.postcode).await;
        sign(&widget, &ada).await;
        widget.says("[role=alert]", "kept what you typed").await;
        assert_eq!(widget.value("name").await, "Ada Marlowe");
        assert_eq!(widget.value("email").await, ada.email);
        assert_eq!(widget.value("postcode").await, ada.postcode);
        assert_eq!(fixture.app.rows("attempts"), 0);

        // Now the request arrives and its response is lost: the visitor cannot know.
        fixture.proxy.end_faults();
        fixture.proxy.add_fault("POST ", Fault::LoseResponse);
        widget.press(send).await;
        fixture.app.email_to(&ada).await;
        widget.find(&format!("{send}:not([aria-busy])")).await;
        fixture.proxy.end_faults();
        widget.press(send).await;
        widget.find("input[name=code]").await;
        assert_eq!(
            fixture.app.rows("attempts"),
            1,
            "one attempt, however often sent"
        );

        // The same for the code.
        fixture.proxy.add_fault("POST ", Fault::LoseResponse);
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget
            .says("form[data-form=code]", "kept what you typed")
            .await;
        fixture.proxy.end_faults();
        widget
            .press("form[data-form=code] button[type=submit]")
            .await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
        assert_eq!(widget.count().await, 1);
        assert_eq!(fixture.app.smtp.emails_so_far(&ada.email).len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_appear_beside_their_fields_and_the_first_is_focused() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("field_errors", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.fill("email", "nobody").await;
        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;

        widget.find("#sign-name-error").await;
        assert_eq!(widget.focused().await, "name");
        for (field, words) in [("name", "name"), ("email", "address")] {
            let css = format!("#sign-{field}-error");
            assert!(widget.text(&css).await.to_lowercase().contains(words));
            let input = widget.find(&format!("input[name={field}]")).await;
            assert_eq!(
                input.attr("aria-invalid").await.unwrap().as_deref(),
                Some("true")
            );
            let described = input
                .attr("aria-describedby")
                .await
                .unwrap()
                .unwrap_or_default();
            assert!(
                described
                    .split(' ')
                    .any(|id| id == format!("sign-{field}-error")),
                "{described}"
            );
        }
        assert_eq!(fixture.app.rows("attempts"), 0);
        assert!(
            fixture.proxy.requests_for("POST ").is_empty(),
            "nothing faulty is sent"
        );

        widget.fill("name", &ada.name).await;
        widget
            .find("input[name=email]")
            .await
            .clear()
            .await
            .unwrap();
        widget.fill("email", &ada.email).await;
        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        widget.find("input[name=code]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_code_shows_an_error_and_can_be_corrected() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("wrong_code", async move |page| {
        // The browser itself logs the 422 to its console.
        page.expect_error("/confirmations");
        let ada = fixture.app.person("Ada Marlowe");
        let widget = sign_up_to_code(&page, &address, &ada).await;
        let code = fixture.app.email_to(&ada).await.code();

        enter_code(&widget, "12").await;
        widget.says("#sign-code-error", "six").await;
        widget.find("input[name=code]").await.clear().await.unwrap();
        enter_code(&widget, if code == "123456" { "654321" } else { "123456" }).await;
        widget.says("#sign-code-error", "not correct").await;
        assert_eq!(widget.focused().await, "code");
        widget.find("input[name=code]").await.clear().await.unwrap();
        enter_code(&widget, &format!("{} {}", &code[..3], &code[3..])).await;
        widget.find("[part~=thanks]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistyped_email_address_can_be_corrected() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("mend_address", async move |page| {
        let (wrong, ada) = (
            fixture.app.person("Ada Marlowe"),
            fixture.app.person("Ada Marlowe"),
        );
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        sign(&widget, &wrong).await;
        let way_back = "Look in the spam folder, or check your details";
        widget.says("form[data-form=code]", way_back).await;
        widget.press("[data-press=again]").await;
        let email = widget.find("input[name=email]").await;
        assert_eq!(
            widget.value("email").await,
            wrong.email,
            "still there to be mended"
        );
        assert_eq!(widget.focused().await, "email");
        email.clear().await.unwrap();
        widget.fill("email", &ada.email).await;
        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        widget
            .says("form[data-form=code]", "address is changed")
            .await;
        assert_eq!(fixture.app.rows("attempts"), 1, "one attempt");
        let astray = fixture.app.email_to(&wrong).await;
        let ended = fixture.app.confirm_by_token(&astray.token()).await;
        ended.problem(410, "expired");
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_that_is_not_allowed_gets_a_link_and_a_console_message() {
    let fixture =
        Fixture::start_with(|campaign| campaign.sites = vec!["https://ally.example".to_owned()])
            .await;
    let address = fixture.signature_page();

    visit("origin_refused", async move |page| {
        page.expect_error("403");
        page.expect_error(&fixture.site.origin);
        page.goto(&address).await;
        let link = page
            .until(
                "a link in place of the widget",
                "const link = document.querySelector(arguments[0] + ' a');
                 return link?.checkVisibility() && link.href",
                vec![json!(SIGNATURE)],
            )
            .await;
        assert_eq!(
            link,
            json!(format!("{}/d/{DECLARATION}", fixture.proxy.url))
        );
        let console = page.console().await;
        let ours = console.iter().find(|line| line.contains("undersigned:"));
        assert!(
            ours.is_some_and(|line| line.contains(&fixture.site.origin) && line.contains("sites")),
            "{console:?}"
        );

        page.goto(link.as_str().unwrap()).await;
        page.widget(SIGNATURE).find("form[data-form=sign]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unreachable_server_leaves_the_fallback_link() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault("/embed/v1/", Fault::BreakOff);
    fixture.proxy.add_fault("/assets/", Fault::BreakOff);
    let link = format!("{}/l/library-news", fixture.proxy.url);
    let body = format!(
        "<div data-widget=\"signup\" data-list=\"library-news\"><a href=\"{link}\">Join the list</a></div>\
         <script async src=\"{}\"></script>",
        fixture.loader()
    );
    let address = fixture.site.page("/away", &body);

    visit("server_away", async move |page| {
        page.expect_error(&fixture.proxy.url);
        page.expect_error("undersigned:");
        page.goto(&address).await;
        crate::support::wait::until("the console to say so", async || {
            page.console()
                .await
                .iter()
                .any(|line| line.contains("undersigned:"))
                .then_some(())
        })
        .await;
        let shown = "return document.querySelector('main a').checkVisibility()";
        assert_eq!(page.run(shown, vec![]).await, json!(true));
        assert_eq!(
            page.run(
                &format!("return !!document.querySelector('{SIGNUP}').shadowRoot"),
                vec![]
            )
            .await,
            json!(false)
        );
    })
    .await;
}
