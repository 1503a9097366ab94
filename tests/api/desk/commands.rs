//! What commands on the server do for the desk: sign-in links, and erasing what it keeps of a person.

use crate::support::{
    app::{
        App,
        program::{both_outputs_of, error_of, output_of},
    },
    campaign::{DECLARATION, LIST},
};

#[tokio::test]
async fn a_command_makes_an_account_with_the_rights_that_it_names() {
    let app = App::start();
    let options = ["--may", "see,export", "--on", LIST];
    let organiser = app.organiser("dara@desk.example", &options).await;
    for (path, status) in [
        (format!("/desk/lists/{LIST}"), 200),
        (format!("/desk/declarations/{DECLARATION}"), 403),
        ("/desk/colleagues".to_owned(), 403),
    ] {
        let page = app.desk_get(&path, Some(&organiser)).await;
        assert_eq!(page.status, status, "{path}");
    }
    // Another link for the same account, which keeps its rights; the command says so.
    let command = ["organiser", "add", &organiser.email, "--owner"];
    let printed = both_outputs_of(&app.run_command(&command));
    assert!(printed.contains("it keeps its rights"), "{printed}");
    let again = app.organiser(&organiser.email, &[]).await;
    let page = app.desk_get("/desk/colleagues", Some(&again)).await;
    assert_eq!(page.status, 403, "it is no owner");
}

#[test]
fn a_command_for_an_organiser_names_what_is_wrong_with_it() {
    let app = App::start();
    for (options, expected) in [
        (&["not an address"][..], "EMAIL: "),
        (
            &["dara@desk.example", "--may", "rule"],
            "expected see, moderate, write, send, export or own",
        ),
        (
            &["dara@desk.example", "--may", "see", "--on", "no-such"],
            "there is no declaration or list \"no-such\"",
        ),
        (&["dara@desk.example", "--may", "see", "--owner"], "--owner"),
    ] {
        let command = [&["organiser", "add"], options].concat();
        let error = error_of(&app.run_command(&command));
        assert!(error.contains(expected), "{options:?}: {error}");
    }
}

#[tokio::test]
async fn erasing_a_person_ends_no_account_and_forgets_one_that_has_left() {
    let app = App::start();
    let organiser = app.organiser("dara@desk.example", &["--may", "see"]).await;
    let erase = || output_of(&app.run_command(&["person", "erase", &organiser.email]));
    let exported = || output_of(&app.run_command(&["person", "export", &organiser.email]));
    let kept = erase();
    assert!(kept.contains("stays: an organiser's account"), "{kept}");
    let page = app.desk_get("/desk", Some(&organiser)).await;
    assert_eq!(page.status, 200, "still signed in");
    assert!(exported().contains("\"organiser\""));

    let left = app.desk_post("/desk/account/leave", Some(&organiser), &[]);
    let left = left.await;
    assert!(left.status < 400, "{}", left.body);
    let erased = erase();
    let expected = "erased: of the organisers' desk, 1 account, 0 invitations";
    assert!(erased.contains(expected), "{erased}");
    assert!(!exported().contains("\"organiser\""));
}
