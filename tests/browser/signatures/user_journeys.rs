//! The three stories that decide whether it works: signing, subscribing, sharing on an allied page.

use serde_json::{Value, json};

use crate::{
    fixture::{
        Fixture, SHARE, SIGNATURE, SIGNUP, enter_code, open_more, sign, sign_and_confirm,
        sign_up_to_code,
    },
    support::{
        browsers::{axe::assert_accessible, visit},
        people::Person,
    },
};

/// Records every event of ours that reaches the page.
const LISTEN: &str = "
    window.heard = [];
    for (const name of ['ready', 'signed', 'confirmed', 'subscribed', 'shared', 'error'])
        document.addEventListener('undersigned:' + name, (event) =>
            heard.push([name, event.target.localName, event.detail]));
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_signs_by_code_and_sees_the_count_rise() {
    let fixture = Fixture::start().await;
    for _ in 0..2 {
        fixture.app.sign_and_confirm_as("Carys Thorne").await;
    }
    let head = format!("<script>{LISTEN}</script>");
    let address = fixture
        .site
        .page_with_head("/article", &head, &fixture.signature_tag());

    visit("signs_by_code", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        assert_eq!(widget.count().await, 2);
        assert!(
            widget
                .text("[part~=privacy]")
                .await
                .contains("Friends of the Reading Room")
        );

        sign(&widget, &ada).await;
        widget.says("form[data-form=code]", &ada.email).await;
        assert_eq!(
            widget.focused().await,
            "code",
            "the visitor can type at once"
        );
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;

        widget.says("[part~=thanks]", "thank").await;
        assert_eq!(widget.count().await, 3);
        assert_eq!(fixture.app.count().await, 3);
        widget.find("[part~=thanks] undersigned-share").await;
        page.find("[data-network=whatsapp]").await;
        let heard = page.run("return window.heard", vec![]).await;
        let names: Vec<_> = events(&heard)
            .iter()
            .map(|event| event[0].clone())
            .collect();
        assert_eq!(names, ["ready", "signed", "confirmed"], "{heard}");
        assert_eq!(events(&heard)[2][2]["count"], 3);
        let reported = heard.to_string();
        assert!(
            !reported.contains("Marlowe") && !reported.contains(&ada.email),
            "{reported}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_signs_by_the_emailed_link() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("signs_by_link", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        let widget = sign_up_to_code(&page, &address, &ada).await;

        page.goto(&fixture.app.email_to(&ada).await.link()).await;
        page.press("button[value=confirm]").await;
        page.says("body", "thank").await;
        assert_eq!(fixture.app.count().await, 1);
        // The article thanks too, since this browser signed.
        page.goto(&address).await;
        widget.says("[part~=thanks]", "thank").await;

        page.goto_as_next_visitor(&address).await;
        assert_eq!(page.widget(SIGNATURE).count().await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organisation_signs_with_its_name_and_a_role() {
    let fixture = Fixture::start().await;
    let address = fixture.signature_page();

    visit("organisation", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        open_more(&widget).await;
        widget.is_without("input[name=organisation]").await;
        widget.press("[value=organisation] + label").await;
        widget.fill("organisation", "Lantern Street Choir").await;
        widget.fill("role", "Treasurer").await;
        sign_and_confirm(&fixture, &widget, &ada).await;

        assert_eq!(fixture.app.names().await, ["Lantern Street Choir"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_subscribes_to_the_list() {
    let fixture = Fixture::start().await;
    let head = format!("<script>{LISTEN}</script>");
    let address = fixture
        .site
        .page_with_head("/article", &head, &fixture.signup_tag());

    visit("joins", async move |page| {
        let ada = fixture.app.person("Ada Marlowe");
        page.goto(&address).await;
        let widget = page.widget(SIGNUP);
        widget.fill("email", &ada.email).await;
        open_more(&widget).await;
        widget.press("[value=volunteering] + label").await;
        widget
            .press("form[data-form=join] button[type=submit]")
            .await;
        enter_code(&widget, &fixture.app.email_to(&ada).await.code()).await;
        widget.says("[part~=thanks]", "thank").await;

        assert_eq!(
            fixture
                .app
                .rows_where("subscriptions", "topics like '%volunteering%'"),
            1
        );
        let heard = page.run("return window.heard", vec![]).await;
        let names: Vec<_> = events(&heard)
            .iter()
            .map(|event| event[0].clone())
            .collect();
        assert_eq!(names, ["ready", "subscribed", "confirmed"], "{heard}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_shares_an_article() {
    let fixture = Fixture::start().await;
    let head = format!(
        "<script>{LISTEN}</script><link rel=\"canonical\" href=\"{}/the-article\">",
        fixture.site.origin
    );
    let address = fixture
        .site
        .page_with_head("/article", &head, &fixture.share_tag(""));

    visit("shares", async move |page| {
        page.goto(&format!("{address}?utm=1#top")).await;
        let widget = page.widget(SHARE);
        let link = widget.find("[data-network=bluesky]").await;
        let href = link.attr("href").await.unwrap().expect("an address");
        let shared = format!("{}/the-article", fixture.site.origin);
        let composer = url::Url::parse(&href).expect("a whole address");
        let words: Vec<_> = composer
            .query_pairs()
            .map(|(_, value)| value.into_owned())
            .collect();
        assert!(words.iter().any(|word| word.contains(&shared)), "{href}");
        assert!(
            words.iter().any(|word| word.contains("Sunday at last")),
            "{href}"
        );

        link.click().await.expect("a plain link");
        page.until(
            "the share to be told",
            "return window.heard.some(([name]) => name == 'shared')",
            vec![],
        )
        .await;
        let heard = page
            .run(
                "return window.heard.find(([name]) => name == 'shared')",
                vec![],
            )
            .await;
        assert_eq!(heard[2], json!({"network": "bluesky"}));
        crate::support::wait::until("the share to be counted", async || {
            (fixture.app.rows("shares") == 1).then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_widget_says_that_a_third_signature_from_one_mailbox_is_held() {
    let fixture = Fixture::start().await;
    let home = fixture.app.person("Ada Marlowe");
    let of_home = |name: &str| Person {
        name: name.to_owned(),
        ..home.clone()
    };
    let (bashir, carys) = (of_home("Bashir Marlowe"), of_home("Carys Marlowe"));
    for (person, emails) in [(&home, 1), (&bashir, 2)] {
        let id = fixture.app.sign_on_server(person).await;
        let code = newest_code(&fixture, person, emails).await;
        assert_eq!(fixture.app.confirm_by_code(&id, &code).await.status, 200);
    }
    let address = fixture.signature_page();

    visit("waits_to_be_let_in", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        assert_eq!(widget.count().await, 2);
        sign(&widget, &carys).await;
        widget.find("input[name=code]").await;
        enter_code(&widget, &newest_code(&fixture, &carys, 3).await).await;
        widget
            .says("[part~=thanks]", "two people have already signed")
            .await;
        let thanks = widget.text("[part~=thanks]").await;
        assert!(!thanks.contains("You have signed"), "{thanks}");
        assert_eq!(widget.count().await, 2, "it does not count yet");
        assert_eq!(fixture.app.count().await, 2);
        assert_accessible(&page, "waiting to be let in").await;
    })
    .await;
}

/// The code in the last of this many emails to a person's address.
async fn newest_code(fixture: &Fixture, person: &Person, emails: usize) -> String {
    let emails = fixture.app.smtp.emails_to(&person.email, emails).await;
    emails.last().expect("an email").code()
}

fn events(heard: &Value) -> Vec<Value> {
    heard.as_array().expect("events").clone()
}
