//! The manage page, from the link at the foot of an email: a person sees, corrects, withdraws and
//! erases their signature, and the count and the names follow at once.

use reqwest::Method;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::support::{
    app::App,
    campaign::{DECLARATION, TITLE},
    people::Person,
    response::Response,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_manage_link_shows_all_stored_data_and_changes_nothing() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let link = sign_and_get_manage_link(&app, &ada).await;

    for method in [Method::GET, Method::HEAD, Method::GET] {
        let response = Response::to(app.client.request(method, &link)).await;
        assert_eq!(response.status, 200);
        assert_eq!(response.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(response.header("cache-control"), Some("no-store"));
    }
    assert_eq!(app.count().await, 1);
    assert_eq!(app.names().await, ["Ada Marlowe"]);

    let words = text_of(&Response::to(app.client.get(&link)).await);
    for said in [
        TITLE,
        &ada.name,
        &ada.email,
        &ada.postcode,
        "an-article",
        "English, version 1",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    let file = Response::to(app.client.get(format!("{link}/signature.json"))).await;
    let disposition = file.header("content-disposition").unwrap_or_default();
    assert!(disposition.starts_with("attachment"), "{disposition}");
    let file: Value = file.json();
    assert_eq!(file["signature"]["email"], json!(ada.email));
    assert_eq!(file["signature"]["postcode"], json!(ada.postcode));
    assert_eq!(file["signature"]["status"], "signed");
    assert_eq!(file["declaration"]["slug"], DECLARATION);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_manage_page_and_the_download_contain_reservations_and_consent_wording() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["updates"] = true.into();
    body["reservations"] = json!([2]);
    body["reservation_notes"] =
        json!([{"principle": 2, "text": "Not before the night buses run."}]);
    let id = app.sign_with(&body).await.id();
    let email = app.email_to(&ada).await;
    let link = email.link().replace("/confirm/", "/manage/");
    let unconfirmed = text_of(&Response::to(app.client.get(&link)).await);
    assert!(!unconfirmed.contains("What you agreed to"), "{unconfirmed}");
    app.confirm_by_code(&id, &email.code()).await;

    let file: Value = Response::to(app.client.get(format!("{link}/signature.json")))
        .await
        .json();
    let words = text_of(&Response::to(app.client.get(&link)).await);
    for said in [
        "2: Not before the night buses run.",
        "What you agreed to, and when",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert_eq!(
        file["signature"]["reservations"],
        json!([{"principle": 2, "note": "Not before the night buses run."}])
    );
    let consents = file["consents"].as_array().expect("a list");
    assert_eq!(consents.len(), 2);
    for (one, event) in consents.iter().zip(["You signed", "You agreed to updates"]) {
        let reported = one["words"].as_str().expect("the words");
        let reported: Vec<_> = reported.split_whitespace().collect();
        assert!(!reported.is_empty());
        let time = &one["at"].as_str().expect("a time")[11..16];
        for said in [
            event,
            &reported.join(" "),
            time,
            "English · https://ally.example/an-article",
        ] {
            assert!(words.contains(said), "{said} in {words}");
        }
    }

    let reserved = |app: &App| app.rows("reservations");
    assert_eq!(reserved(&app), 1);
    let withdrawn = text_of(&post(&app, &link, &[("action", "withdraw")]).await);
    assert!(
        withdrawn.contains("You withdrew your signature"),
        "{withdrawn}"
    );
    assert_eq!(reserved(&app), 0, "nobody counts or shows it any more");
    assert_eq!(app.declaration().await["reservations"], json!([]));
    let page = app.get(&format!("/d/{DECLARATION}")).await.body;
    assert!(!page.contains("night buses"), "{page}");
    let file = Response::to(app.client.get(format!("{link}/signature.json"))).await;
    assert_eq!(file.json()["signature"]["reservations"][0]["principle"], 2);
    post(&app, &link, &[("action", "erase")]).await;
    assert!(!app.all_rows().join("\n").contains("night buses"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_is_validated_and_shown_at_once() {
    let app = App::start();
    let ada = app.person("Ada Marlow");
    let link = sign_and_get_manage_link(&app, &ada).await;

    let wrong = [
        ("action", "correct"),
        ("name", "Ada 4"),
        ("postcode", "QF1"),
        ("public", "full"),
    ];
    let refused = post(&app, &link, &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(text_of(&refused).contains("Leave out digits"));
    assert!(refused.body.contains("Ada 4"), "what was typed stays");
    assert_eq!(app.names().await, ["Ada Marlow"]);

    app.keep_private(vec!["Ada Marlowe".to_owned()]);
    let right = [
        ("action", "correct"),
        ("name", "Ada Marlowe"),
        ("postcode", ""),
        ("public", "full"),
    ];
    let saved = post(&app, &link, &right).await;
    assert_eq!(saved.status, 200);
    assert!(text_of(&saved).contains("Your changes are saved"));
    assert!(
        !saved.body.contains(&ada.postcode),
        "the postcode was taken out"
    );
    assert_eq!(app.names().await, ["Ada Marlowe"]);
    let hidden = [
        ("action", "correct"),
        ("name", "Ada Marlowe"),
        ("public", "hidden"),
    ];
    assert_eq!(post(&app, &link, &hidden).await.status, 200);
    assert!(app.names().await.is_empty());
    assert_eq!(app.count().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn withdrawing_removes_name_and_count_and_signing_again_restores_them() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let link = sign_and_get_manage_link(&app, &ada).await;
    let fragment = format!("/embed/v1/signature?declaration={DECLARATION}");
    assert!(app.get(&fragment).await.body.contains("Ada Marlowe"));

    let withdrawn = post(&app, &link, &[("action", "withdraw")]).await;
    assert_eq!(withdrawn.status, 200);
    let words = text_of(&withdrawn);
    assert!(
        words.contains("it does not count and is not shown"),
        "{words}"
    );
    assert!(words.contains("Sign again"), "{words}");
    assert_eq!(app.count().await, 0);
    assert!(app.names().await.is_empty());
    assert!(!app.get(&fragment).await.body.contains("Ada Marlowe"));
    let page = app.get(&format!("/d/{DECLARATION}")).await;
    assert!(!page.body.contains("Ada Marlowe"));

    // Emails to one person are a minute apart.
    let app = app.stop_for_restart().clock("+2m").start();
    app.keep_private(ada.private_words());
    let id = app.sign(&ada).await.id();
    let code = app.smtp.emails_to(&ada.email, 2).await.remove(1).code();
    let confirmed = app.confirm_by_code(&id, &code).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(app.count().await, 1);
    assert_eq!(app.rows("withdrawn_signatures"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn erasing_deletes_every_row_and_ends_the_manage_link() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let link = sign_and_get_manage_link(&app, &ada).await;

    let erased = post(&app, &link, &[("action", "erase")]).await;
    assert_eq!(erased.status, 200);
    assert!(text_of(&erased).contains("Everything is erased"));
    assert_eq!(app.count().await, 0);
    assert!(app.names().await.is_empty());
    for table in ["signatures", "attempts", "withdrawn_signatures"] {
        assert_eq!(app.rows(table), 0, "{table}");
    }
    for again in [
        Response::to(app.client.get(&link)).await,
        post(&app, &link, &[("action", "erase")]).await,
        Response::to(app.client.get(format!("{link}/signature.json"))).await,
    ] {
        assert_eq!(again.status, 410);
        assert!(text_of(&again).contains("Nothing is kept here"));
    }
    let confirming = link.replace("/manage/", "/confirm/");
    assert_eq!(Response::to(app.client.post(&confirming)).await.status, 410);
    assert_eq!(app.count().await, 0, "the email no longer confirms");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_wasnt_me_deletes_the_signature_and_stops_emails() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let link = sign_and_get_manage_link(&app, &ada).await;

    let refused = post(&app, &link, &[("action", "refuse")]).await;
    assert_eq!(refused.status, 200);
    assert!(text_of(&refused).contains("no further emails"));
    assert_eq!(app.count().await, 0);
    assert_eq!(app.sign(&ada).await.status, 202, "the form tells nobody");
    app.all_emails_are_sent().await;
    let receipt = app.smtp.emails_so_far(&ada.email).remove(1);
    assert!(receipt.text().contains("/let-emails-come/"));
    assert_eq!(app.rows_where("attempts", "email_id is not null"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organisation_has_the_same_manage_page() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["kind"] = json!("organisation");
    body["organisation"] = json!("Rivers Union");
    body["role"] = json!("Chair");
    let id = app.sign_with(&body).await.id();
    let email = app.email_to(&ada).await;
    let link = email.link().replace("/confirm/", "/manage/");
    app.confirm_by_code(&id, &email.code()).await;

    let words = text_of(&Response::to(app.client.get(&link)).await);
    for said in [
        "Rivers Union",
        "Ada Marlowe, Chair",
        "write to hello@readingroom.example",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    let fields = [
        ("action", "correct"),
        ("name", "Ada Marlowe"),
        ("role", "Secretary"),
        ("public", "full"),
    ];
    assert_eq!(post(&app, &link, &fields).await.status, 200);
    assert_eq!(app.names().await, ["Rivers Union"]);
    assert_eq!(app.rows_where("signatures", "role = 'Secretary'"), 1);
    post(&app, &link, &[("action", "erase")]).await;
    assert_eq!(app.count().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_manage_page_is_in_the_language_of_the_form() {
    let app = App::start();
    for (lang, direction) in [
        ("en", "ltr"),
        ("cy", "ltr"),
        ("fr", "ltr"),
        ("pl", "ltr"),
        ("pa", "ltr"),
        ("bn", "ltr"),
        ("ur", "rtl"),
        ("ar", "rtl"),
    ] {
        let person = app.person("Ada Marlowe");
        let mut body = person.signature();
        body["lang"] = json!(lang);
        app.sign_with(&body).await.id();
        let email = app.email_to(&person).await;
        let foot = email
            .links()
            .into_iter()
            .find(|link| link.contains("/manage/"));
        let page = Response::to(app.client.get(foot.expect("the way to the signature"))).await;
        let opening = format!("<html lang=\"{lang}\" dir=\"{direction}\"");
        assert!(
            page.body.contains(&opening),
            "{lang}: {}",
            &page.body[..200]
        );
    }
}

/// Signs and confirms; returns the link at the foot of the email.
async fn sign_and_get_manage_link(app: &App, person: &Person) -> String {
    app.sign_and_confirm(person).await;
    let email = app.email_to(person).await;
    let links = email.links();
    let links: Vec<_> = links
        .iter()
        .filter(|link| link.contains("/manage/"))
        .collect();
    assert_eq!(links.len(), 1, "one at the foot: {}", email.text());
    links[0].clone()
}

async fn post(app: &App, link: &str, fields: &[(&str, &str)]) -> Response {
    Response::to(app.client.post(link).form(fields)).await
}

/// What a reader sees, with runs of spaces joined.
fn text_of(response: &Response) -> String {
    let html = Html::parse_document(&response.body);
    let body = Selector::parse("main").expect("a selector");
    let text: String = html.select(&body).flat_map(|main| main.text()).collect();
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}
