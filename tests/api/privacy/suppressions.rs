//! "It wasn't me" applies to every declaration and list, gets the same response for all, and the
//! mailbox can undo it: by the page that follows it and by the one receipt.

use reqwest::Method;
use scraper::{Html, Selector};

use crate::support::{app::App, email::Email, response::Response};

/// The link on a page that undoes it.
fn way_back(page: &str) -> String {
    let link = Selector::parse("a[href*=let-emails-come]").expect("a selector");
    let page = Html::parse_document(page);
    let link = page
        .select(&link)
        .next()
        .expect("a link that takes it back");
    link.attr("href").expect("an address").to_owned()
}

/// The link in a receipt that undoes it, as a path.
fn way_back_of(email: &Email) -> String {
    let links = email.links();
    assert_eq!(links.len(), 1, "{}", email.text());
    let path = links[0].splitn(4, '/').nth(3).expect("an address");
    assert!(path.starts_with("let-emails-come/"), "{path}");
    format!("/{path}")
}

#[tokio::test]
async fn it_wasnt_me_suppresses_the_address_for_every_declaration_and_list() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;
    // The address was typed elsewhere as well, and one of these emails waits for its turn.
    app.subscribe(&ada).await.id();
    let subscribing = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    app.subscribe(&ada).await.id();

    app.suppress(&email).await;

    assert_eq!(app.rows("attempts"), 0);
    app.confirm_by_token(&subscribing.token())
        .await
        .problem(410, "expired");
    let receipt = app.smtp.emails_to(&ada.email, 3).await.remove(2);
    assert!(!receipt.text().contains("Marlowe"), "{}", receipt.text());
    // Another request gets the usual response, but no email is sent, nor a second receipt.
    let (signed, joined) = (app.sign(&ada).await, app.subscribe(&ada).await);
    for response in [&signed, &joined] {
        assert_eq!(response.status, 202);
    }
    assert_eq!(signed.json()["status"], "pending");
    app.all_emails_are_sent().await;
    let app = app.stop_for_restart().clock("+49h").start();
    app.wait_for_log("housekeeping", |line| line.contains("housekeeping done"))
        .await;
    app.all_emails_are_sent().await;
    assert_eq!(app.smtp.emails_so_far(&ada.email).len(), 3, "no reminder");
}

#[tokio::test]
async fn a_wrong_code_gets_the_same_answer_for_a_suppressed_address() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign(&ada).await.id();
    app.suppress(&app.email_to(&ada).await).await;

    let suppressing = app.sign(&ada).await.id();
    let other = app.sign(&bashir).await.id();
    app.email_to(&bashir).await;

    for id in [&suppressing, &other] {
        let response = app.confirm_by_code(id, "000000").await;
        assert!(matches!(response.status, 200 | 422), "{}", response.body);
        response.problem(422, "wrong_code");
    }
}

#[tokio::test]
async fn a_suppression_can_be_undone_from_the_page_or_the_receipt() {
    let app = App::start();
    for by_receipt in [false, true] {
        let ada = app.person("Ada Marlowe");
        app.sign(&ada).await.id();
        let page = app.suppress(&app.email_to(&ada).await).await.body;
        let receipt = app.smtp.emails_to(&ada.email, 2).await.remove(1);
        let (on_page, in_receipt) = (way_back(&page), way_back_of(&receipt));
        assert_eq!(on_page, in_receipt, "one way back");
        app.sign(&ada).await.id();

        // Opening it, as scanners do, changes nothing.
        for method in [Method::GET, Method::HEAD, Method::GET] {
            let opened = app.client.request(method, app.at(&on_page));
            assert_eq!(Response::to(opened).await.status, 200);
        }
        assert_eq!(app.rows_where("suppressions", "lifted_at is null"), 1);
        let forged = in_receipt.replacen('.', ".A", 1);
        for wrong in [
            forged.as_str(),
            "/let-emails-come/k.k",
            "/let-emails-come/x",
        ] {
            let pressed = Response::to(app.client.post(app.at(wrong))).await;
            assert_eq!(pressed.status, 410, "{wrong}");
        }
        assert_eq!(app.rows_where("suppressions", "lifted_at is null"), 1);

        let link = if by_receipt { &in_receipt } else { &on_page };
        let pressed = Response::to(app.client.post(app.at(link))).await;
        assert_eq!(pressed.status, 200, "{}", pressed.body);
        assert_eq!(app.rows_where("suppressions", "lifted_at is null"), 0);

        // Attempts dropped by "it wasn't me" still count: the same person's next email waits for
        // its turn.
        app.sign(&ada).await.id();
        let held = "status = 'waiting' and due_at > created_at";
        assert_eq!(app.rows_where("emails", held), 1 + u64::from(by_receipt));
        // Another person with the address gets their email at once.
        let bo = crate::support::people::Person {
            name: "Bo Marlowe".to_owned(),
            ..ada.clone()
        };
        let id = app.sign(&bo).await.id();
        let code = app.smtp.emails_to(&ada.email, 3).await.remove(2).code();
        assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
        // The link is used up, and a later "it wasn't me" has its own.
        assert_eq!(
            Response::to(app.client.post(app.at(link))).await.status,
            410
        );
    }
}
