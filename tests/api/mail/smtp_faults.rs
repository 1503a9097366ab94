//! SMTP faults: a mail server that is down, refuses, defers, stalls or cuts. No email is lost, and
//! a duplicate is identical.

use std::collections::HashSet;

use crate::support::app::App;
use crate::support::network::smtp::Smtp;

#[tokio::test]
async fn every_email_arrives_after_the_smtp_server_was_down() {
    let smtp = Smtp::start();
    let app = App::setup().smtp(&smtp).start();
    smtp.go_down();
    let people: Vec<_> = (0..40).map(|_| app.person("Ada Marlowe")).collect();

    let mut ids = Vec::new();
    for person in &people {
        ids.push(app.sign(person).await.id());
    }
    app.wait_for_log("a first try that failed", |log| {
        log.contains("not accepted yet")
    })
    .await;
    smtp.come_up();

    for (person, id) in people.iter().zip(ids) {
        let code = app.email_to(person).await.code();
        assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
    }
    assert_eq!(app.count().await, 40);
    app.all_emails_are_sent().await;
    assert_eq!(app.rows("emails"), 0);
}

#[tokio::test]
async fn queued_emails_survive_a_restart_and_a_kill() {
    let smtp = Smtp::start();
    let app = App::setup().smtp(&smtp).start();
    smtp.go_down();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));

    let adas = app.sign(&ada).await.id();
    let app = app.stop_for_restart().start();
    let bashirs = app.sign(&bashir).await.id();
    let app = app.kill().start();
    smtp.come_up();

    for (person, id) in [(&ada, adas), (&bashir, bashirs)] {
        let code = app.email_after_a_kill(person).await.code();
        assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
    }
    assert_eq!(app.count().await, 2);
}

#[tokio::test]
async fn a_deferred_email_is_retried() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.smtp.defer(&ada.email, 1);

    let id = app.sign(&ada).await.id();
    app.smtp.faults_met(&ada.email, 1).await;
    let code = app.email_to(&ada).await.code();

    assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
    assert_eq!(app.smtp.emails_so_far(&ada.email).len(), 1);
}

#[tokio::test]
async fn a_refused_email_fails_and_the_log_omits_its_address() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.smtp.refuse(&ada.email);
    app.expect_failures();

    app.sign(&ada).await.id();
    app.smtp.faults_met(&ada.email, 1).await;
    app.wait_for_log("an email given up", |log| log.contains("given up"))
        .await;
    // An email to another person, written later, arrives meanwhile: the outbox continues.
    let bashir = app.person("Bashir Quill");
    app.sign(&bashir).await.id();
    app.email_to(&bashir).await;

    assert_eq!(app.rows_where("emails", "status = 'failed'"), 1);
    assert_eq!(
        app.smtp.faults_so_far(&ada.email),
        1,
        "it is not tried again"
    );
    assert!(app.smtp.emails_so_far(&ada.email).is_empty());
}

#[tokio::test]
async fn a_stalled_email_does_not_delay_others() {
    let smtp = Smtp::start();
    let app = App::setup().smtp(&smtp).start();
    let ada = app.person("Ada Marlowe");
    smtp.stall_once(&ada.email);

    app.sign(&ada).await.id();
    smtp.faults_met(&ada.email, 1).await;
    for _ in 0..5 {
        let other = app.person("Bashir Quill");
        app.sign(&other).await.id();
        app.email_to(&other).await;
    }
    assert!(smtp.emails_so_far(&ada.email).is_empty(), "it still stalls");
    // The mail server is restarted, as its operator does when it hangs.
    smtp.go_down();
    smtp.come_up();

    app.email_to(&ada).await;
}

#[tokio::test]
async fn an_idle_connection_that_the_server_closed_does_not_defer_the_next_email() {
    let smtp = Smtp::start();
    let app = App::setup().smtp(&smtp).start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign(&ada).await.id();
    app.email_to(&ada).await;
    app.all_emails_are_sent().await;
    smtp.go_down();
    smtp.come_up();

    app.sign(&bashir).await.id();
    app.email_to(&bashir).await;
    app.all_emails_are_sent().await;
    let deferred = |line: &String| line.contains("not accepted yet");
    assert!(!app.log().iter().any(deferred), "{:#?}", app.log());
}

#[tokio::test]
async fn a_connection_cut_after_delivery_sends_an_identical_duplicate() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.smtp.cut_once(&ada.email);

    app.sign(&ada).await.id();
    let emails = app.smtp.emails_to(&ada.email, 2).await;

    let different = |of: fn(&crate::support::email::Email) -> String| {
        emails.iter().map(of).collect::<HashSet<_>>().len()
    };
    assert_eq!(
        different(|email| email.header("Message-ID").expect("an id")),
        1
    );
    assert_eq!(different(|email| email.code()), 1);
    assert_eq!(different(|email| email.token()), 1);
    app.keep_private(vec![emails[0].token()]);
}

#[tokio::test]
async fn without_smtp_emails_are_written_to_the_folder() {
    let app = App::setup().without_smtp().start();
    let ada = app.person("Ada Marlowe");

    app.sign(&ada).await.id();

    let folder = app.folder().join("mail");
    let email = crate::support::wait::until("an email in the folder", async || {
        let entry = std::fs::read_dir(&folder).ok()?.next()?.ok()?;
        let whole = std::fs::read_to_string(entry.path()).ok()?;
        (entry.path().extension()? == "eml" && !whole.is_empty()).then_some(whole)
    })
    .await;
    assert!(email.contains(&ada.email), "{email}");
    assert!(email.contains("/confirm/"), "{email}");
}
