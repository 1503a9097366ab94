//! The server's own pages as whole pages: no scrolling sideways at 300 pixels. Titles, landmarks and
//! headings of frames are in `tests/browser/smoke`.

use serde_json::json;

use crate::{
    fixture::Fixture,
    support::{
        browsers::{Visitor, page::Page, visit_as},
        campaign::{DECLARATION, LIST},
    },
};

const SIGN: &str = "form[data-form=sign] button[type=submit]";

/// Elements that extend beyond the sides, which would make the page scroll.
async fn fits(page: &Page, what: &str) {
    const OUT: &str = "
        const {scrollWidth, clientWidth} = document.documentElement;
        if (scrollWidth <= clientWidth) return [];
        const roots = [document];
        for (const root of roots)
            for (const one of root.querySelectorAll('*')) if (one.shadowRoot) roots.push(one.shadowRoot);
        const all = roots.flatMap((root) => [...root.querySelectorAll('body *, [data-island] *')]);
        const out = all.filter((one) => one.getBoundingClientRect().right > clientWidth || one.getBoundingClientRect().left < 0);
        return [`${scrollWidth} of ${clientWidth}`, ...out.map((one) => one.outerHTML.slice(0, 120))];
    ";
    let out = page.run(OUT, vec![]).await;
    assert_eq!(out, json!([]), "{what}: {out:#}");
}

/// A title and a name of one long word each, as some languages have.
async fn narrow_stage() -> Fixture {
    Fixture::start_with(|campaign| {
        campaign.title = "Kinderbetreuungseinrichtungsfinanzierung for everybody".to_owned();
    })
    .await
}

const LONG_NAME: &str = "Adalbertina-Wilhelmina Marlowe-Featherstonehaugh-Cholmondeley";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signature_pages_fit_300_pixels() {
    let fixture = narrow_stage().await;
    let scripts_off = Visitor {
        scripts_off: true,
        ..Visitor::default()
    };

    visit_as(scripts_off, "narrow_pages", async move |page| {
        for expected in ["/signatures", "/confirm", "404"] {
            page.expect_error(expected);
        }
        let [ada, ben, cem] = [1, 2, 3].map(|_| fixture.app.person(LONG_NAME));
        let own = format!("{}/d/{DECLARATION}", fixture.proxy.url);
        page.resize(300, 700).await;
        page.goto(&own).await;
        fits(&page, "the declaration").await;
        page.press(SIGN).await;
        page.find("[part~=error]:not(:empty)").await;
        fits(&page, "the errors").await;
        page.fill("name", &ada.name).await;
        page.fill("email", &ada.email).await;
        page.press(SIGN).await;
        page.find("input[name=code]").await;
        fits(&page, "the code").await;
        page.enter("code", "12").await;
        page.says("[role=alert]", "six").await;
        fits(&page, "a wrong code").await;
        let field = page.find("input[name=code]").await;
        field.clear().await.expect("an emptied field");
        page.enter("code", &fixture.app.email_to(&ada).await.code())
            .await;
        page.says("body", "thank you").await;
        fits(&page, "the thanks").await;
        page.goto(&own).await;
        page.says("main", "Featherstonehaugh").await;
        fits(&page, "the declaration with its names").await;

        for (person, button, words) in [
            (&ben, "confirm", "thank you"),
            (&cem, "refuse", "cancelled"),
        ] {
            fixture.app.sign_on_server(person).await;
            page.goto(&fixture.app.email_to(person).await.link()).await;
            fits(&page, "asked to confirm").await;
            page.press(&format!("button[value={button}]")).await;
            page.says("body", words).await;
            fits(&page, words).await;
        }
        let answered = fixture.app.email_to(&ben).await.link();
        for address in [answered.clone(), answered.replace("/confirm/", "/manage/")] {
            page.goto(&address).await;
            fits(&page, "an email answered before, and the signature").await;
        }
        let versions = format!("/d/{DECLARATION}/versions");
        for path in ["/", "/d/no-such", "/problems/not_found", &versions] {
            page.goto(&format!("{}{path}", fixture.proxy.url)).await;
            fits(&page, path).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn list_pages_fit_300_pixels() {
    let fixture = narrow_stage().await;
    let scripts_off = Visitor {
        scripts_off: true,
        ..Visitor::default()
    };

    visit_as(scripts_off, "narrow_list", async move |page| {
        let ada = fixture.app.person(LONG_NAME);
        page.resize(300, 700).await;
        page.goto(&format!("{}/l/{LIST}", fixture.proxy.url)).await;
        fits(&page, "the list").await;
        page.fill("email", &ada.email).await;
        page.press("form[data-form=join] button[type=submit]").await;
        page.find("input[name=code]").await;
        fits(&page, "the code").await;
        page.enter("code", &fixture.app.email_to(&ada).await.code())
            .await;
        page.says("body", "you have joined").await;
        fits(&page, "the thanks").await;

        let welcome = fixture.app.smtp.emails_to(&ada.email, 2).await.remove(1);
        let header = welcome.header("List-Unsubscribe").expect("the way out");
        page.goto(header.trim_matches(['<', '>'])).await;
        fits(&page, "asked whether to leave").await;
        page.press(".act button").await;
        page.says("h1", "you have unsubscribed").await;
        fits(&page, "left").await;
    })
    .await;
}
