//! Colleagues: inviting, accepting, changing rights, removing, leaving; what the last owner cannot do,
//! and what happens when two act at the same moment.

use crate::support::{
    app::App,
    campaign::LIST,
    desk::{Organiser, address, hidden, main_text},
    response::Response,
};

/// The page of one colleague.
async fn page_of(app: &App, organiser: &Organiser, email: &str) -> (String, Response) {
    let all = app.desk_get("/desk/colleagues", Some(organiser)).await;
    let listed = format!(r#"<bdi dir="ltr">{email}"#);
    let at = all.body.find(&listed);
    let at = at.unwrap_or_else(|| panic!("{email} in {}", all.body));
    let link = all.body[..at]
        .rfind("/desk/colleagues/")
        .expect("a link to change");
    let path = all.body[link..]
        .split('"')
        .next()
        .expect("its end")
        .to_owned();
    let page = app.desk_get(&path, Some(organiser)).await;
    assert_eq!(page.status, 200, "{}", page.body);
    (path, page)
}

/// The path of an invitation's link, from its email.
async fn invitation_for(app: &App, email: &str) -> String {
    let links = app.smtp.email_to(email).await.links();
    let link = links.iter().find_map(|link| link.strip_prefix(&*app.url));
    let link = link.unwrap_or_else(|| panic!("a link to the desk: {links:?}"));
    link.to_owned()
}

#[tokio::test]
async fn a_colleague_is_invited_accepts_gets_other_rights_and_is_removed() {
    let app = App::start();
    let (ada, ben) = (app.person("Ada Marlowe"), app.person("Ben Okoro"));
    let owner = app.first_owner(&ada).await;
    let form = app.desk_get("/desk/colleagues/invite", Some(&owner)).await;
    let of_list = form.body.split(r#"value=""#).find_map(|rest| {
        let value = rest.split('"').next()?;
        value
            .ends_with(":export")
            .then_some(value)
            .filter(|value| !value.starts_with("0:"))
    });
    let export_something = of_list
        .expect("a box for one declaration or list")
        .to_owned();

    let nothing = [("email", &*ben.email)];
    let nothing = app
        .desk_post("/desk/colleagues/invite", Some(&owner), &nothing)
        .await;
    assert_eq!(nothing.status, 422, "{}", nothing.body);
    assert!(
        nothing.body.contains("Tick at least one right"),
        "{}",
        nothing.body
    );

    let fields = [("email", &*ben.email), ("may", &*export_something)];
    let invited = app
        .desk_post("/desk/colleagues/invite", Some(&owner), &fields)
        .await;
    assert_eq!(invited.status, 303, "{}", invited.body);
    let page = app.desk_get("/desk/colleagues", Some(&owner)).await;
    assert!(page.body.contains(&ben.email), "{}", page.body);

    let link = invitation_for(&app, &ben.email).await;
    for _ in 0..2 {
        let page = app.desk_get(&link, None).await;
        let said = main_text(&page);
        assert!(said.contains("Ada Marlowe invites you"), "{said}");
        assert!(said.contains("Export"), "{said}");
    }
    let name = [("name", "Ben Okoro")];
    let accepted = app.desk_post(&link, None, &name).await;
    let colleague = app.signed_in(&ben.email, &accepted).await;
    assert_eq!(app.desk_post(&link, None, &name).await.status, 410);
    assert_eq!(
        app.desk_get("/desk/colleagues", Some(&colleague))
            .await
            .status,
        403
    );

    let (path, page) = page_of(&app, &owner, &ben.email).await;
    let before = hidden(&page, "before");
    assert_eq!(before, export_something);
    let fields = [("before", &*before), ("may", "0:see")];
    let changed = app.desk_post(&path, Some(&owner), &fields).await;
    assert_eq!(changed.status, 303, "{}", changed.body);

    let removed = app
        .desk_post(&format!("{path}/remove"), Some(&owner), &[])
        .await;
    assert_eq!(removed.status, 303, "{}", removed.body);
    assert_eq!(
        app.desk_get("/desk", Some(&colleague)).await.status,
        303,
        "signed out"
    );
    let twice = app
        .desk_post(&format!("{path}/remove"), Some(&owner), &[])
        .await;
    assert_eq!(twice.status, 409, "{}", twice.body);

    let log = main_text(&app.desk_get("/desk/audit", Some(&owner)).await);
    for said in [
        "Ada Marlowe became the first owner",
        "Ada Marlowe invited",
        "Ben Okoro accepted an invitation",
        "Ada Marlowe changed the rights of Ben Okoro",
        "Ada Marlowe removed Ben Okoro",
    ] {
        assert!(log.contains(said), "{said}: {log}");
    }
}

#[tokio::test]
async fn a_revoked_invitation_cannot_be_accepted() {
    let app = App::start();
    let owner = app.organiser("owner@desk.example", &["--owner"]).await;
    let email = app.address("revoked@desk.example");
    let fields = [("email", &*email), ("may", "0:see")];
    app.desk_post("/desk/colleagues/invite", Some(&owner), &fields)
        .await;
    let link = invitation_for(&app, &email).await;
    let page = app.desk_get("/desk/colleagues", Some(&owner)).await;
    let revoke = address(&page, "/desk/colleagues/invitations/");
    let revoked = app.desk_post(&revoke, Some(&owner), &[]).await;
    assert_eq!(revoked.status, 303, "{}", revoked.body);
    assert_eq!(app.desk_get(&link, None).await.status, 410);
    let accepted = app.desk_post(&link, None, &[("name", "Ben Okoro")]).await;
    assert_eq!(accepted.status, 410, "{}", accepted.body);
    let twice = app.desk_post(&revoke, Some(&owner), &[]).await;
    assert_eq!(twice.status, 409, "{}", twice.body);
}

#[tokio::test]
async fn the_last_owner_can_neither_leave_nor_lose_own() {
    let app = App::start();
    let owner = app.organiser("owner@desk.example", &["--owner"]).await;
    let refused = app
        .desk_post("/desk/account/leave", Some(&owner), &[])
        .await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(
        main_text(&refused).contains("last owner"),
        "{}",
        refused.body
    );

    let (path, page) = page_of(&app, &owner, &owner.email).await;
    let fields = [("before", &*hidden(&page, "before")), ("may", "0:see")];
    let asked = app.desk_post(&path, Some(&owner), &fields).await;
    let refused = app.step_up(&owner, &asked, 1).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(
        main_text(&refused).contains("needs an owner"),
        "{}",
        refused.body
    );
    assert_eq!(
        app.desk_get("/desk/colleagues", Some(&owner)).await.status,
        200
    );
}

#[tokio::test]
async fn of_two_owners_who_remove_each_other_at_once_one_stays() {
    let app = App::start();
    let one = app.organiser("one@desk.example", &["--owner"]).await;
    let other = app.organiser("other@desk.example", &["--owner"]).await;
    let mut pages = Vec::new();
    for (owner, removed) in [(&one, &other), (&other, &one)] {
        let (path, _) = page_of(&app, owner, &removed.email).await;
        let remove = format!("{path}/remove");
        let asked = app.desk_post(&remove, Some(owner), &[]).await;
        assert_eq!(asked.status, 200, "{}", asked.body);
        pages.push(asked);
    }
    let (first, second) = tokio::join!(
        app.step_up(&one, &pages[0], 1),
        app.step_up(&other, &pages[1], 1)
    );
    let answers = [first, second];
    let done = answers
        .iter()
        .filter(|answer| answer.header("location") == Some("/desk/colleagues?said=removed"));
    assert_eq!(done.count(), 1, "{answers:#?}");
    assert_eq!(app.rows_where("accounts", "left_at is null"), 1);
}

#[tokio::test]
async fn rights_that_were_changed_while_a_form_was_open_are_shown_beside_it() {
    let app = App::start();
    let owner = app.organiser("owner@desk.example", &["--owner"]).await;
    let options = ["--may", "see", "--on", LIST];
    let colleague = app.organiser("colleague@desk.example", &options).await;
    let (path, page) = page_of(&app, &owner, &colleague.email).await;
    let before = hidden(&page, "before");
    let first = [("before", &*before), ("may", "0:moderate")];
    assert_eq!(app.desk_post(&path, Some(&owner), &first).await.status, 303);

    let second = [("before", &*before), ("may", "0:write")];
    let refused = app.desk_post(&path, Some(&owner), &second).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    let said = main_text(&refused);
    assert!(said.contains("Everything: See, Moderate"), "{said}");
    let ticked = refused
        .body
        .split("<input")
        .find(|field| field.contains(r#"value="0:write""#));
    assert!(
        ticked.is_some_and(|field| field.contains("checked")),
        "{}",
        refused.body
    );
    let again = [("before", &*hidden(&refused, "before")), ("may", "0:write")];
    assert_eq!(app.desk_post(&path, Some(&owner), &again).await.status, 303);
}

#[tokio::test]
async fn the_owner_of_a_part_gives_rights_to_that_part_alone() {
    let app = App::start();
    let owner = app.organiser("owner@desk.example", &["--owner"]).await;
    let options = ["--may", "own", "--on", LIST];
    let of_list = app.organiser("lists@desk.example", &options).await;
    let form = app
        .desk_get("/desk/colleagues/invite", Some(&of_list))
        .await;
    assert_eq!(
        form.body.matches(r#"type="checkbox""#).count(),
        6,
        "{}",
        form.body
    );
    let fields = [("email", "greedy@people.example"), ("may", "0:see")];
    let refused = app
        .desk_post("/desk/colleagues/invite", Some(&of_list), &fields)
        .await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(app.rows("invitations"), 0);
    let colleagues = app.desk_get("/desk/colleagues", Some(&of_list)).await;
    assert!(
        colleagues.body.contains(&owner.email),
        "{}",
        colleagues.body
    );
}

#[tokio::test]
async fn a_colleague_leaves() {
    let app = App::start();
    let owner = app.organiser("owner@desk.example", &["--owner"]).await;
    let colleague = app
        .organiser("leaves@desk.example", &["--may", "see"])
        .await;
    let left = app
        .desk_post("/desk/account/leave", Some(&colleague), &[])
        .await;
    assert_eq!(left.header("location"), Some("/desk/left"), "{}", left.body);
    assert_eq!(app.desk_get("/desk/left", None).await.status, 200);
    assert_eq!(app.desk_get("/desk", Some(&colleague)).await.status, 303);
    let page = app.desk_get("/desk/colleagues", Some(&owner)).await;
    assert!(!page.body.contains(&colleague.email), "{}", page.body);
}
