//! Going back from the code to the form: the same details or a corrected address keep the attempt,
//! other details start a new one, and the screen is correct at each step.

use serde_json::json;

use crate::{
    fixture::{Fixture, SIGNATURE, SIGNUP, enter_code, sign_up_to_code},
    support::{
        browsers::{axe::assert_accessible, visit, widget::Widget},
        campaign::DECLARATION,
        network::faulty_proxy::Fault,
        people::Person,
    },
};

pub(crate) const SEND: &str = "form[data-form=sign] button[type=submit]";
pub(crate) const CODE: &str = "form[data-form=code]";
pub(crate) const OPEN: &str = "[data-press=correct]";
pub(crate) const CORRECT: &str = "form[data-form=correct]";
pub(crate) const FIELD: &str = "form[data-form=correct] input[name=email]";
pub(crate) const USE_IT: &str = "form[data-form=correct] button[type=submit]";

/// Records the events of an attempt that the page gets.
const LISTEN: &str = "<script>
    window.heard = [];
    for (const name of ['signed', 'subscribed', 'confirmed'])
        document.addEventListener('undersigned:' + name, () => heard.push(name));
</script>";

pub(crate) async fn code_was_sent_to(widget: &Widget, email: &str) {
    widget.says(CODE, email).await;
    widget.find("input[name=code]").await;
}

/// Replaces a field's text.
pub(crate) async fn retype(widget: &Widget, css: &str, text: &str) {
    let field = widget.find(css).await;
    field.clear().await.expect("it can be emptied");
    widget.type_into(css, text).await;
}

pub(crate) async fn value(widget: &Widget, css: &str) -> String {
    widget.find(css).await;
    let value = widget.run(
        "return root.querySelector(arguments[2]).value",
        vec![json!(css)],
    );
    value.await.as_str().expect("a value").to_owned()
}

/// Opens the correction field, types an address and sends it.
pub(crate) async fn correct_address(widget: &Widget, email: &str) {
    widget.press(OPEN).await;
    retype(widget, FIELD, email).await;
    widget.press(USE_IT).await;
}

pub(crate) async fn confirm_by_code(fixture: &Fixture, widget: &Widget, person: &Person) {
    enter_code(widget, &fixture.app.email_to(person).await.code()).await;
    widget.find("[part~=thanks]").await;
}

pub(crate) fn attempts(fixture: &Fixture) -> u64 {
    fixture.app.rows("attempts")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_details_again_are_the_same_attempt_whose_code_still_works() {
    let fixture = Fixture::start().await;
    let article = fixture
        .site
        .page_with_head("/same", LISTEN, &fixture.signature_tag());

    visit("same_details", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        let widget = sign_up_to_code(&page, &article, &ada).await;
        let first = fixture.app.email_to(&ada).await;
        // This may be repeated any number of times.
        for _ in 0..2 {
            widget.press("[data-press=again]").await;
            widget.press(SEND).await;
            widget.says(CODE, "again a minute after that").await;
        }
        assert_eq!(attempts(&fixture), 1, "the attempt is the same");
        enter_code(&widget, &first.code()).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
        assert_eq!(
            fixture.proxy.requests_for("POST /api/v1/attempts/").len(),
            2
        );
        let heard = page.run("return window.heard", vec![]).await;
        assert_eq!(heard, json!(["signed", "confirmed"]), "once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_joined_by_one_attempt_as_well() {
    let fixture = Fixture::start().await;
    let article = fixture.site.page("/join", &fixture.signup_tag());

    visit("same_list", async move |page| {
        let (wrong, ada) = (
            fixture.app.person("Ada Marlowe"),
            fixture.app.person("Ada Marlowe"),
        );
        page.goto(&article).await;
        let widget = page.widget(SIGNUP);
        let join = "form[data-form=join] button[type=submit]";
        widget.fill("email", &wrong.email).await;
        widget.press(join).await;
        code_was_sent_to(&widget, &wrong.email).await;
        widget.press("[data-press=again]").await;
        widget.press(join).await;
        widget.says(CODE, "again a minute after that").await;
        correct_address(&widget, &ada.email).await;
        code_was_sent_to(&widget, &ada.email).await;
        assert_eq!(fixture.app.rows("attempts"), 1);
        confirm_by_code(&fixture, &widget, &ada).await;
        assert_eq!(fixture.app.rows("subscriptions"), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_name_or_choice_is_another_attempt() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();

    visit("changed_details", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        let widget = sign_up_to_code(&page, &article, &ada).await;
        widget.press("[data-press=again]").await;
        retype(&widget, "input[name=name]", "Ada Marlowe-Quill").await;
        widget.press(SEND).await;
        widget.find("input[name=code]").await;
        assert_eq!(attempts(&fixture), 2);
        widget.press("[data-press=again]").await;
        widget.press("[name=updates] + label").await;
        widget.press(SEND).await;
        widget.find("input[name=code]").await;
        assert_eq!(attempts(&fixture), 3);
        assert!(
            fixture
                .proxy
                .requests_for("/attempts/")
                .iter()
                .all(|line| line.starts_with("GET "))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_is_corrected_where_the_code_is_typed() {
    let fixture = Fixture::start().await;
    let article = fixture
        .site
        .page_with_head("/correct", LISTEN, &fixture.signature_tag());

    visit("corrects", async move |page| {
        let (wrong, ada) = (
            fixture.app.person("Ada Marlowe"),
            fixture.app.person("Ada Marlowe"),
        );
        let widget = sign_up_to_code(&page, &article, &wrong).await;
        let astray = fixture.app.email_to(&wrong).await;
        let kept = format!(
            "return localStorage['undersigned-signature-{DECLARATION}'].split(' ')[2]"
        );
        let id = page.run(&kept, vec![]).await;
        widget.fill("code", "12").await;
        widget.is_without(CORRECT).await;

        widget.press(OPEN).await;
        widget.find(&format!("{OPEN}[aria-expanded=true]")).await;
        assert_eq!(widget.focused().await, "email");
        assert_eq!(value(&widget, FIELD).await, wrong.email, "it is there to be mended");

        retype(&widget, FIELD, "nobody").await;
        widget.press(USE_IT).await;
        widget.says("#correct-email-error", "email address like").await;
        let reported = "
            const one = root.activeElement;
            const told = one.getAttribute('aria-describedby').split(' ').map((id) => root.getElementById(id).textContent);
            return [one.name, one.form.dataset.form, one.getAttribute('aria-invalid'), told.join(' ').includes('@')];
        ";
        let reported = widget.run(reported, vec![]).await;
        assert_eq!(reported, json!(["email", "correct", "true", true]));
        // Closed and opened again, it keeps its text.
        widget.press(OPEN).await;
        widget.is_without(CORRECT).await;
        widget.press(OPEN).await;
        assert_eq!(value(&widget, FIELD).await, "nobody");
        assert!(fixture.proxy.requests_for("PATCH ").is_empty(), "nothing faulty is sent");

        retype(&widget, FIELD, &ada.email).await;
        widget.press(USE_IT).await;
        code_was_sent_to(&widget, &ada.email).await;
        widget.says(&format!("{CODE} [role=status]"), "address is changed").await;
        widget.is_without(CORRECT).await;
        assert_eq!(widget.focused().await, "code");
        assert_eq!(widget.value("code").await, "", "of an email that counts no more");
        assert_eq!(page.run(&kept, vec![]).await, id, "the attempt is the same");
        assert_eq!(attempts(&fixture), 1);
        let old = fixture.app.confirm_by_token(&astray.token()).await;
        old.problem(410, "expired");

        // The details now contain the corrected address.
        widget.press("[data-press=again]").await;
        assert_eq!(value(&widget, "form[data-form=sign] [name=email]").await, ada.email);
        assert_eq!(widget.value("name").await, "Ada Marlowe");
        widget.press(SEND).await;
        code_was_sent_to(&widget, &ada.email).await;
        confirm_by_code(&fixture, &widget, &ada).await;
        assert_eq!(fixture.app.count().await, 1);
        assert_eq!(fixture.proxy.requests_for("PATCH ").len(), 1);
        let heard = page.run("return window.heard", vec![]).await;
        assert_eq!(heard, json!(["signed", "confirmed"]), "once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_was_sent_without_script_goes_on_with_it() {
    let fixture = Fixture::start().await;
    let own = format!("{}/d/{DECLARATION}", fixture.proxy.url);

    visit("correcting_native", async move |page| {
        let [wrong, ada] = ["Ada Marlowe", "Ada Marlowe"].map(|name| fixture.app.person(name));
        page.goto(&own).await;
        let widget = page.widget(SIGNATURE);
        widget.fill("name", &wrong.name).await;
        widget.fill("email", &wrong.email).await;
        // Firefox reports it as an error of the page if the bundle is still being loaded when the
        // page is left.
        widget.is_hydrated().await;
        // The browser's own sending, as if the bundle had not loaded.
        widget
            .run(
                "root.querySelector('form[data-form=sign]').submit()",
                vec![],
            )
            .await;
        code_was_sent_to(&widget, &wrong.email).await;
        widget.is_hydrated().await;
        widget.is_without(CORRECT).await;
        widget.press(OPEN).await;
        assert_eq!(value(&widget, FIELD).await, wrong.email);
        retype(&widget, FIELD, "nobody").await;
        widget.press(USE_IT).await;
        widget.find("#correct-email-error").await;
        retype(&widget, FIELD, &ada.email).await;
        widget.press(USE_IT).await;
        code_was_sent_to(&widget, &ada.email).await;
        assert_eq!(attempts(&fixture), 1);
        confirm_by_code(&fixture, &widget, &ada).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn correcting_is_accessible_in_every_state() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();

    visit("axe_correcting", async move |page| {
        page.expect_error("/attempts/");
        let [wrong, ada] = ["Ada Marlowe", "Ada Marlowe"].map(|name| fixture.app.person(name));
        let widget = sign_up_to_code(&page, &article, &wrong).await;
        // Screen readers announce changes only in live regions that were there before.
        let regions =
            "window.regions = new Set(root.querySelectorAll('[role=alert], [role=status]'))";
        widget.run(regions, vec![]).await;
        let known = "return window.regions.has(root.querySelector(arguments[2]))";
        widget.press(OPEN).await;
        widget.find(FIELD).await;
        assert_accessible(&page, "the field for another address").await;
        retype(&widget, FIELD, "nobody").await;
        widget.press(USE_IT).await;
        widget.find("#correct-email-error").await;
        assert_accessible(&page, "a wrong address").await;
        retype(&widget, FIELD, &ada.email).await;
        fixture.proxy.add_fault("PATCH ", Fault::Hold);
        widget.press(USE_IT).await;
        widget
            .find(&format!("{USE_IT}[aria-busy=true] .busy"))
            .await;
        widget
            .find(&format!("{CODE} button[type=submit]:not([aria-busy])"))
            .await;
        assert_accessible(&page, "an address on its way").await;
        fixture.proxy.end_faults();
        let reported = format!("{CODE} [role=status]");
        widget.says(&reported, "address is changed").await;
        assert_eq!(widget.run(known, vec![json!(reported)]).await, json!(true));
        assert_accessible(&page, "another address").await;
    })
    .await;
}
