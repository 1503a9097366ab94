//! Other programs change a widget: a password manager, a translator, a dark-mode extension. Before
//! hydration, a copy of the rendered island is hydrated instead; if the bundle crashes later, every
//! form of the page is sent natively.

use serde_json::json;

use crate::{
    fixture::{
        Fixture, SHARE, SIGNATURE, SIGNUP, WASM, confirm_on_server_page, enter_code,
        is_on_server_page, open_more, sign, sign_and_confirm, sign_up_to_code,
    },
    support::{
        browsers::{page::Page, visit, widget::Widget},
        network::faulty_proxy::Fault,
    },
};

const SEND: &str = "form[data-form=sign] button[type=submit]";
const JOIN: &str = "form[data-form=join] button[type=submit]";

/// Puts its icon after each field and marks the field, as 1Password, LastPass and Bitwarden do.
const PASSWORD_MANAGER: &str = "
    for (const input of root.querySelectorAll('[data-island] input[type=email], [data-island] input[name=name]')) {
        input.setAttribute('data-lpignore', 'false');
        input.style.backgroundImage = 'none';
        const icon = document.createElement('com-1password-button');
        icon.append(document.createElement('span'));
        input.after(icon);
    }
";
/// Wraps each field in a box of its own, and restores the focus.
const WRAPPING_MANAGER: &str = "
    const focused = root.activeElement;
    for (const input of root.querySelectorAll('[data-island] input[type=email], [data-island] input[name=name]')) {
        const box = document.createElement('div');
        input.replaceWith(box);
        box.append(input);
    }
    focused?.focus();
";
/// Replaces every text with another, in elements of its own, as Chrome's and Google's translators
/// do.
const TRANSLATOR: &str = "
    const walker = document.createTreeWalker(root.querySelector('[data-island]'), NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim()) texts.push(walker.currentNode);
    for (const text of texts) {
        const [outer, inner] = [document.createElement('font'), document.createElement('font')];
        inner.append(text.data.toUpperCase());
        outer.append(inner);
        text.replaceWith(outer);
    }
";
/// Adds styles, inside the widget too, and marks what it has painted, as Dark Reader does.
const DARK_READER: &str = "
    const style = document.createElement('style');
    style.className = 'darkreader darkreader--override';
    root.prepend(style);
    root.querySelector('[data-island] > *').prepend(style.cloneNode());
    for (const one of root.querySelectorAll('[data-island] *')) {
        one.setAttribute('data-darkreader-inline-color', '');
        one.style.setProperty('--darkreader-inline-color', '#d8d4cf');
    }
";
/// Removes every comment, as pages that minify their content do.
const CLEANER: &str = "
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
    const comments = [];
    while (walker.nextNode()) comments.push(walker.currentNode);
    for (const comment of comments) comment.remove();
";

/// Types into a box before hydration, runs `change`, and signs to the end.
async fn signs_despite(name: &str, change: &'static str) {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault(WASM, Fault::Hold);
    let address = fixture.signature_page();

    visit(name, async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.fill("name", "Ada").await;
        open_more(&widget).await;
        widget.press("[value=initials] + label").await;
        widget.fill("email", &ada.email).await;
        widget.run(change, vec![]).await;
        assert!(!widget.has("[data-alive]").await, "the bundle is held up");

        fixture.proxy.end_faults();
        widget.is_hydrated().await;

        assert_eq!(widget.focused().await, "email", "the focus stays");
        assert_eq!(widget.value("email").await, ada.email);
        widget.fill("name", " Marlowe").await;
        assert_eq!(widget.value("name").await, "Ada Marlowe");
        widget.press(SEND).await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        let url = page.driver().current_url().await.expect("an address");
        assert_eq!(url.as_str(), address, "the visitor stays");
        let initials = fixture
            .app
            .rows_where("signatures", "visibility = 'initials'");
        assert_eq!(initials, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_with_icons_a_password_manager_inserts() {
    signs_despite("password_manager", PASSWORD_MANAGER).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_with_fields_a_password_manager_wraps() {
    signs_despite("wrapping_manager", WRAPPING_MANAGER).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_on_a_machine_translated_page() {
    signs_despite("translator", TRANSLATOR).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_with_a_dark_mode_extension() {
    signs_despite("dark_reader", DARK_READER).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_after_comments_are_stripped() {
    signs_despite("cleaner", CLEANER).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submit_before_hydration_survives_dom_changes() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault(WASM, Fault::Hold);
    let address = fixture.signature_page();

    visit("changed_and_pressed", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.find("form[data-form=sign]").await;
        widget.run(PASSWORD_MANAGER, vec![]).await;
        sign(&widget, &ada).await;
        widget.find("button[aria-busy=true]").await;
        widget.run(TRANSLATOR, vec![]).await;

        fixture.proxy.end_faults();
        widget.find("input[name=code]").await;
        assert_eq!(fixture.app.rows("attempts"), 1);
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
    })
    .await;
}

/// Input events from an extension's own elements inside the form: an element with a shadow root, a
/// picture, a label.
const FOREIGN_TYPING: &str = "
    const form = root.querySelector('form[data-form=sign]');
    const told = (from) => from.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
    const helper = document.createElement('writing-helper');
    const inside = helper.attachShadow({mode: 'closed'});
    const field = document.createElement('input');
    inside.append(field);
    form.append(helper);
    told(field);
    const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    form.append(picture);
    told(picture);
    told(root.querySelector('label'));
    return !root.querySelector('[data-alive]')";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn input_events_from_an_extensions_elements_do_not_crash_the_bundle() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("foreign_typing", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        let ended = widget.run(FOREIGN_TYPING, vec![]).await;
        assert_eq!(ended, json!(false), "it lives on");
        sign_and_confirm(&fixture, &widget, &ada).await;
        let url = page.driver().current_url().await.expect("an address");
        assert_eq!(url.as_str(), address, "the visitor stays");
    })
    .await;
}

/// The bundle panics in `widget`: a field was moved away, so the error that belongs before it has
/// no place. The wrong address causes the error.
async fn crash_bundle_in(page: &Page, widget: &Widget) {
    page.expect_error("RuntimeError");
    page.expect_error("failed to insert node");
    page.expect_error("undersigned:");
    page.expect_error("insertBefore");
    widget.is_hydrated().await;
    widget.run(WRAPPING_MANAGER, vec![]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submit_that_crashes_the_bundle_is_sent_natively_with_its_fields() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("bundle_ends", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        crash_bundle_in(&page, &widget).await;
        page.expect_error("/signatures");
        widget.fill("name", &ada.name).await;
        widget.fill("email", "nobody").await;
        widget.press(SEND).await;

        is_on_server_page(&page, "/d/").await;
        page.says("#sign-email-error", "address").await;
        let own = page.widget(SIGNATURE);
        assert_eq!(own.value("name").await, ada.name);
        own.find("input[name=email]")
            .await
            .clear()
            .await
            .expect("an emptied field");
        own.fill("email", &ada.email).await;
        own.press(SEND).await;
        confirm_on_server_page(&page, &fixture, &ada).await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_in_one_widget_reverts_all_to_native_forms() {
    let fixture = Fixture::start().await;
    let tags = [
        fixture.signature_tag(),
        fixture.signup_tag(),
        fixture.share_tag("data-networks=\"x copy\""),
    ]
    .concat();
    let address = fixture.site.page("/all", &tags);

    visit("all_end", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        // The page is not left for the first form, so that the others can be checked.
        let stay = "window.sent = [];
            root.addEventListener('submit', (event) => {
                if (event.defaultPrevented) return;
                event.preventDefault();
                window.sent.push(event.target.dataset.form);
            })";
        page.goto(&address).await;
        let (signature, signup, share) = (
            page.widget(SIGNATURE),
            page.widget(SIGNUP),
            page.widget(SHARE),
        );
        signup.is_hydrated().await;
        signup.fill("email", &ada.email).await;
        crash_bundle_in(&page, &signature).await;
        signature.run(stay, vec![]).await;
        signature.press(SEND).await;
        page.until(
            "the native form to be sent",
            "return window.sent.length > 0",
            vec![],
        )
        .await;
        let sent = page.run("return window.sent", vec![]).await;
        assert_eq!(sent, json!(["sign"]));

        for widget in [&signature, &signup, &share] {
            widget.is_without("[data-alive]").await;
        }
        assert_eq!(signup.value("email").await, ada.email);
        share.is_without("[data-press]").await;
        share.find("[data-network=x]").await;
        signup.press(JOIN).await;
        is_on_server_page(&page, "/l/").await;
        confirm_on_server_page(&page, &fixture, &ada).await;
        assert_eq!(fixture.app.rows("subscriptions"), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_code_form_works_natively_after_a_crash() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("code_ends", async move |page| {
        page.expect_error("RuntimeError");
        page.expect_error("failed to insert node");
        page.expect_error("undersigned:");
        page.expect_error("insertBefore");
        page.expect_error("/confirm");
        let ada = fixture.app.person("Ada Marlowe");
        let widget = sign_up_to_code(&page, &address, &ada).await;
        let wrap = "const code = root.querySelector('input[name=code]');
            const box = document.createElement('div');
            code.replaceWith(box);
            box.append(code);";
        widget.run(wrap, vec![]).await;
        // The error has no place.
        enter_code(&widget, "12").await;
        is_on_server_page(&page, "/confirm").await;
        page.says("[role=alert]", "six").await;
        page.find("input[name=code]")
            .await
            .clear()
            .await
            .expect("an emptied field");
        page.enter("code", &fixture.app.email_to(&ada).await.code())
            .await;
        page.says("body", "thank").await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}
