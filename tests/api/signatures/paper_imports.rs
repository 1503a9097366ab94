//! Tables of paper signatures as long as a campaign's get: a million lines are checked in little
//! memory, and an import that is cut short counts nothing twice. What one line may contain is in
//! `paper`.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    process::{Command, Output},
};

use undersigned::domain::signatures::sheet_code::SheetCode;

use crate::support::{
    app::{
        App,
        program::{self, both_outputs_of},
    },
    process, wait,
};

/// The number of the declaration, which is published first.
const SUBJECT: i64 = 1;
/// Lines a sheet; more than most have, so that many lines need few codes.
const LINES: u32 = 100;
const NAMES: [&str; 5] = [
    "Ada Marlowe",
    "Siân Łukasiewicz",
    "\"Quill, Bashir\"",
    "মোহাম্মদ রহমান",
    "王小明",
];

/// Runs a command and prints, at the end, its peak memory in kilobytes: the system's own figure,
/// for this process alone.
const WEIGH: &str = "import resource, subprocess, sys\n\
    done = subprocess.run(sys.argv[1:])\n\
    print('kilobytes', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n\
    sys.exit(done.returncode)";

/// A table of signed sheets; in each thousand lines one is a formula and one is repeated.
fn write_table(app: &App, file: &str, lines: u32) {
    let file = File::create(app.folder().join(file)).expect("a folder to write to");
    let mut table = BufWriter::new(file);
    let mut write = |line: &str| writeln!(table, "{line}").expect("room on the disk");
    write("sheet,row,name,place,email");
    let mut code = String::new();
    for at in 0..lines {
        if at % LINES == 0 {
            code = SheetCode::random(SUBJECT, "en", 1).text;
        }
        let (mut row, mut name) = (at % LINES + 1, NAMES[at as usize % NAMES.len()]);
        match at % 1_000 {
            250 => name = "=1+1",
            550 => row -= 1,
            _ => {}
        }
        let email = match at % 3 {
            0 => format!("reader.{at}@people.example"),
            _ => String::new(),
        };
        write(&format!("{code},{row},{name},Leeds,{email}"));
    }
    table.flush().expect("room on the disk");
}

fn arguments<'a>(app: &'a App, file: &'a str) -> Vec<&'a str> {
    vec!["paper", "import", file, "--database", &app.database]
}

/// The preview of a file, and its peak memory in kilobytes.
fn preview(app: &App, file: &str) -> (String, u64) {
    let mut weighed = Command::new(process::python());
    weighed
        .args(["-c", WEIGH, env!("CARGO_BIN_EXE_undersigned")])
        .args(arguments(app, file))
        .current_dir(app.folder())
        .env("XDG_STATE_HOME", app.folder());
    let reported = output_of_success(&weighed.output().expect("python starts"));
    let (said, kilobytes) = reported
        .rsplit_once("kilobytes ")
        .expect("it tells the memory");
    let kilobytes = kilobytes.trim().parse().expect("a number");
    (said.to_owned(), kilobytes)
}

fn output_of_success(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    both_outputs_of(output)
}

#[tokio::test]
async fn previewing_a_million_lines_takes_no_more_memory_than_a_thousand() {
    let app = App::start();
    write_table(&app, "thousand.csv", 1_000);
    write_table(&app, "million.csv", 1_000_000);

    let (reported, least) = preview(&app, "thousand.csv");
    assert!(
        reported.contains("998 good, 0 counted before, 2 bad"),
        "{reported}"
    );
    let (reported, most) = preview(&app, "million.csv");

    for said in [
        "998000 good, 0 counted before, 2000 bad",
        "line 252: the name begins like a formula",
        "line 552: row 50 of sheet EN1-",
        "… and 1950 more bad lines",
        "nothing was imported yet",
    ] {
        assert!(reported.contains(said), "{said} is not in {reported}");
    }
    assert!(reported.lines().count() < 60, "{reported}");
    assert!(
        most * 4 < least * 5,
        "a thousand times the lines take {most} kB instead of {least} kB"
    );
    assert_eq!(app.rows("paper_imports"), 0);
    assert_eq!(app.rows("paper_signatures"), 0);
}

#[tokio::test]
async fn a_killed_import_resumes_without_counting_a_line_twice() {
    let app = App::start();
    write_table(&app, "sheets.csv", 20_000);
    let mut arguments = arguments(&app, "sheets.csv");
    arguments.extend(["--yes", "--entered-by", "Carys Thorne"]);

    let mut import = program::start(&arguments, app.folder());
    wait::until("some lines are counted", async || {
        (app.rows("paper_signatures") > 0).then_some(())
    })
    .await;
    import.kill().expect("it runs");
    import.wait().expect("it is our child");

    let counted = app.rows("paper_signatures");
    assert!(
        (1..19_960).contains(&counted),
        "it was killed too late: {counted}"
    );
    let imports_where = |condition: &str| app.rows_where("paper_imports", condition);
    let same = format!("added = {counted} and finished_at is null");
    assert_eq!(
        imports_where(&same),
        1,
        "the sum is that of the lines: {counted}"
    );
    wait::until("the page counts them", async || {
        (app.declaration().await["on_paper"] == counted).then_some(())
    })
    .await;

    let reported = output_of_success(&program::run(&arguments, app.folder()));

    let left = 19_960 - counted;
    for said in [
        format!("{left} good, {counted} counted before, 40 bad"),
        format!("counted {left} signatures on paper, entered by Carys Thorne; 19960 in all"),
    ] {
        assert!(reported.contains(&said), "{said} is not in {reported}");
    }
    assert_eq!(app.rows("paper_signatures"), 19_960);
    assert_eq!(
        imports_where("added = 19960 and finished_at is not null"),
        1
    );
    wait::until("the page counts all of them", async || {
        (app.declaration().await["on_paper"] == 19_960).then_some(())
    })
    .await;
}
