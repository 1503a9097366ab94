//! axe-core finds nothing on widgets in either colour scheme, nor on the server's own pages. The
//! signature box in every state is in `tests/browser/smoke`.

use serde_json::json;

use crate::{
    fixture::{Fixture, SHARE, SIGNUP},
    support::{
        browsers::{Visitor, axe::assert_accessible, visit, visit_as},
        campaign::{Campaign, DECLARATION},
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_other_widgets_and_both_schemes_are_accessible() {
    let fixture = Fixture::start().await;
    let body = format!(
        "{}{}",
        fixture.signup_tag(),
        fixture.share_tag("data-follow=\"youtube=https://videos.example/us\"")
    );
    let address = fixture.site.page("/both", &body);

    for prefers_dark in [false, true] {
        let visitor = Visitor {
            prefers_dark,
            ..Visitor::default()
        };
        let address = address.clone();
        visit_as(visitor, "axe_others", async move |page| {
            page.goto(&address).await;
            page.run("document.body.style.cssText = 'background: Canvas; color: CanvasText; color-scheme: light dark'", vec![]).await;
            let dark = page.run("return matchMedia('(prefers-color-scheme: dark)').matches", vec![]).await;
            assert_eq!(dark, json!(prefers_dark));
            page.widget(SIGNUP).is_hydrated().await;
            page.widget(SHARE).find("[data-network]").await;
            assert_accessible(&page, &format!("sign-up and share, dark: {prefers_dark}")).await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_own_pages_are_accessible_on_phones_and_desktops() {
    let fixture = Fixture::start().await;
    let carys = fixture.app.person("Carys Thorne");
    let mut body = carys.signature();
    body["updates"] = json!(true);
    body["reservations"] = json!([2]);
    body["reservation_notes"] =
        json!([{"principle": 2, "text": "Not before the night buses run."}]);
    let id = fixture.app.sign_on_server_with(body).await;
    let code = fixture.app.email_to(&carys).await.code();
    assert_eq!(fixture.app.confirm_by_code(&id, &code).await.status, 200);
    // A second version, so that the pages of versions have content.
    let text = Campaign::on_sites(&[&fixture.site.origin]).declaration();
    let later = text.replace("from ten to four", "from nine to five");
    let published = fixture.app.publish_text(&later, &["--change", "--yes"]);
    assert!(published.status.success(), "{published:?}");
    let renewing = fixture.app.smtp.emails_to(&carys.email, 2).await.remove(1);
    let [renewal, own]: [String; 2] = ["/renew/", "/manage/"].map(|page| {
        let links = renewing.links().into_iter();
        let mut links = links.filter(|link| link.contains(page));
        links.next().expect("an email about a change has both")
    });

    visit("axe_pages", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        fixture.app.sign_on_server(&ada).await;
        let email = fixture.app.email_to(&ada).await;
        // An unverified organisation: its page says how to verify it.
        let mut choir = fixture.app.person("Bashir Quill");
        choir.email = choir.email.replace("people.example", "gmail.com");
        let mut body = choir.signature();
        body["kind"] = json!("organisation");
        body["organisation"] = json!("Lantern Street Choir");
        fixture.app.sign_on_server_with(body).await;
        let waiting = fixture.app.email_to(&choir).await.link();
        fixture.app.press(&waiting).await;
        for width in [390, 1280] {
            page.resize(width, 900).await;
            for address in [
                format!("{}/d/{DECLARATION}", fixture.proxy.url),
                format!("{}/d/{DECLARATION}/versions?lang=en", fixture.proxy.url),
                format!("{}/d/{DECLARATION}/versions/1?lang=en", fixture.proxy.url),
                format!("{}/l/library-news", fixture.proxy.url),
                format!("{}/d/{DECLARATION}/embed?widget=share", fixture.proxy.url),
                email.link(),
                renewal.clone(),
                own.clone(),
                waiting.clone(),
                waiting.replace("/confirm/", "/manage/"),
            ] {
                page.goto(&address).await;
                assert_accessible(&page, &format!("{width} pixels")).await;
                let wide = page
                    .run(
                        "return document.documentElement.scrollWidth > innerWidth",
                        vec![],
                    )
                    .await;
                assert_eq!(wide, json!(false), "nothing is cut off at {width} pixels");
            }
        }
    })
    .await;
}
