//! Signing with a reservation: kept from the form to the footnote, counted, and never showing more
//! than the signatory chose.

use serde_json::{Value, json};

use crate::support::{actions::signatures, app::App, campaign::DECLARATION, people::Person};

const WORDS: &str = "Not before the night buses run <b>again</b>.";

/// A signature with a reservation on the second principle.
fn reserved(person: &Person, public: &str) -> Value {
    let mut body = person.signature();
    body["public"] = public.into();
    body["reservations"] = json!([2]);
    body["reservation_notes"] = json!([{"principle": 2, "text": WORDS}]);
    body
}

async fn confirmed(app: &App, person: &Person, body: &Value) {
    let id = app.sign_with(body).await.id();
    let code = app.email_to(person).await.code();
    let response = app.confirm_by_code(&id, &code).await;
    assert_eq!(response.status, 200, "{}", response.body);
}

#[tokio::test]
async fn a_reservation_is_shown_with_its_signatory_and_counted() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));

    confirmed(&app, &ada, &reserved(&ada, "full")).await;
    let mut numbers_alone = bashir.signature();
    numbers_alone["reservations"] = json!([3, 2]);
    confirmed(&app, &bashir, &numbers_alone).await;

    let items = app.get(&signatures()).await.json();
    let (newest, first) = (&items["items"][0], &items["items"][1]);
    assert_eq!(newest["reservations"], json!([2, 3]));
    assert_eq!(newest["reservation_notes"], Value::Null);
    assert_eq!(first["reservations"], json!([2]));
    assert_eq!(
        first["reservation_notes"],
        json!([{"principle": 2, "text": WORDS}])
    );
    assert_eq!(
        app.declaration().await["reservations"],
        json!([{"principle": 2, "count": 2}, {"principle": 3, "count": 1}])
    );
    let page = app.get(&format!("/d/{DECLARATION}")).await.body;
    assert!(page.contains("2 signed with a reservation on principle 2"));
    assert!(page.contains("1 signed with a reservation on principle 3"));
    assert!(page.contains("night buses run &lt;b&gt;again&lt;/b&gt;."));
    assert!(!page.contains("<b>again"), "words are no markup");
}

#[tokio::test]
async fn a_reservation_reveals_no_more_than_the_chosen_visibility() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    confirmed(&app, &ada, &reserved(&ada, "initials")).await;
    let mut hidden = reserved(&bashir, "hidden");
    hidden["reservation_notes"][0]["text"] = "Nobody knows this.".into();
    confirmed(&app, &bashir, &hidden).await;

    let items = app.get(&signatures()).await;
    assert_eq!(items.json()["items"][0]["name"], "A. M.");
    assert_eq!(items.json()["items"][0]["reservations"], json!([2]));
    let page = app.get(&format!("/d/{DECLARATION}")).await.body;
    for shown in [&items.body, &page] {
        assert!(!shown.contains("Nobody knows this."), "{shown}");
        assert!(!shown.contains("Ada Marlowe"), "{shown}");
    }
    assert_eq!(app.declaration().await["reservations"][0]["count"], 2);
}

#[tokio::test]
async fn an_invalid_reservation_is_refused() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let long = "x".repeat(281);
    for (what, reservations, notes, field, code) in [
        (
            "no such principle",
            json!([4]),
            json!([]),
            "reservations",
            "invalid_choice",
        ),
        (
            "the nought",
            json!([0]),
            json!([]),
            "reservations",
            "invalid_choice",
        ),
        (
            "twice",
            json!([1, 1]),
            json!([]),
            "reservations",
            "invalid_choice",
        ),
        (
            "words to another",
            json!([1]),
            json!([{"principle": 2, "text": "Why?"}]),
            "reservation_notes",
            "invalid_choice",
        ),
        (
            "words twice",
            json!([1]),
            json!([{"principle": 1, "text": "Why?"}, {"principle": 1, "text": "Why not?"}]),
            "reservation_notes",
            "invalid_choice",
        ),
        (
            "many words",
            json!([1]),
            json!([{"principle": 1, "text": long}]),
            "reservation_notes",
            "too_long",
        ),
    ] {
        let mut body = ada.signature();
        body["reservations"] = reservations;
        body["reservation_notes"] = notes;
        let response = app.sign_with(&body).await;
        assert_eq!(response.status, 422, "{what}: {}", response.body);
        let errors = response.json()["errors"].clone();
        assert_eq!(errors[0]["field"], field, "{what}: {errors}");
        assert_eq!(errors[0]["code"], code, "{what}: {errors}");
    }
    for malformed in [json!(["one"]), json!([-1]), json!("1")] {
        let mut body = ada.signature();
        body["reservations"] = malformed;
        app.sign_with(&body).await.problem(400, "malformed");
    }
    assert_eq!(app.rows("attempts"), 0);
}

#[tokio::test]
async fn a_form_without_script_submits_only_the_ticked_reservations() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let path = format!("/d/{DECLARATION}/signatures");
    let long = "x".repeat(281);
    let typed = |note: &'static str| {
        vec![
            ("name", "Ada Marlowe"),
            ("lang", "en"),
            ("reservations", "3"),
            ("note-1", "Never ticked."),
            ("note-3", note),
        ]
    };

    let mut too_long = typed("");
    too_long.push(("email", &ada.email));
    too_long.retain(|(field, _)| *field != "note-3");
    too_long.push(("note-3", &long));
    let refused = app.submit(&path, &too_long).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains(&long), "nothing typed is lost");
    assert!(refused.body.contains("<details part=\"more\" open>"));

    let mut fields = typed("Only with \u{202e}plants.");
    fields.push(("email", &ada.email));
    let pending = app.submit(&path, &fields).await;
    assert_eq!(pending.status, 200, "{}", pending.body);
    let email = app.email_to(&ada).await;
    let asked = app.get(&format!("/confirm/{}", email.token())).await.body;
    assert!(asked.contains("on principle 3"), "{asked}");
    assert!(asked.contains("Only with plants."), "{asked}");
    app.confirm_by_token(&email.token()).await;

    let items = app.get(&signatures()).await.json();
    assert_eq!(items["items"][0]["reservations"], json!([3]));
    assert_eq!(
        items["items"][0]["reservation_notes"],
        json!([{"principle": 3, "text": "Only with plants."}])
    );
}
