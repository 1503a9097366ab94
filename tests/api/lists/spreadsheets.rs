//! Exports opened in a spreadsheet: no cell begins like a formula, whichever separator splits the
//! line.

use serde_json::json;

use crate::support::{app::App, campaign::DECLARATION};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_cell_of_an_export_begins_like_a_formula() {
    let app = App::start();
    for (name, role) in [
        ("Ada Thorne", "Teacher;=1+1"),
        ("Bo Thorne", "Teacher, +HYPERLINK(A1)"),
        ("Cy Thorne", "Teacher \"=1+1\""),
        ("Di Thorne", "Nurse; -SUM(A1)"),
        ("-Ed Thorne", "Cook"),
    ] {
        let person = app.person(name);
        let mut body = person.signature();
        body["role"] = json!(role);
        app.sign_and_confirm_with(&body, &person).await;
    }
    let table = |options: &[&str]| {
        let exported = app.run_command(&[&["signatures", "export", DECLARATION], options].concat());
        assert!(exported.status.success(), "{exported:?}");
        String::from_utf8(exported.stdout).expect("UTF-8")
    };
    let plain = table(&[]);
    assert!(plain.starts_with("kind,name,role,"), "{plain}");
    for divider in [',', ';', '\t', '"', '\n'] {
        for cell in plain.split(divider) {
            let bare = cell.trim_start();
            assert!(
                !bare.starts_with(['=', '+', '-', '@']),
                "{cell:?} in {plain}"
            );
        }
    }
    assert!(plain.contains("Teacher;'=1+1"), "{plain}");
    assert_eq!(table(&["--bom"]), format!("\u{feff}{plain}"));
}
