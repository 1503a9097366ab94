//! After the code: which signature it is, how it is listed, and asking for updates.

use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::support::{
    app::App,
    campaign::{DECLARATION, ORGANISERS},
    people::Person,
    response::Response,
};

async fn sign_and_confirm(app: &App, person: &Person, body: &Value) -> Value {
    let id = app.sign_with(body).await.id();
    let code = app.email_to(person).await.code();
    let confirmed = app.confirm_by_code(&id, &code).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    confirmed.json()
}

/// The ledger's events of a signatory, with the wording of each.
async fn ledger(app: &App, person: &Person) -> Vec<(String, String)> {
    let link = app.email_to(person).await.link();
    let file = link.replace("/confirm/", "/manage/") + "/signature.json";
    let file = Response::to(app.client.get(file)).await.json();
    let consents = file["consents"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    consents
        .map(|one| (text(&one["deed"]), text(&one["words"])))
        .collect()
}

#[tokio::test]
async fn the_confirmation_says_which_signature_it_is_and_how_it_is_listed() {
    let app = App::start();
    let people = ["Ada Marlowe", "Bashir Quill", "Carys Thorne", "Dilys Vane"];
    for (at, (name, shown)) in people
        .into_iter()
        .zip(["full", "initials", "hidden", "full"])
        .enumerate()
    {
        let person = app.person(name);
        let mut body = person.signature();
        body["public"] = shown.into();
        let confirmed = sign_and_confirm(&app, &person, &body).await;
        let place = ["1st", "2nd", "3rd", "4th"][at];
        let message = format!("You are the {place} to sign.");
        assert_eq!(confirmed["message"], message, "{confirmed}");
        let listed = match shown {
            "full" => json!(name),
            "initials" => json!("B. Q."),
            _ => Value::Null,
        };
        assert_eq!(confirmed["listed"]["name"], listed, "{confirmed}");
    }
    // In words without ordinals.
    let person = app.person("Eluned Wynne");
    let mut body = person.signature();
    body["lang"] = "cy".into();
    let confirmed = sign_and_confirm(&app, &person, &body).await;
    assert_eq!(confirmed["message"], "Eich llofnod chi yw rhif 5.");
}

#[tokio::test]
async fn a_held_signature_says_why_and_has_nothing_to_agree_to() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    // Anybody can have an address there, so it proves nothing about an organisation.
    let ada = Person {
        email: ada.email.replace("people.example", "gmail.com"),
        ..ada
    };
    let mut body = ada.signature();
    body["kind"] = "organisation".into();
    body["organisation"] = "Lantern Street Choir".into();
    let confirmed = sign_and_confirm(&app, &ada, &body).await;
    assert_eq!(confirmed["waits_for"], "organisation");
    let message = confirmed["message"].as_str().expect("the reason");
    assert!(message.contains("prove"), "{message}");
    assert!(message.contains(ORGANISERS), "{message}");
    for absent in ["listed", "updates_token"] {
        assert_eq!(confirmed[absent], Value::Null, "{confirmed}");
    }
}

#[tokio::test]
async fn a_signatory_asks_for_updates_after_signing_and_the_ledger_has_the_words_shown() {
    let app = App::start();
    let (ada, ben) = (app.person("Ada Marlowe"), app.person("Ben Stone"));
    let confirmed = sign_and_confirm(&app, &ada, &ada.signature()).await;
    let token = confirmed["updates_token"].as_str().expect("a token");
    let path = format!("/embed/v1/signature?declaration={DECLARATION}&lang=fr");
    let fragment = app.get(&path).await.body;
    let (_, rest) = fragment
        .split_once("name=\"form_token\" value=\"")
        .expect("a form's token");
    let form_token = rest.split('"').next().expect("a value");

    // The form was shown in French, whatever the request says.
    let request = json!({"token": token, "lang": "en", "form_token": form_token});
    for _ in 0..2 {
        let agreed = app.post("/api/v1/updates", &request).await;
        assert_eq!(agreed.status, 204, "{}", agreed.body);
    }
    assert_eq!(app.rows_where("signatures", "updates = 1"), 1);
    let events = ledger(&app, &ada).await;
    let names: Vec<_> = events.iter().map(|(event, _)| event.as_str()).collect();
    assert_eq!(names, ["signed", "updates"], "once");
    let words = &events[1].1;
    assert!(
        words.contains("actualités") || words.contains("nouvelles"),
        "{words}"
    );

    // Who has ticked it in the form has nothing to ask for.
    let mut body = ben.signature();
    body["updates"] = true.into();
    let confirmed = sign_and_confirm(&app, &ben, &body).await;
    assert_eq!(confirmed["updates_token"], Value::Null);
}

#[tokio::test]
async fn only_the_token_of_a_signature_that_counts_asks_for_updates() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let confirmed = sign_and_confirm(&app, &ada, &ada.signature()).await;
    let token = confirmed["updates_token"].as_str().expect("a token");
    let email = app.email_to(&ada).await;
    // The link of the email is another token, and a token of this kind is no link.
    for wrong in [email.token(), "A".repeat(43), String::new(), "x".to_owned()] {
        let refused = app.post("/api/v1/updates", &json!({"token": wrong})).await;
        refused.problem(410, "expired");
    }
    let manage = Response::to(app.client.get(app.at(&format!("/manage/{token}")))).await;
    assert_ne!(manage.status, 200, "{}", manage.body);
    app.confirm_by_token(token).await.problem(410, "expired");

    let manage = email.link().replace("/confirm/", "/manage/");
    let withdrawn = Response::to(app.client.post(&manage).form(&[("action", "withdraw")])).await;
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.body);
    let refused = app.post("/api/v1/updates", &json!({"token": token})).await;
    refused.problem(410, "expired");
    assert_eq!(app.rows_where("withdrawn_signatures", "updates = 1"), 0);
}

#[tokio::test]
async fn the_thanks_page_behind_the_link_offers_the_same() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let link = app.email_to(&ada).await.link();
    let page = app.press(&link).await;
    assert_eq!(page.status, 200, "{}", page.body);
    for words in [
        "You are the 1st to sign.",
        "Ada Marlowe",
        "mailto:",
        "I%20have%20just%20signed",
    ] {
        assert!(page.body.contains(words), "{words} in {}", page.body);
    }
    let field = |name: &str| {
        let document = Html::parse_document(&page.body);
        let css = format!("form[action='/updates'] input[name={name}]");
        let selector = Selector::parse(&css).expect("a selector");
        let field = document.select(&selector).next().expect("a field");
        field.attr("value").expect("a value").to_owned()
    };
    let fields = ["token", "form_token", "lang"].map(|name| (name, field(name)));
    let pressed = app.client.post(app.at("/updates")).form(&fields);
    let pressed = Response::to(pressed.header("Origin", &app.url)).await;
    assert_eq!(pressed.status, 200, "{}", pressed.body);
    assert!(
        pressed.body.contains("get updates from"),
        "{}",
        pressed.body
    );
    assert_eq!(app.rows_where("signatures", "updates = 1"), 1);

    // The same link again: it is no news any more.
    let again = app.press(&link).await;
    assert!(!again.body.contains("You are the"), "{}", again.body);
    assert!(
        !again.body.contains("action=\"/updates\""),
        "{}",
        again.body
    );
}
