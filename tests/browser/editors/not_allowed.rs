//! A site that the organisers have not allowed: its readers get one line and a way to sign, and its editors
//! also what is missing and how to ask for it.

use serde_json::json;

use crate::{
    embed::self_hosted_loader::copied,
    fixture::{Fixture, SIGNATURE},
    support::{
        browsers::visit,
        campaign::{DECLARATION, ORGANISERS},
    },
};

/// The visible text in the place of the widget, and the addresses of its visible links.
const SHOWN: &str = "
    const place = document.querySelector(arguments[0]);
    if (!place?.querySelector('[role=status]')?.checkVisibility()) return null;
    const links = [...place.querySelectorAll('a')].filter((one) => one.checkVisibility());
    return [place.innerText, ...links.map((one) => one.href)]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_get_a_way_to_sign_and_editors_a_way_to_ask() {
    // The plain loader, and the one of WordPress's plugin.
    for name in ["plain", "local"] {
        let other = |campaign: &mut crate::support::campaign::Campaign| {
            campaign.sites = vec!["https://other.example".to_owned()];
        };
        let fixture = Fixture::start_with(other).await;
        let tag = if name == "plain" {
            fixture.signature_tag()
        } else {
            copied(&fixture)
        };
        let readers = fixture.site.page("/article", &tag);
        let editors = fixture.site.page("/preview/article", &tag);

        visit(&format!("not_allowed_{name}"), async move |page| {
            page.expect_error("403");
            page.expect_error("undersigned:");
            let ours = &fixture.proxy.url;
            let declaration = json!(format!("{ours}/d/{DECLARATION}"));
            page.goto(&readers).await;
            let shown = page
                .until("what readers get", SHOWN, vec![json!(SIGNATURE)])
                .await;
            let text = shown[0].as_str().expect("text");
            assert!(
                text.starts_with("This is not open on this site yet. It is here:"),
                "{text}"
            );
            assert_eq!(shown[1], declaration);
            assert_eq!(shown.as_array().map(Vec::len), Some(2), "{shown}");

            page.goto(&editors).await;
            let asks = SHOWN.replace("return [place", "return links.length > 1 && [place");
            let shown = page
                .until("what editors get", &asks, vec![json!(SIGNATURE)])
                .await;
            let text = shown[0].as_str().expect("text");
            assert!(
                text.contains(ORGANISERS) && text.contains(&fixture.site.origin),
                "{text}"
            );
            let links: Vec<&str> = shown.as_array().expect("links")[1..]
                .iter()
                .filter_map(|link| link.as_str())
                .collect();
            let ask = links
                .iter()
                .find(|link| link.contains("/embed?"))
                .expect("a link to ask");
            assert!(
                ask.starts_with(&format!("{ours}/d/{DECLARATION}/embed?address=http")),
                "{ask}"
            );

            // It leads to the button that asks.
            page.goto(ask).await;
            let address = page.run("return document.querySelector('#address').value", vec![]);
            assert_eq!(address.await, json!(fixture.site.origin));
            page.press("#testing [name=request]").await;
            page.says("#findings", "will get an email about").await;
            assert_eq!(fixture.app.rows("site_requests"), 1);
        })
        .await;
    }
}
