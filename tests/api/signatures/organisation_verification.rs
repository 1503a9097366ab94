//! Verifying an organisation: by the domain of its email address, by a DNS record, by a file on its
//! website; and what verifies nothing.

use scraper::{Html, Selector};
use serde_json::json;

use super::{
    held_signatures::{nth_email, organisation_of, own_page, sign_and_press, text_at, text_of},
    verification_servers::{NameServer, Serves, Website},
};
use crate::support::{
    app::{App, Setup},
    campaign::DECLARATION,
    people::Person,
    response::Response,
    wait,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organisation_is_shown_with_the_email_domain_that_verified_it() {
    let app = App::start();
    let carys = app.person("Carys Thorne");
    let (email, _) = sign_and_press(&app, &organisation_of(&carys), &carys, 1).await;
    assert_eq!(app.names().await, ["Lantern Street Choir"]);
    let list = app
        .get(&format!("/api/v1/declarations/{DECLARATION}/signatures"))
        .await;
    let verified = &list.json()["items"][0]["verified"];
    assert_eq!(
        (&verified["by"], &verified["domain"]),
        (&json!("letter"), &json!("people.example"))
    );
    assert!(
        verified["at"].as_str().is_some_and(|at| at.ends_with('Z')),
        "{verified}"
    );
    let page = text_of(&app.get(&format!("/d/{DECLARATION}?lang=en")).await.body);
    assert!(
        page.contains("verified by an email to people.example"),
        "{page}"
    );
    let own = text_at(&app, &own_page(&email)).await;
    assert!(
        own.contains("verified by an email to people.example"),
        "{own}"
    );
    assert!(!own.contains("Prove that"), "{own}");
}

/// An organisation with a mail provider's address, which is therefore held.
struct Choir {
    link: String,
    path: String,
    line: String,
}

impl Choir {
    async fn sign(app: &App) -> Choir {
        let carys = app.person("Carys Thorne");
        let gmail = carys.email.replace("people.example", "gmail.com");
        app.keep_private(vec![gmail.clone()]);
        let carys = Person {
            email: gmail,
            ..carys
        };
        let (email, pressed) = sign_and_press(app, &organisation_of(&carys), &carys, 1).await;
        assert!(
            text_of(&pressed.body).contains("until you prove that you sign"),
            "{}",
            pressed.body
        );
        assert_eq!(app.count().await, 0);
        let notice = nth_email(app, &carys, 2).await;
        assert!(
            notice.text().contains("a record in its DNS"),
            "{}",
            notice.text()
        );
        let link = own_page(&email);
        let page = Html::parse_document(&Response::to(app.client.get(&link)).await.body);
        let line = Selector::parse("code.line").expect("a selector");
        let line = page.select(&line).next().expect("the line to publish");
        Choir {
            path: link
                .strip_prefix(&app.url)
                .expect("a link of ours")
                .to_owned(),
            line: line.text().collect(),
            link,
        }
    }

    async fn verify(&self, app: &App, action: &str, domain: &str) -> Response {
        app.submit(&self.path, &[("action", action), ("domain", domain)])
            .await
    }
}

/// May reach the tests' own servers, as on an intranet.
fn setup() -> Setup {
    App::setup().option("--site-test-allow", "127.0.0.0/8")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dns_record_verifies_an_organisation() {
    let names = NameServer::start().await;
    let app = App::setup()
        .option("--name-server", &names.address.to_string())
        .start();
    let choir = Choir::sign(&app).await;

    let missing = choir.verify(&app, "prove-dns", "choir.example").await;
    assert_eq!(missing.status, 422);
    let reported = text_of(&missing.body);
    assert!(
        reported.contains("was not found at _undersigned.choir.example"),
        "{reported}"
    );
    assert!(
        missing.body.contains("value=\"choir.example\""),
        "what was typed stays"
    );
    assert_eq!(app.count().await, 0);

    // Another signature's line proves nothing, nor does ours under another name; the right one
    // does.
    names.publish(
        "_undersigned.choir.example",
        "undersigned=00000000000000000000000000000000",
    );
    names.publish("choir.example", &choir.line);
    assert_eq!(
        choir
            .verify(&app, "prove-dns", "choir.example")
            .await
            .status,
        422
    );
    names.publish("_undersigned.choir.example", &choir.line);
    let proven = choir
        .verify(&app, "prove-dns", "https://www.Choir.example/about")
        .await;
    assert_eq!(proven.status, 200, "{}", proven.body);
    assert!(text_of(&proven.body).contains("verified by DNS of choir.example"));
    assert_eq!(app.count().await, 1);
    let page = text_of(&app.get(&format!("/d/{DECLARATION}?lang=en")).await.body);
    assert!(page.contains("verified by DNS of choir.example"), "{page}");
    assert!(!text_at(&app, &choir.link).await.contains("Prove that"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_on_its_website_verifies_an_organisation() {
    let app = setup().start();
    let choir = Choir::sign(&app).await;
    let site = Website::start().await;
    let domain = format!("localhost:{}", site.address.port());

    assert_eq!(choir.verify(&app, "prove-file", &domain).await.status, 422);
    // A page of megabytes, and one that redirects elsewhere, are not read to the end.
    site.serves(Serves::Text(format!(
        "{}\n{}",
        "x".repeat(3_000_000),
        choir.line
    )));
    assert_eq!(choir.verify(&app, "prove-file", &domain).await.status, 422);
    let stranger = Website::start().await;
    stranger.serves(Serves::Text(choir.line.clone()));
    site.serves(Serves::Elsewhere(format!(
        "http://127.0.0.1:{}/.well-known/undersigned.txt",
        stranger.address.port()
    )));
    assert_eq!(choir.verify(&app, "prove-file", &domain).await.status, 422);
    assert_eq!(app.count().await, 0);

    site.serves(Serves::Text(format!("# of our choir\n{}\n", choir.line)));
    let proven = choir.verify(&app, "prove-file", &domain).await;
    assert_eq!(proven.status, 200, "{}", proven.body);
    assert!(text_of(&proven.body).contains("verified by a file on localhost"));
    assert_eq!(app.count().await, 1);
    // The email saying that the signature now counts.
    wait::until("the email that it counts", async || {
        (app.emails_written() == 3).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_providers_and_private_addresses_verify_nothing_and_are_not_queried() {
    let names = NameServer::start().await;
    let app = App::setup()
        .option("--name-server", &names.address.to_string())
        .start();
    let choir = Choir::sign(&app).await;
    let site = Website::start().await;
    site.serves(Serves::Text(choir.line.clone()));
    for typed in [
        "gmail.com",
        "wp.pl",
        "co.uk",
        "",
        "127.0.0.1",
        "[::1]",
        "localhost",
    ] {
        for action in ["prove-dns", "prove-file"] {
            names.publish(&format!("_undersigned.{typed}"), &choir.line);
            let refused = choir.verify(&app, action, typed).await;
            // The limit is ten a minute.
            assert!(
                matches!(refused.status, 422 | 429),
                "{typed}: {}",
                refused.body
            );
        }
    }
    assert_eq!(names.asked(), 0, "no name server was asked");
    assert_eq!(site.asked(), 0);
    assert_eq!(app.count().await, 0);
}
