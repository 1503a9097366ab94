//! Resending an attempt's email, and correcting its address: by the API and by forms without
//! script. `faketime` moves the program's own clock; nothing waits.

use reqwest::Method;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::support::{app::App, campaign::DECLARATION, email::Email, response::Response};

async fn resend(app: &App, id: &str) -> Response {
    app.post(&format!("/api/v1/attempts/{id}/resend"), &json!({}))
        .await
}

async fn correct(app: &App, id: &str, email: &str) -> Response {
    let path = format!("/api/v1/attempts/{id}");
    let request = app.request(Method::PATCH, &path);
    Response::to(request.json(&json!({"email": email}))).await
}

/// Only the token: after a restart the server listens elsewhere.
fn secrets(email: &Email) -> (String, String) {
    (email.token(), email.code())
}

fn another(code: &str) -> String {
    let first = if code.starts_with('9') { "8" } else { "9" };
    format!("{first}{}", &code[1..])
}

#[tokio::test]
async fn resending_sends_the_same_link_and_code() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    let id = app.sign(&ada).await.id();
    let subscribing = app.subscribe(&bashir).await.id();
    let first = app.email_to(&ada).await;
    let of_list = app.email_to(&bashir).await;

    let app = app.stop_for_restart().clock("+2m").start();
    for id in [&id, &subscribing] {
        assert_eq!(
            resend(&app, id).await.id(),
            **id,
            "the attempt keeps its id"
        );
    }
    let again = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    assert_eq!(secrets(&again), secrets(&first));
    let again = app.smtp.emails_to(&bashir.email, 2).await.remove(1);
    assert_eq!(secrets(&again), secrets(&of_list));
    assert_eq!(app.confirm_by_code(&id, &first.code()).await.status, 200);
    assert_eq!(app.confirm_by_token(&of_list.token()).await.status, 200);
    assert_eq!(app.rows("attempts"), 2, "no attempt is added");
}

#[tokio::test]
async fn repeated_resends_within_a_minute_send_one_email() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let first = app.email_to(&ada).await;
    for _ in 0..4 {
        resend(&app, &id).await.id();
    }
    assert_eq!(app.confirm_by_code(&id, "000000").await.status, 422);
    assert_eq!(app.rows_where("emails", "status = 'waiting'"), 1);

    let app = app.stop_for_restart().clock("+2m").start();
    let again = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    app.all_emails_are_sent().await;
    assert_eq!(app.smtp.emails_so_far(&ada.email).len(), 2);
    assert_eq!(secrets(&again), secrets(&first));
    assert_eq!(app.confirm_by_code(&id, &first.code()).await.status, 200);
}

#[tokio::test]
async fn a_void_code_is_replaced_when_the_email_is_resent_and_the_link_stays_valid() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let first = app.email_to(&ada).await;
    let wrong = another(&first.code());
    for _ in 0..5 {
        app.confirm_by_code(&id, &wrong).await;
    }
    app.confirm_by_code(&id, &first.code())
        .await
        .problem(429, "too_many_tries");

    let app = app.stop_for_restart().clock("+2m").start();
    resend(&app, &id).await.id();
    let second = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    assert_eq!(second.token(), first.token(), "the link lives");
    if second.code() != first.code() {
        let old = app.confirm_by_code(&id, &first.code()).await;
        old.problem(422, "wrong_code");
    }
    assert_eq!(app.confirm_by_code(&id, &second.code()).await.status, 200);
}

#[tokio::test]
async fn resending_does_not_allow_more_guesses_than_emails() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    app.email_to(&ada).await;
    // Each requests a code that has not been emailed yet; together they cause one email.
    for _ in 0..4 {
        for _ in 0..5 {
            app.confirm_by_code(&id, "000000").await;
        }
        resend(&app, &id).await.id();
    }
    assert_eq!(app.rows_where("emails", "status = 'waiting'"), 1);
    assert_eq!(app.count().await, 0);

    let app = app.stop_for_restart().clock("+2m").start();
    let second = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    let confirmed = app.confirm_by_code(&id, &second.code()).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
}

#[tokio::test]
async fn correcting_the_address_revokes_the_link_and_code_sent_to_the_old_one() {
    let app = App::start();
    let (wrong, ada) = (app.person("Ada Marlowe"), app.person("Ada Marlowe"));
    let id = app.sign(&wrong).await.id();
    let astray = app.email_to(&wrong).await;

    assert_eq!(correct(&app, &id, &ada.email).await.id(), id);
    let email = app.email_to(&ada).await;
    assert_ne!(email.token(), astray.token());
    app.confirm_by_token(&astray.token())
        .await
        .problem(410, "expired");
    let manage = astray.link().replace("/confirm/", "/manage/");
    assert_eq!(Response::to(app.client.get(manage)).await.status, 410);
    if astray.code() != email.code() {
        let old = app.confirm_by_code(&id, &astray.code()).await;
        old.problem(422, "wrong_code");
    }
    // A person who got it by mistake may say "it wasn't me" without cancelling the attempt.
    let suppressing = app.client.post(astray.link()).form(&[("action", "refuse")]);
    Response::to(suppressing).await;
    let confirmed = app.confirm_by_code(&id, &email.code()).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(app.names().await, ["Ada Marlowe"]);
    // It is confirmed: nothing about it changes any more.
    assert_eq!(correct(&app, &id, &wrong.email).await.id(), id);
    app.all_emails_are_sent().await;
    assert_eq!(app.smtp.emails_so_far(&wrong.email).len(), 1);
}

#[tokio::test]
async fn an_invalid_correction_or_resend_is_refused() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    app.email_to(&ada).await;
    for wrong in ["", "ada", "ada@", "ada@mail"] {
        let refused = correct(&app, &id, wrong).await;
        let problem = refused.problem(422, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], "email", "{wrong}");
    }
    for unknown_attempt in ["nobody", "00000000-0000-4000-8000-000000000000"] {
        resend(&app, unknown_attempt).await.problem(410, "expired");
        let refused = correct(&app, unknown_attempt, &ada.email).await;
        refused.problem(410, "expired");
    }
    // The same rules as for other writes.
    let path = format!("/api/v1/attempts/{id}/resend");
    let bare = Response::to(app.request(Method::POST, &path)).await;
    bare.problem(415, "not_json");
    let preflight = app
        .request(Method::OPTIONS, &format!("/api/v1/attempts/{id}"))
        .header("Access-Control-Request-Method", "PATCH");
    let allowed = Response::to(preflight).await;
    let methods = allowed.header("access-control-allow-methods");
    assert!(methods.is_some_and(|methods| methods.contains("PATCH")));
    let description = app.get("/api/v1/openapi.json").await.json();
    let paths = &description["paths"];
    assert!(paths["/api/v1/attempts/{id}"]["patch"].is_object());
    assert!(paths["/api/v1/attempts/{id}/resend"]["post"].is_object());
}

#[tokio::test]
async fn a_correction_repeated_with_its_idempotency_key_has_one_effect() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    let id = app.sign(&ada).await.id();
    let first = app.email_to(&ada).await;
    let keyed = async |email: &str| {
        let path = format!("/api/v1/attempts/{id}");
        let request = app.request(Method::PATCH, &path);
        let request = request.header("Idempotency-Key", "one press");
        Response::to(request.json(&json!({"email": email}))).await
    };
    let mended = keyed(&bashir.email).await;
    assert_eq!(keyed(&bashir.email).await.body, mended.body);
    keyed(&ada.email)
        .await
        .problem(409, "idempotency_key_reused");
    app.email_to(&bashir).await;
    app.all_emails_are_sent().await;
    assert_eq!(app.smtp.emails_so_far(&bashir.email).len(), 1);
    assert_eq!(secrets(&first).1.len(), 6);
}

#[tokio::test]
async fn a_suppressed_address_gets_the_same_answers_as_any_other() {
    let app = App::start();
    let (refused, new) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign(&refused).await.id();
    app.suppress(&app.email_to(&refused).await).await;

    let reported = async |email: &str| {
        let id = app.sign(&app.person("Carys Thorne")).await.id();
        let mut reported: Vec<Value> = vec![
            correct(&app, &id, email).await.status.into(),
            resend(&app, &id).await.status.into(),
        ];
        for _ in 0..7 {
            let response = app.confirm_by_code(&id, "000000").await;
            reported.push(format!("{} {}", response.status, response.body).into());
        }
        reported.push(resend(&app, &id).await.status.into());
        reported.push(app.confirm_by_code(&id, "000000").await.body.into());
        reported
    };
    assert_eq!(reported(&refused.email).await, reported(&new.email).await);
}

/// The forms of a page without script, each with its fields.
fn forms(page: &str) -> Vec<Vec<(String, String)>> {
    let page = Html::parse_document(page);
    let select = |selector| Selector::parse(selector).expect("a selector");
    let fields = select("input[name]");
    page.select(&select("form[method=post][action$='/confirm']"))
        .map(|form| {
            let field = |one: scraper::ElementRef| {
                let value = one.attr("value").unwrap_or_default();
                (
                    one.attr("name").unwrap_or_default().to_owned(),
                    value.to_owned(),
                )
            };
            form.select(&fields).map(field).collect()
        })
        .collect()
}

fn form_that(page: &str, action: &str) -> Vec<(String, String)> {
    let forms = forms(page);
    let asks = |form: &&Vec<(String, String)>| form.iter().any(|(_, value)| value == action);
    forms
        .iter()
        .find(asks)
        .unwrap_or_else(|| panic!("no form asks to {action}: {page}"))
        .clone()
}

#[tokio::test]
async fn the_email_can_be_resent_and_its_address_corrected_without_script() {
    let app = App::start();
    let (wrong, ada) = (app.person("Ada Marlowe"), app.person("Ada Marlowe"));
    let typed = [
        ("name", "Ada Marlowe"),
        ("email", wrong.email.as_str()),
        ("public", "full"),
        ("lang", "en"),
    ];
    let page = app
        .submit(&format!("/d/{DECLARATION}/signatures"), &typed)
        .await;
    let astray = app.email_to(&wrong).await;
    assert!(page.body.contains("usually arrives within a minute"));
    assert!(!page.body.contains("We sent"), "nobody knows that");
    let given = ("email".to_owned(), wrong.email.clone());
    let correcting = form_that(&page.body, "correct");
    assert!(correcting.contains(&given), "it is there to be mended");

    let app = app.stop_for_restart().clock("+2m").start();
    let submit = async |fields: Vec<(String, String)>| {
        let request = app.client.post(app.at("/confirm"));
        Response::to(request.form(&fields)).await
    };
    let asked = submit(form_that(&page.body, "resend")).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert!(
        asked.body.contains("You asked 0 seconds ago"),
        "{}",
        asked.body
    );
    app.smtp.emails_to(&wrong.email, 2).await;

    let mut mending = form_that(&asked.body, "correct");
    let email = mending.iter_mut().find(|(name, _)| name == "email");
    email.expect("a field for the address").1 = "not an address".to_owned();
    let refused = submit(mending.clone()).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("not an address"),
        "what was typed stays"
    );
    assert!(
        refused.body.contains("name@mail.example"),
        "{}",
        refused.body
    );
    let email = mending.iter_mut().find(|(name, _)| name == "email");
    email
        .expect("a field for the address")
        .1
        .clone_from(&ada.email);
    let mended = submit(mending).await;
    assert_eq!(mended.status, 200, "{}", mended.body);

    let email = app.email_to(&ada).await;
    app.confirm_by_token(&astray.token())
        .await
        .problem(410, "expired");
    let mut confirming = forms(&mended.body).remove(0);
    let code = confirming.iter_mut().find(|(name, _)| name == "code");
    code.expect("a field for the code").1 = email.code();
    let thanks = submit(confirming).await;
    assert_eq!(thanks.status, 200, "{}", thanks.body);
    assert_eq!(app.names().await, ["Ada Marlowe"]);
}
