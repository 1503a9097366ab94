//! Frames on another site's page: in a sandbox, with and without the bundle, with and without the
//! page's script. Tests that need no script are in `tests/api/embed/frames.rs`.

use serde_json::json;

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, WASM, enter_code, sign, sign_and_confirm},
    support::{
        browsers::{page::Page, visit},
        campaign::DECLARATION,
        network::faulty_proxy::Fault,
    },
};

/// Records every message from frames.
const LISTEN: &str = "<script>
    window.said = [];
    addEventListener('message', ({data, source}) => said.push({...data, frame: [...document.querySelectorAll('iframe')].findIndex((one) => one.contentWindow === source)}));
</script>";

impl Fixture {
    fn frame(&self, more: &str, attributes: &str) -> String {
        format!(
            "<iframe src=\"{}/frame/v1/signature?declaration={DECLARATION}{more}\" title=\"Sign\" \
             style=\"width:100%;height:300px;border:0\" {attributes}></iframe>",
            self.proxy.url
        )
    }

    fn frame_script(&self) -> String {
        format!(
            "<script async src=\"{}/frame.js\"></script>",
            self.proxy.url
        )
    }
}

async fn heard(page: &Page, what: &str, condition: &str) -> serde_json::Value {
    let script = format!("return said.findLast((one) => {condition}) ?? null");
    page.until(what, &script, vec![]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_in_a_sandboxed_frame_that_allows_only_scripts() {
    let fixture = Fixture::start().await;
    let frame = fixture.frame("", "sandbox=allow-scripts");
    let address = fixture.site.page_with_head("/sandbox", LISTEN, &frame);

    visit("frame_sandboxed", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        page.enter_frame("iframe").await;
        assert_eq!(page.run("return self.origin", vec![]).await, json!("null"));
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign(&widget, &ada).await;
        let code = fixture.app.email_to(&ada).await.code();
        enter_code(&widget, &code).await;
        widget.find("[part~=thanks]").await;

        assert_eq!(fixture.app.count().await, 1);
        let here = format!("site = '{}'", fixture.site.origin);
        assert_eq!(fixture.app.rows_where("signatures", &here), 1);
        page.leave_frames().await;
        for name in ["ready", "signed", "confirmed"] {
            let condition = format!("one.type == 'undersigned:event' && one.name == '{name}'");
            let event = heard(&page, name, &condition).await;
            let reported = event["detail"].to_string();
            assert!(
                !reported.contains("Ada") && !reported.contains('@'),
                "{reported}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_works_in_a_sandboxed_frame_without_the_bundle() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault(WASM, Fault::BreakOff);
    let frame = fixture.frame("&theme=light", "sandbox=allow-scripts");
    let address = fixture.site.page_with_head("/plain", LISTEN, &frame);

    visit("frame_without_bundle", async move |page| {
        // The thanks also check that the server can be reached; it is gone when the test ends.
        page.expect_error("/healthz");
        page.expect_error(WASM);
        page.expect_error("undersigned:");
        page.expect_error("/frame/v1/signature");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        page.enter_frame("iframe").await;
        let widget = page.widget(SIGNATURE);
        widget.fill("name", &ada.name).await;
        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        widget.find("#sign-email-error").await;
        assert_eq!(
            widget.value("name").await,
            ada.name,
            "nothing typed is lost"
        );
        assert_eq!(widget.focused().await, "email");
        widget.fill("email", &ada.email).await;
        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        let code = fixture.app.email_to(&ada).await.code();
        enter_code(&widget, &code).await;
        widget.find("[part~=thanks]").await;
        assert_eq!(fixture.app.count().await, 1);
        assert_eq!(widget.count().await, 1, "it counts what is shown");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_shows_an_error_and_keeps_its_fields_if_the_server_is_down() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault(WASM, Fault::BreakOff);
    fixture.proxy.add_fault("POST /frame/v1/", Fault::BreakOff);
    let frame = fixture.frame("", "sandbox=allow-scripts");
    let address = fixture.site.page("/away", &frame);

    visit("frame_server_away", async move |page| {
        page.expect_error(WASM);
        page.expect_error("undersigned:");
        page.expect_error("/frame/v1/signature");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        page.enter_frame("iframe").await;
        let widget = page.widget(SIGNATURE);
        sign(&widget, &ada).await;
        widget
            .says("form[data-form=sign] [role=alert]", "could not reach")
            .await;
        assert_eq!(widget.value("email").await, ada.email);

        fixture.proxy.end_faults();
        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        widget.find("input[name=code]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_frame_is_resized_to_its_content_and_ignores_forged_messages() {
    let fixture = Fixture::start().await;
    let hostile = "<iframe id=hostile style='height:77px' srcdoc=\"<script>
        for (const height of [9e9, -5, 'calc(9px)', NaN, {}]) {
            parent.postMessage({type: 'undersigned:height', height}, '*');
            parent.postMessage({message: 'height', value: height}, '*');
        }
        parent.postMessage(null, '*');
        parent.postMessage({type: 'undersigned:event', name: 'confirmed', detail: {count: 9}}, '*');
        parent.said.push('all of it');
        </script>\"></iframe>";
    let body = format!(
        "{}{}{hostile}{}",
        fixture.frame("", "sandbox=allow-scripts"),
        fixture.frame("&layout=compact", ""),
        fixture.frame_script()
    );
    let address = fixture.site.page_with_head("/heights", LISTEN, &body);

    visit("frame_heights", async move |page| {
        // The script checks the content of every message and ignores one without any.
        page.goto(&address).await;
        page.until("the hostile frame", "return said.includes('all of it')", vec![]).await;
        for (index, width) in [(0, 600), (1, 300), (0, 300)] {
            let fits = "
                const frame = document.querySelectorAll('iframe')[arguments[0]];
                frame.style.width = arguments[1] + 'px';
                const told = said.findLast((one) => one.frame === arguments[0] && one.type == 'undersigned:height');
                return told && told.height > 300 && frame.clientHeight == told.height && told.height";
            page.until("the frame's height", fits, vec![json!(index), json!(width)]).await;
            page.enter_nth_frame("iframe", index).await;
            let still = "
                const root = document.documentElement;
                return innerWidth == arguments[0] && root.scrollHeight == innerHeight && root.scrollWidth <= innerWidth && root.clientWidth == innerWidth";
            page.until("a frame without scroll bars", still, vec![json!(width)]).await;
            page.leave_frames().await;
        }
        let hostile = page.run("return document.querySelector('#hostile').style.height", vec![]).await;
        assert_eq!(hostile, json!("77px"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_without_the_resize_script_scrolls() {
    let fixture = Fixture::start().await;
    let address = fixture.site.page("/alone", &fixture.frame("", ""));

    visit("frame_alone", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        page.enter_frame("iframe").await;
        let bars = page.run("
            const root = document.documentElement;
            return [root.scrollHeight > innerHeight, root.scrollWidth > root.clientWidth, getComputedStyle(document.body).overflowY]", vec![]).await;
        assert_eq!(bars, json!([true, false, "visible"]), "one bar, and none across");
        let widget = page.widget(SIGNATURE);
        sign(&widget, &ada).await;
        widget.find("input[name=code]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_the_sandbox_blocks_shows_its_url_to_copy() {
    let fixture = Fixture::start().await;
    fixture.app.sign_and_confirm_as("Carys Thorne").await;
    let frame = fixture.frame("&x=#?secret=Ab3Cd5Ef7G", "sandbox=allow-scripts");
    let address = fixture.site.page_with_head("/links", LISTEN, &frame);

    visit("frame_links", async move |page| {
        // The browser reports the window that it did not open.
        page.expect_error("Blocked opening");
        page.goto(&address).await;
        page.enter_frame("iframe").await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        widget.press("[part~=signatories] a").await;
        let own = format!("{}/d/{DECLARATION}#names", fixture.proxy.url);
        let shown = "
            const field = document.querySelector('.away input');
            return field === document.activeElement && field.selectionEnd == field.value.length && field.value";
        assert_eq!(page.until("the address", shown, vec![]).await, json!(own));
        page.keys("\u{e00c}").await;
        page.until("Escape to put it away", "return !document.querySelector('.away')", vec![]).await;
        page.leave_frames().await;
        let link = heard(&page, "WordPress' message", "one.message == 'link'").await;
        assert_eq!((&link["value"], &link["secret"]), (&json!(own), &json!("Ab3Cd5Ef7G")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn share_buttons_follow_the_frames_permissions_policy() {
    let fixture = Fixture::start().await;
    let share = |attributes: &str| {
        format!(
            "<iframe src=\"{}/frame/v1/share?networks=copy%20native%20x\" title=\"Share\" {attributes}></iframe>",
            fixture.proxy.url
        )
    };
    let lent = share("allow=\"web-share; clipboard-write\"");
    let address = fixture.site.page("/lent", &format!("{}{lent}", share("")));

    visit("frame_lent", async move |page| {
        page.goto(&address).await;
        for number in 0..2 {
            page.enter_nth_frame("iframe", number).await;
            let bar = page.widget(SHARE);
            bar.find("[data-network=x]").await;
            // Only Chromium lets pages withhold the clipboard, and reports it.
            let lends = "return document.featurePolicy?.allowsFeature('clipboard-write') ?? true";
            let lends = page.run(lends, vec![]).await == json!(true);
            assert!(lends || number == 0, "the second lends it");
            for hydrated in [false, true] {
                if hydrated {
                    bar.is_hydrated().await;
                }
                if lends {
                    bar.find("[data-press=copy]").await;
                } else {
                    bar.is_without("[data-press=copy]").await;
                }
            }
            page.leave_frames().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailto_link_in_a_sandbox_shows_its_url() {
    let fixture = Fixture::start().await;
    let frame = format!(
        "<iframe src=\"{}/frame/v1/share?networks=email&url=https%3A%2F%2Fally.example%2Fa&text=Read\" title=\"Share\" sandbox=\"allow-scripts\"></iframe>",
        fixture.proxy.url
    );
    let address = fixture.site.page("/mail", &frame);

    visit("frame_mail", async move |page| {
        page.goto(&address).await;
        page.enter_frame("iframe").await;
        let bar = page.widget(SHARE);
        bar.is_hydrated().await;
        bar.press("[data-network=email]").await;
        let shown = "return document.querySelector('.away input')?.value ?? null";
        let shown = page.until("the address to be shown", shown, vec![]).await;
        let right = "mailto:?subject=Read&body=Read%0D%0A%0D%0Ahttps%3A%2F%2Fally.example%2Fa";
        assert_eq!(shown, right);
    })
    .await;
}

/// A post as WordPress prints it: its filtered oEmbed response, hidden until the frame sends a
/// message.
async fn wordpress_post(fixture: &Fixture, path: &str) -> String {
    let page = format!("{}/d/{DECLARATION}", fixture.proxy.url);
    let asked = fixture
        .app
        .client
        .get(format!("{}/oembed", fixture.proxy.url));
    let reported =
        crate::support::response::Response::to(asked.query(&[("url", page.as_str())])).await;
    let html = reported.json()["html"].as_str().expect("html").to_owned();
    let (quotation, frame) = html.split_once("<iframe ").expect("a frame");
    let quotation = quotation.replacen("<blockquote>", "<blockquote data-secret=Ab3Cd5Ef7G>", 1);
    let frame = frame.replacen("\" width", "#?secret=Ab3Cd5Ef7G\" width", 1);
    let body = format!(
        "{quotation}<iframe sandbox=\"allow-scripts\" data-secret=Ab3Cd5Ef7G \
         style=\"position: absolute; visibility: hidden;\" {frame}{HOST}"
    );
    fixture.site.page_with_head(path, LISTEN, &body)
}

/// What WordPress's own script does in a post.
const HOST: &str = "<script>
    addEventListener('message', ({data, source}) => {
        if (!data || !data.secret || !data.message || /[^a-zA-Z0-9]/.test(data.secret)) return;
        for (const quotation of document.querySelectorAll(`blockquote[data-secret='${data.secret}']`)) quotation.style.display = 'none';
        for (const frame of document.querySelectorAll(`iframe[data-secret='${data.secret}']`)) {
            if (frame.contentWindow !== source) continue;
            frame.removeAttribute('style');
            if (data.message == 'height') frame.height = Math.min(1000, Math.max(200, parseInt(data.value, 10)));
            if (data.message == 'link' && new URL(data.value).host == new URL(frame.src).host && document.activeElement === frame) top.location.href = data.value;
        }
    });
    addEventListener('DOMContentLoaded', () => {
        for (const frame of document.querySelectorAll('iframe')) frame.contentWindow.postMessage({message: 'ready', secret: frame.dataset.secret}, '*');
    });
</script>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oembed_frame_printed_by_wordpress_signs() {
    let fixture = Fixture::start().await;
    let address = wordpress_post(&fixture, "/post").await;

    visit("frame_in_a_post", async move |page| {
        page.expect_error("Blocked opening");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let shown = "
            const frame = document.querySelector('iframe');
            const quotation = document.querySelector('blockquote');
            return frame.checkVisibility({visibilityProperty: true}) && !quotation.checkVisibility() && frame.clientHeight > 300 && frame.clientHeight";
        let before = page.until("the frame to be shown", shown, vec![]).await;
        assert!(before.as_u64().unwrap() <= 1000);
        page.enter_frame("iframe").await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign_and_confirm(&fixture, &widget, &ada).await;
        page.leave_frames().await;
        let said = heard(&page, "the new height", "one.message == 'height'").await;
        let value = said["value"].as_u64().unwrap();
        assert!((200..=1000).contains(&value), "{said}");

        page.enter_frame("iframe").await;
        widget.press("[part~=document] a").await;
        page.leave_frames().await;
        let there = format!("return location.href == '{}/d/{DECLARATION}'", fixture.proxy.url);
        page.until("the page itself to go there", &there, vec![]).await;
        // The server keeps running until the page has loaded everything.
        page.widget(SIGNATURE).is_hydrated().await;
    })
    .await;
}
