//! Reminders of an unanswered email: one after two days, one after five, never more. `faketime`
//! moves the program's own clock; nothing waits.

use crate::support::{app::App, wait};

const SUBJECT: &str = "Not confirmed yet";

#[tokio::test]
async fn an_unanswered_attempt_is_reminded_after_two_and_after_five_days_only() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    app.email_to(&ada).await;

    let mut setup = app.stop_for_restart();
    for (clock, emails) in [("+49h", 2), ("+52h", 2), ("+121h", 3), ("+124h", 3)] {
        let app = setup.clock(clock).start();
        let received = app.smtp.emails_to(&ada.email, emails).await;
        housekeeping_is_done(&app).await;
        assert_eq!(app.smtp.emails_so_far(&ada.email).len(), emails, "{clock}");
        let newest = &received[emails - 1];
        assert!(
            newest.subject().starts_with(SUBJECT),
            "{}",
            newest.subject()
        );
        setup = app.stop_for_restart();
    }

    // All of them expire a week after the first email was requested.
    let app = setup.clock("+8d").start();
    wait::until("the attempt to be deleted", async || {
        (app.rows("attempts") == 0).then_some(())
    })
    .await;
    assert_eq!(app.smtp.emails_so_far(&ada.email).len(), 3);
}

#[tokio::test]
async fn a_reminder_confirms_by_link_or_code_and_the_first_email_still_works() {
    let app = App::start();
    let (ada, bashir, chen) = (
        app.person("Ada Marlowe"),
        app.person("Bashir Quill"),
        app.person("Chen Arkwright"),
    );
    app.sign(&ada).await.id();
    let id = app.sign(&bashir).await.id();
    app.sign(&chen).await.id();
    let first = app.email_to(&chen).await;
    let firsts = [app.email_to(&ada).await, app.email_to(&bashir).await];

    let app = app.stop_for_restart().clock("+49h").start();
    let link = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    let code = app.smtp.emails_to(&bashir.email, 2).await.remove(1);
    for (first, reminder) in firsts.iter().zip([&link, &code]) {
        assert_eq!(reminder.token(), first.token(), "the same link");
        assert_eq!(reminder.code(), first.code(), "the same code");
    }
    assert_eq!(app.confirm_by_token(&link.token()).await.status, 200);
    // The screen on which the person signed is still open.
    assert_eq!(app.confirm_by_code(&id, &code.code()).await.status, 200);
    assert_eq!(app.confirm_by_token(&first.token()).await.status, 200);
    assert_eq!(app.count().await, 3);

    let app = app.stop_for_restart().clock("+121h").start();
    housekeeping_is_done(&app).await;
    for person in [&ada, &bashir, &chen] {
        assert_eq!(app.smtp.emails_so_far(&person.email).len(), 2);
    }
}

#[tokio::test]
async fn a_confirmed_or_disowned_attempt_gets_no_reminder() {
    let app = App::start();
    let (ada, bashir, chen) = (
        app.person("Ada Marlowe"),
        app.person("Bashir Quill"),
        app.person("Chen Arkwright"),
    );
    app.sign_and_confirm(&ada).await;
    app.sign(&bashir).await.id();
    let email = app.email_to(&bashir).await;
    app.suppress(&email).await;
    app.sign(&chen).await.id();
    app.email_to(&chen).await;

    let app = app.stop_for_restart().clock("+49h").start();
    app.smtp.emails_to(&chen.email, 2).await;
    housekeeping_is_done(&app).await;
    assert_eq!(app.smtp.emails_so_far(&ada.email).len(), 1);
    let receipt = app.smtp.emails_to(&bashir.email, 2).await.remove(1);
    assert!(receipt.text().contains("/let-emails-come/"));
    assert_eq!(app.smtp.emails_so_far(&bashir.email).len(), 2);
}

#[tokio::test]
async fn after_days_offline_the_server_sends_one_reminder_for_a_list_too() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.subscribe(&ada).await.id();
    app.email_to(&ada).await;

    let app = app.stop_for_restart().clock("+121h").start();
    let reminder = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    housekeeping_is_done(&app).await;
    assert_eq!(app.smtp.emails_so_far(&ada.email).len(), 2);
    assert!(reminder.subject().starts_with(SUBJECT));
    assert_eq!(app.confirm_by_token(&reminder.token()).await.status, 200);
}

/// Waits until everything that is due when the server starts has been written and sent.
async fn housekeeping_is_done(app: &App) {
    app.wait_for_log("housekeeping", |line| line.contains("housekeeping done"))
        .await;
    app.all_emails_are_sent().await;
}
