//! A signature from the form to the count and the public list.

use serde_json::json;

use crate::support::{
    actions::signatures,
    app::App,
    campaign::{DECLARATION, GOAL, TITLE},
};

#[tokio::test]
async fn the_api_shows_the_declaration_as_published() {
    let app = App::start();

    let declaration = app.declaration().await;

    assert_eq!(declaration["slug"], DECLARATION);
    assert_eq!(declaration["title"], TITLE);
    assert_eq!(declaration["lang"], "en");
    assert_eq!(declaration["goal"], GOAL);
    assert_eq!(declaration["version"], 1);
    assert_eq!(declaration["status"], "open");
    assert_eq!(declaration["count"], 0);
    assert_eq!(declaration["organisations"], 0);
    assert_eq!(
        declaration["drafted_by"],
        json!(["Reading Room Union", "Sunday Circle"])
    );
    let principles = declaration["principles"].as_array().expect("principles");
    let titles: Vec<_> = principles.iter().map(|one| &one["title"]).collect();
    assert_eq!(
        titles,
        ["A day for everyone", "Work that is paid", "Quiet and talk"]
    );
    let hash = declaration["text_hash"].as_str().expect("a hash");
    assert_eq!(hash.len(), 64, "SHA-256 in hexadecimal: {hash}");
}

#[tokio::test]
async fn a_signature_counts_once_its_code_is_entered() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let id = app.sign(&ada).await.id();
    let code = app.email_to(&ada).await.code();
    assert_eq!(app.count().await, 0, "not before it is confirmed");
    assert!(app.names().await.is_empty(), "not shown before either");
    let confirmed = app.confirm_by_code(&id, &code).await;

    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    let answer = confirmed.json();
    let named = |name: &str| answer[name].clone();
    assert_eq!(
        ["status", "kind", "count", "message"].map(named),
        [
            json!("confirmed"),
            json!("signature"),
            json!(1),
            json!("You are the 1st to sign.")
        ]
    );
    assert_eq!(app.count().await, 1);
    assert_eq!(app.names().await, ["Ada Marlowe"]);
}

#[tokio::test]
async fn a_signature_counts_once_its_link_is_used() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    app.sign(&ada).await.id();
    let token = app.email_to(&ada).await.token();
    let confirmed = app.confirm_by_token(&token).await;

    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    assert_eq!(confirmed.json()["count"], 1);
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn signing_twice_counts_once_and_gets_the_same_answer() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let first = app.sign(&ada).await;
    let code = app.email_to(&ada).await.code();
    app.confirm_by_code(&first.id(), &code).await;
    let second = app.sign(&ada).await;

    assert_eq!(first.status, second.status);
    let without_id =
        |response: &crate::support::response::Response| response.body.replace(&response.id(), "ID");
    assert_eq!(without_id(&first), without_id(&second), "byte for byte");
    assert_eq!(first.id().len(), second.id().len());
    let visible_headers = |response: &crate::support::response::Response| {
        let mut headers: Vec<_> = response.headers.iter().collect();
        headers.retain(|(name, _)| *name != "date" && *name != "x-request-id");
        headers.sort_by_key(|(name, _)| name.as_str().to_owned());
        format!("{headers:?}")
    };
    assert_eq!(
        visible_headers(&first),
        visible_headers(&second),
        "headers tell nothing"
    );

    // The first code is not valid for the second attempt, and is still valid for its own.
    let other = app.confirm_by_code(&second.id(), &code).await;
    other.problem(422, "code_of_another");
    let again = app.confirm_by_code(&first.id(), &code).await;
    assert_eq!(again.status, 200, "{}", again.body);
    assert_eq!(again.json()["count"], 1);
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn spellings_of_one_mailbox_count_once() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign_and_confirm(&ada).await;

    let (local, domain) = ada.email.split_once('@').expect("an address");
    for same in [
        format!("{}@{domain}", local.to_uppercase()),
        format!("{local}@{}", domain.to_uppercase()),
        format!("{local}+again@{domain}"),
    ] {
        let mut body = ada.signature();
        body["email"] = json!(same);
        app.sign_with(&body).await.id();
    }
    // The first email's link is still valid for the same person.
    let token = app.email_to(&ada).await.token();
    assert_eq!(app.confirm_by_token(&token).await.status, 200);

    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn concurrent_signatures_and_confirmations_count_once_each() {
    let app = App::start();
    let people: Vec<_> = (0..30).map(|_| app.person("Ada Marlowe")).collect();

    let signing: Vec<_> = people
        .iter()
        .flat_map(|person| [person.signature(), person.signature()])
        .map(|body| {
            let request = app.client.post(app.at(&signatures())).json(&body);
            tokio::spawn(crate::support::response::Response::to(
                request.header("Origin", crate::support::campaign::ALLY),
            ))
        })
        .collect();
    for response in signing {
        response.await.unwrap().id();
    }
    let mut confirming = Vec::new();
    for person in &people {
        let token = app.email_to(person).await.token();
        for _ in 0..3 {
            let body = json!({"token": token});
            let request = app.client.post(app.at("/api/v1/confirmations")).json(&body);
            confirming.push(tokio::spawn(crate::support::response::Response::to(
                request,
            )));
        }
    }
    for response in confirming {
        assert_eq!(response.await.unwrap().status, 200);
    }

    assert_eq!(app.count().await, 30);
}

#[tokio::test]
async fn names_are_shown_with_the_chosen_visibility() {
    let app = App::start();
    for (name, public) in [
        ("Ada Marlowe", "full"),
        ("Bashir Quill", "initials"),
        ("Carys Thorne", "hidden"),
    ] {
        let person = app.person(name);
        let mut body = person.signature();
        body["public"] = json!(public);
        app.sign_and_confirm_with(&body, &person).await;
    }

    let names = app.names().await;

    assert_eq!(app.count().await, 3, "hidden ones count");
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(names[1], "Ada Marlowe");
    assert!(
        names[0].starts_with('B') && names[0].contains('Q'),
        "{names:?}"
    );
    assert!(!names[0].contains("ashir"), "{names:?}");
    let page = app.get(&format!("/d/{DECLARATION}")).await.body;
    assert!(!page.contains("Carys") && !page.contains("Bashir"));
}

#[tokio::test]
async fn an_organisation_signs_in_its_own_name() {
    let app = App::start();
    let carys = app.person("Carys Thorne");
    let mut body = carys.signature();
    body["kind"] = json!("organisation");
    body["organisation"] = json!("Lantern Street Choir");
    body["role"] = json!("Treasurer");

    app.sign_and_confirm_with(&body, &carys).await;

    assert_eq!(app.names().await, ["Lantern Street Choir"]);
    let declaration = app.declaration().await;
    assert_eq!(declaration["organisations"], 1);
    assert_eq!(declaration["count"], 1);
}

#[tokio::test]
async fn emails_and_postcodes_are_never_public() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign_and_confirm(&ada).await;

    for path in [
        signatures(),
        format!("/api/v1/declarations/{DECLARATION}"),
        format!("/d/{DECLARATION}"),
        format!("/embed/v1/signature?declaration={DECLARATION}&lang=en"),
    ] {
        let response = app.get(&path).await;
        assert_eq!(response.status, 200, "{path}: {}", response.body);
        assert!(!response.body.contains("quillfeather"), "{path}");
        assert!(!response.body.contains(&ada.postcode), "{path}");
    }
}

#[tokio::test]
async fn names_in_every_script_are_kept_as_typed() {
    let app = App::start();
    let names = [
        "Zoë O’Connor-Núñez",
        "अनन्या शर्मा",
        "محمد الأمين",
        "陳美玲",
        "Ọlámidé Adéwálé",
        "שרה כהן",
        "Nguyễn Thị Ánh",
    ];
    for name in names {
        app.sign_and_confirm(&app.person(name)).await;
    }

    let mut shown = app.names().await;
    shown.reverse();

    assert_eq!(shown, names);
}

#[tokio::test]
async fn signatories_are_paged_newest_first() {
    let app = App::start();
    let names = ["Ada Marlowe", "Bashir Quill", "Carys Thorne"];
    for name in names {
        app.sign_and_confirm(&app.person(name)).await;
    }

    let mut seen = Vec::new();
    let mut path = format!("{}?limit=1", signatures());
    loop {
        let page = app.get(&path).await.json();
        let items = page["items"].as_array().expect("items");
        assert_eq!(items.len(), 1, "{page}");
        assert!(
            items[0]["signed_at"]
                .as_str()
                .expect("a time")
                .ends_with('Z')
        );
        seen.push(items[0]["name"].as_str().expect("a name").to_owned());
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("{}?limit=1&cursor={cursor}", signatures()),
            None => break,
        }
    }

    assert_eq!(seen, ["Carys Thorne", "Bashir Quill", "Ada Marlowe"]);
}

#[tokio::test]
async fn an_unconfirmed_attempt_does_not_change_a_signature() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign_and_confirm(&ada).await;

    // Another person who knows the address signs again under a different name, without access to
    // the mailbox.
    let mut body = ada.signature();
    body["name"] = json!("Mallory Fake");
    let id = app.sign_with(&body).await.id();
    app.confirm_by_code(&id, "000000").await;

    assert_eq!(app.names().await, ["Ada Marlowe"]);
}
