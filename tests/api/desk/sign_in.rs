//! Signing in: the first owner's link, codes and links of emails, links of the command line, and what a
//! stranger learns from all of it.

use crate::support::{
    app::App,
    desk::{address, main_text},
    response::Response,
};

/// Asks for a code; returns the page that takes it.
async fn ask_for_code(app: &App, email: &str) -> (String, Response) {
    let fields = [("email", email), ("next", "/desk/audit")];
    let asked = app.desk_post("/desk/sign-in", None, &fields).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    let to = asked.header("location").expect("where to").to_owned();
    assert!(!to.contains(email), "no address in an address: {to}");
    let page = app.desk_get(&to, None).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let action = address(&page, "/desk/sign-in/code/");
    (action, page)
}

async fn type_code(app: &App, action: &str, code: &str) -> Response {
    let fields = [("code", code), ("next", "/desk/audit")];
    app.desk_post(action, None, &fields).await
}

/// Six digits that are not these.
fn another(code: &str) -> String {
    let number: u32 = code.parse().expect("digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

#[tokio::test]
async fn the_printed_link_makes_the_first_owner_once() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let sign_in = app.desk_get("/desk/sign-in", None).await;
    assert!(main_text(&sign_in).contains("Nobody owns this desk yet"));
    let link = app.first_owner_link().await;
    for _ in 0..2 {
        let page = app.desk_get(&link, None).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(main_text(&page).contains("first owner"), "{}", page.body);
    }
    let wrong = [("email", "ada"), ("name", "")];
    let wrong = app.desk_post(&link, None, &wrong).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert!(wrong.body.contains(r#"value="ada""#), "{}", wrong.body);
    assert_eq!(wrong.body.matches(r#"aria-invalid="true""#).count(), 2);

    let owner = app.first_owner(&ada).await;
    let desk = app.desk_get("/desk", Some(&owner)).await;
    assert_eq!(desk.status, 200, "{}", desk.body);
    assert!(
        desk.body.contains("You are the only owner"),
        "{}",
        desk.body
    );

    let again = [("email", "eve@people.example"), ("name", "Eve")];
    let again = app.desk_post(&link, None, &again).await;
    assert_eq!(again.status, 410, "{}", again.body);
    assert_eq!(app.desk_get(&link, None).await.status, 410);
    assert_eq!(app.rows("accounts"), 1);
}

#[tokio::test]
async fn a_code_from_an_email_signs_in_and_leads_to_the_page_that_was_asked_for() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.first_owner(&ada).await;
    let turned = app.desk_get("/desk/audit", None).await;
    assert_eq!(turned.status, 303);
    assert_eq!(
        turned.header("location"),
        Some("/desk/sign-in?next=%2Fdesk%2Faudit")
    );

    let (action, _) = ask_for_code(&app, &ada.email).await;
    let email = app.smtp.email_to(&ada.email).await;
    let code = email.code();
    let subject = email.subject().replace(char::is_whitespace, "");
    assert!(subject.starts_with(&code), "{subject}");
    let wrong = type_code(&app, &action, &another(&code)).await;
    assert_eq!(wrong.status, 422);
    assert!(main_text(&wrong).contains("not right"), "{}", wrong.body);
    assert_eq!(wrong.header("set-cookie"), None);

    let right = type_code(&app, &action, &code).await;
    assert_eq!(
        right.header("location"),
        Some("/desk/audit"),
        "{}",
        right.body
    );
    app.signed_in(&ada.email, &right).await;
    let again = type_code(&app, &action, &code).await;
    assert_eq!(again.status, 422, "a code works once: {}", again.body);
}

#[tokio::test]
async fn five_wrong_codes_void_the_code_and_leave_the_link() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.first_owner(&ada).await;
    let (action, _) = ask_for_code(&app, &ada.email).await;
    let email = app.smtp.email_to(&ada.email).await;
    let code = email.code();
    for _ in 0..5 {
        let wrong = type_code(&app, &action, &another(&code)).await;
        assert_eq!(wrong.status, 422);
    }
    let void = type_code(&app, &action, &code).await;
    assert!(
        main_text(&void).contains("no longer works"),
        "{}",
        void.body
    );

    let links = email.links();
    let link = links.iter().find_map(|link| link.strip_prefix(&*app.url));
    let link = link.unwrap_or_else(|| panic!("a link to the desk: {links:?}"));
    for _ in 0..2 {
        let page = app.desk_get(link, None).await;
        assert_eq!((page.status, page.header("set-cookie")), (200, None));
        assert!(main_text(&page).contains(&ada.name), "{}", page.body);
    }
    let pressed = app.desk_post(link, None, &[]).await;
    app.signed_in(&ada.email, &pressed).await;
    let again = app.desk_post(link, None, &[]).await;
    assert_eq!(again.status, 410, "a link works once: {}", again.body);
}

#[tokio::test]
async fn an_address_that_may_not_sign_in_gets_the_same_answers() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let eve = app.person("Eve Thorne");
    app.first_owner(&ada).await;
    let mut answers = Vec::new();
    for person in [&ada, &eve] {
        let (action, page) = ask_for_code(&app, &person.email).await;
        let mut said = vec![page.body.replace(&action, "")];
        let code = if person.email == ada.email {
            app.smtp.email_to(&ada.email).await.code()
        } else {
            "123456".to_owned()
        };
        for _ in 0..7 {
            let wrong = type_code(&app, &action, &another(&code)).await;
            said.push(format!(
                "{} {}",
                wrong.status,
                wrong.body.replace(&action, "")
            ));
        }
        answers.push(said);
    }
    assert_eq!(answers[0], answers[1]);
    assert!(app.smtp.emails_so_far(&eve.email).is_empty());
}

#[tokio::test]
async fn the_cookie_is_for_this_host_and_no_script() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let cookie = |answer: &Response| answer.header("set-cookie").unwrap_or_default().to_owned();
    let link = app.first_owner_link().await;
    let fields = [("email", &*ada.email), ("name", &*ada.name)];
    let plain = cookie(&app.desk_post(&link, None, &fields).await);
    assert!(plain.starts_with("undersigned-desk="), "{plain}");
    for part in [
        "; HttpOnly",
        "; SameSite=Lax",
        "; Path=/",
        "; Max-Age=7776000",
    ] {
        assert!(plain.contains(part), "{plain}");
    }
    assert!(!plain.contains("Secure"), "{plain}");

    let public = "https://act.example";
    let app = App::setup().option("--public-url", public).start();
    let link = app.first_owner_link().await;
    let secure = cookie(&app.desk_post(&link, None, &fields).await);
    assert!(secure.starts_with("__Host-undersigned-desk="), "{secure}");
    assert!(
        secure.contains("; Secure") && !secure.contains("Domain"),
        "{secure}"
    );
}

#[tokio::test]
async fn sign_ins_from_one_network_are_limited() {
    let app = App::setup().option("--write-limit", "8").start();
    let mut answers = Vec::new();
    for number in 0..3 {
        let email = format!("guess-{number}@people.example");
        let fields = [("email", &*email)];
        answers.push(app.desk_post("/desk/sign-in", None, &fields).await);
    }
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [303, 303, 429]);
    assert!(answers[2].header("retry-after").is_some());
    assert!(
        main_text(&answers[2]).contains("Wait"),
        "{}",
        answers[2].body
    );
}

#[tokio::test]
async fn the_desk_speaks_welsh_before_and_after_signing_in() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let owner = app.first_owner(&ada).await;
    let request = app.desk_request(reqwest::Method::GET, "/desk/sign-in", None);
    let page = Response::to(request.header("Accept-Language", "cy")).await;
    assert!(page.body.contains(r#"<html lang="cy""#), "{}", page.body);
    assert!(main_text(&page).contains("Mewngofnodi"), "{}", page.body);
    let french = app.desk_request(reqwest::Method::GET, "/desk/sign-in", None);
    let french = Response::to(french.header("Accept-Language", "fr")).await;
    assert!(
        french.body.contains(r#"<html lang="en""#),
        "{}",
        french.body
    );

    let fields = [("name", "Ada Marlowe"), ("lang", "cy")];
    let saved = app.desk_post("/desk/account", Some(&owner), &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    for path in ["/desk", "/desk/account", "/desk/colleagues", "/desk/audit"] {
        let page = app.desk_get(path, Some(&owner)).await;
        assert!(
            page.body.contains(r#"<html lang="cy""#),
            "{path}: {}",
            page.body
        );
    }
}
