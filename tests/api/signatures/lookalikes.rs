//! Lookalike names: they are accepted like any other, and shown to the organiser.

use crate::support::app::{App, program::run};

#[tokio::test]
async fn lookalike_names_are_accepted_and_listed_as_flagged() {
    let app = App::start();
    for name in ["Ada Marlowe", "Владимир Quill", "A\u{501}a Marlowe"] {
        app.sign_and_confirm(&app.person(name)).await;
    }
    let signer = app.person("Bashir Quill");
    let mut body = signer.signature();
    body["kind"] = "organisation".into();
    body["organisation"] = "\u{410}mnesty of Readers".into();
    app.sign_and_confirm_with(&body, &signer).await;

    assert_eq!(app.count().await, 4, "nobody is refused");
    assert!(
        app.names()
            .await
            .contains(&"\u{410}mnesty of Readers".to_owned())
    );
    let output = app.run_command(&["signatures", "flagged"]);
    assert!(output.status.success(), "{output:?}");
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines.len(), 2, "{output}");
    assert!(
        lines[0].contains("organisation") && lines[0].contains("U+0410"),
        "{output}"
    );
    assert!(lines[1].contains("U+0501"), "{output}");
    assert!(!output.contains(&signer.email), "{output}");
    let checked = app.run_command(&["check"]);
    let checked = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.contains("2 signatures"), "{checked}");
}

#[test]
fn an_empty_database_has_no_flagged_signatures() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(
        &["signatures", "flagged", "--database", "sqlite:test.db"],
        folder.path(),
    );
    assert!(output.status.success(), "{output:?}");
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(words.contains("no signature"), "{words}");
}
