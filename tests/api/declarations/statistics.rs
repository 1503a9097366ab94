//! `undersigned stats`: an organiser's counts by site, day, language and state.

use serde_json::{Value, json};

use crate::support::{
    app::{App, program::output_of},
    campaign::{ALLY, DECLARATION, LIST},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signatures_are_counted_by_site_day_language_and_state() {
    let app = App::start();
    for (name, lang) in [
        ("Ada Marlowe", "en"),
        ("Bashir Quill", "cy"),
        ("Carys Thorne", "cy"),
    ] {
        let person = app.person(name);
        let mut body = person.signature();
        body["lang"] = lang.into();
        app.sign_and_confirm_with(&body, &person).await;
    }
    app.sign_on_server(&app.person("Dara Finch")).await;
    let carys = ["--name", "Carys", "--reason", "Twice", "--silently"];
    output_of(&app.run_command(&[&["signatures", "withdraw"][..], &carys].concat()));

    let day = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let output = output_of(&app.run_command(&["stats", DECLARATION, "--format", "json"]));
    let output: Value = serde_json::from_str(&output).expect("JSON");
    let counts = |confirmed: u64, pending: u64, taken_down: u64| {
        json!({"confirmed": confirmed, "pending": pending, "waiting": 0, "withdrawn": 0,
            "taken_down": taken_down, "shares": 0})
    };
    assert_eq!(output["all"], counts(2, 1, 1), "{output}");
    assert_eq!(
        output["site"],
        json!({ALLY: counts(2, 0, 1), "": counts(0, 1, 0)})
    );
    let mut in_welsh = counts(1, 0, 1);
    in_welsh.as_object_mut().expect("counts").remove("shares");
    assert_eq!(output["language"]["cy"], in_welsh);
    // Midnight may pass meanwhile.
    assert!(output["day"].get(&day).is_some(), "{output}");

    let csv = output_of(&app.run_command(&["stats", DECLARATION, "--format", "csv"]));
    assert!(
        csv.starts_with("by,value,confirmed,pending,waiting,withdrawn,taken_down,shares\n"),
        "{csv}"
    );
    assert!(
        csv.contains(&format!("\nsite,{ALLY},2,0,0,0,1,0\n")),
        "{csv}"
    );
    let table = output_of(&app.run_command(&["stats", DECLARATION]));
    let line = table.lines().find(|line| line.contains("our own pages"));
    let cells: Vec<&str> = line.expect("a line").split_whitespace().collect();
    assert_eq!(
        cells,
        ["site", "our", "own", "pages", "0", "1", "0", "0", "0", "0"],
        "{table}"
    );
    assert!(!table.contains("Marlowe"), "nobody is named: {table}");

    let list = output_of(&app.run_command(&["stats", LIST]));
    assert!(list.starts_with("list library-news\n"), "{list}");
    let err = app.run_command(&["stats", "nothing"]);
    let err = String::from_utf8_lossy(&err.stderr).into_owned();
    assert!(
        err.contains("there is no declaration and no list \"nothing\""),
        "{err}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signatures_and_subscriptions_are_counted_by_the_source_that_the_page_names() {
    let app = App::start();
    for (name, source) in [
        ("Ada Marlowe", "march-news"),
        ("Bashir Quill", " March-News "),
        ("Carys Thorne", "a source with spaces"),
        ("Dara Finch", &*"x".repeat(10_000)),
        ("Emrys Vale", ""),
    ] {
        let person = app.person(name);
        let mut body = person.signature();
        body["source"] = source.into();
        app.sign_and_confirm_with(&body, &person).await;
    }
    let fields = [
        ("name", "Fay Moss"),
        ("email", "fay@mail.example"),
        ("source", "poster"),
    ];
    let path = format!("/d/{DECLARATION}/signatures");
    assert_eq!(app.submit(&path, &fields).await.status, 200);
    let reader = app.person("Gwen Hale");
    let mut body = reader.subscription();
    body["source"] = "march-news".into();
    app.subscribe_with(&body).await.id();

    let of = |slug: &str| -> Value {
        let output = output_of(&app.run_command(&["stats", slug, "--format", "json"]));
        serde_json::from_str(&output).expect("JSON")
    };
    let signed = of(DECLARATION);
    assert_eq!(signed["all"]["confirmed"], 5);
    let sources = signed["source"].as_object().expect("sources");
    assert_eq!(sources.len(), 2, "what is no source is none: {signed}");
    assert_eq!(sources["march-news"]["confirmed"], 2, "{signed}");
    assert_eq!(sources["poster"]["pending"], 1, "{signed}");
    assert_eq!(of(LIST)["source"]["march-news"]["pending"], 1);
    // What is kept about a person includes it.
    let person = output_of(&app.run_command(&["person", "export", "fay@mail.example"]));
    assert!(person.contains("poster"), "{person}");
}
