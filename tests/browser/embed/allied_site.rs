//! Where a widget is. A fragment is the same for all sites (`tests/api/embed/allied_sites.rs`), so
//! every loader, and then the bundle, fills in the origin of the page.

use serde_json::json;

use super::{pinned_loaders::pinned_signature, self_hosted_loader::copied};
use crate::{
    fixture::{Fixture, SIGNATURE, WASM, confirm_on_server_page, is_on_server_page, sign},
    support::{browsers::visit, network::faulty_proxy::Fault},
};

/// Records what the bundle sends.
const RECORD: &str = "<script>
    window.sent = [];
    const send = window.fetch;
    window.fetch = async (request, options) => {
        if (request instanceof Request && request.method == 'POST') sent.push(await request.clone().json());
        return send(request, options);
    };
</script>";

/// What people may write who may not run scripts: names that hide others, and a field of the name.
const NAMED: &str = "
    <a id=location name=location href=\"https://stranger.example/\">Elsewhere</a>
    <form name=origin><input name=site value=\"https://stranger.example\"></form>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_loader_fills_in_the_site_before_hydration() {
    for name in ["plain", "pinned", "local"] {
        let fixture = Fixture::start().await;
        let tag = match name {
            "plain" => fixture.signature_tag(),
            "pinned" => pinned_signature(&fixture).await,
            _ => copied(&fixture),
        };
        let body = format!("{NAMED}{tag}");
        let address = fixture.site.page_with_head("/article", RECORD, &body);

        visit(&format!("site_{name}"), async move |page| {
            let ada = fixture.app.person("Ada Marlowe");
            let origin = json!(fixture.site.origin);
            page.goto(&address).await;
            let widget = page.widget(SIGNATURE);
            widget.find("form[data-form=sign]").await;
            let field = "return root.querySelector('[name=site]').value";
            assert_eq!(widget.run(field, vec![]).await, origin, "before hydration");
            widget
                .run(
                    "window.island = root.querySelector('[data-island]')",
                    vec![],
                )
                .await;

            widget.is_hydrated().await;

            let same = "return window.island === root.querySelector('[data-island]')";
            assert_eq!(widget.run(same, vec![]).await, json!(true), "not replaced");
            assert_eq!(widget.run(field, vec![]).await, origin, "after hydration");
            sign(&widget, &ada).await;
            widget.find("input[name=code]").await;
            let sent = page.run("return sent.map(({site}) => site)", vec![]).await;
            assert_eq!(sent, json!([origin]));
            let there = format!("site = '{}'", fixture.site.origin);
            assert_eq!(fixture.app.rows_where("attempts", &there), 1);
        })
        .await;
    }
}

/// Such a page's forms arrive without an origin, so only the form says where it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_native_form_of_a_page_without_referrer_names_its_site() {
    let fixture = Fixture::start().await;
    fixture.proxy.add_fault(WASM, Fault::BreakOff);
    let head = "<meta name=referrer content=no-referrer>";
    let body = format!("{NAMED}{}", fixture.signature_tag());
    let address = fixture.site.page_with_head("/article", head, &body);

    visit("site_native", async move |page| {
        page.expect_error(WASM);
        page.expect_error("undersigned:");
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        sign(&page.widget(SIGNATURE), &ada).await;
        is_on_server_page(&page, "/d/").await;
        page.says("main", "Nothing has been sent yet").await;
        page.press("form[data-form=sign] button[type=submit]").await;
        confirm_on_server_page(&page, &fixture, &ada).await;
        let there = format!(
            "site = '{}' and page_url = '{address}'",
            fixture.site.origin
        );
        assert_eq!(fixture.app.rows_where("signatures", &there), 1);
    })
    .await;
}
