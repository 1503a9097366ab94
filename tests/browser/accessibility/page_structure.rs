//! Frames and the server's own pages as whole pages: a title, one landmark, headings in order,
//! nothing for axe-core to find, and no scrolling sideways at 300 pixels.

use serde_json::json;

use crate::{
    fixture::{Fixture, SIGNATURE, SIGNUP, enter_code, sign},
    support::{
        browsers::{Visitor, axe::assert_accessible, page::Page, visit, visit_as},
        campaign::{DECLARATION, LIST},
    },
};

const SIGN: &str = "form[data-form=sign] button[type=submit]";
const CONFIRM: &str = "form:has(input[name=code]) button";

/// One main landmark, and one top heading that comes first.
async fn has_its_landmarks(page: &Page, what: &str) {
    const FOUND: &str = "
        const roots = [document];
        for (const root of roots)
            for (const one of root.querySelectorAll('*')) if (one.shadowRoot) roots.push(one.shadowRoot);
        const all = (css) => roots.flatMap((root) => [...root.querySelectorAll(css)]).filter((one) => one.checkVisibility());
        return [!!document.title.trim(), !!document.documentElement.lang, all('main').length, all('h1').length, document.querySelector('h1, h2, h3')?.localName];
    ";
    let found = page.run(FOUND, vec![]).await;
    assert_eq!(found, json!([true, true, 1, 1, "h1"]), "{what}");
    assert_accessible(page, what).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_frame_has_a_title_a_heading_and_a_main_landmark() {
    let fixture = Fixture::start().await;
    fixture.app.sign_and_confirm_as("Carys Thorne").await;
    let at = |rest: &str| format!("{}/frame/v1/{rest}", fixture.proxy.url);
    let frames = [
        format!("signature?declaration={DECLARATION}"),
        format!("signature?declaration={DECLARATION}&layout=compact&theme=dark"),
        format!("signup?list={LIST}"),
        format!("signup?list={LIST}&layout=compact&lang=ar"),
        "share?url=https://ally.example/article&text=An+article".to_owned(),
    ]
    .map(|rest| at(&rest));
    let refused = [
        at(&format!(
            "signature?declaration={DECLARATION}&site=https://stranger.example"
        )),
        at("signature?declaration=no-such"),
    ];
    let compact = frames[3].clone();

    visit("frame_landmarks", async move |page| {
        page.expect_error("403");
        page.expect_error("404");
        for frame in frames.iter().chain(&refused) {
            page.goto(frame).await;
            has_its_landmarks(&page, frame).await;
        }

        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&frames[0]).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        sign(&widget, &ada).await;
        widget.find("input[name=code]").await;
        has_its_landmarks(&page, "the code").await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.find("[part~=thanks]").await;
        has_its_landmarks(&page, "the thanks").await;

        let ben = fixture.app.person("Ben Okafor");
        page.goto(&compact).await;
        let widget = page.widget(SIGNUP);
        widget.is_hydrated().await;
        widget.fill("email", &ben.email).await;
        widget.press("form button[type=submit]").await;
        widget.find("input[name=code]").await;
        has_its_landmarks(&page, "the code of a list").await;
    })
    .await;
}

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
        page.find("[part~=error]").await;
        fits(&page, "the errors").await;
        page.fill("name", &ada.name).await;
        page.fill("email", &ada.email).await;
        page.press(SIGN).await;
        page.find("input[name=code]").await;
        fits(&page, "the code").await;
        page.fill("code", "12").await;
        page.press(CONFIRM).await;
        page.says("[role=alert]", "six").await;
        fits(&page, "a wrong code").await;
        let field = page.find("input[name=code]").await;
        field.clear().await.expect("an emptied field");
        page.fill("code", &fixture.app.email_to(&ada).await.code())
            .await;
        page.press(CONFIRM).await;
        page.says("body", "thank you").await;
        fits(&page, "the thanks").await;
        page.goto(&own).await;
        page.says("main", "Featherstonehaugh").await;
        fits(&page, "the declaration with its names").await;

        for (person, button, words) in [
            (&ben, "confirm", "thank you"),
            (&cem, "refuse", "taken back"),
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
        page.fill("code", &fixture.app.email_to(&ada).await.code())
            .await;
        page.press(CONFIRM).await;
        page.says("body", "you have joined").await;
        fits(&page, "the thanks").await;

        let welcome = fixture.app.smtp.emails_to(&ada.email, 2).await.remove(1);
        let header = welcome.header("List-Unsubscribe").expect("the way out");
        page.goto(header.trim_matches(['<', '>'])).await;
        fits(&page, "asked whether to leave").await;
        page.press(".act button").await;
        page.says("h1", "you have left").await;
        fits(&page, "left").await;
    })
    .await;
}
