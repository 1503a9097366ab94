//! Starting, health, stopping, checking, and refusing to start, as an operator sees them.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Output, Stdio},
};

use serde_json::json;

use crate::support::actions::signatures;
use crate::support::app::{
    App,
    program::{both_outputs_of, run},
};
use crate::support::campaign::ALLY;
use crate::support::network::smtp::Smtp;
use crate::support::response::Response;
use crate::support::wait;

#[tokio::test]
async fn a_running_server_is_healthy() {
    let app = App::start();

    let health = app.get("/healthz").await;

    assert_eq!(health.status, 200);
    assert!(
        health
            .header("cache-control")
            .is_some_and(|value| value.contains("no-store"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_under_load_loses_no_acknowledged_signature() {
    let app = App::start();
    let mut writers = Vec::new();
    for _ in 0..8 {
        let (client, address) = (app.client.clone(), app.at(&signatures()));
        let people: Vec<_> = (0..200).map(|_| app.person("Ada Marlowe")).collect();
        writers.push(tokio::spawn(async move {
            let mut acknowledged = Vec::new();
            for person in people {
                let request = client
                    .post(&address)
                    .header("Origin", ALLY)
                    .json(&person.signature());
                // A stopped server refuses connections; a broken response would be a bug.
                match request.send().await {
                    Ok(response) if response.status() == 202 => acknowledged.push(person),
                    Ok(response) => {
                        assert_eq!(
                            response.status(),
                            503,
                            "the only other answer while stopping"
                        );
                        break;
                    }
                    Err(error) => {
                        assert!(
                            !error.is_body() && !error.is_decode(),
                            "a broken answer: {error}"
                        );
                        break;
                    }
                }
            }
            acknowledged
        }));
    }
    wait::until("the load to be on", async || {
        (app.rows("attempts") > 40).then_some(())
    })
    .await;
    app.ask_to_stop();
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }

    let app = app.wait_for_stop().start();

    assert!(acknowledged.len() > 40, "{}", acknowledged.len());
    for person in &acknowledged {
        app.email_to(person).await;
    }
    assert!(app.rows("attempts") >= acknowledged.len() as u64);
}

#[tokio::test]
async fn the_log_contains_no_personal_data_and_no_secrets() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let id = app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;
    app.keep_private(vec![email.code(), id.clone()]);
    app.get(&format!("/confirm/{}", email.token())).await;
    app.confirm_by_code(&id, "000000").await;
    app.confirm_by_code(&id, &email.code()).await;
    app.subscribe(&ada).await.id();
    // An address sent in the wrong place is not logged either.
    let address = format!("/d/{}?email={}", ada.email, ada.email);
    app.get(&address).await;
    app.sign_with(&json!({"name": ada.name, "email": "x", "site": ALLY}))
        .await;

    let log = app.log().join("\n");
    assert!(
        log.contains("/api/v1/declarations/{slug}/signatures"),
        "requests are logged by route: {log}"
    );
    // `stop` searches the whole log for private data.
    assert!(app.stop().success());
}

/// A server whose log broke off (the journal was restarted) could not be stopped: writing the line
/// "stopping" panicked before any task was asked to stop.
#[tokio::test]
async fn a_server_with_a_closed_log_pipe_answers_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_undersigned"))
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--database",
            "sqlite:test.db",
        ])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = String::new();
    let mut output = BufReader::new(child.stdout.take().expect("piped"));
    output
        .read_line(&mut first)
        .expect("it tells where it listens");
    let url = first.trim().trim_start_matches("listening on ").to_owned();
    drop(output);
    drop(child.stderr.take());

    let response = reqwest::get(format!("{url}/healthz"))
        .await
        .expect("it answers");
    assert_eq!(response.status(), 200);
    let asked = Command::new("kill").arg(child.id().to_string()).status();
    assert!(asked.is_ok_and(|asked| asked.success()));
    let ended = wait::until("its end", || {
        std::future::ready(child.try_wait().expect("our child"))
    })
    .await;

    assert!(ended.success(), "{ended}");
}

#[test]
fn check_succeeds_with_a_working_database_and_smtp_server() {
    let smtp = Smtp::shared();
    let folder = tempfile::tempdir().unwrap();

    let checked = check(&smtp, &smtp.url, folder.path());

    assert!(checked.status.success(), "{checked:?}");
    let words = String::from_utf8_lossy(&checked.stdout).to_lowercase();
    assert!(
        words.contains("database") && words.contains("smtp"),
        "{words}"
    );
}

#[test]
fn check_reports_faults_without_showing_the_password() {
    let smtp = Smtp::start();
    let folder = tempfile::tempdir().unwrap();

    let wrong_password = smtp.url.replace("correct", "wrong");
    let checked = check(&smtp, &wrong_password, folder.path());
    assert!(!checked.status.success(), "{checked:?}");
    assert!(
        !both_outputs_of(&checked).contains("wrong%20horse"),
        "{checked:?}"
    );
    assert!(
        !both_outputs_of(&checked).contains("wrong horse"),
        "{checked:?}"
    );

    smtp.go_down();
    assert!(!check(&smtp, &smtp.url, folder.path()).status.success());
    smtp.come_up();
    std::fs::write(folder.path().join("file"), "no folder").unwrap();
    let nowhere = run(
        &["check", "--database", "sqlite:file/undersigned.db"],
        folder.path(),
    );
    assert!(!nowhere.status.success(), "{nowhere:?}");
    assert!(
        both_outputs_of(&nowhere)
            .to_lowercase()
            .contains("database"),
        "{nowhere:?}"
    );
}

#[test]
fn check_refuses_an_untrusted_smtp_certificate() {
    let smtp = Smtp::shared();
    let folder = tempfile::tempdir().unwrap();

    let checked = run(
        &[
            "check",
            "--database",
            "sqlite:test.db",
            "--smtp",
            &smtp.url,
            "--mail-from",
            "letters@readingroom.example",
        ],
        folder.path(),
    );

    assert!(!checked.status.success(), "{checked:?}");
}

#[test]
fn an_invalid_configuration_is_refused_with_every_fault() {
    for (arguments, named) in [
        (vec!["--public-url", "https://act.example"], vec!["--smtp"]),
        (
            vec!["--public-url", "not a url"],
            vec!["--public-url", "not a url"],
        ),
        (
            vec!["--smtp", "smtp://u:hush-hush@mail.example:587"],
            vec!["--mail-from"],
        ),
        (
            vec![
                "--smtp",
                "http://mail.example",
                "--mail-from",
                "a@b.example",
            ],
            vec!["--smtp"],
        ),
        (
            vec![
                "--smtp",
                "smtp://mail.example?tls=perhaps",
                "--mail-from",
                "a@b.example",
            ],
            vec!["--smtp"],
        ),
        (
            vec!["--database", "mysql://localhost/x"],
            vec!["--database"],
        ),
        (
            vec!["--trusted-proxy", "somewhere"],
            vec!["--trusted-proxy", "somewhere"],
        ),
        (vec!["--write-limit", "many"], vec!["--write-limit", "many"]),
        (vec!["--listen", "nowhere"], vec!["--listen", "nowhere"]),
        (
            vec![
                "--public-url",
                "ftp://x",
                "--write-limit",
                "many",
                "--trusted-proxy",
                "10.0.0.0/99",
            ],
            vec!["--public-url", "--write-limit", "--trusted-proxy"],
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let arguments: Vec<_> = ["serve"].into_iter().chain(arguments).collect();

        let refused = run(&arguments, folder.path());

        let words = both_outputs_of(&refused);
        assert!(!refused.status.success(), "{arguments:?}");
        for name in named {
            assert!(words.contains(name), "{arguments:?}: {name} in {words}");
        }
        assert!(!words.contains("hush-hush"), "no secret is shown: {words}");
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 0, "nothing was begun: {arguments:?}");
    }
}

#[test]
fn an_address_already_in_use_is_reported() {
    let app = App::start();
    let address = app.url.trim_start_matches("http://").to_owned();
    let folder = tempfile::tempdir().unwrap();

    let refused = run(
        &[
            "serve",
            "--listen",
            &address,
            "--database",
            "sqlite:test.db",
        ],
        folder.path(),
    );

    assert!(!refused.status.success());
    assert!(both_outputs_of(&refused).contains(&address), "{refused:?}");
}

#[tokio::test]
async fn links_are_built_from_the_public_url() {
    let app = App::setup()
        .option("--public-url", "https://act.example")
        .start();
    let ada = app.person("Ada Marlowe");

    app.sign(&ada).await.id();
    let email = app.email_to(&ada).await;

    assert!(
        email.link().starts_with("https://act.example/confirm/"),
        "{}",
        email.link()
    );
    let id = email.header("Message-ID").expect("an id");
    assert!(id.ends_with("@act.example>"), "{id}");
    let page = Response::to(
        app.client
            .get(app.at(&format!("/confirm/{}", email.token()))),
    )
    .await;
    assert_eq!(page.status, 200);
}

fn check(smtp: &Smtp, url: &str, folder: &std::path::Path) -> Output {
    run(
        &[
            "check",
            "--database",
            "sqlite:test.db",
            "--smtp",
            url,
            "--smtp-ca-file",
            &smtp.ca_file,
            "--mail-from",
            "letters@readingroom.example",
        ],
        folder,
    )
}
