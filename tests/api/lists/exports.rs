//! Exports: files of people to write to, with their consents and an unsubscribe link that works,
//! and of people who have left since a day.

use serde_json::Value;

use crate::support::{
    app::{App, program::output_of},
    campaign::{ALLY, DECLARATION, LIST, ORGANISERS},
    people::Person,
    response::Response,
};

/// The rows of a file, as pairs of column and cell.
fn table(text: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        let cells = head.iter().zip(row.iter());
        cells
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect()
    });
    rows.collect()
}

fn cell<'a>(row: &'a [(String, String)], name: &str) -> &'a str {
    let found = row.iter().find(|(column, _)| column == name);
    found
        .map(|(_, cell)| cell.as_str())
        .expect("the column is there")
}

fn addresses(text: &str) -> Vec<String> {
    let rows = table(text);
    let mut addresses: Vec<_> = rows
        .iter()
        .map(|row| cell(row, "email").to_owned())
        .collect();
    addresses.sort();
    addresses
}

fn sorted(people: &[&Person]) -> Vec<String> {
    let mut addresses: Vec<_> = people.iter().map(|one| one.email.clone()).collect();
    addresses.sort();
    addresses
}

fn export(app: &App, of: &[&str]) -> String {
    let mut command = of.to_vec();
    command.extend(["--public-url", &app.url]);
    output_of(&app.run_command(&command))
}

fn of_list(app: &App, options: &[&str]) -> String {
    export(app, &[&["lists", "export", LIST][..], options].concat())
}

fn of_updates(app: &App, options: &[&str]) -> String {
    export(
        app,
        &[
            &["signatures", "export", DECLARATION, "--updates"][..],
            options,
        ]
        .concat(),
    )
}

async fn join(app: &App, person: &Person) {
    app.subscribe(person).await.id();
    let email = app.email_to(person).await;
    assert_eq!(app.confirm_by_token(&email.token()).await.status, 200);
}

fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_export_has_consents_and_a_working_unsubscribe_link() {
    let app = App::start();
    let [ada, bashir, carys] =
        ["Ada Marlowe", "Bashir Quill", "Carys Thorne"].map(|name| app.person(name));
    for person in [&ada, &bashir, &carys] {
        join(&app, person).await;
    }
    let silent = app.person("Dara Finch");
    app.subscribe(&silent).await.id();
    app.email_to(&silent).await;

    let all = of_list(&app, &[]);
    assert_eq!(addresses(&all), sorted(&[&ada, &bashir, &carys]), "{all}");
    let rows = table(&all);
    let of_ada = rows.iter().find(|row| cell(row, "email") == ada.email);
    let of_ada = of_ada.expect("Ada is there");
    for (column, kept) in [
        ("name", ada.name.as_str()),
        ("topics", "meetings"),
        ("lang", "en"),
        ("site", ALLY),
    ] {
        assert_eq!(cell(of_ada, column), kept, "{column}");
    }
    assert!(cell(of_ada, "consent").contains(ORGANISERS), "{of_ada:?}");
    assert!(cell(of_ada, "consented_at").starts_with(&today()));
    assert!(cell(of_ada, "page_url").starts_with(ALLY));

    // The same as JSON, character for character.
    let json: Value = serde_json::from_str(&of_list(&app, &["--format", "json"])).expect("JSON");
    let of_json = json.as_array().expect("rows").iter();
    let of_ada_too = of_json
        .clone()
        .find(|row| row["email"] == ada.email.as_str());
    let of_ada_too = of_ada_too.expect("Ada is there");
    assert_eq!(of_ada_too["topics"][0], "meetings");
    let link = cell(of_ada, "unsubscribe_url").to_owned();
    assert_eq!(
        of_ada_too["unsubscribe_url"],
        link.as_str(),
        "one link for both files"
    );

    // Looking changes nothing, another id with this secret is invalid, and a press unsubscribes.
    let asked = Response::to(app.client.get(&link)).await;
    assert_eq!(asked.status, 200);
    assert!(
        asked.body.contains("<form method=\"post\""),
        "{}",
        asked.body
    );
    assert_eq!(addresses(&of_list(&app, &[])).len(), 3);
    let of_bashir = rows.iter().find(|row| cell(row, "email") == bashir.email);
    let others = cell(of_bashir.expect("Bashir is there"), "unsubscribe_url");
    // The id takes the first 22 of 43 characters, the last of them in part.
    let (others, _) = others.split_at(others.len() - 21);
    let (_, secret) = link.split_at(link.len() - 21);
    let forged = Response::to(app.client.post(format!("{others}{secret}"))).await;
    assert_eq!(forged.status, 410, "{}", forged.body);
    for _ in 0..2 {
        let left = Response::to(app.client.post(&link)).await;
        assert_eq!(left.status, 200);
        assert!(left.body.contains("You have unsubscribed"), "{}", left.body);
    }

    assert_eq!(addresses(&of_list(&app, &[])), sorted(&[&bashir, &carys]));
    let left = of_list(&app, &["--left-since", &today()]);
    assert_eq!(addresses(&left), sorted(&[&ada]));
    assert_eq!(cell(&table(&left)[0], "how"), "unsubscribed");
    assert_eq!(
        addresses(&of_list(&app, &["--left-since", "2100-01-01"])).len(),
        0
    );
    assert_eq!(app.rows_where("consents", "event = 'unsubscribed'"), 1);
    assert_eq!(app.rows_where("exports", "what = 'subscribers'"), 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suppressed_address_is_in_no_export() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    join(&app, &ada).await;
    join(&app, &bashir).await;
    // Bashir says "it wasn't me" by the first email, which was answered; the subscription stays.
    let email = app.email_to(&bashir).await;
    let refused = app
        .submit(
            &format!("/confirm/{}", email.token()),
            &[("action", "refuse")],
        )
        .await;
    assert_eq!(refused.status, 200, "{}", refused.body);
    assert_eq!(app.rows("suppressions"), 1);

    assert_eq!(addresses(&of_list(&app, &[])), sorted(&[&ada]));
    assert!(!of_list(&app, &["--left-since", &today()]).contains(&bashir.email));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signatories_who_want_updates_are_exported_and_can_unsubscribe() {
    let app = App::start();
    let [ada, bashir, carys] =
        ["Ada Marlowe", "Bashir Quill", "Carys Thorne"].map(|name| app.person(name));
    for (person, updates) in [(&ada, true), (&bashir, false), (&carys, true)] {
        let mut body = person.signature();
        body["updates"] = updates.into();
        app.sign_and_confirm_with(&body, person).await;
    }
    let all = of_updates(&app, &[]);
    assert_eq!(addresses(&all), sorted(&[&ada, &carys]), "{all}");
    let rows = table(&all);
    let of_ada = rows.iter().find(|row| cell(row, "email") == ada.email);
    let of_ada = of_ada.expect("Ada is there");
    assert_eq!(cell(of_ada, "area"), ada.postcode);
    assert_eq!(
        cell(of_ada, "consent"),
        format!("Send me updates from {ORGANISERS}")
    );

    let link = cell(of_ada, "unsubscribe_url").to_owned();
    let asked = Response::to(app.client.get(&link)).await;
    assert!(asked.body.contains("Stop updates about"), "{}", asked.body);
    let ended = Response::to(app.client.post(&link)).await;
    assert_eq!(ended.status, 200);
    assert!(
        ended.body.contains("Your signature does not change"),
        "{}",
        ended.body
    );
    assert_eq!(app.count().await, 3, "the signature stays");
    assert_eq!(addresses(&of_updates(&app, &[])), sorted(&[&carys]));

    // Carys withdraws; Bashir, who asked for no updates, is never in a file.
    let of_carys = rows.iter().find(|row| cell(row, "email") == carys.email);
    assert!(of_carys.is_some());
    for person in [&carys, &bashir] {
        let email = app.smtp.emails_to(&person.email, 1).await.remove(0);
        let own = app.at(&format!("/manage/{}", email.token()));
        let withdraw = app.client.post(own).form(&[("action", "withdraw")]);
        assert_eq!(Response::to(withdraw).await.status, 200);
    }
    assert!(addresses(&of_updates(&app, &[])).is_empty());
    let left = of_updates(&app, &["--left-since", &today()]);
    assert_eq!(addresses(&left), sorted(&[&ada, &carys]), "{left}");
    let how: Vec<_> = table(&left)
        .iter()
        .map(|row| cell(row, "how").to_owned())
        .collect();
    assert!(how.contains(&"updates_ended".to_owned()) && how.contains(&"withdrawn".to_owned()));
    assert_eq!(app.rows_where("exports", "what = 'updates'"), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invalid_export_command_is_refused_with_a_reason() {
    let app = App::start();
    for (command, reported) in [
        (
            &["lists", "export", "nothing"][..],
            "there is no list \"nothing\"",
        ),
        (&["lists", "export", DECLARATION], "there is no list"),
        (
            &["signatures", "export", LIST, "--updates"],
            "there is no declaration",
        ),
        (
            &["lists", "export", LIST, "--left-since", "yesterday"],
            "\"yesterday\" is not a date: write it as 2026-11-01",
        ),
        (
            &["signatures", "export", DECLARATION, "--format", "json"],
            "give --updates as well",
        ),
    ] {
        let output = app.run_command(command);
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && err.contains(reported),
            "{command:?}: {err}"
        );
    }
    assert_eq!(app.rows("exports"), 0, "what failed made no file");
}
