//! Signing with a reservation on a principle, from the article to the footnote on the public page.

use crate::{
    fixture::{Fixture, SIGNATURE, enter_code, sign, sign_and_confirm},
    support::{
        browsers::{Visitor, axe::assert_accessible, page::Page, visit, visit_as, widget::Widget},
        campaign::DECLARATION,
    },
};

const WORDS: &str = "Not before the night buses run again.";

/// Ticks the box beside the second principle, in the text, and says why.
async fn reserve(widget: &Widget, words: &str) {
    widget.is_without("[name=note-2]").await;
    widget.press("[name=reservations][value='2'] + label").await;
    widget.type_into("[name=note-2]", words).await;
}

async fn footnote_is_shown(page: &Page, server: &str) {
    page.goto(&format!("{server}/d/{DECLARATION}")).await;
    page.says(".reserved", "1 signed with a reservation on principle 2")
        .await;
    page.says(".footnotes", WORDS).await;
    page.says(".footnotes", "Ada Marlowe").await;
    page.press(".names .mark a").await;
    page.until(
        "the footnote to be gone to",
        "return document.querySelector('.footnotes li:target')?.id === 'note-1' || null",
        vec![],
    )
    .await;
    assert_accessible(page, "the footnotes").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reservation_made_in_an_article_becomes_a_footnote() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("reserving", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        reserve(&widget, WORDS).await;
        let hint = "[name=note-2] + small";
        widget.says(hint, &format!("{} / 280", WORDS.len())).await;
        // Beside the button it is said too.
        widget.says("[part=more-summary]", "reservations: 2").await;
        assert_accessible(&page, "a reservation").await;

        sign_and_confirm(&fixture, &widget, &ada).await;
        widget.find("[part~=thanks]").await;
        widget.is_without("[name=reservations] + label").await;
        footnote_is_shown(&page, &fixture.proxy.url).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_principle_of_the_declarations_page_leads_to_its_reservation() {
    let fixture = Fixture::start().await;
    let address = format!("{}/d/{DECLARATION}?lang=en", fixture.proxy.url);

    visit("reserving_on_our_page", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        // What was typed before stays.
        widget.type_into("[name=name]", &ada.name).await;
        page.press("#p2 .reserve").await;
        page.until(
            "the focus in the note",
            "return document.activeElement?.shadowRoot?.activeElement?.name === 'note-2' || null",
            vec![],
        )
        .await;
        page.keys(WORDS).await;
        widget.says("[part=more-summary]", "reservations: 2").await;
        assert_accessible(&page, "a reservation on our own page").await;
        // A second press keeps the reservation.
        page.press("#p2 .reserve").await;
        let note = "document.querySelector('undersigned-signature').shadowRoot.querySelector('[name=note-2]')";
        let kept = format!("return {note}.value === arguments[0] && {note}.checkVisibility() || null");
        page.until("the note, as it was typed", &kept, vec![WORDS.into()])
            .await;
        widget.type_into("[name=email]", &ada.email).await;
        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        footnote_is_shown(&page, &fixture.proxy.url).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_principle_leads_to_its_reservation_without_script() {
    let fixture = Fixture::start().await;
    let address = format!("{}/d/{DECLARATION}?lang=en", fixture.proxy.url);
    let visitor = Visitor {
        scripts_off: true,
        ..Visitor::default()
    };

    visit_as(visitor, "reserving_without_script", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        page.press("#p2 .reserve").await;
        let note = page.find("[name=note-2]").await;
        note.send_keys(WORDS).await.expect("the field takes keys");
        page.fill("name", &ada.name).await;
        page.fill("email", &ada.email).await;
        page.press("form[data-form=sign] button[type=submit]").await;
        page.enter("code", &fixture.app.email_to(&ada).await.code())
            .await;
        page.says("body", "thank you").await;
        page.goto(&address).await;
        page.says(".footnotes", WORDS).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_was_sent_takes_no_reservations_until_it_is_corrected() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("reserving_late", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        let boxes = "[name=reservations] + label";
        widget.is_hydrated().await;
        widget.find(boxes).await;
        sign(&widget, &ada).await;
        widget.find("input[name=code]").await;
        widget.is_without(boxes).await;
        widget.press("[data-press=again]").await;
        reserve(&widget, WORDS).await;
        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        widget.find("input[name=code]").await;
        widget.is_without(boxes).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reservation_that_is_too_long_can_be_corrected_in_place() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("reserving_long", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        reserve(&widget, &"long ".repeat(57)).await;
        sign(&widget, &ada).await;
        widget
            .says("#sign-reservation_notes-error", "too long")
            .await;
        assert_eq!(widget.focused().await, "note-2", "the visitor can mend it");
        assert_accessible(&page, "a reservation that is too long").await;

        let note = widget.find("[name=note-2]").await;
        note.clear().await.expect("the field is emptied");
        widget.type_into("[name=note-2]", WORDS).await;
        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        widget.find("input[name=code]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reservations_work_without_webassembly() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();
    let visitor = Visitor {
        wasm_off: true,
        ..Visitor::default()
    };

    visit_as(visitor, "reserving_native", async move |page| {
        page.expect_error("WebAssembly");
        // The error of a script from another site has no details.
        page.expect_error("Script error.");
        page.expect_error("undersigned:");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.find("input[name=name]").await;
        reserve(&widget, WORDS).await;
        sign(&widget, &ada).await;
        page.until(
            "the campaign's own page",
            &format!("return location.pathname === '/d/{DECLARATION}/signatures' || null"),
            vec![],
        )
        .await;
        page.enter("code", &fixture.app.email_to(&ada).await.code())
            .await;
        page.says("body", "thank you").await;
        footnote_is_shown(&page, &fixture.proxy.url).await;
    })
    .await;
}
