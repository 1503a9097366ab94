//! The SQLite database, read and written from outside the program. Python's standard library does
//! it, so only the store names `sqlx`.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
};

use super::{process, wait};

/// Counts rows; none if the table is missing.
pub(crate) fn rows(database: &Path, table: &str, condition: &str) -> Option<u64> {
    number(
        database,
        &format!("select count(*) from {table} where {condition}"),
    )
}

/// The number that a query returns; none if it is wrong.
pub(crate) fn number(database: &Path, query: &str) -> Option<u64> {
    const QUERY: &str = "import sqlite3, sys, urllib.parse\n\
        uri = 'file:' + urllib.parse.quote(sys.argv[1]) + '?mode=ro'\n\
        print(sqlite3.connect(uri, uri=True, timeout=20).execute(sys.argv[2]).fetchone()[0])";
    let found = Command::new(process::python())
        .args(["-c", QUERY])
        .arg(database)
        .arg(query)
        .output()
        .expect("python starts");
    String::from_utf8(found.stdout).ok()?.trim().parse().ok()
}

/// The condition that a column holds this id.
pub(crate) fn is_id(column: &str, id: &str) -> String {
    format!("{column} = x'{}'", id.replace('-', ""))
}

/// Changes the database in a way no server would.
pub(crate) fn change(database: &str, sql: &str) {
    const CHANGE: &str = "import sqlite3, sys\n\
        base = sqlite3.connect(sys.argv[1], timeout=20)\n\
        base.execute(sys.argv[2])\n\
        base.commit()";
    let changed = Command::new(process::python())
        .args(["-c", CHANGE, database.trim_start_matches("sqlite:"), sql])
        .output()
        .expect("python starts");
    assert!(changed.status.success(), "{changed:?}");
}

/// Holds the database's write lock as another program may, until it is dropped.
pub(crate) struct WriteLock(Child);

impl WriteLock {
    pub(crate) fn of(database: &str) -> WriteLock {
        const HOLD: &str = "import sqlite3, sys\n\
            base = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)\n\
            base.execute('begin immediate')\n\
            print('held', flush=True)\n\
            sys.stdin.read()";
        let mut holding = Command::new(process::python())
            .args(["-c", HOLD, database.trim_start_matches("sqlite:")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python starts");
        let (lines, _reader) = process::lines(holding.stdout.take().expect("piped"));
        wait::receive("a lock", &lines);
        WriteLock(holding)
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        // It ends when its input does.
        drop(self.0.stdin.take());
        self.0.wait().expect("it is our child");
    }
}

/// Every row of every table, as SQL.
pub(crate) fn dump(database: &Path) -> Vec<String> {
    const DUMP: &str = "import sqlite3, sys, urllib.parse\n\
        uri = 'file:' + urllib.parse.quote(sys.argv[1]) + '?mode=ro'\n\
        for line in sqlite3.connect(uri, uri=True, timeout=20).iterdump(): print(repr(line))";
    let dumped = Command::new(process::python())
        .args(["-c", DUMP])
        .arg(database)
        .output()
        .expect("python starts");
    assert!(dumped.status.success(), "{dumped:?}");
    let printed = String::from_utf8(dumped.stdout).expect("it prints text");
    printed.lines().map(str::to_owned).collect()
}

/// Stores a pinned loader as an earlier version's server did, and returns the hash in its address.
pub(crate) fn keep_loader(database: &str, script: &str) -> String {
    const KEEP: &str = "import hashlib, sqlite3, sys\n\
        digest = hashlib.sha256(sys.argv[2].encode()).hexdigest()[:32]\n\
        base = sqlite3.connect(sys.argv[1], timeout=20)\n\
        base.execute('insert into loaders values (?, ?, 1)', (digest, sys.argv[2]))\n\
        base.commit()\n\
        print(digest)";
    let kept = Command::new(process::python())
        .args(["-c", KEEP, database.trim_start_matches("sqlite:"), script])
        .output()
        .expect("python starts");
    assert!(kept.status.success(), "{kept:?}");
    let printed = String::from_utf8(kept.stdout).expect("it prints text");
    printed.trim().to_owned()
}
