//! Closing, unpublishing and deleting a declaration or a list, or one language of it: by command,
//! while the server runs, each after saying what it will do.

use crate::support::{
    app::{
        App,
        program::{error_of, output_of},
    },
    campaign::{Campaign, DECLARATION, LIST},
    response::Response,
    wait,
};

/// Checks that the command first says what it would do, changing nothing; then that without
/// confirmation it does nothing.
fn says_first(app: &App, command: &[&str], reported: &[&str]) {
    let before = app.all_rows();
    let output = output_of(&app.run_command(&[command, &["--dry-run"]].concat()));
    for line in reported {
        assert!(output.contains(line), "{line}: {output}");
    }
    assert!(output.ends_with("nothing was changed\n"), "{output}");
    let err = error_of(&app.run_command(command));
    assert!(err.contains("add --yes to do it"), "{err}");
    assert_eq!(app.all_rows(), before, "looking changes nothing");
}

async fn responses(app: &App, path: &str, status: u16) -> Response {
    wait::until(&format!("{path} to answer {status}"), async || {
        let response = app.get(path).await;
        (response.status == status).then_some(response)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declaration_is_closed_and_reopened() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign_and_confirm(&ada).await;
    app.sign(&bashir).await.id();
    let waiting = app.email_to(&bashir).await;
    let close = ["close", DECLARATION];
    says_first(
        &app,
        &close,
        &[
            "close declaration open-the-library: 1 signature, 0 withdrawn, 1 attempt not confirmed yet",
            "no more signatures from now on",
        ],
    );

    output_of(&app.run_command(&[&close[..], &["--yes"]].concat()));
    wait::until("it says that it has closed", async || {
        (app.declaration().await["status"] == "closed").then_some(())
    })
    .await;
    let late = app.sign(&app.person("Carys Thorne")).await;
    late.problem(410, "declaration_closed");
    let page = app.get(&format!("/d/{DECLARATION}")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Ada Marlowe") && !page.body.contains("name=\"email\""));
    assert_eq!(app.confirm_by_token(&waiting.token()).await.status, 200);
    let again = error_of(&app.run_command(&[&close[..], &["--yes"]].concat()));
    assert!(again.contains("is already closed"), "{again}");
    // Publishing its file does not reopen it.
    assert!(app.publish(&Campaign::default()).status.success());
    assert_eq!(app.declaration().await["status"], "closed");

    output_of(&app.run_command(&["reopen", DECLARATION, "--yes"]));
    wait::until("it is open", async || {
        (app.declaration().await["status"] == "open").then_some(())
    })
    .await;
    app.sign_and_confirm(&app.person("Carys Thorne")).await;
    assert_eq!(app.count().await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unpublished_declaration_answers_410_and_returns_when_published_again() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign_and_confirm(&ada).await;
    let email = app.email_to(&ada).await;
    for (slug, output) in [(DECLARATION, "1 signature,"), (LIST, "0 people on it")] {
        says_first(
            &app,
            &["unpublish", slug],
            &[output, "answer 410 and say why"],
        );
        output_of(&app.run_command(&["unpublish", slug, "--yes"]));
    }
    for path in [
        format!("/d/{DECLARATION}"),
        format!("/d/{DECLARATION}.pdf"),
        format!("/d/{DECLARATION}/counter.svg"),
        format!("/l/{LIST}"),
    ] {
        let page = responses(&app, &path, 410).await;
        if path.ends_with(DECLARATION) {
            assert!(
                page.body
                    .contains("The organisers have taken this page down")
            );
        }
    }
    let api = responses(&app, &format!("/api/v1/declarations/{DECLARATION}"), 410).await;
    api.problem(410, "unpublished");
    for widget in [
        format!("signature?declaration={DECLARATION}"),
        format!("signup?list={LIST}"),
    ] {
        let response = app.get(&format!("/embed/v1/{widget}&lang=en")).await;
        response.problem(410, "unpublished");
    }
    app.sign(&app.person("Bashir Quill"))
        .await
        .problem(410, "unpublished");
    app.subscribe(&app.person("Bashir Quill"))
        .await
        .problem(410, "unpublished");
    let home = app.get("/").await.body;
    assert!(!home.contains(DECLARATION), "{home}");
    // The manage link still works.
    let own = app.get(&format!("/manage/{}", email.token())).await;
    assert!(own.body.contains("Ada Marlowe"), "{}", own.body);
    assert_eq!(app.rows("signatures"), 1);

    let published = app.publish(&Campaign::default());
    let output = output_of(&published);
    assert_eq!(output.matches("back on the web").count(), 2, "{output}");
    responses(&app, &format!("/d/{DECLARATION}"), 200).await;
    assert_eq!(app.count().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unpublishing_a_language_keeps_the_signatures_made_in_it() {
    let app = App::setup().campaign(Campaign::in_four_languages()).start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["lang"] = "cy".into();
    app.sign_and_confirm_with(&body, &ada).await;
    let take_back = ["unpublish", DECLARATION, "--lang", "cy"];
    says_first(
        &app,
        &take_back,
        &["unpublish declaration open-the-library in cy"],
    );
    output_of(&app.run_command(&[&take_back[..], &["--yes"]].concat()));
    wait::until("it has three languages", async || {
        let page = app.get(&format!("/d/{DECLARATION}?lang=cy")).await.body;
        (!page.contains("Agorwch y llyfrgell")).then_some(())
    })
    .await;
    assert_eq!(app.count().await, 1);
    let email = app.email_to(&ada).await;
    let own = app.get(&format!("/manage/{}", email.token())).await;
    assert!(own.body.contains("Agorwch y llyfrgell"), "{}", own.body);

    for (lang, reported) in [
        ("en", "its settings are in that file"),
        ("fr", "it is in en, "),
    ] {
        let command = ["unpublish", DECLARATION, "--lang", lang, "--yes"];
        let err = error_of(&app.run_command(&command));
        assert!(err.contains(reported), "{lang}: {err}");
    }
    let reported = output_of(&app.publish(&Campaign::in_four_languages()));
    assert!(reported.contains("(cy): back on the web"), "{reported}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleting_erases_all_personal_data_and_reserves_the_slug() {
    let app = App::start();
    let [ada, bashir, carys] =
        ["Ada Marlowe", "Bashir Quill", "Carys Thorne"].map(|name| app.person(name));
    app.sign_and_confirm(&ada).await;
    app.sign(&bashir).await.id();
    app.email_to(&bashir).await;
    app.subscribe(&carys).await.id();
    let email = app.email_to(&carys).await;
    assert_eq!(app.confirm_by_token(&email.token()).await.status, 200);
    output_of(&app.run_command(&["lists", "export", LIST]));
    app.all_emails_are_sent().await;

    for slug in [DECLARATION, LIST] {
        says_first(
            &app,
            &["delete", slug],
            &["cannot be undone", "cannot be used again"],
        );
        let output = output_of(&app.run_command(&["delete", slug, "--yes"]));
        assert!(output.contains("erased"), "{output}");
        assert_eq!(
            output.contains("a file of its addresses was made"),
            slug == LIST,
            "{output}"
        );
    }
    responses(&app, &format!("/d/{DECLARATION}"), 404).await;
    responses(&app, &format!("/l/{LIST}"), 404).await;
    let kept = app.all_rows().join("\n");
    for person in [&ada, &bashir, &carys] {
        for word in person.private_words() {
            assert!(!kept.contains(&word), "{word}");
        }
    }
    for table in [
        "signatures",
        "attempts",
        "subscriptions",
        "declaration_versions",
    ] {
        assert_eq!(app.rows(table), 0, "{table}");
    }
    assert!(app.rows_where("consents", "event = 'erased'") >= 3);
    let checked = output_of(&app.run_command(&["check"]));
    assert!(checked.contains("ledger of consents is whole"), "{checked}");
    let err = error_of(&app.publish(&Campaign::default()));
    assert!(
        err.contains("was deleted, and its slug cannot be used again"),
        "{err}"
    );
    let err = error_of(&app.run_command(&["delete", LIST, "--yes"]));
    assert!(err.contains("has already been deleted"), "{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invalid_close_unpublish_or_delete_command_is_refused_with_a_reason() {
    let app = App::start();
    for (command, output) in [
        (
            &["close", "nothing", "--yes"][..],
            "there is no declaration and no list",
        ),
        (
            &["close", LIST, "--yes"],
            "a list cannot be closed: `undersigned unpublish",
        ),
        (
            &["reopen", DECLARATION, "--yes"],
            "was not closed by command",
        ),
        (
            &["unpublish", LIST, "--lang", "en", "--yes"],
            "a list has one language",
        ),
        (
            &["delete", DECLARATION, "--kind", "list", "--yes"],
            "there is no list",
        ),
    ] {
        let err = error_of(&app.run_command(command));
        assert!(err.contains(output), "{command:?}: {err}");
    }
}
