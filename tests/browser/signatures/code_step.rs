//! The code step: how the email is recognised, the sixth digit, and a page that is loaded anew while its
//! visitor types or reads emails.

use serde_json::json;

use crate::{
    fixture::{Fixture, SIGNATURE, SIGNUP, enter_code, open_more, sign, sign_up_to_code},
    signatures::corrections::attempts,
    support::{
        browsers::{axe::assert_accessible, page::Page, visit, widget::Widget},
        campaign::{Campaign, DECLARATION, ORGANISERS},
        people::Person,
        wait,
    },
};

const FORM: &str = "form[data-form=sign]";
const NEXT: &str = "[data-press=next]";
const LISTEN: &str = "<script>
    window.heard = [];
    for (const name of ['signed', 'confirmed'])
        document.addEventListener('undersigned:' + name, () => heard.push(name));
</script>";

/// What the browser keeps under the widget's name: of this visitor, and of this tab.
async fn kept(page: &Page) -> (String, String) {
    let script = "
        const [name] = arguments;
        const unsent = Object.keys(sessionStorage).filter((key) => key.startsWith(name + ' '));
        return [localStorage[name] ?? '', unsent.map((key) => sessionStorage[key]).join()]";
    let key = format!("undersigned-signature-{DECLARATION}");
    let kept = page.run(script, vec![json!(key)]).await;
    let text = |at: usize| kept[at].as_str().expect("a text").to_owned();
    (text(0), text(1))
}

/// Types with real keys and nothing after them.
async fn type_code(widget: &Widget, code: &str) {
    let field = widget.find("input[name=code]").await;
    field.send_keys(code).await.expect("the field takes keys");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sixth_digit_sends_the_code_which_the_page_says_before() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();

    visit("sixth_digit", async move |page| {
        page.expect_error("422");
        let ada = fixture.app.person("Ada Marlowe");
        let widget = sign_up_to_code(&page, &article, &ada).await;
        widget.says("#sign-code-hint", "sixth digit").await;
        let code = fixture.app.email_to(&ada).await.code();
        let wrong = if code == "000000" { "111111" } else { "000000" };
        type_code(&widget, wrong).await;
        widget.find("#sign-code-error").await;
        widget.find("input[name=code]").await.clear().await.unwrap();
        type_code(&widget, &code).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
        assert_eq!(
            fixture
                .proxy
                .requests_for("POST /api/v1/confirmations")
                .len(),
            2
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_code_step_names_sender_subject_and_mailbox_of_the_email() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();

    visit("recognised", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        let ada = Person {
            email: ada.email.replace("people.example", "gmail.com"),
            ..ada
        };
        let widget = sign_up_to_code(&page, &article, &ada).await;
        let code = "form[data-form=code]";
        widget.says(code, &format!("from: {ORGANISERS}")).await;
        let subject = fixture.app.email_to(&ada).await.subject();
        let shown: String = subject
            .chars()
            .map(|one| if one.is_ascii_digit() { '•' } else { one })
            .collect();
        widget.says(code, &shown).await;
        let link = widget.find(&format!("{code} a")).await;
        let href = link.attr("href").await.expect("an element");
        assert_eq!(href.as_deref(), Some("https://mail.google.com/"));
        assert_accessible(&page, "the code step").await;

        // After a reload the same, with a masked address.
        page.goto(&article).await;
        widget.says(code, &shown).await;
        widget.says(code, "v…@gmail.com").await;
        widget.find(&format!("{code} a")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_code_step_is_back_after_a_reload_with_the_same_attempt() {
    let fixture = Fixture::start().await;
    let tags = format!("{}{}", fixture.signature_tag(), fixture.signup_tag());
    let article = fixture.site.page_with_head("/article", LISTEN, &tags);

    visit("reloads_at_code", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        sign_up_to_code(&page, &article, &ada).await;
        let (memory, unsent) = kept(&page).await;
        assert!(
            memory.starts_with("p ") && !memory.contains(&ada.email),
            "{memory}"
        );
        assert_eq!(unsent, "", "what was sent is not kept");

        page.goto(&article).await;
        let widget = page.widget(SIGNATURE);
        widget.find("input[name=code]").await;
        // Without an email the page's other widget is as it was.
        page.widget(SIGNUP).find("form[data-form=join]").await;
        // It knows when the email was requested.
        widget.press("[data-press=resend]").await;
        widget
            .says("form[data-form=code]", "again a minute after that")
            .await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.says("[part~=thanks]", "you have signed").await;
        assert_eq!(attempts(&fixture), 1);
        let heard = page.run("return window.heard", vec![]).await;
        assert_eq!(
            heard,
            json!(["confirmed"]),
            "it was signed before the reload"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_person_on_the_same_tablet_gets_an_empty_form() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();

    visit("two_people", async move |page| {
        let (ada, bashir) = (
            fixture.app.person("Ada Marlowe"),
            fixture.app.person("Bashir Quill"),
        );
        let widget = sign_up_to_code(&page, &article, &ada).await;
        // Ada goes away to read her email, and Bashir opens the page.
        page.goto(&article).await;
        widget.press(NEXT).await;
        widget.find(FORM).await;
        assert_eq!(widget.focused().await, "name");
        assert_eq!(widget.value("name").await, "");
        assert_eq!(kept(&page).await, (String::new(), String::new()));
        sign(&widget, &bashir).await;
        enter_code(&widget, &fixture.app.email_to(&bashir).await.code()).await;
        widget.find("[part~=thanks]").await;
        // Ada's code works all the same, by its link.
        let link = fixture.app.email_to(&ada).await.link();
        assert_eq!(fixture.app.press(&link).await.status, 200);
        assert_eq!(fixture.app.count().await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_that_is_gone_gives_the_form_back_after_a_reload() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();

    visit("gone_after_reload", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        let widget = sign_up_to_code(&page, &article, &ada).await;
        let email = fixture.app.email_to(&ada).await;
        fixture.app.suppress(&email).await;
        page.goto(&article).await;
        widget.is_hydrated().await;
        widget.find(FORM).await;
        widget.is_without("input[name=code]").await;
        wait::until("the memory to go", async || {
            kept(&page).await.0.is_empty().then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_and_not_sent_is_back_after_a_reload() {
    let fixture = Fixture::start().await;
    let article = fixture.signature_page();

    visit("reloads_while_typing", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&article).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        widget.fill("name", &ada.name).await;
        widget.fill("email", &ada.email).await;
        open_more(&widget).await;
        widget.press("[value=initials] + label").await;
        widget.fill("postcode", "HM1 2AB").await;

        page.goto(&article).await;
        widget.is_hydrated().await;
        wait::until("the text to be back", async || {
            (widget.value("postcode").await == "HM1 2AB").then_some(())
        })
        .await;
        assert_eq!(widget.value("name").await, ada.name);
        assert_eq!(widget.value("email").await, ada.email);
        widget.press(&format!("{FORM} button[type=submit]")).await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.names().await, ["A. M."]);
        assert_eq!(kept(&page).await.1, "");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_campaigns_with_one_slug_keep_what_was_typed_apart() {
    let ours = Fixture::start().await;
    let campaign = Campaign::on_sites(&[&ours.site.origin]);
    let theirs = Fixture::start_with(|theirs| *theirs = campaign).await;
    let tags = format!(
        "<section id=ours>{}</section><section id=theirs>{}</section>",
        ours.signature_tag(),
        theirs.signature_tag()
    );
    let article = ours.site.page("/two-campaigns", &tags);

    visit("two_campaigns_unsent", async move |page| {
        let widget = |place: &str| page.widget(&format!("#{place} {SIGNATURE}"));
        page.goto(&article).await;
        widget("ours").is_hydrated().await;
        widget("ours").fill("name", "Ada Marlowe").await;

        page.goto(&article).await;
        widget("theirs").is_hydrated().await;
        widget("ours").is_hydrated().await;
        wait::until("the text to be back", async || {
            (widget("ours").value("name").await == "Ada Marlowe").then_some(())
        })
        .await;
        assert_eq!(widget("theirs").value("name").await, "");

        // What one server accepts leaves the other's form as it was.
        let bashir = theirs.app.person("Bashir Quill");
        sign(&widget("theirs"), &bashir).await;
        widget("theirs").find("input[name=code]").await;
        page.goto(&article).await;
        widget("ours").is_hydrated().await;
        wait::until("the text to be back again", async || {
            (widget("ours").value("name").await == "Ada Marlowe").then_some(())
        })
        .await;
        widget("theirs").find("input[name=code]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_refuses_storage_signs_and_keeps_nothing() {
    let fixture = Fixture::start().await;
    let refused = "<script>
        for (const name of ['localStorage', 'sessionStorage'])
            Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError') }});
    </script>";
    let article = fixture
        .site
        .page_with_head("/refused", refused, &fixture.signature_tag());

    visit("storage_refused", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        let widget = sign_up_to_code(&page, &article, &ada).await;
        page.goto(&article).await;
        widget.is_hydrated().await;
        widget.find(FORM).await;
        sign(&widget, &ada).await;
        let emails = fixture.app.smtp.emails_to(&ada.email, 1).await;
        assert_eq!(emails.len(), 1, "the next may go in a minute");
        widget.find("input[name=code]").await;
    })
    .await;
}
