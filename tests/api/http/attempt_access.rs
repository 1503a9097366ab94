//! Which requests may resend an attempt's email, correct its address or confirm it by code. The attempts
//! here are real ones whose ids a foreign page knows, for example because its own server submitted them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    http::{
        native_forms::Page,
        posted_forms::{Fields, filled, form_of_a_frame, post, post_json, set, value},
        rate_limits::Budget,
    },
    support::{
        actions::signatures,
        app::App,
        campaign::{ALLY, Campaign, UNLISTED_SITE},
        people::Person,
        response::Response,
    },
};

/// The three kinds of request about an attempt, as scripts send them.
fn asked(id: &str, email: &str, code: &str) -> [(Method, String, Value); 3] {
    let attempt = format!("/api/v1/attempts/{id}");
    [
        (Method::POST, format!("{attempt}/resend"), json!({})),
        (Method::PATCH, attempt, json!({"email": email})),
        (
            Method::POST,
            "/api/v1/confirmations".to_owned(),
            json!({"id": id, "code": code}),
        ),
    ]
}

async fn ask(
    app: &App,
    headers: &[(&str, &str)],
    (method, path, body): &(Method, String, Value),
) -> Response {
    let mut request = app.client.request(method.clone(), app.at(path)).json(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Response::to(request).await
}

/// The same requests as native forms send them.
fn forms(id: &str, email: &str, code: &str) -> [Fields; 3] {
    let fields = |more: &[(&str, &str)]| {
        let about = [("id", id), ("lang", "en")];
        let all = about.iter().chain(more);
        let all = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        all.collect::<Fields>()
    };
    [
        fields(&[("action", "resend")]),
        fields(&[("action", "correct"), ("email", email)]),
        fields(&[("code", code)]),
    ]
}

/// An attempt's id, the code in its email, and another person's address.
async fn attempt(app: &App) -> (String, String, Person) {
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let code = app.email_to(&ada).await.code();
    (id, code, app.person("Ada Marlowe"))
}

fn nothing_came_of_it(app: &App) {
    assert_eq!(app.emails_written(), 1, "no further email");
    assert_eq!(app.rows_where("attempts", "epoch = 0"), 1);
    assert_eq!(app.rows_where("attempts", "code_tries > 0"), 0);
    assert_eq!(app.rows("signatures"), 0);
}

#[tokio::test]
async fn a_foreign_pages_script_asks_nothing_of_an_attempt() {
    let app = App::start();
    let (id, code, victim) = attempt(&app).await;
    let stranger = [("Origin", UNLISTED_SITE)];
    let hidden = [("Origin", "null")];
    let sandbox = [("Origin", "null"), ("Sec-Fetch-Site", "cross-site")];
    for asked in asked(&id, &victim.email, &code) {
        let refused = ask(&app, &stranger, &asked).await;
        let problem = refused.problem(403, "origin_not_allowed");
        let title = problem["title"].as_str().expect("a title");
        assert!(title.contains(UNLISTED_SITE), "{title}");
        for headers in [&hidden[..], &sandbox] {
            ask(&app, headers, &asked)
                .await
                .problem(403, "check_needed");
        }
        // Nor with a form token that it fetched from us, since that is the same for all visitors.
        let mut with_token = asked;
        let page = format!("/embed/v1/signature?declaration=open-the-library&lang=en&site={ALLY}");
        let form = app.open(&page).await.form("input[name=email]");
        with_token.2["form_token"] = value(&form.fields, "form_token").into();
        let refused = ask(&app, &hidden, &with_token).await;
        refused.problem(403, "check_needed");
    }
    nothing_came_of_it(&app);
    let right = json!({"id": id, "code": code});
    let confirmed = app.post("/api/v1/confirmations", &right).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
}

#[tokio::test]
async fn a_foreign_pages_form_ends_on_our_page_with_all_that_it_said() {
    let app = App::start();
    let (id, code, victim) = attempt(&app).await;
    let sandbox = [("Origin", "null"), ("Sec-Fetch-Site", "cross-site")];
    let mut pressed = Vec::new();
    for fields in forms(&id, &victim.email, &code) {
        for headers in [&[("Origin", UNLISTED_SITE)][..], &sandbox] {
            let response = post(&app, "/confirm", headers, &fields).await;
            assert_eq!(response.status, 200, "{}", response.body);
            assert_eq!(response.header("cache-control"), Some("no-store"));
            let page = Page { response };
            let words = page.words();
            assert!(words.contains("Nothing has been sent yet"), "{words}");
            assert!(words.contains("Check and send"), "{words}");
            let form = page.form("form input[name=form_token]");
            for (name, said) in &fields {
                assert_eq!(&value(&form.fields, name), said, "{name}: nothing is lost");
            }
            pressed.push(form);
        }
    }
    nothing_came_of_it(&app);
    // The button works, even in a browser that never sends an origin.
    let last = pressed.last().expect("six");
    let response = post(&app, "/confirm", &[("Origin", "null")], &last.fields).await;
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn a_sandboxed_frame_asks_for_its_own_attempt_and_corrects_it_a_few_times() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let form = form_of_a_frame(&app).await;
    let token = value(&form.fields, "form_token");
    let sandbox = [("Origin", "null")];
    let mut body = ada.signature();
    body["form_token"] = token.clone().into();
    let id = post_json(&app, &signatures(), &sandbox, &body).await.id();
    app.email_to(&ada).await;

    let others = ["one", "two", "three"].map(|_| app.person("Ada Marlowe"));
    let with_token = |email: &str| {
        asked(&id, email, "000000").map(|(method, path, mut body)| {
            body["form_token"] = token.clone().into();
            (method, path, body)
        })
    };
    let [resend, _, code] = with_token("");
    assert_eq!(ask(&app, &sandbox, &resend).await.id(), id);
    ask(&app, &sandbox, &code).await.problem(422, "wrong_code");
    // A view is valid for three emails to new addresses, including the first.
    for (person, may) in others.iter().zip([true, true, false]) {
        let [_, correct, _] = with_token(&person.email);
        let response = ask(&app, &sandbox, &correct).await;
        if may {
            assert_eq!(response.id(), id);
        } else {
            response.problem(403, "check_needed");
        }
    }
    let right = app.email_to(&others[1]).await.code();
    let [.., mut code] = with_token("");
    code.2["code"] = right.into();
    let confirmed = ask(&app, &sandbox, &code).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);

    // Another view's token is not valid for this attempt.
    let foreign = value(&form_of_a_frame(&app).await.fields, "form_token");
    let elsewhere = app.person("Bashir Quill");
    let theirs = app.subscribe(&elsewhere).await.id();
    let body = json!({"email": others[2].email, "form_token": foreign});
    let asked = (Method::PATCH, format!("/api/v1/attempts/{theirs}"), body);
    ask(&app, &sandbox, &asked)
        .await
        .problem(403, "check_needed");
}

#[tokio::test]
async fn a_sandboxed_frame_without_the_bundle_asks_and_corrects_too() {
    let app = App::start();
    let (wrong, ada) = (app.person("Ada Marlowe"), app.person("Ada Marlowe"));
    let form = form_of_a_frame(&app).await;
    let sandbox = [("Origin", "null")];
    let pending = post(&app, &form.action, &sandbox, &filled(&form, &wrong)).await;
    let pending = Page { response: pending };
    app.email_to(&wrong).await;

    let mut correcting = pending.form("input[value=correct]");
    set(&mut correcting.fields, "email", &ada.email);
    let response = post(&app, &correcting.action, &sandbox, &correcting.fields).await;
    assert_eq!(response.status, 200, "{}", response.body);
    let corrected = Page { response };
    let again = corrected.form("input[value=resend]");
    let response = post(&app, &again.action, &sandbox, &again.fields).await;
    assert_eq!(response.status, 200, "{}", response.body);
    let mut typing = Page { response }.form("input[name=code]");
    let code = app.email_to(&ada).await.code();
    set(&mut typing.fields, "code", &code);
    let mut without = typing.fields.clone();
    set(&mut without, "form_token", "");

    let held = post(&app, &typing.action, &sandbox, &without).await;
    let held = Page { response: held };
    assert!(
        held.words().contains("campaign’s own page"),
        "{}",
        held.words()
    );
    let carried = held.form("input[name=code]");
    assert_eq!(
        value(&carried.fields, "code"),
        code,
        "what was typed is taken along"
    );
    assert_eq!(app.count().await, 0);
    let response = post(&app, &typing.action, &sandbox, &typing.fields).await;
    assert!(Page { response }.has("[part~=thanks]"));
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn programs_ask_within_their_budget() {
    let app = App::setup().option("--write-limit", "12").start();
    let (id, _, victim) = attempt(&app).await;
    let budget = Budget::of(3);
    let mut statuses = Vec::new();
    for number in 0..5 {
        let [resend, correct, _] = asked(&id, &victim.email, "000000");
        let asked = if number % 2 == 0 { resend } else { correct };
        statuses.push(ask(&app, &[], &asked).await.status);
    }
    budget.assert_respected_by(&statuses);
    let [resend, ..] = asked(&id, "", "");
    assert_eq!(ask(&app, &[("Origin", ALLY)], &resend).await.id(), id);
}

#[tokio::test]
async fn where_every_site_may_embed_each_asks_within_its_own() {
    let app = App::setup()
        .campaign(Campaign::on_sites(&["*"]))
        .option("--write-limit", "12")
        .start();
    let (id, _, _) = attempt(&app).await;
    let budget = Budget::of(3);
    let [resend, ..] = asked(&id, "", "");
    let mut statuses = Vec::new();
    for number in 0..5 {
        let origin = format!("https://n{number}.evil.example");
        statuses.push(ask(&app, &[("Origin", &origin)], &resend).await.status);
    }
    budget.assert_respected_by(&statuses);
}
