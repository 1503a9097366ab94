//! How long a declaration with very many names takes to print, and what the server needs for it.

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use tokio::time::sleep;

use crate::server::{SLUG, Server};

const NAMES: u32 = 100_000;

/// Straight into the database, since signing a hundred thousand times would be another measurement.
/// Names of several lengths and scripts; every eleventh has a role, every fortieth is an
/// organisation. What print does not read is left empty.
const FILL: &str = r#"
import sqlite3, sys
path, slug, names = sys.argv[1], sys.argv[2], int(sys.argv[3])
first = ["Ada", "Bashir", "Carys", "Priya", "Wojciech", "Siobhán", "Oluwaseun", "مريم", "মোহাম্মদ", "王"]
last = ["Marlowe", "Quill", "Thorne-Featherstonehaugh", "Lind", "Łukasiewicz", "O’Brien", "الحسن", "রহমান", "小明"]
def rows():
    for at in range(names):
        organisation = at % 40 == 0
        name = f"{first[at % 10]} {last[at // 10 % 9]}"
        yield (f"bench-{at}", slug, "organisation" if organisation else "person", name,
            f"bench-{at}", f"Association {at}" if organisation else None,
            "nurse" if at % 11 == 0 else None, 1_760_000_000_000 + at, 1_760_000_000_000 + at)
base = sqlite3.connect(path)
base.executemany("""insert into signatures (id, slug, text_lang, version, kind, name, email,
    email_key, organisation, role, visibility, updates, lang, site, page_url, signed_at, confirmed_at)
    values (?, ?, 'en', 1, ?, ?, '', ?, ?, ?, 'full', 0, 'en', '', '', ?, ?)""", rows())
base.execute("update declarations set count = count + ? where slug = ?", (names, slug))
base.commit()
"#;

/// In a database of its own: the names are in nobody else's way.
pub(crate) async fn print(binary: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    Server::start(binary, folder.path()).await?.stop().await?;
    let mut python = Command::new("python3");
    python
        .args(["-c", FILL])
        .arg(folder.path().join("bench.db"))
        .args([SLUG, &NAMES.to_string()]);
    let filled = python.output().context("python3 fills the database")?;
    let told = String::from_utf8_lossy(&filled.stderr).into_owned();
    ensure!(filled.status.success(), "{told}");

    let server = Server::start(binary, folder.path()).await?;
    let address = format!("http://{}/d/{SLUG}.pdf", server.address);
    let file = folder.path().join("bench.pdf");
    let begun = Instant::now();
    // Whoever waits too long is asked to come back.
    while !fetched(&address, &file).await? {
        ensure!(begun.elapsed() < Duration::from_secs(300), "it never comes");
        sleep(Duration::from_millis(100)).await;
    }
    let took = begun.elapsed();
    let document = fs::read(&file)?;
    ensure!(document.starts_with(b"%PDF-"), "{address} is no PDF");
    println!(
        "a PDF with {NAMES} names: {:.1} s, {:.1} MB; the server's memory at its highest {:.0} MB",
        took.as_secs_f64(),
        document.len() as f64 / 1e6,
        server.highest_megabytes()?
    );
    server.stop().await
}

async fn fetched(address: &str, file: &Path) -> Result<bool> {
    let mut curl = tokio::process::Command::new("curl");
    curl.args(["--silent", "--write-out", "%{http_code}", "--output"])
        .arg(file)
        .arg(address);
    let told = curl.output().await.context("curl fetches the document")?;
    match told.stdout.as_slice() {
        b"200" => Ok(true),
        b"503" => Ok(false),
        other => bail!("{address} answers {}", String::from_utf8_lossy(other)),
    }
}
