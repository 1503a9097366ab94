//! What the response to signing and subscribing says about the email: from whom it comes, under which
//! subject, and where its mailbox is read.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    app::App,
    campaign::{LIST, ORGANISERS},
    people::Person,
    response::Response,
};

/// The subject as a page shows it that does not know the code.
fn without_code(subject: &str) -> String {
    let dots = |one: char| if one.is_ascii_digit() { '•' } else { one };
    subject.chars().map(dots).collect()
}

fn hint(response: &Response) -> Value {
    assert_eq!(response.status, 202, "{}", response.body);
    response.json()["email"].clone()
}

#[tokio::test]
async fn the_response_quotes_sender_and_subject_of_the_email_without_its_code() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    for (person, hint) in [
        (&ada, hint(&app.sign(&ada).await)),
        (&bashir, hint(&app.subscribe(&bashir).await)),
    ] {
        let email = app.email_to(person).await;
        assert_eq!(hint["from"], ORGANISERS);
        let sender = email.header("From").expect("a sender");
        assert!(sender.contains(ORGANISERS), "{sender}");
        assert_eq!(hint["subject"], without_code(&email.subject()));
        let digits = |one: char| one.is_ascii_digit();
        assert!(!hint["subject"].to_string().contains(digits), "{hint}");
        assert_eq!(hint["inbox"], Value::Null, "a provider that nobody knows");
    }
}

#[tokio::test]
async fn the_response_is_the_same_for_an_address_that_has_signed() {
    let app = App::setup().clock("+1m").start();
    let ada = app.person("Ada Marlowe");
    let first = hint(&app.sign(&ada).await);
    let code = app.email_to(&ada).await.token();
    assert_eq!(app.confirm_by_token(&code).await.status, 200);
    assert_eq!(hint(&app.sign(&ada).await), first);
    // Emails to one person are a minute apart.
    app.advance(Duration::from_secs(120));
    let emails = app.smtp.emails_to(&ada.email, 2).await;
    let subjects = emails.iter().map(|email| without_code(&email.subject()));
    for subject in subjects {
        assert_eq!(first["subject"], subject);
    }
}

#[tokio::test]
async fn a_known_provider_has_the_address_of_its_website() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let at = |domain: &str| Person {
        email: ada.email.replace("people.example", domain),
        ..ada.clone()
    };
    let accepted = app.sign(&at("gmail.com")).await;
    let gmail = json!({"provider": "Gmail", "url": "https://mail.google.com/"});
    assert_eq!(hint(&accepted)["inbox"], gmail);

    // A corrected address has another mailbox, and the same email.
    let path = format!("/api/v1/attempts/{}", accepted.id());
    let body = json!({"email": at("hotmail.co.uk").email});
    let corrected = Response::to(app.request(Method::PATCH, &path).json(&body)).await;
    assert_eq!(hint(&corrected)["inbox"]["provider"], "Outlook");
    assert_eq!(hint(&corrected)["subject"], hint(&accepted)["subject"]);
    // The same email again says nothing new.
    let again = app.post(&format!("{path}/resend"), &json!({})).await;
    assert_eq!(hint(&again), Value::Null);
}

#[tokio::test]
async fn a_native_form_leads_to_a_code_step_that_says_the_same() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let fields = [("email", ada.email.as_str()), ("lang", "en")];
    let page = app
        .submit(&format!("/l/{LIST}/subscriptions"), &fields)
        .await;
    let subject = without_code(&app.email_to(&ada).await.subject());
    assert!(page.body.contains(&subject), "{subject} in {}", page.body);
}

#[tokio::test]
async fn the_page_for_typing_the_code_again_says_the_same() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;
    let wrong = if email.code() == "000000" {
        "111111"
    } else {
        "000000"
    };
    let subject = without_code(&email.subject());
    let typed = [("id", id.as_str()), ("lang", "en"), ("code", wrong)];
    let page = app.submit("/confirm", &typed).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains(&subject), "{subject} in {}", page.body);
    assert!(page.body.contains(ORGANISERS), "{}", page.body);

    let resend = [("id", id.as_str()), ("lang", "en"), ("action", "resend")];
    let page = app.submit("/confirm", &resend).await;
    assert!(page.body.contains(&subject), "{subject} in {}", page.body);
    let email = ada.email.replace("people.example", "gmail.com");
    let correct = [("action", "correct"), ("email", &*email)];
    let page = app
        .submit("/confirm", &[&typed[..2], &correct].concat())
        .await;
    assert!(
        page.body.contains("https://mail.google.com/"),
        "{}",
        page.body
    );

    // Of an attempt that there is not, it says nothing.
    let unknown = [("id", "nothing"), ("lang", "en"), ("code", "123456")];
    let page = app.submit("/confirm", &unknown).await;
    assert!(!page.body.contains(&subject), "{}", page.body);
}
