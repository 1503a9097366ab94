//! Checks that each of a million paper signatures costs the same as each of ten thousand: the
//! program's own command previews a table and then imports it into SQLite.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use tokio::process::Command;

use crate::{
    median::median,
    process::{self, Took},
    python,
    server::Server,
};

/// The last table has ten thousand lines again, on top of all the others.
const SIZES: [u32; 4] = [10_000, 100_000, 1_000_000, 10_000];
/// By the end, the B-tree of counted lines is one or two levels deeper. Code that walked all
/// earlier lines again for every batch showed as a factor of fifteen.
const MOST: f64 = 2.0;
/// A few lines take so little time that another program's activity would distort it.
const PREVIEWS: usize = 9;
/// The declaration's number, which is in the checksum of a sheet's code: it is published first.
const SUBJECT: &str = "1";
const SCRIPT: &str = include_str!("scripts/paper.py");

/// The measurements for one table.
struct TableTimes {
    lines: u32,
    preview: Took,
    /// Includes another preview, as the command does.
    import: Took,
}

/// Prints the figures, and fails if many lines cost too much per line.
pub(crate) async fn print(binary: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    Server::start(binary, folder).await?.stop().await?;
    let (mut counted, mut all) = (0, Vec::new());
    for lines in SIZES {
        // Measures the program's start separately, so it is not counted per line.
        write(folder, counted, 0)?;
        let start = preview(binary, folder, "0 good").await?.seconds;
        write(folder, counted, lines)?;
        let good = format!("{lines} good, 0 counted before, 0 bad");
        let preview = preview(binary, folder, &good).await?;
        counted += lines;
        let added = format!(
            "counted {lines} signatures on paper, entered by Carys Thorne; {counted} in all"
        );
        let yes = ["--yes", "--entered-by", "Carys Thorne"];
        let import = paper(binary, folder, &yes, &added).await?;
        all.push(TableTimes {
            lines,
            preview: without(preview, start),
            import: without(import, start),
        });
    }
    tell(&all);
    judge(&all)
}

/// Writes a table with this many lines, on other sheets than the `before` lines already counted.
fn write(folder: &Path, before: u32, lines: u32) -> Result<()> {
    let table = folder.join("sheets.csv");
    let table = table.to_string_lossy();
    let numbers = [before, lines].map(|number| number.to_string());
    python::run(SCRIPT, &[&table, SUBJECT, &numbers[0], &numbers[1]])?;
    Ok(())
}

/// The cost of a preview.
async fn preview(binary: &Path, folder: &Path, says: &str) -> Result<Took> {
    let mut previews = Vec::new();
    for _ in 0..PREVIEWS {
        previews.push(paper(binary, folder, &[], says).await?);
    }
    let memory = previews.iter().map(|took| took.highest_megabytes);
    Ok(Took {
        seconds: median(previews.iter().map(|took| took.seconds)),
        highest_megabytes: memory.fold(0.0, f64::max),
    })
}

/// Runs the command, and checks its output.
async fn paper(binary: &Path, folder: &Path, options: &[&str], says: &str) -> Result<Took> {
    let database = format!("sqlite:{}", folder.join("bench.db").display());
    let mut command = Command::new(binary);
    command
        .args(["paper", "import", "sheets.csv", "--database", &database])
        .args(options)
        .current_dir(folder);
    let mut said = Vec::new();
    let took = process::run(&mut command, |part| said.extend_from_slice(part)).await?;
    let said = String::from_utf8_lossy(&said);
    ensure!(said.contains(says), "it does not say “{says}” but: {said}");
    Ok(took)
}

fn without(took: Took, start: f64) -> Took {
    Took {
        seconds: took.seconds - start,
        ..took
    }
}

fn tell(all: &[TableTimes]) {
    println!(
        "\n| lines | looked through, s | µs a line | MB | counted, s | µs a line | MB |\n\
         | --- | --- | --- | --- | --- | --- | --- |"
    );
    for TableTimes {
        lines,
        preview,
        import,
    } in all
    {
        let cells = [preview, import].map(|took| {
            let (seconds, megabytes) = (took.seconds, took.highest_megabytes);
            let a_line = seconds * 1e6 / f64::from(*lines);
            format!("{seconds:.2} | {a_line:.1} | {megabytes:.0}")
        });
        println!("| {lines} | {} |", cells.join(" | "));
    }
}

fn judge(all: &[TableTimes]) -> Result<()> {
    let (first, others) = all.split_first().context("nothing was measured")?;
    let a_line = |took: &Took, size: &TableTimes| took.seconds / f64::from(size.lines);
    let mut faults = Vec::new();
    for size in others {
        for (what, took, least) in [
            ("looking through", &size.preview, &first.preview),
            ("counting", &size.import, &first.import),
        ] {
            let times = a_line(took, size) / a_line(least, first);
            let memory = took.highest_megabytes / least.highest_megabytes;
            if times > MOST || memory > MOST {
                faults.push(format!(
                    "{what} {} lines takes {times:.1} times as long a line, {memory:.1} times the memory",
                    size.lines
                ));
            }
        }
    }
    ensure!(
        faults.is_empty(),
        "more than {MOST} times what the first ten thousand take: {}",
        faults.join("; ")
    );
    Ok(())
}
