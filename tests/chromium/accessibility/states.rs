//! axe-core in rare states, and what a screen reader announces in each: waiting, errors, codes
//! that no longer work, closed declarations, names of every length.

use serde_json::{Value, json};

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, SIGNUP, enter_code, open_more, sign, sign_up_to_code},
    support::{
        browsers::{axe::assert_accessible, page::Page, visit, widget::Widget},
        campaign::DECLARATION,
        network::faulty_proxy::Fault,
    },
};

const SEND: &str = "form[data-form=sign] button[type=submit]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pending_requests_and_errors_are_shown_and_announced() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("axe_refusals", async move |page| {
        page.expect_error("/confirmations");
        page.expect_error("/signatures");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        remember_live_regions(&widget).await;

        widget.press(SEND).await;
        widget.says("form[data-form=sign] [role=alert]", "highlighted answers").await;
        were_there_before(&widget, "form[data-form=sign] [role=alert]").await;
        assert_eq!(widget.focused().await, "name", "the first fault has the focus");
        const SHOWN: &str = "
            const one = root.activeElement;
            const told = one.getAttribute('aria-describedby').split(' ').map((id) => root.getElementById(id).textContent);
            return [one.getAttribute('aria-invalid'), told.join(' ')];
        ";
        assert_eq!(widget.run(SHOWN, vec![]).await, json!(["true", "Enter your name"]));

        fixture.proxy.add_fault("POST ", Fault::Hold);
        sign(&widget, &ada).await;
        widget.find(&format!("{SEND}[aria-busy=true] .busy")).await;
        assert_accessible(&page, "sending").await;
        fixture.proxy.end_faults();
        widget.says("form[data-form=code]", &ada.email).await;
        let reported = widget
            .run("return root.activeElement.getAttribute('aria-describedby').split(' ').map((id) => root.getElementById(id).textContent).join(' ')", vec![])
            .await;
        assert!(reported.as_str().is_some_and(|reported| reported.contains(&ada.email)), "the address is named: {reported}");

        // "It wasn't me" deletes the attempt: its code then behaves like one of last week.
        let email = fixture.app.email_to(&ada).await;
        let refused = fixture.app.client.post(email.link()).form(&[("action", "refuse")]).send().await.unwrap();
        assert!(refused.status().is_success(), "{refused:?}");
        remember_live_regions(&widget).await;
        enter_code(&widget, &email.code()).await;
        widget.says("form[data-form=code] [role=alert]", "expired").await;
        were_there_before(&widget, "form[data-form=code] [role=alert]").await;
        assert_accessible(&page, "an expired code").await;

        widget.press("[part=button][data-press=again]").await;
        assert_eq!(widget.focused().await, "email", "the focus is where to go on");
        fixture.proxy.add_fault("POST ", Fault::BreakOff);
        widget.press(SEND).await;
        let reported = "form[data-form=sign] [role=alert]";
        widget.says(reported, "kept what you typed").await;
        let seen = "const box = root.querySelector(arguments[2]).getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight;";
        assert_eq!(widget.run(seen, vec![json!(reported)]).await, json!(true), "it is reported where the visitor looks");
        assert_accessible(&page, "offline").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_wrong_codes_show_an_accessible_error() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("axe_too_many", async move |page| {
        page.expect_error("/confirmations");
        let ada = fixture.app.person("Ada Marlowe");
        let widget = sign_up_to_code(&page, &address, &ada).await;
        let code = fixture.app.email_to(&ada).await.code();
        let mut guesses = (0..).map(|number| format!("{number:06}")).filter(|guess| *guess != code);
        let answered = "
            const form = root.querySelector('form[data-form=code]');
            return !form.querySelector('[aria-busy]') && form.querySelector('[part=error]:not(:empty)').textContent";
        loop {
            widget.find("input[name=code]").await.clear().await.unwrap();
            // Each code is different: the same again would be the same request.
            enter_code(&widget, &guesses.next().expect("there are a million")).await;
            let words = crate::support::wait::until("an answer to a code", async || {
                let words = widget.run(answered, vec![]).await;
                words.as_str().map(str::to_lowercase)
            })
            .await;
            if words.contains("too many tries") {
                break;
            }
            assert!(words.contains("not correct"), "{words}");
            assert_eq!(widget.focused().await, "code");
        }
        assert_accessible(&page, "too many tries").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_signatures_long_names_and_large_counts_are_accessible() {
    let fixture = Fixture::start().await;
    let empty = fixture.signature_page();
    let compact = fixture.tag(&format!(
        "data-widget=\"signature\" data-declaration=\"{DECLARATION}\" data-layout=\"compact\""
    ));
    let body = format!("<div style=\"width:300px\">{compact}</div>");
    let compact = fixture.site.page("/compact", &body);

    visit("axe_names", async move |page| {
        page.goto(&empty).await;
        let widget = page.widget(SIGNATURE);
        widget.says("[part=counter]", "be the first").await;
        assert_accessible(&page, "nobody has signed").await;

        fixture.app.sign_and_confirm_as("Wilhelmina Theodora Featherstonehaugh-Cholmondeley of the Northern Harbour").await;
        fixture.app.sign_and_confirm_as("Ed").await;
        for address in [&empty, &compact] {
            page.goto_as_next_visitor(address).await;
            widget.find("[part=count]").await;
            // A test cannot make that many signatures; only the layout is checked.
            widget.run("root.querySelector('[part=count]').textContent = '412,903'", vec![]).await;
            assert_accessible(&page, "long names and a great number").await;
            let wide = widget
                .run("return document.scrollingElement.scrollWidth > innerWidth || root.querySelector('[part=counter]').scrollWidth > root.host.clientWidth", vec![])
                .await;
            assert_eq!(wide, json!(false), "it fits");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn share_bar_results_are_shown_and_announced() {
    let fixture = Fixture::start().await;
    let head = "<script>
        Object.defineProperty(navigator, 'share', {value: async () => {}});
        Object.defineProperty(navigator, 'clipboard', {value: {writeText: async () => { if (window.refuses) throw Error('no') }}});
    </script>";
    let tag = fixture.share_tag(
        "data-networks=\"native copy mastodon\" data-follow=\"rss=https://news.example/feed\"",
    );
    let address = fixture.site.page_with_head("/share", head, &tag);

    visit("axe_share", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SHARE);
        widget.is_hydrated().await;
        remember_live_regions(&widget).await;
        widget.press("[data-press=native]").await;
        widget.says("[role=status]", "shared").await;
        were_there_before(&widget, "[role=status]").await;
        assert_accessible(&page, "shared").await;

        widget.press("[data-press=copy]").await;
        widget.says("[role=status]", "copied").await;
        widget.says("[data-press=copy]", "copied").await;
        assert_accessible(&page, "copied").await;

        page.run("window.refuses = true", vec![]).await;
        widget.press("[data-press=copy]").await;
        widget.find("input[readonly]").await;
        assert_accessible(&page, "to be copied by hand").await;

        widget.press("[data-press=mastodon]").await;
        widget.fill("server", "///").await;
        widget.press("form[data-form=mastodon] button").await;
        widget.find("#share-server-error").await;
        assert_accessible(&page, "a Mastodon server that is none").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_signup_form_is_accessible_in_every_state_and_layout() {
    let fixture = Fixture::start().await;
    let compact =
        fixture.tag("data-widget=\"signup\" data-list=\"library-news\" data-layout=\"compact\"");
    let pages = [
        fixture.site.page("/signup", &fixture.signup_tag()),
        fixture
            .site
            .page("/signup-compact", &format!("<h2>News</h2>{compact}")),
    ];

    visit("axe_signup", async move |page| {
        for address in pages {
            let ada = fixture.app.person("Ada Marlowe");
            page.goto(&address).await;
            let widget = page.widget(SIGNUP);
            widget.is_hydrated().await;
            assert_accessible(&page, "the form").await;
            widget
                .press("form[data-form=join] button[type=submit]")
                .await;
            widget.find("[part~=error]:not(:empty)").await;
            assert_eq!(widget.focused().await, "email");
            assert_accessible(&page, "the form with errors").await;
            widget.fill("email", &ada.email).await;
            widget
                .press("form[data-form=join] button[type=submit]")
                .await;
            widget.find("input[name=code]").await;
            assert_accessible(&page, "the code").await;
            enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
            widget.find("[part~=thanks]").await;
            assert_accessible(&page, "the thanks").await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_other_pages_are_accessible() {
    let fixture = Fixture::start().await;

    visit("axe_other_pages", async move |page| {
        page.expect_error("404");
        let at = |path: &str| format!("{}{path}", fixture.proxy.url);
        for path in [
            "/",
            "/problems/not_found",
            "/d/nothing-of-that-name",
            &format!("/d/{DECLARATION}/embed"),
            "/l/library-news/embed",
        ] {
            page.goto(&at(path)).await;
            assert_accessible(&page, path).await;
        }

        let (ada, bashir) = (
            fixture.app.person("Ada Marlowe"),
            fixture.app.person("Bashir Quill"),
        );
        for (person, button, moment) in [
            (&ada, "confirm", "thanks"),
            (&bashir, "refuse", "cancelled"),
        ] {
            fixture.app.sign_on_server(person).await;
            page.goto(&fixture.app.email_to(person).await.link()).await;
            assert_accessible(&page, "asked to confirm").await;
            page.press(&format!("button[value={button}]")).await;
            page.until(
                "the answer",
                "return document.readyState == 'complete' && !document.querySelector('button[value=confirm]')",
                vec![],
            )
            .await;
            assert_accessible(&page, moment).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unsubscribing_is_accessible() {
    let fixture = Fixture::start().await;
    let address = fixture.site.page("/join", &fixture.signup_tag());

    visit("axe_leaving", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNUP);
        widget.fill("email", &ada.email).await;
        widget
            .press("form[data-form=join] button[type=submit]")
            .await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        let welcome = fixture.app.smtp.emails_to(&ada.email, 2).await.remove(1);
        let header = welcome.header("List-Unsubscribe").expect("the way out");
        page.goto(header.trim_matches(['<', '>'])).await;
        assert_accessible(&page, "asked whether to leave").await;
        page.press(".act button").await;
        page.says("h1", "you have unsubscribed").await;
        assert_accessible(&page, "left").await;
    })
    .await;
}

/// Remembers every live region, to check later whether a message appeared in one that already
/// existed.
async fn remember_live_regions(widget: &Widget) {
    let remember = "window.regions = new Set(root.querySelectorAll('[role=alert], [role=status]'))";
    widget.run(remember, vec![]).await;
}

/// A screen reader announces changes only in a region that it already knows and that is not hidden.
async fn were_there_before(widget: &Widget, css: &str) {
    let known = "
        const region = root.querySelector(arguments[2]);
        return [window.regions.has(region), region.checkVisibility({visibilityProperty: true})];
    ";
    let known: Value = widget.run(known, vec![json!(css)]).await;
    assert_eq!(known, json!([true, true]), "{css}");
}

/// Everything to press or to type into that is under 24 pixels in either direction, with its size
/// (WCAG 2.5.8); links within a sentence are excepted. The submit button has at least 44.
const TOO_FINE: &str = "
    const found = [...root.querySelectorAll('a, button, summary, input:not([type=hidden]), [part=choice]')];
    const shown = found.filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest('[part=preamble], [part=principles], .closing'));
    const fine = shown.filter((one) => {
        const {width, height} = one.getBoundingClientRect();
        const least = one.type == 'submit' || one.part.contains('network') ? 44 : 24;
        return width < 24 || height < least;
    });
    return fine.map((one) => one.outerHTML.slice(0, 100) + JSON.stringify(one.getBoundingClientRect()));
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn click_targets_are_large_enough() {
    let fixture = Fixture::start().await;
    fixture.app.sign_and_confirm_as("Carys Thorne").await;
    let tight = "<style>body { font-size: 10px }</style>";
    let body = format!(
        "{}{}{}{}",
        fixture.signature_tag(),
        fixture.tag("data-widget=\"signup\" data-list=\"library-news\" data-layout=\"compact\""),
        fixture
            .share_tag("data-follow=\"youtube=https://videos.example/us\" data-layout=\"compact\""),
        fixture.signup_tag(),
    );
    let address = fixture.site.page_with_head("/targets", tight, &body);

    visit("targets", async move |page| {
        let large = async |widget: &Widget, moment: &str| {
            let fine = widget.run(TOO_FINE, vec![]).await;
            assert_eq!(fine, json!([]), "{moment}: {fine:#}");
        };
        page.goto(&address).await;
        let ada = fixture.app.person("Ada Marlowe");
        for widget in all(&page) {
            widget.is_hydrated().await;
            large(&widget, "at first").await;
        }
        let widget = page.widget(SIGNATURE);
        open_more(&widget).await;
        widget.press("[value=organisation] + label").await;
        large(&widget, "the form of an organisation").await;
        widget.press("[value=organisation] + label").await;
        sign(&widget, &ada).await;
        widget.find("input[name=code]").await;
        large(&widget, "the code").await;
        widget.press("[data-press=correct]").await;
        large(&widget, "the field for another address").await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        large(&widget, "the thanks").await;
    })
    .await;
}

fn all(page: &Page) -> [Widget; 4] {
    [
        page.widget(SIGNATURE),
        page.widget(SHARE),
        page.widget(SIGNUP),
        page.nth_widget(SIGNUP, 1),
    ]
}
