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
    let told = app.tell(&["signatures", "flagged"]);
    assert!(told.status.success(), "{told:?}");
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(
        lines[0].contains("organisation") && lines[0].contains("U+0410"),
        "{told}"
    );
    assert!(lines[1].contains("U+0501"), "{told}");
    assert!(!told.contains(&signer.email), "{told}");
    let checked = app.tell(&["check"]);
    let checked = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.contains("2 signatures"), "{checked}");
}

#[test]
fn an_empty_database_has_no_flagged_signatures() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = run(
        &["signatures", "flagged", "--database", "sqlite:test.db"],
        folder.path(),
    );
    assert!(told.status.success(), "{told:?}");
    let words = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(words.contains("no signature"), "{words}");
}
