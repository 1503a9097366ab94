//! What the organisers' desk lists and counts, after what people do over HTTP and organisers by command.

use crate::support::{app::App, campaign::ALLY, people::Person, response::Response};

/// How many forms were sent to the declaration, and how many entries of each state count, as
/// `daily_tallies` has them; checks that the entries say the same.
fn assert_counted(app: &App, when: &str, expected: [u64; 4]) {
    let [sent, confirmed, withdrawn, taken_down] = expected;
    for (measure, count) in [(0, sent), (1, confirmed), (3, withdrawn), (4, taken_down)] {
        let of_ally = format!(
            "measure = {measure} and count = {count} \
             and site = (select id from sites where origin = '{ALLY}')"
        );
        let rows = app.rows_where("daily_tallies", &of_ally);
        let none = count == 0 && app.rows_where("daily_tallies", &of_measure(measure)) == 0;
        assert!(rows == 1 || none, "{when}: {count} of {measure}");
        if measure > 0 {
            let state = format!("state = {measure} and confirmed_by = 1 and area = 'B29'");
            assert_eq!(app.rows_where("entries", &state), count, "{when}: {state}");
        }
    }
}

fn of_measure(measure: u64) -> String {
    format!("measure = {measure}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_and_organisers_do_moves_entries_and_counts() {
    let app = App::start();
    let [ada, bashir] = ["Ada Marlowe", "Bashir Quill"].map(|name| Person {
        postcode: "B29 6LS".to_owned(),
        ..app.person(name)
    });
    app.sign_and_confirm(&ada).await;
    app.sign_and_confirm(&bashir).await;
    assert_counted(&app, "confirmed", [2, 2, 0, 0]);

    let link = app.smtp.email_to(&ada.email).await.link();
    let link = link.replace("/confirm/", "/manage/");
    let press = |action: &'static str| app.client.post(&link).form(&[("action", action)]);
    let withdrawn = Response::to(press("withdraw")).await;
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.body);
    assert_counted(&app, "withdrawn", [2, 1, 1, 0]);

    let listed = app.run_command(&["signatures", "list", "--name", "quill bashir"]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let id = listed.split(' ').next().expect("an id");
    let reason = ["--reason", "The name is not that of a person."];
    let command = ["signatures", "withdraw", id];
    let done = app.run_command(&[&command[..], &reason].concat());
    assert!(done.status.success(), "{done:?}");
    assert_counted(&app, "taken down", [2, 0, 1, 1]);
    let done = app.run_command(&["signatures", "restore", id]);
    assert!(done.status.success(), "{done:?}");
    assert_counted(&app, "restored", [2, 1, 1, 0]);
    let done = app.run_command(&["person", "erase", &bashir.email]);
    assert!(done.status.success(), "{done:?}");
    assert_counted(&app, "erased", [2, 0, 1, 0]);
}
