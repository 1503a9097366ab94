//! Honest text with extra characters from a paste or a keyboard is normalised, in every form and
//! route.

use serde_json::json;

use crate::support::{
    actions::signatures, app::App, campaign::LIST, email::Email, people::Person, response::Response,
};

async fn email_to(app: &App, email: &str) -> Email {
    let email = app.smtp.email_to(email).await;
    app.keep_private(vec![email.token()]);
    email
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn characters_pasted_around_an_email_address_are_removed() {
    let app = App::start();
    for copied in [
        "\u{200b}{}",
        "\u{202a}{}\u{202c}",
        "mailto:{}",
        "Mailto:{}?subject=Hello",
        "<{}>",
        "Ada Example <{}>,",
        "{}.",
        "{},",
        "\t{} ;",
    ] {
        let ada = app.person("Ada Marlowe");
        let mut body = ada.signature();
        body["email"] = json!(copied.replace("{}", &ada.email));
        let response = app.sign_with(&body).await;
        assert_eq!(response.status, 202, "{copied}: {}", response.body);
        email_to(&app, &ada.email).await;
    }
    let wide = app.person("Ada Marlowe");
    let mut body = wide.subscription();
    body["email"] = json!(wide.email.replace('@', "＠").replace('.', "．"));
    assert_eq!(app.subscribe_with(&body).await.status, 202);
    email_to(&app, &wide.email).await;
    // Without script, and without normalisation by a browser.
    let bo = app.person("Bo Marlowe");
    let typed = format!("\u{feff}<{}>", bo.email);
    let path = format!("/l/{LIST}/subscriptions");
    let form = [("email", typed.as_str()), ("lang", "en")];
    let response = app.submit(&path, &form).await;
    assert!(response.status < 400, "{}", response.body);
    email_to(&app, &bo.email).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_internationalised_domain_gets_its_email() {
    let app = App::start();
    for (typed, sent_to) in [
        ("{}@bücher.example", "{}@xn--bcher-kva.example"),
        ("{}@почта.example", "{}@xn--80a1acny.example"),
        ("{}@例え。example", "{}@xn--r8jz45g.example"),
    ] {
        let ada = app.person("Ada Marlowe");
        let (local, _) = ada.email.split_once('@').expect("an address");
        let mut body = ada.signature();
        body["email"] = json!(typed.replace("{}", local));
        let id = app.sign_with(&body).await.id();
        let email = email_to(&app, &sent_to.replace("{}", local)).await;
        let confirmed = app.confirm_by_code(&id, &email.code()).await;
        assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    }
    assert_eq!(app.count().await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_postcodes_and_codes_are_normalised() {
    let app = App::start();
    for (name, kept) in [
        ("Ada\tExample", "Ada Example"),
        ("\u{feff}Bo\r\nExample\u{200b}", "Bo Example"),
        ("Cy Ex\u{ad}ample\u{200e}", "Cy Example"),
        ("葛\u{e0100}城 太郎", "葛\u{e0100}城 太郎"),
        ("ক\u{9cd}\u{200d}যামেলিয়া", "ক\u{9cd}\u{200d}যামেলিয়া"),
    ] {
        let person = app.person(kept);
        let mut body = person.signature();
        body["name"] = json!(name);
        let id = app.sign_with(&body).await.id();
        let email = app.email_to(&person).await;
        let code = format!("Your code is {}.", email.code());
        let response = app.confirm_by_code(&id, &code).await;
        assert_eq!(response.status, 200, "{name:?}: {}", response.body);
        assert!(app.names().await.contains(&kept.to_owned()), "{name:?}");
    }
    for (typed, kept) in [
        ("1000–001", "1000-001"),
        ("〒100-0001", "100-0001"),
        ("SW1A 1AA.", "SW1A 1AA"),
        ("１００－０００１", "100-0001"),
    ] {
        let person = app.person("Di Example");
        let mut body = person.signature();
        body["postcode"] = json!(typed);
        let id = app.sign_with(&body).await.id();
        let email = app.email_to(&person).await;
        let code = format!("\u{200e}{}", email.code());
        assert_eq!(app.confirm_by_code(&id, &code).await.status, 200, "{typed}");
        let own = email.link().replace("/confirm/", "/manage/");
        let page = Response::to(app.client.get(own)).await.body;
        assert!(page.contains(kept), "{typed}: {page}");
    }
}

/// A person's address is accepted by the commands as it was by the form.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_accepts_a_pasted_email_address() {
    let app = App::start();
    let ada: Person = app.person("Ada Marlowe");
    app.sign_and_confirm(&ada).await;
    let copied = format!("mailto:{}.", ada.email.to_uppercase());
    let erased = app.run_command(&["person", "erase", &copied]);
    assert!(erased.status.success(), "{erased:?}");
    assert_eq!(app.rows("signatures"), 0);
    let refused = app.sign_with(&json!({"name": "Ada", "email": "ada"})).await;
    assert_eq!(refused.status, 422, "{} {}", signatures(), refused.body);
}
