//! Sessions and forms of the desk: listed, ended by their owner, by time and by leaving; what happens to
//! a form whose session ended meanwhile; and the code that is asked for again before a hand-over.

use crate::support::{
    app::App,
    database,
    desk::{Organiser, address, hidden, main_text},
};

/// An owner, beside another one.
async fn owner(app: &App) -> Organiser {
    app.organiser("other-owner@desk.example", &["--owner"])
        .await;
    app.organiser("owner@desk.example", &["--owner"]).await
}

async fn is_signed_in(app: &App, organiser: &Organiser) -> bool {
    app.desk_get("/desk/account", Some(organiser)).await.status == 200
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_others() {
    let app = App::start();
    let here = owner(&app).await;
    let mut elsewhere = Vec::new();
    for _ in 0..3 {
        elsewhere.push(app.organiser("owner@desk.example", &[]).await);
    }
    let page = app.desk_get("/desk/account", Some(&here)).await;
    assert_eq!(
        page.body.matches("This browser").count(),
        1,
        "{}",
        page.body
    );
    let values = page.body.split(r#"name="end" value=""#).skip(1);
    let mut values = values.filter_map(|rest| rest.split('"').next());
    let other = values.find(|id| id.len() == 36).expect("another session");
    let ended = app
        .desk_post("/desk/account/sessions", Some(&here), &[("end", other)])
        .await;
    assert_eq!(ended.status, 303, "{}", ended.body);
    let mut left = 0;
    for one in &elsewhere {
        left += usize::from(is_signed_in(&app, one).await);
    }
    assert_eq!(left, 2);

    let others = [("end", "others")];
    app.desk_post("/desk/account/sessions", Some(&here), &others)
        .await;
    for one in &elsewhere {
        assert!(!is_signed_in(&app, one).await);
    }
    assert!(is_signed_in(&app, &here).await);

    let out = app.desk_post("/desk/sign-out", Some(&here), &[]).await;
    let cookie = out.header("set-cookie").expect("it is taken back");
    assert!(cookie.contains("Max-Age=0"), "{cookie}");
    assert!(
        !is_signed_in(&app, &here).await,
        "a copied cookie is worth nothing"
    );
}

#[tokio::test]
async fn a_session_ends_after_two_weeks_unused_and_after_ninety_days() {
    let app = App::start();
    for change in [
        "seen_at = seen_at - 15 * 86400000",
        "created_at = created_at - 91 * 86400000",
    ] {
        let organiser = owner(&app).await;
        assert!(is_signed_in(&app, &organiser).await);
        database::change(&app.database, &format!("update sessions set {change}"));
        assert!(!is_signed_in(&app, &organiser).await, "{change}");
    }
}

#[tokio::test]
async fn a_form_whose_session_ended_is_kept_and_can_be_sent_again() {
    let app = App::start();
    let before = owner(&app).await;
    app.desk_post("/desk/sign-out", Some(&before), &[]).await;
    let fields = [("name", "A name typed at length"), ("lang", "en")];
    let refused = app.desk_post("/desk/account", Some(&before), &fields).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert_eq!(hidden(&refused, "name"), "A name typed at length");
    assert_eq!(address(&refused, "/desk/account"), "/desk/account");

    // Signing in again, as in another tab, lets the same form pass.
    let after = app.organiser("owner@desk.example", &[]).await;
    let again = [
        ("name", &*hidden(&refused, "name")),
        ("lang", &*hidden(&refused, "lang")),
        ("csrf", &*hidden(&refused, "csrf")),
    ];
    let sent = app.desk_post("/desk/account", Some(&after), &again).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let page = app.desk_get("/desk/account", Some(&after)).await;
    assert!(
        page.body.contains("A name typed at length"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_form_of_another_account_is_shown_before_it_acts() {
    let app = App::start();
    let one = owner(&app).await;
    let other = app.organiser("other-owner@desk.example", &[]).await;
    let fields = [("name", "Mallory"), ("lang", "en"), ("csrf", &*other.csrf)];
    let refused = app.desk_post("/desk/account", Some(&one), &fields).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert_eq!(hidden(&refused, "csrf"), one.csrf);
    let page = app.desk_get("/desk/account", Some(&one)).await;
    assert!(!page.body.contains("Mallory"), "{}", page.body);
}

#[tokio::test]
async fn handing_over_asks_for_a_code_again_and_tells_the_other_owners() {
    let app = App::start();
    let owner = owner(&app).await;
    let (second, third) = (
        app.address("second-owner@desk.example"),
        app.address("third-owner@desk.example"),
    );
    let fields = [("email", &*second), ("may", "0:own")];
    let invite = "/desk/colleagues/invite";
    let asked = app.desk_post(invite, Some(&owner), &fields).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert!(main_text(&asked).contains("Nothing has been done yet"));
    assert_eq!(hidden(&asked, "email"), second);
    assert_eq!(app.rows("invitations"), 0);

    let wrong = [&fields[..], &[("code", "000000")]].concat();
    let wrong = app.desk_post(invite, Some(&owner), &wrong).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert_eq!(app.rows("invitations"), 0);

    let done = app.step_up(&owner, &asked, 1).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(app.rows("invitations"), 1);
    app.smtp.email_to(&second).await;

    // Within ten minutes no other code is needed.
    let more = [("email", &*third), ("may", "0:own")];
    let done = app.desk_post(invite, Some(&owner), &more).await;
    assert_eq!(done.status, 303, "{}", done.body);
}
