//! One person and one organisation, however the name is spelled: names that are the same to a
//! search are the same in a mailbox, among organisations, and when erasing by name.

use serde_json::json;

use crate::support::{app::App, campaign::DECLARATION, email::Email, people::Person, wait};

/// A name, the same spelled differently, and another person who shares the mailbox.
const PAIRS: [(&str, &str, &str); 6] = [
    ("Jürgen Großmann", "JÜRGEN GROSSMANN", "Ute Großmann"),
    ("Paweł Łukasiewicz", "PAWEL LUKASIEWICZ", "Ewa Łukasiewicz"),
    ("Işıl Kırık", "ISIL KIRIK", "Bora Kırık"),
    ("علی رضایی", "علي رضايي", "مینا رضایی"),
    ("Seán O’Neill", "Sean O`Neill", "Aoife O’Neill"),
    (
        "葛\u{e0100}城 太郎",
        "葛城\u{3000}太郎",
        "葛\u{e0100}城 花子",
    ),
];

fn with(name: &str, mailbox: &Person) -> Person {
    Person {
        name: name.to_owned(),
        ..mailbox.clone()
    }
}

/// Signs and presses the button behind the newest email's link.
async fn sign_and_press(app: &App, person: &Person, number: usize) -> Email {
    app.sign(person).await.id();
    let mut emails = app.smtp.emails_to(&person.email, number).await;
    let email = emails.pop().expect("an email");
    app.press(&email.link()).await;
    email
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_spelled_differently_takes_no_second_slot_of_its_mailbox() {
    let mut app = App::start();
    let mailboxes = PAIRS.map(|(name, ..)| app.person(name));
    for (day, written) in [("", 0), ("+1d", 1), ("+2d", 2)] {
        if !day.is_empty() {
            app = app.stop_for_restart().clock(day).start();
        }
        for ((one, same, other), mailbox) in PAIRS.iter().zip(&mailboxes) {
            let person = with([one, same, other][written], mailbox);
            app.keep_private(person.private_words());
            sign_and_press(&app, &person, written + 1).await;
        }
        let count = [PAIRS.len(), PAIRS.len(), 2 * PAIRS.len()][written];
        assert_eq!(app.count().await, count as u64, "after {day}");
    }
    assert_eq!(app.rows_where("attempts", "state = 'held'"), 0);

    // Erasing by name finds the person however the name is spelled.
    for ((_, same, other), mailbox) in PAIRS.iter().zip(&mailboxes) {
        let erase = ["person", "erase", &mailbox.email, "--name", same];
        let erased = app.run_command(&erase);
        assert!(erased.status.success(), "{erased:?}");
        let reported = String::from_utf8_lossy(&erased.stdout).into_owned();
        assert!(reported.contains("1 signature"), "{same}: {reported}");
        assert_eq!(
            app.rows_where("signatures", &format!("name = '{other}'")),
            1
        );
    }
    // The server notices within a second what a command has written.
    wait::until("those who were erased no longer count", async || {
        (app.count().await == PAIRS.len() as u64).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invisible_characters_in_an_organisations_name_do_not_make_it_another() {
    let app = App::start();
    let mut people =
        ["Ada Thorne", "Bo Thorne", "Cy Thorne", "Di Thorne"].map(|name| app.person(name));
    let names = [
        "Midland Carers",
        "Midland Carers\u{3164}",
        "Mid\u{34f}land \u{200d}Carers\u{e0100}",
        "MIDLAND\u{2060} CARERS\u{fe0f}",
    ];
    for (person, name) in people.iter_mut().zip(names) {
        let mut body = person.signature();
        body["kind"] = json!("organisation");
        body["organisation"] = json!(name);
        app.sign_and_confirm_with(&body, person).await;
    }
    assert_eq!(app.count().await, 1);
    assert_eq!(
        app.rows_where("attempts", "held = 'duplicate_organisation'"),
        3
    );
    let list = format!("/api/v1/declarations/{DECLARATION}/signatures?q=midland carers");
    let found = app.get(&list).await.json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
}
