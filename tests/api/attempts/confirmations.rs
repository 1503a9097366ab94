//! Codes and links: which are valid, how many tries there are, and that a GET changes nothing.

use reqwest::Method;
use scraper::{Html, Selector};

use crate::support::{app::App, response::Response};

#[tokio::test]
async fn opening_the_confirmation_link_changes_nothing() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let link = app.email_to(&ada).await.link();

    // Opens the link repeatedly, as a mail scanner does.
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let looked = Response::to(app.client.request(method.clone(), &link)).await;
        assert!(looked.status < 400, "{method} {}", looked.status);
    }

    assert_eq!(app.count().await, 0);
    assert!(app.names().await.is_empty());
}

#[tokio::test]
async fn the_confirmation_page_confirms_by_its_button() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let link = app.email_to(&ada).await.link();

    let page = Response::to(app.client.get(&link)).await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains(crate::support::campaign::TITLE),
        "what is signed"
    );
    assert!(page.body.contains("Ada Marlowe"), "and by whom");
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert!(
        page.header("cache-control")
            .is_some_and(|value| value.contains("no-store")),
        "a page with a secret is not kept"
    );
    assert!(has_posting_form(&page.body), "a button, not a script");
    let pressed = app.press(&link).await;

    assert_eq!(pressed.status, 200, "{}", pressed.body);
    assert_eq!(app.count().await, 1);
    // Pressing the button twice shows the same again.
    let again = app.press(&link).await;
    assert_eq!(again.status, 200, "{}", again.body);
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn a_token_used_again_gets_the_same_answer() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let token = app.email_to(&ada).await.token();

    let first = app.confirm_by_token(&token).await;
    let second = app.confirm_by_token(&token).await;

    assert_eq!(first.status, 200);
    let (again, mut expected) = (second.json(), first.json());
    // Which signature it became is known when it becomes one.
    let message = expected
        .as_object_mut()
        .expect("an object")
        .remove("message");
    assert_eq!(message, Some("You are the 1st to sign.".into()));
    assert_eq!(again, expected);
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn an_unknown_token_is_refused_as_expired() {
    let app = App::start();

    for token in [
        "",
        "x",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "'; drop table signatures; --",
    ] {
        let response = app.confirm_by_token(token).await;
        response.problem(410, "expired");
    }
    let page = app
        .get("/confirm/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        .await;
    assert_eq!(page.status, 410);
    assert!(
        page.header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"))
    );
}

#[tokio::test]
async fn a_wrong_code_is_reported_at_its_field_and_the_right_one_still_works() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let code = app.email_to(&ada).await.code();

    let wrong = app.confirm_by_code(&id, &different_code(&code)).await;
    let problem = wrong.problem(422, "wrong_code");
    assert_eq!(problem["errors"][0]["field"], "code");
    assert_eq!(app.count().await, 0);
    for mistyped in ["12", "1234567", "abcdef", ""] {
        let response = app.confirm_by_code(&id, mistyped).await;
        assert_eq!(response.status, 422, "{mistyped:?}: {}", response.body);
    }

    assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn a_code_may_contain_spaces_hyphens_and_other_digits() {
    let app = App::start();
    for write in [
        |code: &str| format!(" {} {} ", &code[..3], &code[3..]),
        |code: &str| format!("{}-{}", &code[..3], &code[3..]),
        |code: &str| {
            let arabic = |digit: char| {
                let value = digit.to_digit(10).expect("a digit");
                char::from_u32(0x660 + value).expect("an Arabic-Indic digit")
            };
            code.chars().map(arabic).collect()
        },
    ] {
        let person = app.person("Ada Marlowe");
        let id = app.sign(&person).await.id();
        let typed = write(&app.email_to(&person).await.code());
        let response = app.confirm_by_code(&id, &typed).await;
        assert_eq!(response.status, 200, "{typed:?}: {}", response.body);
    }
}

#[tokio::test]
async fn five_wrong_codes_void_the_code_of_that_attempt_only() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let own = app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;
    // A stranger sends attempts in her name and in others, and guesses their codes.
    for name in ["Ada Marlowe", "Mallory Fake", "Mallory Quill"] {
        let mut body = ada.signature();
        body["name"] = name.into();
        let blocked_network = app.sign_with(&body).await.id();
        for _ in 0..5 {
            let wrong = app
                .confirm_by_code(&blocked_network, &never(&app, &ada))
                .await;
            wrong.problem(422, "wrong_code");
        }
        let void = app.confirm_by_code(&blocked_network, "000000").await;
        void.problem(429, "too_many_tries");
        assert!(void.header("retry-after").is_some());
    }

    // Her own attempt is not locked.
    let wrong = never(&app, &ada);
    for _ in 0..4 {
        app.confirm_by_code(&own, &wrong)
            .await
            .problem(422, "wrong_code");
    }
    let confirmed = app.confirm_by_code(&own, &email.code()).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(app.names().await, ["Ada Marlowe"]);
}

#[tokio::test]
async fn a_void_code_is_refused_even_if_correct_and_the_link_still_works() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;
    let wrong = different_code(&email.code());
    for _ in 0..5 {
        app.confirm_by_code(&id, &wrong)
            .await
            .problem(422, "wrong_code");
    }
    for code in [&wrong, &email.code()] {
        app.confirm_by_code(&id, code)
            .await
            .problem(429, "too_many_tries");
    }
    assert_eq!(app.count().await, 0);
    assert_eq!(app.confirm_by_token(&email.token()).await.status, 200);
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn a_request_repeated_with_its_idempotency_key_counts_as_one_try() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;
    let body = serde_json::json!({"id": id, "code": different_code(&email.code())});
    for _ in 0..12 {
        let request = app.request(Method::POST, "/api/v1/confirmations");
        let request = request.header("Idempotency-Key", "one press").json(&body);
        Response::to(request).await.problem(422, "wrong_code");
    }
    assert_eq!(app.confirm_by_code(&id, &email.code()).await.status, 200);
}

#[tokio::test]
async fn the_api_does_not_reveal_which_addresses_are_suppressed() {
    let app = App::start();
    let (refused, new) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign(&refused).await.id();
    app.suppress(&app.email_to(&refused).await).await;

    let reported = async |person: &crate::support::people::Person| {
        let id = app.sign(person).await.id();
        let mut reported = vec![app.get(&format!("/api/v1/attempts/{id}")).await.body];
        for _ in 0..7 {
            let response = app.confirm_by_code(&id, "000000").await;
            reported.push(format!("{} {}", response.status, response.body));
        }
        reported
    };
    assert_eq!(
        reported(&refused).await,
        reported(&new).await,
        "byte for byte"
    );
}

#[tokio::test]
async fn a_code_does_not_confirm_another_attempt() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign(&ada).await.id();
    let bashirs = app.sign(&bashir).await.id();
    let adas_code = app.email_to(&ada).await.code();
    let bashirs_code = app.email_to(&bashir).await.code();
    assert_ne!(
        adas_code, bashirs_code,
        "one in a million runs may fail here"
    );

    let response = app.confirm_by_code(&bashirs, &adas_code).await;

    response.problem(422, "wrong_code");
    assert_eq!(app.count().await, 0);
}

#[tokio::test]
async fn an_unknown_attempt_gets_the_same_answer_as_an_expired_one() {
    let app = App::start();

    let response = app
        .confirm_by_code("2f1c7e0a-93a4-4b58-9d9e-1f6f0d3c2b1a", "123456")
        .await;

    response.problem(410, "expired");
}

#[tokio::test]
async fn a_code_from_another_email_of_the_same_person_is_recognised() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let first = app.sign(&ada).await.id();
    let code = app.email_to(&ada).await.code();
    // The visitor reloaded the page and signed again; the second email is still on its way.
    let second = app.sign(&ada).await.id();
    let mut bashir = ada.signature();
    bashir["name"] = "Bashir Marlowe".into();
    let third = app.sign_with(&bashir).await.id();
    let subscribing = app.subscribe(&ada).await.id();

    for id in [&second, &third, &subscribing] {
        let other = app.confirm_by_code(id, &code).await;
        let problem = other.problem(422, "code_of_another");
        assert_eq!(problem["errors"][0]["field"], "code");
        assert_eq!(problem["title"], "That code belongs to another email.");
    }
    assert_eq!(app.count().await, 0);
    assert_eq!(app.confirm_by_code(&first, &code).await.status, 200);
}

#[tokio::test]
async fn it_wasnt_me_deletes_the_attempt_and_stops_emails() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;

    let page = Response::to(app.client.get(email.link())).await;
    let suppressing = suppressing_button(&page.body);
    let path = suppressing.action.unwrap_or_else(|| email.link());
    let address = if path.starts_with('/') {
        app.at(&path)
    } else {
        path
    };
    let pressed = Response::to(app.client.post(address).form(&suppressing.fields)).await;
    assert!(pressed.status < 400, "{}: {}", pressed.status, pressed.body);

    app.confirm_by_code(&id, &email.code())
        .await
        .problem(410, "expired");
    app.confirm_by_token(&email.token())
        .await
        .problem(410, "expired");
    assert_eq!(app.count().await, 0);
    // Signing again is answered as usual, and no email is sent: another person's email arrives
    // first.
    app.sign(&ada).await.id();
    let bashir = app.person("Bashir Quill");
    app.sign(&bashir).await.id();
    app.email_to(&bashir).await;
    assert_eq!(
        app.smtp.emails_so_far(&ada.email).len(),
        2,
        "the code and the receipt"
    );
}

/// A code other than this one.
fn different_code(code: &str) -> String {
    let first = if code.starts_with('9') { "8" } else { "9" };
    format!("{first}{}", &code[1..])
}

/// A code that is in none of their emails.
fn never(app: &App, person: &crate::support::people::Person) -> String {
    let emails = app.smtp.emails_so_far(&person.email);
    let codes: Vec<String> = emails
        .iter()
        .map(crate::support::email::Email::code)
        .collect();
    let mut free = (0..).map(|number| format!("{number:06}"));
    free.find(|code| !codes.contains(code))
        .expect("a free code")
}

fn has_posting_form(page: &str) -> bool {
    let form = Selector::parse("form[method=post] button").expect("a selector");
    Html::parse_document(page).select(&form).next().is_some()
}

struct Button {
    action: Option<String>,
    fields: Vec<(String, String)>,
}

/// The "it wasn't me" button, with what its form would send.
fn suppressing_button(page: &str) -> Button {
    let document = Html::parse_document(page);
    let select = |selector: &str| Selector::parse(selector).expect("a selector");
    for form in document.select(&select("form")) {
        for button in form.select(&select("button")) {
            let words = button.text().collect::<String>().to_lowercase();
            if !words.contains("not me")
                && !words.contains("wasn’t me")
                && !words.contains("wasn't me")
            {
                continue;
            }
            let pair = |element: scraper::ElementRef| {
                let value = element.attr("value").unwrap_or_default();
                Some((element.attr("name")?.to_owned(), value.to_owned()))
            };
            let hidden = select("input[type=hidden]");
            let mut fields: Vec<_> = form.select(&hidden).filter_map(pair).collect();
            fields.extend(pair(button));
            let action = button.attr("formaction").or(form.attr("action"));
            return Button {
                action: action.map(str::to_owned),
                fields,
            };
        }
    }
    panic!("no button says it was not me: {page}");
}
