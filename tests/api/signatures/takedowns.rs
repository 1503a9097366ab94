//! An organiser finds signatures, takes them down and restores them by command, while the server
//! runs.

use crate::support::{
    app::{
        App,
        program::{error_of, output_of},
    },
    campaign::{ALLY, CONTACT, DECLARATION},
    response::Response,
    wait,
};

const REASON: &str = "The name is not that of a person.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signature_is_found_taken_down_and_restored_and_its_signatory_emailed() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign_and_confirm(&ada).await;
    app.sign_and_confirm(&bashir).await;
    let listed = output_of(&app.run_command(&["signatures", "list", "--name", "marlowe ada"]));
    assert!(
        listed.contains("confirmed") && listed.contains("\"Ada Marlowe\""),
        "{listed}"
    );
    assert!(
        listed.contains("at people.example") && listed.contains(ALLY),
        "{listed}"
    );
    assert!(listed.ends_with("1 signature matches\n"), "{listed}");
    assert!(!listed.contains(&ada.email), "no address: {listed}");
    let id = listed.split(' ').next().expect("an id").to_owned();

    let withdraw = ["signatures", "withdraw", &id, "--reason", REASON];
    let before = app.all_rows();
    let reported = output_of(&app.run_command(&[&withdraw[..], &["--dry-run"]].concat()));
    assert!(
        reported.contains("1 signature would be taken down; nothing was changed"),
        "{reported}"
    );
    assert_eq!(app.all_rows(), before, "looking changes nothing");

    let reported = output_of(&app.run_command(&withdraw));
    for line in [
        "taken down: 1 signature and 0 attempts; 1 email says so",
        &format!("counted before: {DECLARATION}, 2 signatures"),
        &format!("counts now: {DECLARATION}, 1 signature"),
    ] {
        assert!(reported.contains(line), "{line}: {reported}");
    }
    wait::until("the page shows one", async || {
        (app.count().await == 1).then_some(())
    })
    .await;
    assert_eq!(app.names().await, ["Bashir Quill"]);
    let email = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    assert!(
        email.subject().contains("was taken down"),
        "{}",
        email.subject()
    );
    let text = email.text();
    assert!(text.contains(REASON) && text.contains(CONTACT), "{text}");
    let own = email
        .links()
        .into_iter()
        .find(|link| link.contains("/manage/"));
    let page = Response::to(app.client.get(own.expect("the way to it"))).await;
    assert!(page.body.contains(REASON), "{}", page.body);
    assert!(
        page.body
            .contains("The organisers took your signature down"),
        "{}",
        page.body
    );

    let listed = output_of(&app.run_command(&["signatures", "list", "--state", "taken-down"]));
    assert!(listed.contains(&id) && listed.contains(REASON), "{listed}");
    let reported = output_of(&app.run_command(&["signatures", "restore", &id]));
    assert!(reported.contains("put back: 1 signature"), "{reported}");
    assert!(
        reported.contains(&format!("counts now: {DECLARATION}, 2 signatures")),
        "{reported}"
    );
    let email = app.smtp.emails_to(&ada.email, 3).await.remove(2);
    assert!(
        email.subject().contains("counts again"),
        "{}",
        email.subject()
    );
    wait::until("the page shows both", async || {
        (app.count().await == 2).then_some(())
    })
    .await;
    let reported = output_of(&app.run_command(&["signatures", "restore", &id]));
    assert!(
        reported.contains("no signature that was taken down matches"),
        "{reported}"
    );
    let checked = output_of(&app.run_command(&["check"]));
    assert!(checked.contains("ledger of consents is whole"), "{checked}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spam_signatures_and_attempts_are_taken_down_by_mail_domain() {
    let app = App::start();
    app.sign_and_confirm(&app.person("Carys Thorne")).await;
    let mut flood = Vec::new();
    for (name, domain) in [
        ("Bot One", "bots.example"),
        ("Bot Two", "mail.bots.example"),
        ("Bot Three", "bots.example"),
    ] {
        let mut bot = app.person(name);
        bot.email = bot.email.replace("people.example", domain);
        flood.push(bot);
    }
    app.sign_and_confirm(&flood[0]).await;
    app.sign_and_confirm(&flood[1]).await;
    app.sign(&flood[2]).await.id();
    let pending = app.email_to(&flood[2]).await;

    let choice = ["--domain", "@Bots.example", "--site", ALLY];
    let reason = ["--reason", REASON, "--silently"];
    let withdraw = [&["signatures", "withdraw"][..], &choice, &reason].concat();
    let reported = output_of(&app.run_command(&withdraw));
    assert!(
        reported.contains("taken down: 2 signatures and 1 attempt; nobody is emailed"),
        "{reported}"
    );
    wait::until("the page shows one", async || {
        (app.count().await == 1).then_some(())
    })
    .await;
    let confirmed = app.confirm_by_token(&pending.token()).await;
    confirmed.problem(410, "expired");
    assert_eq!(app.emails_written(), 4, "those that asked to confirm");

    let reported = output_of(&app.run_command(&[&["signatures", "restore"][..], &choice].concat()));
    assert!(
        reported.contains("put back: 2 signatures and 1 attempt; 2 emails"),
        "{reported}"
    );
    assert_eq!(app.confirm_by_token(&pending.token()).await.status, 200);
    wait::until("all count", async || (app.count().await == 4).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_takedown_without_a_precise_selection_is_refused() {
    let app = App::start();
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;
    for (arguments, output) in [
        (&["--reason", REASON][..], "name the signatures"),
        (
            &["--declaration", DECLARATION, "--reason", REASON],
            "name the signatures",
        ),
        (
            &["--name", "Ada", "--reason", " "],
            "--reason takes one line",
        ),
        (
            &["--name", "…", "--reason", REASON],
            "--name contains no letter",
        ),
        (
            &["--since", "2026-11-01T18:00", "--reason", REASON],
            "is not a date: write it as 2026-11-01",
        ),
        (
            &["--name", "Ada", "--state", "withdrawn", "--reason", REASON],
            "this command does not change signatures that are withdrawn",
        ),
    ] {
        let command = [&["signatures", "withdraw"][..], arguments].concat();
        let err = error_of(&app.run_command(&command));
        assert!(err.contains(output), "{arguments:?}: {err}");
    }
    for choice in [
        &["--name", "Bashir"][..],
        &["--domain", "ple.example"],
        &["--site", "https://elsewhere.example"],
        &["--until", "2001-01-01"],
        &["an-id-of-nobody"],
    ] {
        let command = [&["signatures", "withdraw", "--reason", REASON][..], choice].concat();
        let output = output_of(&app.run_command(&command));
        assert!(
            output.contains("nothing was taken down"),
            "{choice:?}: {output}"
        );
    }
    assert_eq!(app.count().await, 1);
    assert_eq!(app.rows("withdrawn_signatures"), 0);
}
