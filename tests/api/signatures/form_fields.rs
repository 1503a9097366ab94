//! Which fields a form has, as organisers set them: what is off is neither shown nor accepted, what is
//! required is in sight and needed, over the API and in a native form.

use serde_json::{Value, json};

use crate::support::{
    app::App,
    campaign::{Campaign, DECLARATION, LIST},
    people::Person,
};

const EVERY_FIELD_OFF: &str =
    "{organisation: off, role: off, postcode: off, public: off, reservations: off, updates: off}";

fn with_fields(fields: &str) -> App {
    let campaign = Campaign {
        fields: fields.to_owned(),
        ..Campaign::default()
    };
    App::setup().campaign(campaign).start()
}

/// A name and an address, and nothing else.
fn bare(person: &Person) -> Value {
    let mut body = person.signature();
    let fields = body.as_object_mut().expect("an object");
    for name in ["postcode", "public", "kind", "updates"] {
        fields.remove(name);
    }
    body
}

fn page() -> String {
    format!("/d/{DECLARATION}")
}

#[tokio::test]
async fn a_field_that_is_off_is_neither_shown_nor_accepted() {
    for (field, css, sent) in [
        (
            "postcode",
            "[name=postcode]",
            json!({"postcode": "HM1 2AB"}),
        ),
        (
            "organisation",
            "[name=kind]",
            json!({"kind": "organisation", "organisation": "Lantern Street Choir"}),
        ),
        ("role", "[name=role]", json!({"role": "Nurse"})),
        ("public", "[name=public]", json!({"public": "hidden"})),
        (
            "reservations",
            "[name=reservations]",
            json!({"reservations": [2]}),
        ),
        ("updates", "[name=updates]", json!({"updates": true})),
    ] {
        let app = with_fields(&format!("{{{field}: off}}"));
        let ada = app.person("Ada Marlowe");
        assert!(!app.open(&page()).await.has(css), "{field}");
        assert_eq!(app.declaration().await["fields"][field], "off");

        let mut body = bare(&ada);
        let fields = body.as_object_mut().expect("an object");
        fields.extend(sent.as_object().expect("an object").clone());
        let refused = app.sign_with(&body).await;
        refused.field_refused(field, "not_asked");

        app.sign_and_confirm_with(&bare(&ada), &ada).await;
        assert_eq!(app.names().await, ["Ada Marlowe"], "{field}");
    }
}

#[tokio::test]
async fn a_required_field_is_in_sight_and_needed() {
    for (fields, field, css) in [
        ("{postcode: required}", "postcode", "[name=postcode]"),
        (
            "{organisation: required}",
            "organisation",
            "[name=organisation]",
        ),
    ] {
        let app = with_fields(fields);
        let ada = app.person("Ada Marlowe");
        let page = app.open(&page()).await;
        assert!(page.has(&format!("{css}[required]")), "{field}");
        assert!(!page.has(&format!("details {css}")), "{field} is in sight");
        let response = app.sign_with(&bare(&ada)).await;
        response.field_refused(field, "required");

        // Without script the error is beside the field.
        let form = page.form("input[name=email]");
        let typed = [("name", ada.name.as_str()), ("email", ada.email.as_str())];
        let returned = app.send(&form, &typed).await;
        assert_eq!(returned.response.status, 422);
        let error = format!("sign-{field}-error");
        let input = returned.one(css);
        assert_eq!(input.invalid.as_deref(), Some("true"), "{field}");
        assert_eq!(input.described_by.as_deref(), Some(error.as_str()));
    }
}

#[tokio::test]
async fn a_role_is_required_of_organisations_alone() {
    let app = with_fields("{role: required}");
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign_and_confirm_with(&bare(&ada), &ada).await;
    let mut body = bare(&bashir);
    body["kind"] = "organisation".into();
    body["organisation"] = "Lantern Street Choir".into();
    app.sign_with(&body).await.field_refused("role", "required");
    body["role"] = "Treasurer".into();
    assert_eq!(app.sign_with(&body).await.status, 202);
}

#[tokio::test]
async fn with_every_field_off_three_things_sign() {
    let app = with_fields(EVERY_FIELD_OFF);
    let ada = app.person("Ada Marlowe");
    let page = app.open(&page()).await;
    let form = page.form("input[name=email]");
    let asked: Vec<_> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    let hidden = ["lang", "site", "page_url", "form_token", "text_lang"];
    let asked: Vec<_> = asked
        .into_iter()
        .filter(|name| !hidden.contains(name))
        .collect();
    assert_eq!(asked, ["name", "email"]);
    assert!(page.words().contains("Your name is shown in full."));

    let typed = [("name", ada.name.as_str()), ("email", ada.email.as_str())];
    let pending = app.send(&form, &typed).await;
    let code = app.email_to(&ada).await.code();
    let code_form = pending.form("input[name=code]");
    app.send(&code_form, &[("code", &code)]).await;
    assert_eq!(app.names().await, ["Ada Marlowe"]);
}

#[tokio::test]
async fn a_form_from_before_a_field_was_switched_off_loses_nothing() {
    let app = with_fields(EVERY_FIELD_OFF);
    let ada = app.person("Ada Marlowe");
    let form = app.open(&page()).await.form("input[name=email]");
    let typed = [
        ("name", ada.name.as_str()),
        ("email", ada.email.as_str()),
        ("public", "hidden"),
    ];
    let returned = app.send(&form, &typed).await;
    // The name is not published before its owner has seen that it will be.
    assert_eq!(returned.response.status, 422);
    assert!(returned.has("#sign-public-error"));
    assert_eq!(app.rows("attempts"), 0);
    let again = returned.form("input[name=email]");
    assert!(
        again
            .fields
            .contains(&("name".to_owned(), ada.name.clone()))
    );
    let pending = app.send(&again, &[]).await;
    assert!(pending.has("input[name=code]"), "{}", pending.words());
}

#[tokio::test]
async fn a_person_who_first_chose_to_sign_for_an_organisation_signs_as_a_person() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    // The box is not ticked any more; its field is still filled in.
    let form = app.open(&page()).await.form("input[name=email]");
    let typed = [
        ("name", ada.name.as_str()),
        ("email", ada.email.as_str()),
        ("organisation", "Ada Marlowe"),
    ];
    let pending = app.send(&form, &typed).await;
    let code = app.email_to(&ada).await.code();
    let code_form = pending.form("input[name=code]");
    app.send(&code_form, &[("code", &code)]).await;
    assert_eq!(app.declaration().await["organisations"], 0);
    assert_eq!(app.names().await, ["Ada Marlowe"]);
}

#[tokio::test]
async fn the_fields_of_a_list_are_set_likewise() {
    let campaign = Campaign {
        list_fields: "{name: required, postcode: off}".to_owned(),
        ..Campaign::default()
    };
    let app = App::setup().campaign(campaign).start();
    let ada = app.person("Ada Marlowe");
    let page = app.open(&format!("/l/{LIST}")).await;
    assert!(page.has("[name=name][required]") && !page.has("[name=postcode]"));
    let mut body = ada.subscription();
    body["postcode"] = "HM1 2AB".into();
    let refused = app.subscribe_with(&body).await;
    refused.field_refused("postcode", "not_asked");
    let fields = body.as_object_mut().expect("an object");
    fields.remove("postcode");
    fields.remove("name");
    let refused = app.subscribe_with(&body).await;
    refused.field_refused("name", "required");
    assert_eq!(app.subscribe(&ada).await.status, 202);
}

#[tokio::test]
async fn changed_fields_are_published_as_settings() {
    let app = App::start();
    assert!(app.open(&page()).await.has("[name=postcode]"));
    let campaign = Campaign {
        fields: "{postcode: off}".to_owned(),
        ..Campaign::default()
    };
    app.publish(&campaign);
    let page = page();
    crate::support::wait::until("the form to change", async || {
        (!app.open(&page).await.has("[name=postcode]")).then_some(())
    })
    .await;
    assert_eq!(app.declaration().await["version"], 1);
}
