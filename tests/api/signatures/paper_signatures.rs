//! Signatures on paper: the sheet that people sign, and the table typed from it.

use std::{fs, process::Output};

use crate::support::{
    app::{
        App,
        program::{self, both_outputs_of},
    },
    campaign::{Campaign, DECLARATION},
    response::Response,
};

/// A new sheet's code, as a person reads it from the paper.
async fn sheet(app: &App, query: &str) -> (String, Vec<String>) {
    let path = format!("/d/{DECLARATION}/sheet.pdf{query}");
    let printed = app.file(&path).await;
    assert_eq!(printed.kind, "application/pdf");
    assert_eq!(printed.cache, "no-store");
    let file = app.folder().join("sheet.pdf");
    fs::write(&file, printed.bytes).expect("a folder to write to");
    let read = std::process::Command::new("pdftotext")
        .arg(&file)
        .arg("-")
        .output();
    let text = String::from_utf8(read.expect("poppler-utils is installed").stdout).expect("UTF-8");
    let words = text.split_whitespace().map(|word| {
        word.trim_matches(|one: char| !one.is_ascii_alphanumeric())
            .to_owned()
    });
    let codes = words.filter(|word| word.matches('-').count() == 3 && word.is_ascii());
    let codes = codes.filter(|word| word.to_uppercase() == *word).collect();
    (text, codes)
}

fn import(app: &App, csv: impl AsRef<[u8]>, options: &[&str]) -> Output {
    fs::write(app.folder().join("sheets.csv"), csv).expect("a folder to write to");
    let database = app.database.clone();
    let mut arguments = vec!["paper", "import", "sheets.csv", "--database", &database];
    arguments.extend(options);
    program::run(&arguments, app.folder())
}

const YES: [&str; 3] = ["--yes", "--entered-by", "Carys Thorne"];

#[tokio::test]
async fn a_signing_sheet_shows_the_text_the_terms_and_its_own_code() {
    let app = App::start();
    let (text, codes) = sheet(&app, "?pages=3").await;
    let flowing = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "Open the library on Sundays",
        "2. Work that is paid",
        "my name is not published",
        "hello@readingroom.example",
        "Signature",
    ] {
        assert!(flowing.contains(said), "{said} is not in {text}");
    }
    assert_eq!(codes.len(), 3, "each sheet has its code: {codes:?} {text}");
    assert!(
        codes[0] != codes[1] && codes[0].starts_with("EN1-"),
        "{codes:?}"
    );
    for pages in ["0", "51", "many"] {
        let refused = app
            .get(&format!("/d/{DECLARATION}/sheet.pdf?pages={pages}"))
            .await;
        assert_eq!(refused.status, 400, "{pages}");
    }
}

#[tokio::test]
async fn a_closed_declaration_has_no_signing_sheets() {
    let closed = Campaign {
        closes: Some("2020-01-01".to_owned()),
        ..Campaign::default()
    };
    let app = App::setup().campaign(closed).start();
    let refused = app.get(&format!("/d/{DECLARATION}/sheet.pdf")).await;
    assert_eq!(refused.status, 410, "{}", refused.body);
}

#[tokio::test]
async fn an_import_is_previewed_before_it_counts() {
    let app = App::start();
    let (_, codes) = sheet(&app, "?pages=2").await;
    let csv = format!(
        "Sheet,Row,Name,Place,Email\n\
         {0},1,Ada Marlowe,Leeds,ada@people.example\n\
         {1},2,\"Quill, Bashir\",,\n\
         {0},1,Somebody Else,,\n\
         {0},3,=HYPERLINK(\"https://spy.example\"),,\n\
         {0},4,,,\n\
         {0},400,Cara Lind,,\n\
         EN1-AAAA-AAAA-AA,5,Dora Lind,,\n\
         {0},6,Emil Lind,,nonsense\n",
        codes[0],
        codes[1].to_lowercase()
    );

    let preview = import(&app, &csv, &[]);
    let output = both_outputs_of(&preview);
    assert!(preview.status.success(), "{output}");
    assert!(
        output.contains("2 good, 0 counted before, 6 bad"),
        "{output}"
    );
    for fault in [
        "line 4: row 1 of sheet",
        "line 5: the name begins like a formula",
        "line 6: there is no name",
        "line 7: “400” in the column row",
        "line 8: “EN1-AAAA-AAAA-AA” is not the code of a sheet",
        "line 9: the email address has no @",
        "nothing was imported yet",
    ] {
        assert!(output.contains(fault), "{fault} is not in {output}");
    }
    assert_eq!(
        app.rows("paper_signatures"),
        0,
        "it was only looked through"
    );

    let output = both_outputs_of(&import(&app, &csv, &YES));
    assert!(
        output.contains("counted 2 signatures on paper, entered by Carys Thorne; 2 in all"),
        "{output}"
    );
    assert_eq!(app.rows("paper_signatures"), 2);
    assert_eq!(
        app.rows_where("paper_imports", "entered_by = 'Carys Thorne' and added = 2"),
        1
    );
}

#[tokio::test]
async fn paper_signatures_are_counted_separately() {
    let app = App::start();
    app.sign_and_confirm_as("Ada Marlowe").await;
    let (_, codes) = sheet(&app, "").await;
    let csv = format!(
        "sheet;row;name\n{0};1;Bashir Quill\n{0};2;Cara Lind\n",
        codes[0]
    );
    assert!(import(&app, &csv, &YES).status.success());

    let page = crate::support::wait::until("the page tells of the paper", async || {
        let page = app.get(&format!("/d/{DECLARATION}")).await.body;
        page.contains("and 2 on paper").then_some(page)
    })
    .await;
    assert!(!page.contains("Bashir"), "names stay on the paper");
    let declaration = app.declaration().await;
    assert_eq!(
        (&declaration["count"], &declaration["on_paper"]),
        (&1.into(), &2.into())
    );
}

#[tokio::test]
async fn a_line_of_a_sheet_counts_once_however_often_it_is_imported() {
    let app = App::start();
    let (_, codes) = sheet(&app, "").await;
    let first = format!(
        "sheet,row,name\n{0},1,Ada Marlowe\n{0},2,Bashir Quill\n",
        codes[0]
    );
    assert!(import(&app, &first, &YES).status.success());

    let again = import(&app, &first, &YES);
    assert!(!again.status.success());
    assert!(
        both_outputs_of(&again).contains("this file was already imported on"),
        "{}",
        both_outputs_of(&again)
    );

    let longer = format!("{first}{0},3,Cara Lind\n", codes[0]);
    let output = both_outputs_of(&import(&app, &longer, &YES));
    assert!(
        output.contains("1 good, 2 counted before, 0 bad"),
        "{output}"
    );
    assert!(output.contains("counted 1 signature on paper"), "{output}");
    assert_eq!(app.rows("paper_signatures"), 3);
}

#[tokio::test]
async fn a_sheet_printed_before_a_renaming_is_counted() {
    let app = App::start();
    let (_, codes) = sheet(&app, "").await;
    let renaming = ["declarations", "rename", DECLARATION, "sundays", "--yes"];
    program::output_of(&app.run_command(&renaming));
    let csv = format!("sheet,row,name\n{},1,Ada Marlowe\n", codes[0]);
    let output = both_outputs_of(&import(&app, csv, &YES));
    assert!(
        output.contains("signatures on paper for sundays")
            && output.contains("counted 1 signature"),
        "{output}"
    );
}

#[tokio::test]
async fn a_long_file_is_reported_in_a_few_lines() {
    let app = App::start();
    let (_, codes) = sheet(&app, "").await;
    let rows = (1..=100_000).map(|row| format!("{},{},Ada Marlowe\n", codes[0], row % 200 + 1));
    let csv: String = std::iter::once("sheet,row,name\n".to_owned())
        .chain(rows)
        .collect();

    let output = both_outputs_of(&import(&app, &csv, &YES));

    assert!(
        output.contains("100 good, 0 counted before, 99900 bad"),
        "{output}"
    );
    assert!(output.contains("… and 99850 more bad lines"), "{output}");
    assert!(
        output.contains("counted 100 signatures on paper"),
        "{output}"
    );
    assert!(output.lines().count() < 60, "{output}");
    assert_eq!(app.rows("paper_signatures"), 100);
}

#[tokio::test]
async fn an_unclosed_quotation_mark_is_refused_and_hides_no_lines() {
    let app = App::start();
    let (_, codes) = sheet(&app, "").await;
    let code = &codes[0];
    let good: String = (4..54)
        .map(|row| format!("{code},{row},Ada Marlowe,Leeds\n"))
        .collect();
    for (what, open, close) in [
        ("never closed", "\"Cara Lind", "".to_owned()),
        (
            "closed by the next",
            "\"Cara Lind",
            format!("{code},60,\"Quill, Bo\",\n"),
        ),
        (
            "in a column that is not read",
            "Cara Lind,\"Leeds",
            format!("{code},60,Bo,\"York\"\n"),
        ),
    ] {
        let csv =
            format!("sheet,row,name,place\n{code},1,Ada Marlowe,\n{code},2,{open}\n{good}{close}");
        let refused = import(&app, &csv, &YES);
        let output = both_outputs_of(&refused);
        assert!(!refused.status.success(), "{what}: {output}");
        assert!(
            output.contains("line 3: a quotation mark opens here"),
            "{what}: {output}"
        );
        assert_eq!(app.rows("paper_signatures"), 0, "{what}");
    }
    // A quotation mark that is closed on its line hides nothing.
    let csv = format!("sheet,row,name,place\n{code},1,\"Marlowe, Ada\",\"Leeds, York\"\n");
    assert!(both_outputs_of(&import(&app, &csv, &YES)).contains("counted 1 signature"));
}

#[tokio::test]
async fn the_csv_dialects_of_spreadsheets_are_read() {
    let app = App::start();
    let (_, codes) = sheet(&app, "").await;
    let code = &codes[0];
    for (at, csv) in [
        format!("sep=;\r\nsheet;row;name\r\n{code};1;Ada Marlowe\r\n"),
        format!("\u{feff}sep=|\nsheet|row|name\n{code}|2|Ada Marlowe\n"),
        format!("\"sep=,\"\nsheet,row,name\n{code},3.0,Ada Marlowe\n"),
        format!("sheet;row;name\n{code};4,00;Ada\u{a0}Marlowe\n"),
        format!(
            "sheet,row,name\n{},5,Ada\tMarlowe\n",
            code.replace('-', "–")
        ),
        format!(
            "sheet,row,name,email\n{},6,Ada Marlowe,<ada@people.example>\n",
            code.replace('-', " — ")
        ),
    ]
    .iter()
    .enumerate()
    {
        let output = both_outputs_of(&import(&app, csv, &YES));
        assert!(
            output.contains("counted 1 signature on paper"),
            "{csv}: {output}"
        );
        assert_eq!(app.rows("paper_signatures"), at as u64 + 1);
    }
    // Lines keep their numbers in the file, and faults are reported in words.
    let csv = format!(
        "sep=;\nsheet;row;name\n{code};1.5;Ada Marlowe\n{code};7;see evil.example\n{code};8;Ada 2\n\
         {code};9;Ada \u{202e}\n"
    );
    let output = both_outputs_of(&import(&app, &csv, &[]));
    for fault in [
        "line 3: “1.5” in the column row",
        "line 4: there is a web or email address in the column name",
        "line 5: the name has digits in it",
        "line 6: the name has hidden characters in it",
    ] {
        assert!(output.contains(fault), "{fault} is not in {output}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_utf_8_csv_is_refused_with_advice() {
    let app = App::start();
    let utf_16: Vec<u8> = std::iter::once(0xfeff)
        .chain("sheet,row,name\n".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let windows = [b"sheet,row,name\nEN1-AAAA-AAAA-AA,1,Ren\xe9\n".to_vec()].concat();
    for (file, says) in [
        (utf_16, "UTF-16"),
        (windows, "line 2 is not UTF-8, perhaps Windows-1252"),
        (b"PK\x03\x04 and so on".to_vec(), "this is a spreadsheet"),
        (b"".to_vec(), "the file is empty"),
        (b"sheet,name\nX,Ada\n".to_vec(), "has no column row"),
    ] {
        let refused = import(&app, &file, &YES);
        let output = both_outputs_of(&refused);
        assert!(
            !refused.status.success() && output.contains(says),
            "{says}: {output}"
        );
        if says.contains("UTF") {
            assert!(output.contains("CSV UTF-8"), "the way to save it: {output}");
        }
    }
    assert_eq!(app.rows("paper_imports"), 0);
    let marked = [b"\xef\xbb\xbf".to_vec(), b"sheet,row,name\n".to_vec()].concat();
    let output = both_outputs_of(&import(&app, marked, &[]));
    assert!(
        output.contains("0 good"),
        "UTF-8 with its mark is fine: {output}"
    );
}

#[tokio::test]
async fn an_open_declaration_links_to_its_signing_sheet() {
    let app = App::start();
    let page = Response::to(app.client.get(app.at(&format!("/d/{DECLARATION}")))).await;
    let link = format!("/d/{DECLARATION}/sheet.pdf?lang=en");
    assert!(page.body.contains(&link), "{}", page.body);
}
