//! The way back from a letter to the page where one signed: which pages behind a link offer it, and
//! what is needed to confirm by it. That browsers go it is in `tests/browser/returning.rs`.

use reqwest::Method;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::support::{
    answer::Answer,
    app::App,
    campaign::{ALLY, Campaign, DECLARATION, LIST},
    people::Person,
    wait,
};

/// A signature, as a widget sends it whose page keeps the answer's id.
fn returning(person: &Person) -> Value {
    let mut body = person.signature();
    body["returns"] = true.into();
    body
}

/// Where the page behind a link goes back to.
async fn back(app: &App, link: &str) -> Option<String> {
    let page = Answer::to(app.client.get(link)).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let page = Html::parse_document(&page.body);
    let place = Selector::parse("[data-back]").expect("a selector");
    let back = page.select(&place).next()?.attr("data-back")?;
    Some(back.to_owned())
}

fn pass_in(back: &str) -> String {
    let pass = back.rsplit('-').next();
    pass.expect("split gives at least one piece").to_owned()
}

async fn confirm_by_pass(app: &App, id: &str, pass: &str) -> Answer {
    app.post("/api/v1/confirmations", &json!({"id": id, "pass": pass}))
        .await
}

#[tokio::test]
async fn the_link_leads_back_to_the_page_with_what_confirms_there() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign_with(&returning(&ada)).await.id();
    let letter = app.letter_to(&ada).await;

    let back = back(&app, &letter.link()).await.expect("a way back");
    let start = format!("{ALLY}/an-article#undersigned-signature-{DECLARATION}-");
    assert!(back.starts_with(&start), "{back}");
    assert!(
        !back.contains(&letter.token()) && !back.contains(&id),
        "{back}"
    );
    app.keep_private(vec![pass_in(&back)]);
    assert_eq!(app.count().await, 0, "looking changes nothing");

    let confirmed = confirm_by_pass(&app, &id, &pass_in(&back)).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(confirmed.json()["count"], 1);
    assert_eq!(app.names().await, ["Ada Marlowe"]);
    // A second time says the same, and the page has nowhere to send anybody any more.
    let again = confirm_by_pass(&app, &id, &pass_in(&back)).await;
    assert_eq!(again.body, confirmed.body);
    assert_eq!(super::returning::back(&app, &letter.link()).await, None);
}

#[tokio::test]
async fn joining_a_list_leads_back_as_well() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.subscription();
    body["returns"] = true.into();
    let id = app.subscribe_with(&body).await.id();

    let back = back(&app, &app.letter_to(&ada).await.link()).await;
    let back = back.expect("a way back");
    assert!(
        back.contains(&format!("#undersigned-signup-{LIST}-")),
        "{back}"
    );
    let confirmed = confirm_by_pass(&app, &id, &pass_in(&back)).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(app.rows("subscriptions"), 1);
}

#[tokio::test]
async fn only_who_kept_an_id_of_the_same_mailbox_and_declaration_confirms() {
    let app = App::start();
    let (ada, ben) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    let first = app.sign_with(&returning(&ada)).await.id();
    let back = back(&app, &app.letter_to(&ada).await.link()).await;
    let pass = pass_in(&back.expect("a way back"));
    let bens = app.sign_with(&returning(&ben)).await.id();
    let joining = app.subscribe(&ada).await.id();

    for id in ["", "nobody", &bens, &joining] {
        let refused = confirm_by_pass(&app, id, &pass).await;
        assert_eq!(refused.status, 410, "{id}: {}", refused.body);
        assert_eq!(refused.json()["code"], "expired");
    }
    for wrong in ["", "x", &"0".repeat(64), &pass.to_uppercase()] {
        let refused = confirm_by_pass(&app, &first, wrong).await;
        assert_eq!(refused.status, 410, "{wrong}: {}", refused.body);
    }
    assert_eq!(app.count().await, 0);

    // She had sent the form once more since: her screen knows that try, her letter is the first one's.
    let later = app.sign_with(&returning(&ada)).await.id();
    assert_ne!(later, first);
    let confirmed = confirm_by_pass(&app, &later, &pass).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn nothing_leads_back_where_nothing_was_kept() {
    let app = App::start();
    let (program, form, home) = (
        app.person("Ada Marlowe"),
        app.person("Bashir Quill"),
        app.person("Chen Arkwright"),
    );
    // By the API alone, without script, and on the server's own page.
    app.sign(&program).await.id();
    let typed = [
        ("name", form.name.as_str()),
        ("email", &form.email),
        ("public", "full"),
        ("lang", "en"),
        ("site", ALLY),
        ("page_url", &format!("{ALLY}/an-article")),
        ("returns", "true"),
    ];
    let sent = app
        .submit(&format!("/d/{DECLARATION}/signatures"), &typed)
        .await;
    assert!(sent.status < 400, "{}", sent.body);
    app.sign_at_home_with(returning(&home)).await;
    for person in [&program, &form, &home] {
        let link = app.letter_to(person).await.link();
        assert_eq!(back(&app, &link).await, None, "{}", person.name);
    }
}

#[tokio::test]
async fn only_a_site_that_the_organisers_still_name_is_gone_back_to() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign_with(&returning(&ada)).await.id();
    let link = app.letter_to(&ada).await.link();
    assert!(back(&app, &link).await.is_some());

    let published = app.publish(&Campaign::on_sites(&["https://other.example"]));
    assert!(published.status.success(), "{published:?}");
    wait::until("the other site to be the only one", async || {
        back(&app, &link).await.is_none().then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_address_of_another_site_is_not_gone_back_to() {
    let app = App::start();
    for address in [
        "https://evil.example/",
        "javascript:alert(1)",
        "//evil.example",
        "",
    ] {
        let ada = app.person("Ada Marlowe");
        let mut body = returning(&ada);
        body["page_url"] = address.into();
        app.sign_with(&body).await.id();
        let link = app.letter_to(&ada).await.link();
        assert_eq!(back(&app, &link).await, None, "{address}");
    }
}

#[tokio::test]
async fn a_reminder_leads_back_too_and_a_scanner_changes_nothing() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign_with(&returning(&ada)).await.id();
    app.letter_to(&ada).await;

    let app = app.stop_for_restart().clock("+49h").start();
    let reminder = app.smtp.letters_to(&ada.email, 2).await.remove(1);
    app.keep_private(vec![reminder.token()]);
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let looked = Answer::to(app.client.request(method, reminder.link())).await;
        assert_eq!(looked.status, 200);
    }
    assert_eq!(app.count().await, 0);

    let back = back(&app, &reminder.link()).await.expect("a way back");
    let confirmed = confirm_by_pass(&app, &id, &pass_in(&back)).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(app.names().await, ["Ada Marlowe"]);
}
