//! Forms as a browser submits them by itself, with the headers that a test chooses.

use reqwest::Method;
use serde_json::Value;

use crate::{
    http::native_forms::{Form, Page},
    support::{
        app::App,
        campaign::{ALLY, DECLARATION, LIST},
        people::Person,
        response::Response,
    },
};

pub(crate) type Fields = Vec<(String, String)>;

/// What the form of a fragment on an allied page sends, filled in.
pub(crate) async fn fragment(app: &App, widget: &str, person: &Person) -> (String, Fields) {
    let form = form_at(app, &format!("/embed/v1/{widget}&lang=en&site={ALLY}")).await;
    let mut fields = filled(&form, person);
    // As the loader does.
    set(&mut fields, "site", ALLY);
    (form.action, fields)
}

pub(crate) async fn form_at(app: &App, path: &str) -> Form {
    app.open(path).await.form("input[name=email]")
}

pub(crate) fn signature_widget() -> String {
    format!("signature?declaration={DECLARATION}")
}

pub(crate) fn signup_widget() -> String {
    format!("signup?list={LIST}")
}

pub(crate) fn filled(form: &Form, person: &Person) -> Fields {
    let mut fields = form.fields.clone();
    for (name, value) in [
        ("name", &person.name),
        ("email", &person.email),
        ("postcode", &person.postcode),
    ] {
        set(&mut fields, name, value);
    }
    fields
}

pub(crate) fn set(fields: &mut Fields, name: &str, value: &str) {
    fields.retain(|(field, _)| field != name);
    fields.push((name.to_owned(), value.to_owned()));
}

pub(crate) fn value(fields: &[(String, String)], name: &str) -> String {
    let found = fields.iter().find(|(field, _)| field == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// A form that a browser submits by itself, with these headers.
pub(crate) async fn post(
    app: &App,
    action: &str,
    headers: &[(&str, &str)],
    fields: &Fields,
) -> Response {
    let address = match action.strip_prefix('/') {
        Some(_) => app.at(action),
        None => action.to_owned(),
    };
    let mut request = app.client.request(Method::POST, address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Response::to(request.form(fields)).await
}

pub(crate) async fn post_json(
    app: &App,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Response {
    let mut request = app.client.request(Method::POST, app.at(path)).json(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Response::to(request).await
}

pub(crate) fn nothing_happened(app: &App) {
    for table in ["attempts", "mailboxes"] {
        assert_eq!(app.rows(table), 0, "{table}");
    }
}

/// Asserts that this is the page that requires a press, with everything that was typed.
pub(crate) fn asks_for_a_press(response: Response, person: &Person) -> Form {
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let page = Page { response };
    let words = page.words();
    assert!(words.contains("Nothing has been sent yet"), "{words}");
    assert!(words.contains("Check and send"), "{words}");
    let form = page.form("input[name=email]");
    assert_eq!(
        value(&form.fields, "email"),
        person.email,
        "nothing is lost"
    );
    assert_eq!(value(&form.fields, "name"), person.name, "nothing is lost");
    form
}

/// The form of a frame on an allied page.
pub(crate) async fn form_of_a_frame(app: &App) -> Form {
    let path = format!("/frame/v1/signature?declaration={DECLARATION}");
    let response = Response::to(
        app.client
            .get(app.at(&path))
            .header("Referer", format!("{ALLY}/")),
    )
    .await;
    Page { response }.form("input[name=email]")
}
