//! Correcting the address when the attempt has ended, expired or been confirmed, when the network fails,
//! after too many requests, and beside another signature box of the same declaration.

use std::time::Duration;

use serde_json::json;

use crate::{
    fixture::{Fixture, SIGNATURE, enter_code, sign, sign_up_to_code},
    signatures::corrections::{
        CODE, CORRECT, FIELD, OPEN, SEND, USE_IT, attempts, code_was_sent_to, confirm_by_code,
        correct_address, retype, value,
    },
    support::{app::App, browsers::visit, network::faulty_proxy::Fault, wait},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_that_is_gone_is_made_anew_with_what_was_typed() {
    let fixture = Fixture::start_on(App::setup().clock("+1m")).await;
    let article = fixture.signature_page();

    visit("gone_attempt", async move |page| {
        page.expect_error("410");
        let [wrong, ada, bashir] =
            ["Ada Marlowe", "Ada Marlowe", "Ada Marlowe"].map(|name| fixture.app.person(name));
        let widget = sign_up_to_code(&page, &article, &wrong).await;
        // The person who got the email by mistake disowns it, which ends the attempt.
        fixture
            .app
            .suppress(&fixture.app.email_to(&wrong).await)
            .await;
        assert_eq!(attempts(&fixture), 0);
        correct_address(&widget, &ada.email).await;
        code_was_sent_to(&widget, &ada.email).await;
        assert_eq!(attempts(&fixture), 1);

        // The same from the details: with another address, and with nothing changed.
        fixture
            .app
            .suppress(&fixture.app.email_to(&ada).await)
            .await;
        widget.press("[data-press=again]").await;
        retype(&widget, "form[data-form=sign] [name=email]", &bashir.email).await;
        widget.press(SEND).await;
        code_was_sent_to(&widget, &bashir.email).await;
        let email = fixture.app.email_to(&bashir).await;
        let erased = fixture
            .app
            .run_command(&["person", "erase", &bashir.email, "--everybody"]);
        assert!(erased.status.success(), "{erased:?}");
        assert_eq!(attempts(&fixture), 0);
        widget.press("[data-press=again]").await;
        widget.press(SEND).await;
        widget.find("input[name=code]").await;
        assert_eq!(attempts(&fixture), 1);
        fixture.app.advance(Duration::from_secs(120));
        let again = fixture.app.smtp.emails_to(&bashir.email, 2).await.remove(1);
        assert_ne!(again.token(), email.token());
        enter_code(&widget, &again.code()).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_has_expired_leads_to_another_attempt() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();

    visit("expired_code", async move |page| {
        page.expect_error("410");
        let (wrong, ada) = (
            fixture.app.person("Ada Marlowe"),
            fixture.app.person("Ada Marlowe"),
        );
        let widget = sign_up_to_code(&page, &article, &wrong).await;
        fixture
            .app
            .suppress(&fixture.app.email_to(&wrong).await)
            .await;
        enter_code(&widget, "123456").await;
        widget
            .says(&format!("{CODE} [role=alert]"), "expired")
            .await;
        widget.press("[part=button][data-press=again]").await;
        retype(&widget, "form[data-form=sign] [name=email]", &ada.email).await;
        widget.press(SEND).await;
        code_was_sent_to(&widget, &ada.email).await;
        assert!(
            fixture.proxy.requests_for("PATCH ").is_empty(),
            "there is nothing to correct"
        );
        confirm_by_code(&fixture, &widget, &ada).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_breaks_leaves_the_address_to_be_sent_again() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();

    visit("correcting_offline", async move |page| {
        page.expect_error("/attempts/");
        let [wrong, ada] = ["Ada Marlowe", "Ada Marlowe"].map(|name| fixture.app.person(name));
        let widget = sign_up_to_code(&page, &article, &wrong).await;
        let reported = format!("{CORRECT} [role=alert]");

        fixture.proxy.add_fault("PATCH ", Fault::BreakOff);
        correct_address(&widget, &ada.email).await;
        widget.says(&reported, "kept what you typed").await;
        assert_eq!(value(&widget, FIELD).await, ada.email);
        widget.says(CODE, &wrong.email).await;
        fixture.proxy.end_faults();

        // The request arrives and its response is lost; sent again, it is the same request.
        fixture.proxy.add_fault("PATCH ", Fault::LoseResponse);
        widget.press(USE_IT).await;
        fixture.app.email_to(&ada).await;
        widget.says(&reported, "kept what you typed").await;
        widget.find(&format!("{USE_IT}:not([aria-busy])")).await;
        fixture.proxy.end_faults();
        widget.press(USE_IT).await;
        code_was_sent_to(&widget, &ada.email).await;
        confirm_by_code(&fixture, &widget, &ada).await;
        assert_eq!(fixture.app.smtp.emails_so_far(&ada.email).len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_for_after_a_lost_correction_goes_where_the_screen_says() {
    let fixture = Fixture::start_on(App::setup().clock("+1m")).await;
    let article = fixture.signature_page();

    visit("correcting_in_doubt", async move |page| {
        page.expect_error("/attempts/");
        let [ada, other] = ["Ada Marlowe", "Ada Marlowe"].map(|name| fixture.app.person(name));
        let widget = sign_up_to_code(&page, &article, &ada).await;
        fixture.proxy.add_fault("PATCH ", Fault::LoseResponse);
        correct_address(&widget, &other.email).await;
        fixture.app.email_to(&other).await;
        widget
            .says(&format!("{CORRECT} [role=alert]"), "kept what you typed")
            .await;
        fixture.proxy.end_faults();

        // The details and the screen still have the first address.
        widget.says(CODE, &ada.email).await;
        widget.press("[data-press=again]").await;
        widget.press(SEND).await;
        code_was_sent_to(&widget, &ada.email).await;
        fixture.app.advance(Duration::from_secs(120));
        let newest = fixture.app.smtp.emails_to(&ada.email, 2).await.remove(1);
        enter_code(&widget, &newest.code()).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.smtp.emails_so_far(&other.email).len(), 1);
    })
    .await;
}

/// Sends requests from the visitor's network until one is refused.
async fn spend_the_budget(fixture: &Fixture) {
    let unknown_attempt = "/api/v1/attempts/00000000-0000-4000-8000-000000000000/resend";
    wait::until("the network's budget to be spent", async || {
        (fixture.app.post(unknown_attempt, &json!({})).await.status == 429).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_requests_are_told_beside_what_was_pressed() {
    // The budget grows by one request in fifteen seconds, so that a slow machine sees it spent too.
    let fixture = Fixture::start_on(App::setup().option("--write-limit", "4")).await;
    let article = fixture.signature_page();

    visit("correcting_too_often", async move |page| {
        page.expect_error("429");
        let [wrong, ada] = ["Ada Marlowe", "Ada Marlowe"].map(|name| fixture.app.person(name));
        let widget = sign_up_to_code(&page, &article, &wrong).await;
        widget.press(OPEN).await;
        retype(&widget, FIELD, &ada.email).await;
        spend_the_budget(&fixture).await;
        widget.press(USE_IT).await;
        widget
            .says(&format!("{CORRECT} [role=alert]"), "too many requests")
            .await;
        assert_eq!(value(&widget, FIELD).await, ada.email);
        widget.press("[data-press=again]").await;
        spend_the_budget(&fixture).await;
        widget.press(SEND).await;
        widget
            .says("form[data-form=sign] [role=alert]", "too many requests")
            .await;
        assert_eq!(attempts(&fixture), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_that_was_confirmed_meanwhile_is_thanked_for() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();

    visit("correcting_too_late", async move |page| {
        let [ada, other] = ["Ada Marlowe", "Ada Marlowe"].map(|name| fixture.app.person(name));
        let widget = sign_up_to_code(&page, &article, &ada).await;
        // It is confirmed on another device, while this page stays open.
        let email = fixture.app.email_to(&ada).await;
        assert_eq!(fixture.app.press(&email.link()).await.status, 200);
        correct_address(&widget, &other.email).await;
        widget.says("[part~=thanks]", "you have signed").await;
        assert_eq!(fixture.app.count().await, 1);
        assert!(fixture.app.smtp.emails_so_far(&other.email).is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_boxes_of_one_declaration_have_an_attempt_each() {
    let fixture = Fixture::start().await;
    let tags = format!("{}{}", fixture.signature_tag(), fixture.signature_tag());
    let article = fixture.site.page("/twice", &tags);

    visit("correcting_twice", async move |page| {
        let [wrong, ada, bashir] =
            ["Ada Marlowe", "Ada Marlowe", "Bashir Quill"].map(|name| fixture.app.person(name));
        let first = sign_up_to_code(&page, &article, &wrong).await;
        let second = page.nth_widget(SIGNATURE, 1);
        sign(&second, &bashir).await;
        code_was_sent_to(&second, &bashir.email).await;
        correct_address(&first, &ada.email).await;
        code_was_sent_to(&first, &ada.email).await;
        second.says(CODE, &bashir.email).await;
        second.is_without(CORRECT).await;
        assert_eq!(attempts(&fixture), 2);
        confirm_by_code(&fixture, &second, &bashir).await;
        confirm_by_code(&fixture, &first, &ada).await;
        assert_eq!(fixture.app.count().await, 2);
    })
    .await;
}
