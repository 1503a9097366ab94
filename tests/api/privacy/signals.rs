//! What is kept about how a form was sent: by whom it can be seen, and that it names no visitor.

use reqwest::Method;
use serde_json::Value;

use crate::support::{
    actions::signatures,
    app::{App, program::run},
    campaign::DECLARATION,
    people::Person,
    response::Response,
};

const VISITOR: &str = "198.51.100.77";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_a_form_was_sent_is_kept_without_naming_the_visitor() {
    let app = App::setup()
        .option("--trusted-proxy", "127.0.0.0/8")
        .start();
    let ada = Person {
        postcode: "B29 6LS".to_owned(),
        ..app.person("Ada Marlowe")
    };
    let by_widget = app.request(Method::POST, &signatures());
    let by_widget = by_widget.json(&ada.signature());
    let sent = Response::to(by_widget.header("X-Forwarded-For", VISITOR)).await;
    assert_eq!(sent.status, 202, "{}", sent.body);
    let hashes = "length(network) = 16 and length(wide_network) = 16 and length(mail_domain) = 16";
    let row = format!("script = 1 and form_seconds is null and {hashes}");
    assert_eq!(app.rows_where("signals", &row), 1);

    let natively = app.person("Bo Marlowe");
    let form = app.open(&format!("/d/{DECLARATION}")).await;
    let form = form.form("input[name=email]");
    let fields = [
        ("name", natively.name.as_str()),
        ("email", natively.email.as_str()),
        ("postcode", natively.postcode.as_str()),
    ];
    app.send(&form, &fields).await;
    assert_eq!(app.rows_where("signals", "script = 0"), 1);
    let by_program = app.client.post(app.at(&signatures()));
    let mut body = app.person("Cy Marlowe").signature();
    body["site"] = "".into();
    let sent = Response::to(by_program.json(&body)).await;
    assert_eq!(sent.status, 202, "{}", sent.body);
    assert_eq!(app.rows_where("signals", "script = 0"), 2);
    assert!(!app.all_rows().iter().any(|row| row.contains("198.51")));

    let email = app.email_to(&ada).await;
    assert_eq!(app.press(&email.link()).await.status, 200);
    let link = email.link().replace("/confirm/", "/manage/");
    let file = Response::to(app.client.get(format!("{link}/signature.json"))).await;
    let file: Value = file.json();
    let signature = &file["signature"];
    assert_eq!(signature["area"], "B29");
    assert_eq!(signature["signals"]["script"], true);
    let arguments = ["person", "export", &ada.email, "--database", &app.database];
    let exported = run(&arguments, app.folder());
    assert!(exported.status.success(), "{exported:?}");
    let exported: Value = serde_json::from_slice(&exported.stdout).expect("JSON");
    assert_eq!(exported["signals"][0], signature["signals"]);
    assert_eq!(exported["signatures"][0]["area"], "B29");

    let erased = app.run_command(&["person", "erase", &ada.email]);
    assert!(erased.status.success(), "{erased:?}");
    assert_eq!(app.rows("signals"), 2, "of the other two");
    assert_eq!(app.rows("entries"), 0);
}
