//! Held signatures: the third from one address, an organisation until its domain verifies it, and a
//! duplicate organisation; what their signatories see, and how organisers decide.

use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::signatures::verification_servers::{NameServer, Serves, Website};
use crate::support::{
    app::{App, Setup, program::output_of},
    campaign::DECLARATION,
    email::Email,
    people::Person,
    response::Response,
    wait,
};

/// A person with a name of their own and another person's address.
fn with_mailbox_of(app: &App, name: &str, mailbox: &Person) -> Person {
    let person = Person {
        email: mailbox.email.clone(),
        ..app.person(name)
    };
    app.keep_private(person.private_words());
    person
}

/// The last of this many emails.
async fn nth_email(app: &App, person: &Person, number: usize) -> Email {
    let emails = app.smtp.emails_to(&person.email, number).await;
    emails.last().expect("an email").clone()
}

/// Signs and confirms by the link's page, which needs no code; returns its response.
async fn sign_and_press(
    app: &App,
    body: &Value,
    person: &Person,
    number: usize,
) -> (Email, Response) {
    app.sign_with(body).await.id();
    let email = nth_email(app, person, number).await;
    let pressed = app.press(&email.link()).await;
    (email, pressed)
}

fn organisation_of(person: &Person) -> Value {
    let mut body = person.signature();
    body["kind"] = json!("organisation");
    body["organisation"] = json!("Lantern Street Choir");
    body["role"] = json!("Treasurer");
    body
}

/// The state of a confirmation, what it waits for and how many count.
fn held_state(confirmed: &Response) -> Value {
    let confirmed: Value = confirmed.json();
    json!([
        confirmed["status"],
        confirmed["waits_for"],
        confirmed["count"]
    ])
}

fn says_why_it_is_held(email: &Email, why: &str) {
    let (subject, text) = (email.subject(), email.text());
    assert!(subject.contains("Your signature waits"), "{subject}");
    assert!(text.contains(why), "{text}");
}

fn own_page(email: &Email) -> String {
    email.link().replace("/confirm/", "/manage/")
}

async fn text_at(app: &App, url: &str) -> String {
    text_of(&Response::to(app.client.get(url)).await.body)
}

fn text_of(page: &str) -> String {
    let page = Html::parse_document(page);
    let main = page
        .select(&Selector::parse("main").expect("a selector"))
        .next();
    let text: String = main.expect("a page").text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Restarts a day later: an address gets only a few emails a day.
fn days_later(app: App, days: &str) -> App {
    app.stop_for_restart().clock(days).start()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_third_signature_from_one_mailbox_is_held() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let bashir = with_mailbox_of(&app, "Bashir Marlowe", &ada);
    let carys = with_mailbox_of(&app, "Carys Marlowe", &ada);
    sign_and_press(&app, &ada.signature(), &ada, 1).await;
    let app = days_later(app, "+1d");
    for person in [&ada, &bashir, &carys] {
        app.keep_private(person.private_words());
    }
    sign_and_press(&app, &bashir.signature(), &ada, 2).await;
    assert_eq!(app.count().await, 2);

    let app = days_later(app, "+2d");
    let response = app.sign_with(&carys.signature()).await;
    assert_eq!(response.status, 202, "the answer is the same for everyone");
    let email = nth_email(&app, &ada, 3).await;
    let confirmed = app.confirm_by_code(&response.id(), &email.code()).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(held_state(&confirmed), json!(["confirmed", "household", 2]));
    assert_eq!(app.names().await, ["Bashir Marlowe", "Ada Marlowe"]);

    let notice = nth_email(&app, &ada, 4).await;
    says_why_it_is_held(&notice, "Two people have signed from your address");
    let link = own_page(&email);
    let page = text_at(&app, &link).await;
    assert!(
        page.contains("Carys Marlowe") && page.contains("it waits for"),
        "{page}"
    );
    // The page behind the email's link says the same, and pressing again changes nothing.
    let pressed = app.press(&email.link()).await;
    assert!(
        text_of(&pressed.body).contains("it waits for"),
        "{}",
        pressed.body
    );

    assert!(output_of(&app.run_command(&["check"])).contains("1 signature waits for approval"));
    let waiting = output_of(&app.run_command(&["signatures", "waiting"]));
    assert!(
        waiting.contains("person \"Carys Marlowe\"")
            && waiting.contains("Ada Marlowe and Bashir Marlowe"),
        "{waiting}"
    );
    let id = waiting.split(' ').next().expect("an id");
    let unknown = app.run_command(&["signatures", "approve", "no-such", id]);
    assert!(
        !unknown.status.success(),
        "one is unknown, the other is let in"
    );
    assert_eq!(app.names().await.len(), 3);
    assert_eq!(app.rows("signatures"), 3);
    let notice = nth_email(&app, &ada, 5).await;
    assert!(
        notice.subject().contains("Your signature counts"),
        "{}",
        notice.subject()
    );
    let nobody = output_of(&app.run_command(&["signatures", "waiting"]));
    assert!(nobody.contains("no signature waits"), "{nobody}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejected_signature_is_deleted_and_a_name_in_use_cannot_be_taken() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    sign_and_press(&app, &ada.signature(), &ada, 1).await;
    let app = days_later(app, "+1d");
    let bashir = with_mailbox_of(&app, "Bashir Marlowe", &ada);
    let (email, _) = sign_and_press(&app, &bashir.signature(), &ada, 2).await;
    let link = own_page(&email);
    let path = link.strip_prefix(&app.url).expect("a link of ours");
    let fields = [
        ("action", "correct"),
        ("name", "ada MARLOWE"),
        ("public", "full"),
    ];
    let taken = app.submit(path, &fields).await;
    assert_eq!(taken.status, 422);
    assert!(text_of(&taken.body).contains("Somebody else has signed with this name"));

    let choir = app.person("Carys Thorne");
    let mut body = organisation_of(&choir);
    let gmail = choir.email.replace("people.example", "gmail.com");
    app.keep_private(vec![gmail.clone()]);
    body["email"] = json!(gmail);
    let choir = Person {
        email: gmail,
        ..choir
    };
    sign_and_press(&app, &body, &choir, 1).await;
    let waiting = output_of(&app.run_command(&["signatures", "waiting"]));
    assert!(waiting.contains("organisation \"Lantern Street Choir\", by Carys Thorne, Treasurer"));
    let id = waiting.split(' ').next().expect("an id");
    let turned = output_of(&app.run_command(&["signatures", "refuse", id]));
    assert!(turned.contains("rejected and deleted"), "{turned}");
    let notice = nth_email(&app, &choir, 3).await;
    assert!(
        notice.subject().contains("was not counted"),
        "{}",
        notice.subject()
    );
    assert!(notice.text().contains("write to hello@readingroom.example"));
    assert!(
        notice.links().is_empty(),
        "nothing is kept that a link could lead to"
    );
    assert_eq!(
        app.rows_where("pending_signatures", "kind = 'organisation'"),
        0
    );
    assert_eq!(app.rows_where("consents", "deed = 'turned_away'"), 1);
    assert_eq!(app.count().await, 2);
}

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
        page.contains("verified by a letter to people.example"),
        "{page}"
    );
    let own = text_at(&app, &own_page(&email)).await;
    assert!(
        own.contains("verified by a letter to people.example"),
        "{own}"
    );
    assert!(!own.contains("Prove that"), "{own}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_duplicate_organisation_from_a_second_address_is_held() {
    let app = App::start();
    let (carys, deric) = (app.person("Carys Thorne"), app.person("Deric Vale"));
    sign_and_press(&app, &organisation_of(&carys), &carys, 1).await;
    assert_eq!(app.count().await, 1);

    let mut again = organisation_of(&deric);
    again["organisation"] = json!("LANTERN STREET choir");
    let response = app.sign_with(&again).await;
    assert_eq!(response.status, 202, "the answer is the same for everyone");
    let email = nth_email(&app, &deric, 1).await;
    let confirmed = app.confirm_by_code(&response.id(), &email.code()).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(held_state(&confirmed), json!(["confirmed", "namesake", 1]));
    assert_eq!(app.names().await, ["Lantern Street Choir"]);
    assert_eq!(app.rows("signatures"), 1);

    let notice = nth_email(&app, &deric, 2).await;
    says_why_it_is_held(&notice, "An organisation of this name has signed already");
    for page in [
        text_of(&app.press(&email.link()).await.body),
        text_at(&app, &own_page(&email)).await,
    ] {
        assert!(page.contains("of this name has signed already"), "{page}");
        assert!(!page.contains("Prove that"), "{page}");
    }

    assert!(output_of(&app.run_command(&["check"])).contains("1 signature waits for approval"));
    let waiting = output_of(&app.run_command(&["signatures", "waiting"]));
    assert!(
        waiting.contains(
            "organisation \"LANTERN STREET choir\" (by an email to people.example), \
             by Deric Vale, Treasurer: its name already counts as \"Lantern Street Choir\" \
             (by an email to people.example); deleted on"
        ),
        "{waiting}"
    );
    let id = waiting.split(' ').next().expect("an id");
    output_of(&app.run_command(&["signatures", "approve", id]));
    assert_eq!(
        app.names().await,
        ["LANTERN STREET choir", "Lantern Street Choir"],
        "there are two of some names"
    );
    assert_eq!(app.rows("signatures"), 2);
    let notice = nth_email(&app, &deric, 3).await;
    assert!(notice.subject().contains("Your signature counts"));
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
        (app.rows_where("outbox", "letter = 'let_in'") == 1).then_some(())
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
