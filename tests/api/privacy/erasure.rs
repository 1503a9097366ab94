//! Erasing a person at their request: what the command says and does, and that restoring an older
//! backup does not bring them back.

use std::fs;

use serde_json::{Value, json};

use crate::support::{
    app::{
        App,
        program::{error_of, output_of},
    },
    campaign::{DECLARATION, LIST},
    people::Person,
    response::Response,
    wait,
};

/// Signs with a reservation, joins the list, and confirms both.
async fn signed_and_joined(app: &App, person: &Person) {
    let mut body = person.signature();
    body["reservations"] = json!([2]);
    body["reservation_notes"] =
        json!([{"principle": 2, "text": "Not before the night buses run."}]);
    app.sign_and_confirm_with(&body, person).await;
    app.subscribe(person).await.id();
    let asked = app.smtp.emails_to(&person.email, 2).await.remove(1);
    assert_eq!(app.confirm_by_token(&asked.token()).await.status, 200);
    app.smtp.emails_to(&person.email, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organiser_erases_a_person_by_command() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    signed_and_joined(&app, &ada).await;
    app.sign_and_confirm(&bashir).await;
    app.all_emails_are_sent().await;

    let exported: Value = serde_json::from_str(&output_of(
        &app.run_command(&["person", "export", &ada.email]),
    ))
    .expect("it prints JSON");
    assert_eq!(
        exported["signatures"][0]["reservations"],
        json!([{"principle": 2, "note": "Not before the night buses run."}])
    );
    let names = output_of(&app.run_command(&["signatures", "export", DECLARATION]));
    assert!(names.contains(&ada.name), "{names}");
    let before = app.all_rows();
    let typed = ada.email.to_uppercase();
    let reported = output_of(&app.run_command(&["person", "erase", &typed, "--dry-run"]));
    let of = |done: &str| {
        format!(
            "{done}: {DECLARATION}, 1 signature, 0 withdrawn, 1 attempt, 0 waiting emails\n\
             {done}: {LIST}, 1 subscription, 1 attempt, 0 waiting emails\n"
        )
    };
    assert_eq!(reported, of("would be erased"));
    assert_eq!(app.all_rows(), before, "looking changes nothing");
    assert_eq!(app.count().await, 2);

    let reported = output_of(&app.run_command(&["person", "erase", &typed]));
    assert!(reported.starts_with(&of("erased")), "{reported}");
    assert!(
        reported.contains("a file with everything kept about this address was made on"),
        "{reported}"
    );
    let table = format!("a table of the names under {DECLARATION} was made on");
    assert!(reported.contains(&table), "{reported}");
    assert!(reported.contains("existing backups hold it"), "{reported}");
    wait::until("the count to follow", async || {
        (app.count().await == 1).then_some(())
    })
    .await;
    assert_eq!(app.names().await, ["Bashir Quill"]);
    let kept = app.all_rows().join("\n");
    for word in ["Ada Marlowe", "night buses"] {
        assert!(!kept.contains(word), "{word}");
    }
    for (table, left) in [
        ("signatures", 1),
        ("subscriptions", 0),
        ("attempts", 1),
        ("reservations", 0),
    ] {
        assert_eq!(app.rows(table), left, "{table}");
    }
    assert_eq!(app.rows_where("consents", "event = 'erased'"), 2);
    let own = app
        .email_to(&ada)
        .await
        .link()
        .replace("/confirm/", "/manage/");
    assert_eq!(Response::to(app.client.get(own)).await.status, 410);
    let again = output_of(&app.run_command(&["person", "erase", &ada.email]));
    assert!(
        again.contains("nothing is kept about this person"),
        "{again}"
    );
    let checked = output_of(&app.run_command(&["check"]));
    assert!(checked.contains("ledger of consents is whole"), "{checked}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_shared_mailbox_only_the_named_person_is_erased() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let bashir = Person {
        name: "Bashir Marlowe".to_owned(),
        ..ada.clone()
    };
    app.sign_and_confirm(&ada).await;
    let id = app.sign(&bashir).await.id();
    let code = app.smtp.emails_to(&ada.email, 2).await.remove(1).code();
    assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);

    let output = error_of(&app.run_command(&["person", "erase", &ada.email]));
    for words in ["Ada Marlowe, Bashir Marlowe", "--name", "--everybody"] {
        assert!(output.contains(words), "{output}");
    }
    assert_eq!(app.rows("signatures"), 2);
    let erase = ["person", "erase", &ada.email, "--name", "marlowe ADA"];
    assert!(output_of(&app.run_command(&erase)).contains("1 signature"));
    assert_eq!(app.rows_where("signatures", "name = 'Bashir Marlowe'"), 1);
    assert_eq!(app.rows("signatures"), 1);
    assert_eq!(app.rows_where("attempts", "name = 'Ada Marlowe'"), 0);
    let erase = ["person", "erase", &ada.email, "--everybody"];
    assert!(output_of(&app.run_command(&erase)).contains("1 signature"));
    for table in ["signatures", "attempts"] {
        assert_eq!(app.rows(table), 0, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_without_a_name_are_kept_and_reported_with_the_command_that_erases_them() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let conor = Person {
        name: "Conor O'Neill".to_owned(),
        ..ada.clone()
    };
    app.sign_and_confirm(&ada).await;
    let id = app.sign(&conor).await.id();
    let code = app.smtp.emails_to(&ada.email, 2).await.remove(1).code();
    assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
    let mut subscribing = ada.subscription();
    subscribing["name"] = Value::Null;
    app.subscribe_with(&subscribing).await.id();
    let asked = app.smtp.emails_to(&ada.email, 3).await.remove(2);
    assert_eq!(app.confirm_by_token(&asked.token()).await.status, 200);
    app.smtp.emails_to(&ada.email, 4).await;
    app.all_emails_are_sent().await;

    let of = |goes: &str, stays: &str| {
        format!(
            "{goes}: {DECLARATION}, 1 signature, 0 withdrawn, 1 attempt, 0 waiting emails\n\
             {stays}: {LIST}, 1 subscription, 1 attempt, 0 waiting emails, without a name, \
             so it may be anybody's at this address: \
             erase it with `undersigned person erase EMAIL --name ''`\n\
             {stays}: {DECLARATION}, 1 signature, 0 withdrawn, 1 attempt, 0 waiting emails, \
             of Conor O'Neill: \
             erase it with `undersigned person erase EMAIL --name 'Conor O'\\''Neill'`\n"
        )
    };
    let erase = |name: &str, more: &[&str]| {
        let asked = ["person", "erase", &ada.email, "--name", name];
        app.run_command(&[&asked, more].concat())
    };
    let output = output_of(&erase("ada marlowe", &["--dry-run"]));
    assert_eq!(output, of("would be erased", "would stay"));
    let output = output_of(&erase("ada marlowe", &[]));
    assert!(output.starts_with(&of("erased", "stays")), "{output}");
    let output = output_of(&erase("ada marlowe", &[]));
    assert!(
        output.starts_with("nothing is kept about this address under this name\nstays: "),
        "{output}"
    );
    assert_eq!((app.rows("signatures"), app.rows("subscriptions")), (1, 1));

    // The command that the output suggests erases exactly what it names.
    let output = output_of(&erase("", &[]));
    assert!(
        output.starts_with(&format!("erased: {LIST}, 1 subscription")),
        "{output}"
    );
    assert_eq!((app.rows("signatures"), app.rows("subscriptions")), (1, 0));
    let output = output_of(&erase("Conor O'Neill", &[]));
    assert!(!output.contains("stays"), "{output}");
    assert_eq!(app.rows("signatures"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_backup_does_not_bring_back_erased_people() {
    let app = App::start();
    let people = ["Ada Marlowe", "Bashir Quill", "Carys Thorne", "Dara Finch"];
    let [ada, bashir, carys, dara] = people.map(|name| app.person(name));
    let mut links = Vec::new();
    for person in [&ada, &bashir, &carys, &dara] {
        signed_and_joined(&app, person).await;
        links.push(app.email_to(person).await.link());
    }
    app.all_emails_are_sent().await;
    let setup = app.stop_for_restart();
    let app = setup.start();
    let (file, backup) = (
        app.folder().join("undersigned.db"),
        app.folder().join("backup.db"),
    );
    let app = app.stop_for_restart();
    fs::copy(&file, &backup).expect("a stopped server's file can be copied");

    let app = app.start();
    let at = |app: &App, link: &str, page: &str| {
        let token = link.rsplit('/').next().expect("a token");
        app.at(&format!("/{page}/{token}"))
    };
    let erase = app.client.post(at(&app, &links[0], "manage"));
    assert_eq!(
        Response::to(erase.form(&[("action", "erase")]))
            .await
            .status,
        200
    );
    let refuse = app.client.post(at(&app, &links[1], "manage"));
    assert_eq!(
        Response::to(refuse.form(&[("action", "refuse")]))
            .await
            .status,
        200
    );
    output_of(&app.run_command(&["person", "erase", &carys.email]));
    // Dara leaves the list, and Ada signs again after she was erased.
    let welcome = app.smtp.emails_to(&dara.email, 3).await.remove(2);
    let leaving = welcome
        .links()
        .into_iter()
        .find(|link| link.contains("/unsubscribe/"));
    let leaving = at(&app, &leaving.expect("a way off the list"), "unsubscribe");
    assert_eq!(Response::to(app.client.post(leaving)).await.status, 200);
    assert_eq!(app.rows("signatures"), 1);
    let list = fs::read_to_string(app.folder().join("undersigned.db.erased")).expect("the list");
    for person in [&ada, &bashir, &carys, &dara] {
        for word in person.private_words() {
            assert!(!list.contains(&word), "{list}");
        }
    }

    let app = app.stop_for_restart();
    for ending in ["-wal", "-shm"] {
        _ = fs::remove_file(format!("{}{ending}", file.display()));
    }
    fs::copy(&backup, &file).expect("the backup can be put back");
    let app = app.start();
    app.wait_for_log("that some were erased again", |line| {
        line.contains("erased again")
    })
    .await;
    assert_eq!(app.count().await, 1);
    assert_eq!(app.names().await, ["Dara Finch"]);
    let kept = app.all_rows().join("\n");
    for name in ["Ada Marlowe", "Bashir Quill", "Carys Thorne"] {
        let of_list = app.rows_where("subscriptions", &format!("name = '{name}'"));
        // Ada and Bashir are still on the list: they erased only their signatures.
        assert_eq!(of_list, u64::from(name != "Carys Thorne"), "{name}");
        assert_eq!(app.rows_where("signatures", &format!("name = '{name}'")), 0);
    }
    assert!(!kept.contains("Carys Thorne"));
    assert_eq!(
        app.rows_where(
            "subscriptions",
            "unsubscribed_at is not null and name = 'Dara Finch'"
        ),
        1,
        "who left is written to no more"
    );
    assert_eq!(app.rows("suppressions"), 1);
    let checked = output_of(&app.run_command(&["check"]));
    assert!(checked.contains("ledger of consents is whole"), "{checked}");

    // A person who signs again after being erased stays, however often the server starts.
    app.sign_on_server(&ada).await;
    let emails = app.smtp.emails_to(&ada.email, 4).await;
    assert_eq!(app.confirm_by_token(&emails[3].token()).await.status, 200);
    let app = app.stop_for_restart().start();
    assert_eq!(app.names().await, ["Ada Marlowe", "Dara Finch"]);
    assert!(!app.log().iter().any(|line| line.contains("erased again")));
}
