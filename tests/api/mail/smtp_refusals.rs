//! A mail server that rejects us, not the recipient: nothing is lost, the operator is alerted, and
//! emails that were given up can still be sent.

use reqwest::StatusCode;

use crate::{
    signatures::verification_servers::NameServer,
    support::{app::App, network::smtp::Smtp, wait},
};

/// The replies of Gmail, Microsoft and Postfix; each has its own server, since several refusals in a
/// row pause all.
#[tokio::test]
async fn an_email_refused_because_of_the_sender_is_retried() {
    for (at_rcpt, reply) in [
        (false, "550 5.4.5 Daily user sending limit exceeded"),
        (
            false,
            "554 5.2.0 STOREDRV.Submission.Exception:QuotaExceededException",
        ),
        (
            false,
            "550 5.7.60 Client does not have permissions to send as this sender",
        ),
        (
            true,
            "553 5.7.1 Sender address rejected: not owned by user letters",
        ),
        (
            true,
            "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
        ),
    ] {
        let smtp = Smtp::start();
        let app = App::setup().smtp(&smtp).start();
        let ada = app.person("Ada Marlowe");
        if at_rcpt {
            smtp.answer_rcpt(&ada.email, reply, 1);
        } else {
            smtp.answer_data(&ada.email, reply, 1);
        }
        let id = app.sign(&ada).await.id();
        smtp.faults_met(&ada.email, 1).await;
        app.wait_for_log("the server's words", |log| log.contains(&reply[4..20]))
            .await;

        let code = app.email_to(&ada).await.code();

        assert_eq!(app.confirm_by_code(&id, &code).await.status, 200, "{reply}");
    }
}

#[tokio::test]
async fn repeated_refusals_pause_all_email_and_are_reported_until_they_stop() {
    let smtp = Smtp::start();
    let app = App::setup().smtp(&smtp).start();
    app.expect_failures();
    smtp.refuse_all("550 5.4.5 Daily user sending limit exceeded");
    let people: Vec<_> = (0..3).map(|_| app.person("Ada Marlowe")).collect();
    for person in &people {
        app.sign(person).await.id();
    }
    app.wait_for_log("an alarm", |log| {
        log.contains("refuses us") && log.contains("5.4.5 Daily user sending limit exceeded")
    })
    .await;
    let health = |app: &App| {
        let asked = app.client.get(format!("{}/healthz", app.url));
        async move {
            let response = asked.send().await.expect("it answers");
            let status = response.status();
            (status, response.text().await.expect("text"))
        }
    };
    let degraded = wait::until("health to say so", async || {
        let (status, words) = health(&app).await;
        assert_eq!(status, StatusCode::OK, "people can sign");
        words.contains("mail_refused").then_some(words)
    })
    .await;
    assert!(degraded.contains(r#""status":"degraded""#), "{degraded}");

    // While it refuses us, it gets no emails for other people.
    let late = app.person("Bashir Quill");
    app.sign(&late).await.id();
    smtp.mend();
    let setup = app.stop_for_restart();
    assert_eq!(smtp.faults_so_far(&late.email), 0);

    let app = setup.start();
    for person in people.iter().chain([&late]) {
        app.email_to(person).await;
    }
    app.all_emails_are_sent().await;
    wait::until("health to be well again", async || {
        health(&app)
            .await
            .1
            .contains(r#""status":"ok""#)
            .then_some(())
    })
    .await;
}

#[tokio::test]
async fn mail_retry_sends_failed_emails_again() {
    let smtp = Smtp::start();
    let app = App::setup().smtp(&smtp).start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    smtp.refuse_all("550 5.7.60 not allowed to send as this sender");
    let id = app.sign(&ada).await.id();
    smtp.faults_met(&ada.email, 1).await;

    let app = app.stop_for_restart().clock("+73h").start();
    app.expect_failures();
    app.keep_private(ada.private_words());
    app.wait_for_log("an email given up", |log| log.contains("given up"))
        .await;
    wait::until("the row to say so", async || {
        (app.rows_where("emails", "status = 'failed'") == 1).then_some(())
    })
    .await;
    // The recipient does not exist, so the email is given up at once.
    smtp.mend();
    smtp.refuse(&bashir.email);
    app.sign(&bashir).await.id();
    wait::until("the second one given up", async || {
        (app.rows_where("emails", "status = 'failed'") == 2).then_some(())
    })
    .await;
    smtp.mend();

    let reported = |options: &[&str]| {
        let output = app.run_command(&[&["mail", "retry"], options].concat());
        assert!(output.status.success(), "{output:?}");
        let words = String::from_utf8(output.stdout).expect("UTF-8");
        for private in [&ada.email, &bashir.email] {
            assert!(!words.contains(private.as_str()), "{words}");
        }
        words
    };
    let dry = reported(&["--dry-run"]);
    assert!(dry.contains("2 emails would go again"), "{dry}");
    assert!(
        dry.contains("5.7.60 not allowed to send as this sender"),
        "{dry}"
    );
    assert_eq!(app.rows_where("emails", "status = 'failed'"), 2);
    let done = reported(&[]);
    assert!(done.contains("2 emails go again"), "{done}");

    let code = app.email_to(&ada).await;
    app.email_to(&bashir).await;
    assert_eq!(app.confirm_by_token(&code.token()).await.status, 200);
    assert!(reported(&[]).contains("0 emails go again"));
    assert!(!id.is_empty());
}

#[tokio::test]
async fn the_smtp_client_greets_with_the_public_host_name() {
    let app = App::setup()
        .option("--public-url", "https://act.example")
        .option("--metrics", "false")
        .start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();

    assert_eq!(app.email_to(&ada).await.hello, "act.example");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_check_reports_spf_dkim_and_dmarc_faults() {
    let app = App::start();
    let server = NameServer::start().await;
    let name_server = server.address.to_string();
    let check = |selector: &[&str]| {
        let options = [
            ["--smtp", &app.smtp.url],
            ["--smtp-ca-file", &app.smtp.ca_file],
            ["--mail-from", "Act <hello@mail.act.example>"],
            ["--public-url", "https://act.example"],
            ["--name-server", &name_server],
        ];
        let command = [&["mail", "check"], options.as_flattened(), selector].concat();
        let output = app.run_command(&command);
        let reported = String::from_utf8(output.stdout).expect("UTF-8");
        (output.status.success(), reported)
    };
    let (good, reported) = check(&["--selector", "key1"]);
    assert!(!good);
    for said in [
        "sender: emails come from mail.act.example",
        "EHLO act.example",
        "smtp: the mail server takes emails from us",
        "spf: FAULT: mail.act.example has no SPF record",
        "dmarc: FAULT: there is no DMARC record",
        "dkim: FAULT: key1._domainkey.mail.act.example has no key",
    ] {
        assert!(reported.contains(said), "{said} in {reported}");
    }

    server.publish("mail.act.example", "v=spf1 include:mail.example -all");
    // The record of the registered domain applies.
    server.publish("_dmarc.act.example", "v=DMARC1; p=reject");
    server.publish("key1._domainkey.mail.act.example", "v=DKIM1; p=MIGf");
    let (good, reported) = check(&["--selector", "key1"]);
    assert!(good && !reported.contains("FAULT"), "{reported}");
    assert!(reported.contains("p=reject"), "{reported}");
    let (good, reported) = check(&[]);
    assert!(
        good && reported.contains("dkim: not looked up"),
        "{reported}"
    );
}
