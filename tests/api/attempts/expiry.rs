//! What time does: emails are a minute apart, codes last a day, links and attempts a week.
//! `faketime` moves the program's own clock; nothing waits.

use crate::support::{app::App, campaign::Campaign};

#[tokio::test]
async fn a_code_expires_after_a_day_and_a_link_after_a_week() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;

    let app = app.stop_for_restart().clock("+25h").start();
    app.confirm_by_code(&id, &email.code())
        .await
        .problem(410, "expired");
    assert_eq!(app.count().await, 0);

    let app = app.stop_for_restart().clock("+6d").start();
    let response = app.confirm_by_token(&email.token()).await;
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn an_expired_link_answers_410_and_its_attempt_is_deleted() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;

    let app = app.stop_for_restart().clock("+8d").start();
    app.keep_private(ada.private_words());
    app.confirm_by_token(&email.token())
        .await
        .problem(410, "expired");
    let page = app.get(&format!("/confirm/{}", email.token())).await;
    assert_eq!(page.status, 410);
    assert_eq!(app.count().await, 0);

    crate::support::wait::until("the attempt to be deleted", async || {
        (app.rows("attempts") == 0).then_some(())
    })
    .await;
    // Signing again still works.
    let id = app.sign(&ada).await.id();
    let emails = app.smtp.emails_to(&ada.email, 2).await;
    assert_eq!(
        app.confirm_by_code(&id, &emails[1].code()).await.status,
        200
    );
}

#[tokio::test]
async fn signing_again_is_reported_only_by_email() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign_and_confirm(&ada).await;
    let first = app.email_to(&ada).await;

    let app = app.stop_for_restart().clock("+5m").start();
    let id = app.sign(&ada).await.id();
    let second = app.smtp.emails_to(&ada.email, 2).await.remove(1);

    assert_ne!(first.text(), second.text());
    assert!(second.text().contains("already"), "{}", second.text());
    // The next step on the screen still works.
    let response = app.confirm_by_code(&id, &second.code()).await;
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn an_address_gets_at_most_three_emails_a_day_for_one_declaration() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    app.email_to(&ada).await;

    let mut setup = app.stop_for_restart();
    for minutes in [5, 10, 15, 20] {
        let app = setup.clock(&format!("+{minutes}m")).start();
        app.sign(&ada).await.id();
        let other = app.person("Bashir Quill");
        app.sign(&other).await.id();
        app.email_to(&other).await;
        setup = app.stop_for_restart();
    }

    assert_eq!(
        crate::support::network::smtp::Smtp::shared()
            .emails_so_far(&ada.email)
            .len(),
        3
    );
}

#[tokio::test]
async fn code_tries_are_allowed_again_the_next_day() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    app.email_to(&ada).await;
    for _ in 0..10 {
        app.confirm_by_code(&id, "not it").await;
        app.confirm_by_code(&id, "000000").await;
    }
    app.confirm_by_code(&id, "000000")
        .await
        .problem(429, "too_many_tries");

    let app = app.stop_for_restart().clock("+25h").start();
    let id = app.sign(&ada).await.id();
    let code = app.smtp.emails_to(&ada.email, 2).await.remove(1).code();

    assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
}

#[tokio::test]
async fn an_undelivered_email_fails_after_three_days_and_is_logged() {
    let smtp = crate::support::network::smtp::Smtp::start();
    let app = App::setup().smtp(&smtp).start();
    let ada = app.person("Ada Marlowe");
    smtp.go_down();
    app.sign(&ada).await.id();
    app.wait_for_log("a first try that failed", |log| {
        log.contains("not accepted yet")
    })
    .await;

    let app = app.stop_for_restart().clock("+73h").start();
    app.expect_failures();
    app.keep_private(ada.private_words());
    app.wait_for_log("an email given up", |log| log.contains("given up"))
        .await;
    smtp.come_up();

    assert_eq!(app.rows_where("emails", "status = 'failed'"), 1);
    assert!(smtp.emails_so_far(&ada.email).is_empty());
}

#[tokio::test]
async fn a_declaration_closes_when_its_last_day_ends() {
    // The declaration's last day ends 22 to 46 hours from now, before any reminder.
    let last = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(22);
    let closes = last.strftime("%Y-%m-%d").to_string();
    let campaign = Campaign {
        closes: Some(closes),
        ..Campaign::default()
    };
    let app = App::setup().campaign(campaign).start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let code = app.email_to(&ada).await.code();

    let app = app.stop_for_restart().clock("+46h").start();

    app.sign(&app.person("Bashir Quill"))
        .await
        .problem(410, "declaration_closed");
    assert_eq!(app.declaration().await["status"], "closed");
    // People who signed in time may still confirm by the link while it is valid.
    let token = app.email_to(&ada).await.token();
    let by_code = app.confirm_by_code(&id, &code).await;
    assert_eq!(by_code.status, 410, "a code lasts a day: {}", by_code.body);
    let by_link = app.confirm_by_token(&token).await;
    assert_eq!(by_link.status, 200, "{}", by_link.body);
    assert_eq!(app.declaration().await["count"], 1);
}
