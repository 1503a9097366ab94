//! Held signatures: the third from one mailbox, and a duplicate organisation; what their
//! signatories see, and how organisers decide. An organisation that is not verified yet is in
//! `organisation_verification`.

use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::support::{
    app::{App, program::output_of},
    email::Email,
    people::Person,
    response::Response,
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
pub(crate) async fn nth_email(app: &App, person: &Person, number: usize) -> Email {
    let emails = app.smtp.emails_to(&person.email, number).await;
    emails.last().expect("an email").clone()
}

/// Signs and confirms by the link's page, which needs no code; returns its response.
pub(crate) async fn sign_and_press(
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

pub(crate) fn organisation_of(person: &Person) -> Value {
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
    assert!(
        subject.contains("Your signature needs approval"),
        "{subject}"
    );
    assert!(text.contains(why), "{text}");
}

pub(crate) fn own_page(email: &Email) -> String {
    email.link().replace("/confirm/", "/manage/")
}

pub(crate) async fn text_at(app: &App, url: &str) -> String {
    text_of(&Response::to(app.client.get(url)).await.body)
}

pub(crate) fn text_of(page: &str) -> String {
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
    says_why_it_is_held(
        &notice,
        "Two people have already signed with this email address",
    );
    let link = own_page(&email);
    let page = text_at(&app, &link).await;
    assert!(
        page.contains("Carys Marlowe") && page.contains("it needs approval from"),
        "{page}"
    );
    // The page behind the email's link says the same, and pressing again changes nothing.
    let pressed = app.press(&email.link()).await;
    assert!(
        text_of(&pressed.body).contains("it needs approval from"),
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
    let waiting = output_of(&app.run_command(&["signatures", "waiting"]));
    assert!(waiting.contains("no signature waits"), "{waiting}");
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
    assert!(text_of(&taken.body).contains("Someone else has signed with this name"));

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
        notice.subject().contains("was not approved"),
        "{}",
        notice.subject()
    );
    assert!(notice.text().contains("write to hello@readingroom.example"));
    assert!(
        notice.links().is_empty(),
        "nothing is kept that a link could lead to"
    );
    assert_eq!(app.rows_where("attempts", "signatory = 'organisation'"), 0);
    assert_eq!(app.rows_where("consents", "event = 'rejected'"), 1);
    assert_eq!(app.count().await, 2);
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
    says_why_it_is_held(&notice, "An organisation with this name has already signed");
    for page in [
        text_of(&app.press(&email.link()).await.body),
        text_at(&app, &own_page(&email)).await,
    ] {
        assert!(page.contains("with this name has already signed"), "{page}");
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
