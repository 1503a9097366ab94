//! The signature form: three things on one screen, the rest behind one line that says what is chosen;
//! slips in an address, and errors that go as soon as they are mended.

use serde_json::{Value, json};

use crate::{
    fixture::{Fixture, SIGNATURE, SIGNUP, enter_code, open_more, sign},
    support::{
        browsers::{Visitor, axe::assert_accessible, visit, visit_as, widget::Widget},
        campaign::DECLARATION,
    },
};

const SEND: &str = "form[data-form=sign] button[type=submit]";

/// What is between the first field and the button, and how wide the button is.
const MEASURE: &str = "
    const form = root.querySelector('form:not([hidden])');
    const button = form.querySelector('[type=submit]');
    const shown = [...form.querySelectorAll('input:not([type=hidden]), summary, textarea, select, a, button')]
        .filter((one) => one.checkVisibility());
    const place = (one) => one.getBoundingClientRect();
    return {
        controls: shown.indexOf(button),
        pixels: place(button).bottom - place(shown[0]).top,
        wide: place(button).width / place(form).width,
    };
";

async fn measured(widget: &Widget) -> (u64, f64, f64) {
    let found = widget.run(MEASURE, vec![]).await;
    let number = |name: &str| found[name].as_f64().expect("a number");
    let controls = found["controls"].as_u64().expect("a number");
    (controls, number("pixels"), number("wide"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn name_email_and_button_are_on_one_screen_of_a_phone() {
    let fixture = Fixture::start().await;
    let tags = format!("{}{}", fixture.signature_tag(), fixture.signup_tag());
    let address = fixture.site.page("/both", &tags);

    visit("one_screen", async move |page| {
        page.resize(390, 844).await;
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.find(SEND).await;
        // Name, email, what is behind one line, updates.
        let (controls, pixels, wide) = measured(&widget).await;
        assert_eq!(controls, 4);
        assert!(pixels <= 500.0, "{pixels} pixels from field to button");
        assert!(wide > 0.99, "the button takes {wide} of the form");

        let list = page.widget(SIGNUP);
        list.find("form[data-form=join] button[type=submit]").await;
        let (controls, pixels, wide) = measured(&list).await;
        assert_eq!(controls, 2);
        assert!(pixels <= 400.0, "{pixels} pixels from field to button");
        assert!(wide > 0.99, "the button takes {wide} of the form");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_line_that_opens_says_how_the_name_will_be_shown() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("more", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        let line = "[part=more-summary]";
        widget
            .says(line, "organisation, postcode, how your name is shown")
            .await;
        widget.is_without("input[name=postcode]").await;
        widget.is_hydrated().await;
        let height = "return root.querySelector('[part=more-summary]').offsetHeight";
        let before = widget.run(height, vec![]).await;

        widget.fill("name", "Ada Marlowe").await;
        // The name is isolated by characters that Firefox's `innerText` leaves out.
        widget.says(line, "Shown as").await;
        widget.says(line, "Ada Marlowe").await;
        let after = widget.run(height, vec![]).await;
        assert_eq!(after, before, "nothing moves while a name is typed");
        open_more(&widget).await;
        widget.press("[value=organisation] + label").await;
        widget.fill("organisation", "Lantern Street Choir").await;
        widget.says(line, "Lantern Street Choir").await;
        widget.press("[value=organisation] + label").await;
        widget.press("#sign-public-initials + label").await;
        widget.says(line, "Initials only").await;
        assert_accessible(&page, "what is behind the line").await;

        widget.fill("email", &ada.email).await;
        widget.press(SEND).await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.names().await, ["A. M."]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_error_goes_as_soon_as_its_field_is_right() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("mended", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        widget.fill("email", "ada").await;
        open_more(&widget).await;
        widget.fill("postcode", "12345678901234").await;
        // What is folded away again opens at its error.
        widget.enter_on("[part=more-summary]").await;
        widget.is_without("input[name=postcode]").await;
        widget.press(SEND).await;

        widget.says("#sign-name-error", "name").await;
        widget.says("#sign-email-error", "@").await;
        widget.says("[role=alert]", "highlighted answers").await;
        assert_eq!(widget.focused().await, "name");
        widget.fill("name", &ada.name).await;
        widget.is_without("#sign-name-error").await;
        widget.fill("email", "@people.example").await;
        widget.is_without("#sign-email-error").await;
        widget.press(SEND).await;

        widget.says("#sign-postcode-error", "too long").await;
        assert_eq!(widget.focused().await, "postcode", "it is in sight");
        assert_accessible(&page, "an error behind the line").await;
        let field = widget.find("input[name=postcode]").await;
        field.clear().await.expect("the field is emptied");
        widget.fill("postcode", "HM1 2AB").await;
        let unmarked = "input[name=postcode]:not([aria-invalid])";
        widget.find(unmarked).await;
        widget.is_without("#sign-postcode-error:not(:empty)").await;
        widget.is_without("[role=alert]:not(:empty)").await;
        widget.press(SEND).await;
        widget.find("input[name=code]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slip_in_an_address_is_corrected_by_one_press() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("slip", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        const TOP: &str =
            "return root.querySelector('form [type=submit]').getBoundingClientRect().top";
        let before = widget.run(TOP, vec![]).await;
        widget.fill("email", "ada@gmial.com").await;
        widget.says("[part~=suggestion]", "gmail.com").await;
        assert_accessible(&page, "a suggestion").await;
        let after = widget.run(TOP, vec![]).await;
        let moved = after
            .as_f64()
            .zip(before.as_f64())
            .map(|(after, before)| after - before);
        // Two fonts of one size may differ by a part of a pixel.
        let moved = moved.expect("two positions");
        assert!(moved.abs() < 1.0, "the button moves by {moved} pixels");
        widget.press("[part~=suggestion]").await;
        widget.is_without("[part~=suggestion]").await;
        assert_eq!(widget.value("email").await, "ada@gmail.com");
        assert_eq!(widget.focused().await, "email");
        widget.says("#sign-email-hint", "never shown").await;

        // The beginning of a domain is one only once the field is left.
        let field = widget.find("input[name=email]").await;
        field.clear().await.expect("the field is emptied");
        widget.fill("email", "ada@gmail.co").await;
        assert!(!widget.has("[part~=suggestion]").await);
        widget.fill("name", "Ada Marlowe").await;
        widget.says("[part~=suggestion]", "gmail.com").await;
        // It is only a suggestion: the address is sent as it was typed.
        widget.press(SEND).await;
        widget.says("form[data-form=code]", "ada@gmail.co").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_organisers_require_is_asked_for_before_anything_is_sent() {
    let fixture = Fixture::start_with(|campaign| {
        campaign.fields = "{postcode: required, organisation: off, public: off}".to_owned();
    })
    .await;
    let address = fixture.signature_page();

    visit("required", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        // Nothing is left behind a line.
        assert!(!widget.has("[part=more-summary]").await);
        widget.says("form", "your name is shown in full").await;
        sign(&widget, &ada).await;
        widget.says("#sign-postcode-error", "fill this in").await;
        assert_eq!(widget.focused().await, "postcode");
        assert!(fixture.proxy.requests_for("POST ").is_empty());
        widget.fill("postcode", &ada.postcode).await;
        widget.press(SEND).await;
        widget.find("input[name=code]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_a_frame_has_the_rest_behind_a_line_and_boxes_in_the_text() {
    let fixture = Fixture::start().await;
    let visitor = Visitor {
        scripts_off: true,
        wasm_off: false,
        prefers_dark: false,
    };

    visit_as(visitor, "frame_without_scripts", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        let server = &fixture.proxy.url;
        page.goto(&format!(
            "{server}/frame/v1/signature?declaration={DECLARATION}"
        ))
        .await;
        page.press("label[for=sign-reservations-2]").await;
        page.fill("name", &ada.name).await;
        page.fill("email", &ada.email).await;
        page.press("[part=more-summary]").await;
        page.press("label[for=sign-public-initials]").await;
        page.press(SEND).await;
        page.enter("code", &fixture.app.email_to(&ada).await.code())
            .await;
        page.says("body", "thank").await;
        let counted: Value = fixture.app.declaration().await["reservations"].clone();
        assert_eq!(counted, json!([{"principle": 2, "count": 1}]));
        assert_eq!(fixture.app.names().await, ["A. M."]);
    })
    .await;
}
