//! The numbers of a declaration or list on the desk, and its downloads: the same files that the command
//! line exports, with those who have left since.

use reqwest::{Method, header};
use serde_json::Value;

use crate::support::{
    app::{App, program::output_of},
    campaign::{DECLARATION, LIST, TITLE},
    desk::{Organiser, hidden, main_text},
    people::Person,
    response::Response,
};

const OWNER: &str = "owner@desk.example";

async fn join(app: &App, person: &Person) {
    app.subscribe(person).await.id();
    let email = app.email_to(person).await;
    assert_eq!(app.confirm_by_token(&email.token()).await.status, 200);
}

/// An organiser whose browser typed a code just now.
async fn stepped_up(app: &App, email: &str, options: &[&str], page: &str) -> Organiser {
    let organiser = app.organiser(email, options).await;
    let action = format!("{page}/export");
    let asked = app.desk_post(&action, Some(&organiser), &[("format", "csv")]);
    let typed = app.step_up(&organiser, &asked.await, 1).await;
    assert_eq!(typed.status, 303, "{}", typed.body);
    let back = format!("{page}?confirmed=1");
    assert_eq!(typed.header("location"), Some(&*back));
    let shown = app.desk_get(&back, Some(&organiser)).await;
    assert!(main_text(&shown).contains("Now press the download"));
    organiser
}

async fn download(app: &App, page: &str, organiser: &Organiser, format: &str) -> Response {
    let action = format!("{page}/export");
    let fields = [("format", format)];
    let file = app.desk_post(&action, Some(organiser), &fields).await;
    assert_eq!(file.status, 200, "{}", file.body);
    file
}

/// The rows of a table; a cell may have line ends.
fn rows_of(table: &str) -> usize {
    csv::Reader::from_reader(table.as_bytes()).records().count()
}

fn by_command(app: &App, options: &[&str]) -> String {
    let command = [options, &["--public-url", &app.url]].concat();
    output_of(&app.run_command(&command))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_downloads_the_files_of_the_command_line() {
    let app = App::start();
    for name in ["Ada Marlowe", "-Bashir Quill"] {
        join(&app, &app.person(name)).await;
    }
    for (name, updates) in [
        ("-Carys Thorne", true),
        ("Dara Finch", false),
        ("Eda Moss", true),
    ] {
        let person = app.person(name);
        let mut body = person.signature();
        body["updates"] = updates.into();
        app.sign_and_confirm_with(&body, &person).await;
    }
    let page = format!("/desk/lists/{LIST}");
    let organiser = stepped_up(&app, OWNER, &["--owner"], &page).await;
    let updates = format!("/desk/declarations/{DECLARATION}");
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    for (page, command, name) in [
        (
            &page,
            &["lists", "export", LIST][..],
            format!("{LIST}-subscribers-{today}"),
        ),
        (
            &updates,
            &["signatures", "export", DECLARATION, "--updates"],
            format!("{DECLARATION}-updates-{today}"),
        ),
    ] {
        let csv = download(&app, page, &organiser, "csv").await;
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
        let attachment = format!("attachment; filename=\"{name}.csv\"");
        assert_eq!(csv.header("content-disposition"), Some(&*attachment));
        assert_eq!(csv.body, by_command(&app, command));
        assert_eq!(rows_of(&csv.body), 2, "{}", csv.body);
        assert!(csv.body.contains(",'-"), "no formula: {}", csv.body);
        let of_excel = download(&app, page, &organiser, "excel").await;
        assert_eq!(of_excel.body, format!("\u{feff}{}", csv.body));
        let json = download(&app, page, &organiser, "json").await;
        assert_eq!(json.header("content-type"), Some("application/json"));
        let rows: Value = serde_json::from_str(&json.body).expect("JSON");
        assert_eq!(rows.as_array().map(Vec::len), Some(rows_of(&csv.body)));
        let as_json = [command, &["--format", "json"]].concat();
        assert_eq!(json.body, by_command(&app, &as_json));
        for row in rows.as_array().expect("rows") {
            for column in [
                "consent",
                "consented_at",
                "page_url",
                "lang",
                "unsubscribe_url",
            ] {
                let cell = row[column].as_str().unwrap_or_default();
                assert!(!cell.is_empty(), "{column}");
            }
        }
        let action = format!("{page}/export");
        let wrong = app.desk_post(&action, Some(&organiser), &[]).await;
        assert_eq!(wrong.status, 400, "a form without a format");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_is_listed_logged_and_reported_to_the_other_owners() {
    let app = App::start();
    for name in ["Ada Marlowe", "Bashir Quill"] {
        join(&app, &app.person(name)).await;
    }
    let other = app.organiser("other@desk.example", &["--owner"]).await;
    let page = format!("/desk/lists/{LIST}");
    let options = ["--may", "export", "--on", LIST];
    let organiser = stepped_up(&app, "exporter@desk.example", &options, &page).await;
    assert_eq!(
        app.rows("exports"),
        0,
        "nothing is exported before the code"
    );
    download(&app, &page, &organiser, "excel").await;

    assert_eq!(
        app.rows_where("exports", "what = 'subscribers' and people = 2"),
        1
    );
    let shown = main_text(&app.desk_get(&page, Some(&other)).await);
    assert!(shown.contains("everybody: 2 people"), "{shown}");
    let log = main_text(&app.desk_get("/desk/audit", Some(&other)).await);
    assert!(log.contains("downloaded addresses"), "{log}");
    assert!(log.contains("subscribers.csv"), "{log}");
    let notice = app.smtp.emails_to(&other.email, 1).await.remove(0);
    assert!(notice.text().contains("exporter"), "{}", notice.text());
    let second = app.smtp.emails_to(&organiser.email, 1).await;
    assert_eq!(second.len(), 1, "who exports got the code alone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_left_since_ones_last_export_are_counted_and_downloaded() {
    let app = App::start();
    let [ada, bashir, carys] =
        ["Ada Marlowe", "Bashir Quill", "Carys Thorne"].map(|name| app.person(name));
    for person in [&ada, &bashir, &carys] {
        join(&app, person).await;
    }
    let page = format!("/desk/lists/{LIST}");
    let organiser = stepped_up(&app, OWNER, &["--owner"], &page).await;
    let shown = app.desk_get(&page, Some(&organiser)).await;
    assert!(!shown.body.contains("left_since"), "{}", shown.body);
    let all = download(&app, &page, &organiser, "json").await;
    let shown = main_text(&app.desk_get(&page, Some(&organiser)).await);
    assert!(
        shown.contains("Nobody who can be named has left since"),
        "{shown}"
    );

    let rows: Value = serde_json::from_str(&all.body).expect("JSON");
    for row in rows.as_array().expect("rows") {
        if row["email"] != bashir.email.as_str() {
            let link = row["unsubscribe_url"].as_str().expect("a link");
            let left = Response::to(app.client.post(link)).await;
            assert_eq!(left.status, 200);
        }
    }
    let shown = app.desk_get(&page, Some(&organiser)).await;
    assert!(
        main_text(&shown).contains("2 people have left since"),
        "{}",
        shown.body
    );
    let since = hidden(&shown, "left_since");
    let action = format!("{page}/export");
    let fields = [("format", "csv"), ("left_since", &*since)];
    let left = app.desk_post(&action, Some(&organiser), &fields).await;
    assert_eq!(left.status, 200, "{}", left.body);
    let name = left.header("content-disposition").expect("a file");
    assert!(name.contains("-left-since-"), "{name}");
    for (person, is_in) in [(&ada, true), (&bashir, false), (&carys, true)] {
        assert_eq!(left.body.contains(&person.email), is_in, "{}", left.body);
    }
    // The file of those who left does not move the day from which they are counted: it may have been lost.
    let shown = main_text(&app.desk_get(&page, Some(&organiser)).await);
    assert!(shown.contains("2 people have left since"), "{shown}");
    assert!(shown.contains("those who had left: 2 people"), "{shown}");
    // Another organiser, who has not exported yet, sees the same from the last file of anybody.
    let other = app
        .organiser("other@desk.example", &["--may", "export"])
        .await;
    let shown = main_text(&app.desk_get(&page, Some(&other)).await);
    assert!(shown.contains("though not by you"), "{shown}");
    let malformed = [("format", "csv"), ("left_since", "yesterday")];
    let malformed = app.desk_post(&action, Some(&organiser), &malformed).await;
    assert_eq!(malformed.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_asks_for_a_code_again_after_ten_minutes() {
    let app = App::setup().clock("+1m").start();
    join(&app, &app.person("Ada Marlowe")).await;
    let page = format!("/desk/lists/{LIST}");
    let organiser = stepped_up(&app, OWNER, &["--owner"], &page).await;
    download(&app, &page, &organiser, "csv").await;
    app.advance(std::time::Duration::from_secs(601));
    let (action, fields) = (format!("{page}/export"), [("format", "csv")]);
    let again = app.desk_post(&action, Some(&organiser), &fields).await;
    assert!(again.body.contains("id=\"code\""), "{}", again.body);
    assert_eq!(again.header("content-disposition"), None);
    let old = format!("{page}?confirmed=1");
    let shown = main_text(&app.desk_get(&old, Some(&organiser)).await);
    assert!(!shown.contains("Now press the download"), "{shown}");
    assert_eq!(app.rows("exports"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_of_the_desk_sees_numbers_and_no_download() {
    let app = App::start();
    let [ada, bashir] = ["Ada Marlowe", "Bashir Quill"].map(|name| app.person(name));
    for person in [&ada, &bashir] {
        app.sign_and_confirm(person).await;
    }
    let silent = app.person("Dara Finch");
    app.sign(&silent).await.id();
    let email = app.smtp.emails_to(&bashir.email, 1).await.remove(0);
    let own = app.at(&format!("/manage/{}", email.token()));
    let withdraw = app.client.post(own).form(&[("action", "withdraw")]);
    assert_eq!(Response::to(withdraw).await.status, 200);
    join(&app, &app.person("Eda Moss")).await;

    let reader = app
        .organiser("reader@desk.example", &["--may", "see"])
        .await;
    let overview = main_text(&app.desk_get("/desk", Some(&reader)).await);
    assert!(overview.contains(&format!("{TITLE} 1 0 3")), "{overview}");
    let page = format!("/desk/declarations/{DECLARATION}");
    let shown = app.desk_get(&page, Some(&reader)).await;
    let text = main_text(&shown);
    for number in [
        "Signed1",
        "Held0",
        "Withdrawn1",
        "Taken down0",
        "Forms sent3",
    ] {
        assert!(
            text.replace(' ', "").contains(&number.replace(' ', "")),
            "{number}: {text}"
        );
    }
    assert!(text.contains("ally.example 1 1 3"), "{text}");
    assert!(text.contains("The last 14 days"), "{text}");
    assert!(text.contains("may not download addresses"), "{text}");
    assert!(!shown.body.contains("/export"), "{}", shown.body);
    for person in [&ada, &bashir] {
        assert!(!shown.body.contains(&person.email) && !shown.body.contains(&person.name));
    }
    let request = app.desk_request(Method::POST, &format!("{page}/export"), Some(&reader));
    let request = request.header(header::ORIGIN, &app.url);
    let refused = Response::to(request.form(&[("csrf", &*reader.csrf), ("format", "csv")])).await;
    assert_eq!(refused.status, 403);
    assert_eq!(app.rows("exports"), 0);
}
