//! Mounting: every way to add a widget to a page, and to remove it.

use serde_json::json;

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, SIGNUP, WASM, enter_code, sign, sign_and_confirm},
    support::{
        browsers::visit,
        campaign::{Campaign, DECLARATION, LIST},
        network::attacker_server::AttackerServer,
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scripts_divs_and_elements_all_mount_the_widget() {
    let fixture = Fixture::start().await;
    let loader = fixture.loader();
    let server = &fixture.proxy.url;
    let body = format!(
        "<section id=tag>{}</section>\
         <section id=div><div data-widget=\"signup\" data-list=\"{LIST}\" style=\"min-height:20rem\">\
         <a href=\"{server}/l/{LIST}\">Join the list</a></div><script async src=\"{loader}\"></script></section>\
         <section id=element><undersigned-share></undersigned-share></section>",
        fixture.signature_tag(),
    );
    let address = fixture.site.page("/all", &body);

    visit("all_forms", async move |page| {
        page.goto(&address).await;
        page.widget(&format!("#tag > {SIGNATURE}"))
            .find("form[data-form=sign]")
            .await;
        page.widget(&format!("#div {SIGNUP}"))
            .find("form[data-form=join]")
            .await;
        page.widget(&format!("#element > {SHARE}"))
            .find("[data-network=whatsapp]")
            .await;

        let after_its_tag = "
            const tag = document.querySelector('#tag script');
            return tag.nextElementSibling.localName;
        ";
        assert_eq!(
            page.run(after_its_tag, vec![]).await,
            json!(SIGNATURE),
            "it stands where its tag stands"
        );
        let count =
            format!("return document.querySelectorAll('{SIGNATURE}, {SIGNUP}, {SHARE}').length");
        assert_eq!(page.run(&count, vec![]).await, json!(3));
        let fallback = "return document.querySelector('#div a').checkVisibility()";
        assert_eq!(
            page.run(fallback, vec![]).await,
            json!(false),
            "the link gives way"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_loader_can_be_included_twice_and_deferred() {
    let fixture = Fixture::start().await;
    let loader = fixture.loader();
    let body = format!(
        "{}<script defer src=\"{loader}\"></script><script src=\"{loader}?ver=6.8\"></script>{}",
        fixture.signature_tag(),
        fixture.share_tag("")
    );
    let address = fixture.site.page("/twice", &body);

    visit("loader_twice", async move |page| {
        page.goto(&address).await;
        page.widget(SIGNATURE).is_hydrated().await;
        page.widget(SHARE).is_hydrated().await;
        let count = format!("return document.querySelectorAll('{SIGNATURE}, {SHARE}').length");
        assert_eq!(page.run(&count, vec![]).await, json!(2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_loader_can_be_added_after_the_page_has_loaded() {
    let fixture = Fixture::start().await;
    let div = format!("<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\"></div>");
    let address = fixture.site.page("/late", &div);

    visit("loader_late", async move |page| {
        page.goto(&address).await;
        // As optimisers do: another script adds the script, after load, without a
        // `document.currentScript`.
        let insert = "
            const script = document.createElement('script');
            script.src = arguments[0];
            document.head.append(script);
        ";
        page.run(insert, vec![json!(fixture.loader())]).await;
        page.widget(SIGNATURE).is_hydrated().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn widgets_inserted_later_mount_and_work() {
    let fixture = Fixture::start().await;
    let address = fixture.site.page("/later", &fixture.share_tag(""));

    visit("inserted_later", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        page.widget(SHARE).is_hydrated().await;
        let insert = "
            const place = document.createElement('section');
            place.innerHTML = `<undersigned-signature declaration='${arguments[0]}'></undersigned-signature>
                <div data-widget='signup' data-list='${arguments[1]}'></div>`;
            document.body.append(place);
        ";
        page.run(insert, vec![json!(DECLARATION), json!(LIST)]).await;

        page.widget(SIGNUP).find("form[data-form=join]").await;
        let widget = page.widget(SIGNATURE);
        sign_and_confirm(&fixture, &widget, &ada).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_widgets_on_one_page_are_independent_and_load_the_bundle_once() {
    let fixture = Fixture::start().await;
    let body = format!(
        "{0}<hr>{0}<hr>{1}{1}",
        fixture.signature_tag(),
        fixture.share_tag("")
    );
    let address = fixture.site.page("/two", &body);

    visit("two_on_a_page", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let (first, second) = (page.nth_widget(SIGNATURE, 0), page.nth_widget(SIGNATURE, 1));
        first.fill("name", "Somebody Else").await;
        sign(&second, &ada).await;
        enter_code(&second, &fixture.app.email_to(&ada).await.code()).await;
        second.find("[part~=thanks]").await;

        assert_eq!(first.value("name").await, "Somebody Else");
        first.find("form[data-form=sign]").await;
        assert_eq!(
            fixture.proxy.requests_for(WASM).len(),
            1,
            "the code is loaded once"
        );
        assert_eq!(fixture.proxy.requests_for("text-en.json").len(), 1);
    })
    .await;
}

/// Elements are defined once for a page, by the script that comes first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_campaigns_on_one_page_both_work() {
    let ours = Fixture::start().await;
    let theirs = Campaign::on_sites(&[&ours.site.origin]);
    let theirs = Fixture::start_with(|campaign| *campaign = theirs).await;
    let (mine, yours) = (&ours.proxy.url, &theirs.proxy.url);
    let box_of = |server: &str| {
        format!(
            "<div data-widget=\"signature\" data-declaration=\"{DECLARATION}\"><a href=\"{server}/d/{DECLARATION}\">Sign</a></div>"
        )
    };
    let share_of =
        |server: &str| format!("<div data-widget=\"share\" data-server=\"{server}\"></div>");
    let places = format!(
        "<section id=mine>{}{}</section><section id=yours>{}{}</section>",
        box_of(mine),
        share_of(mine),
        box_of(yours),
        share_of(yours)
    );
    let scripts = [ours.loader(), theirs.loader()]
        .map(|loader| format!("<script defer src=\"{loader}\"></script>"));
    let tags = format!(
        "<section id=mine>{}</section><section id=yours>{}</section>",
        ours.signature_tag(),
        theirs.signature_tag()
    );
    let pages = [
        (
            "in the order of their scripts",
            ours.site
                .page("/one", &format!("{places}{}{}", scripts[0], scripts[1])),
        ),
        (
            "the other way round",
            ours.site
                .page("/two", &format!("{places}{}{}", scripts[1], scripts[0])),
        ),
        ("as tags alone", ours.site.page("/three", &tags)),
    ];
    // In a combined file, their addresses are lost.
    let both = format!(
        "{}\n{}",
        ours.loader_text().await,
        theirs.loader_text().await
    );
    ours.site
        .file("/all.js", "text/javascript", both.into_bytes());
    let combined = ours.site.page(
        "/four",
        &format!("{places}<script defer src=\"/all.js\"></script>"),
    );

    visit("two_campaigns", async move |page| {
        let pages = pages.into_iter().chain([("combined", combined)]);
        let mut signed = 0;
        for (how, address) in pages {
            println!("{how}");
            page.expect_error("undersigned:");
            page.goto(&address).await;
            signed += 1;
            for (place, fixture) in [("mine", &ours), ("yours", &theirs)] {
                let person = fixture.app.person("Ada Marlowe");
                let widget = page.widget(&format!("#{place} {SIGNATURE}"));
                sign_and_confirm(fixture, &widget, &person).await;
                assert_eq!(fixture.app.count().await, signed, "{how}, {place}");
                if how != "as tags alone" {
                    page.widget(&format!("#{place} {SHARE}"))
                        .find("[data-network=whatsapp]")
                        .await;
                }
            }
            // The next page begins without what this browser remembers of its signatures.
            page.run("localStorage.clear()", vec![]).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_no_script_names_gets_no_requests() {
    let fixture = Fixture::start().await;
    let attacker = AttackerServer::start().await;
    let body = format!(
        "{}<section id=theirs><div data-widget=\"signature\" data-declaration=\"x\"><a href=\"{}/d/x\">Sign</a></div></section>",
        fixture.share_tag(""),
        attacker.url
    );
    let address = fixture.site.page("/unnamed", &body);

    visit("unnamed_server", async move |page| {
        page.expect_error("undersigned:");
        page.goto(&address).await;
        page.widget(SHARE).find("[data-network=whatsapp]").await;
        let link = "return document.querySelector('#theirs a').checkVisibility()
            && !document.querySelector('#theirs [role=status]')";
        page.until("the link as it was", link, vec![]).await;
        let named = |line: &&String| line.contains(&attacker.url);
        let reported = page.console().await.iter().filter(named).count();
        assert_eq!(reported, 1, "one line tells it");
        assert_eq!(attacker.requests(), [""; 0]);

        // Code that may add a script may also name a server with it.
        let name = "
            const script = document.createElement('script');
            script.src = arguments[0];
            script.dataset.servers = 'https://other.example ' + arguments[1];
            document.body.append(script);";
        page.run(name, vec![json!(fixture.loader()), json!(attacker.url)])
            .await;
        crate::support::wait::until("the server to be asked", async || {
            (!attacker.requests().is_empty()).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_widget_survives_being_moved_removed_and_reinserted() {
    let fixture = Fixture::start().await;
    let address = fixture.site.page(
        "/moved",
        &format!("<section id=there></section>{}", fixture.signature_tag()),
    );

    visit("moved_and_removed", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        widget.fill("name", "Ada Mar").await;
        let moved = "document.querySelector('#there').append(document.querySelector(arguments[0]))";
        page.run(moved, vec![json!(SIGNATURE)]).await;
        assert_eq!(
            widget.value("name").await,
            "Ada Mar",
            "a move loses nothing typed"
        );

        let removed = "
            window.kept = document.querySelector(arguments[0]);
            window.kept.remove();
        ";
        page.run(removed, vec![json!(SIGNATURE)]).await;
        // A touch as soon as possible reaches the new island, not the removed one.
        let touched = "
            const root = window.kept.shadowRoot;
            const touch = () => root.querySelector('[data-island]')?.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));
            new MutationObserver(touch).observe(root, {childList: true});
            document.body.append(window.kept)";
        page.run(touched, vec![]).await;
        widget.is_hydrated().await;
        widget
            .run(
                "for (const one of root.querySelectorAll('input:not([type])')) one.value = ''",
                vec![],
            )
            .await;
        sign(&widget, &ada).await;
        widget.find("input[name=code]").await;
        page.run(removed, vec![json!(SIGNATURE)]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_declaration_page_hydrates() {
    let fixture = Fixture::start().await;

    visit("own_page", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&format!("{}/d/{DECLARATION}", fixture.proxy.url))
            .await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign_and_confirm(&fixture, &widget, &ada).await;
        assert_eq!(fixture.app.count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invalid_attribute_is_reported_in_the_console() {
    let fixture = Fixture::start().await;
    let body = format!(
        "{}{}{}",
        fixture.tag("data-widget=\"signature\""),
        fixture.tag("data-widget=\"carousel\""),
        fixture.share_tag("data-networks=\"copy pigeon\" data-theme=\"pink\"")
    );
    let address = fixture.site.page("/wrong", &body);

    visit("wrong_attributes", async move |page| {
        page.expect_error("undersigned:");
        page.expect_error("404");
        page.goto(&address).await;
        for words in ["declaration", "carousel", "pigeon", "pink"] {
            crate::support::wait::until(&format!("{words} in the console"), async || {
                let console = page.console().await;
                console
                    .iter()
                    .any(|line| line.contains("undersigned:") && line.contains(words))
                    .then_some(())
            })
            .await;
        }
        page.widget(SHARE).find("[data-press=copy]").await;
    })
    .await;
}
