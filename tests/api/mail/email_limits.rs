//! How many emails an address gets, and which wait for their turn: no promised email is lost, and
//! no mailbox is flooded. `faketime` moves the program's own clock; nothing waits.

use crate::support::{app::App, people::Person, wait};

const HELD: &str = "status = 'waiting' and due_at > created_at";
/// Never delayed and not sent yet.
const DUE: &str = "status = 'waiting' and (next_try_at = created_at or lease_until is not null)";
const NAMES: [&str; 17] = [
    "Ada", "Bashir", "Carys", "Dara", "Elin", "Farid", "Gwen", "Hana", "Idris", "Jamila", "Kofi",
    "Lleu", "Mair", "Nadia", "Owain", "Priya", "Rhys",
];

/// Another person who reads the same mailbox.
fn with_mailbox_of(person: &Person, name: &str) -> Person {
    Person {
        name: name.to_owned(),
        ..person.clone()
    }
}

#[tokio::test]
async fn two_people_of_one_mailbox_get_their_codes_at_once() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let bo = with_mailbox_of(&ada, "Bo Marlowe");
    app.keep_private(bo.private_words());
    let mut union = ada.signature();
    union["kind"] = "organisation".into();
    union["organisation"] = "Rivers Union".into();

    let mut ids = vec![app.sign(&ada).await.id(), app.sign(&bo).await.id()];
    // An organisation is a different signatory, and a list a different subject.
    ids.push(app.sign_with(&union).await.id());
    ids.push(app.subscribe(&ada).await.id());

    let emails = app.smtp.emails_to(&ada.email, 4).await;
    for email in &emails {
        assert_eq!(app.confirm_by_token(&email.token()).await.status, 200);
    }
    assert_eq!(ids.len(), 4);
    assert_eq!(app.count().await, 2, "the organisation waits for its proof");
}

#[tokio::test]
async fn a_repeated_request_delays_its_email_by_a_minute() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    for _ in 0..8 {
        app.sign(&ada).await.id();
    }
    // The same name, spelled differently.
    let newest = app.sign(&with_mailbox_of(&ada, "MARLOWE, ada")).await.id();
    app.email_to(&ada).await;
    wait::until("one email to wait", async || {
        (app.rows_where("emails", HELD) == 1).then_some(())
    })
    .await;

    // A restart sends refused emails at once, but not the delayed ones.
    let app = app.stop_for_restart().start();
    let bashir = app.person("Bashir Quill");
    app.sign(&bashir).await.id();
    app.email_to(&bashir).await;
    assert_eq!(app.smtp.emails_so_far(&ada.email).len(), 1);

    let app = app.stop_for_restart().clock("+2m").start();
    let second = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    app.all_emails_are_sent().await;
    assert_eq!(
        app.smtp.emails_so_far(&ada.email).len(),
        2,
        "the newest alone"
    );
    let code = second.code();
    assert_eq!(app.confirm_by_code(&newest, &code).await.status, 200);
}

#[tokio::test]
async fn a_delayed_email_is_dropped_when_its_attempt_ends() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    for person in [&ada, &ada, &bashir, &bashir] {
        app.sign(person).await.id();
    }
    app.subscribe(&ada).await.id();
    app.subscribe(&ada).await.id();
    let adas = app.smtp.emails_to(&ada.email, 2).await;
    let bashirs = app.email_to(&bashir).await;
    assert_eq!(app.rows_where("emails", HELD), 3);

    for email in &adas {
        app.keep_private(vec![email.token()]);
        assert_eq!(app.confirm_by_token(&email.token()).await.status, 200);
    }
    app.suppress(&bashirs).await;

    assert_eq!(app.rows_where("emails", HELD), 0);
    app.all_emails_are_sent().await;
    let app = app.stop_for_restart().clock("+2m").start();
    app.all_emails_are_sent().await;
    let reported = |person: &Person| app.smtp.emails_so_far(&person.email);
    assert!(
        reported(&bashir)
            .iter()
            .all(|one| !one.text().contains("/confirm/") || one.token() == bashirs.token())
    );
    let asking = reported(&ada)
        .into_iter()
        .filter(|one| one.text().contains("/confirm/"));
    assert_eq!(asking.count(), 2);
}

#[tokio::test]
async fn a_mailbox_gets_ten_emails_a_day_and_five_more_are_queued() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.subscribe(&ada).await.id();
    let people: Vec<Person> = NAMES
        .iter()
        .map(|name| with_mailbox_of(&ada, &format!("{name} Marlowe")))
        .collect();
    for person in &people {
        app.keep_private(vec![person.name.clone()]);
        app.sign(person).await.id();
    }

    app.smtp.emails_to(&ada.email, 10).await;
    wait::until("five to wait, and no other", async || {
        let all = (app.rows_where("emails", HELD), app.rows("emails"));
        (all == (5, 5)).then_some(())
    })
    .await;
    assert_eq!(app.emails_written(), 15);
    let metrics = app.get("/metrics").await.body;
    assert!(
        metrics.contains("undersigned_emails_dropped_total 3"),
        "{metrics}"
    );

    // They are sent a day later; those from the first day are not due for a reminder yet.
    let app = app.stop_for_restart().clock("+25h").start();
    app.smtp.emails_to(&ada.email, 15).await;
    app.all_emails_are_sent().await;

    // Reminders count as well, and the limit is twenty a week.
    let app = app.stop_for_restart().clock("+50h").start();
    app.wait_for_log("housekeeping", |line| line.contains("housekeeping done"))
        .await;
    let app = app.stop_for_restart().clock("+122h").start();
    app.wait_for_log("housekeeping", |line| line.contains("housekeeping done"))
        .await;
    wait::until("what may go to have gone", async || {
        (app.rows_where("emails", DUE) == 0).then_some(())
    })
    .await;
    assert!(app.smtp.emails_so_far(&ada.email).len() <= 20);
}
