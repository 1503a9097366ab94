//! Programs that the tests start and that must not outlive them, however the tests end.
//!
//! Each is held by its standard input: when the test process is gone, the pipe closes and the
//! program ends. Programs that do not watch their input are started through [`HOLD`].

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::Command,
    sync::mpsc::{Receiver, channel},
    thread::JoinHandle,
};

/// Runs "$@" until standard input ends, then stops it with everything it started, and deletes what
/// it left in its folder for temporary files.
const HOLD: &str = r#"
folder=$(mktemp -d -t undersigned-held.XXXXXX)
TMPDIR=$folder setsid "$@" & child=$!
while read -r _; do :; done
kill -TERM "-$child"; wait "$child"; kill -KILL "-$child"; rm -rf "$folder""#;

/// A command that ends with the tests even though it does not watch its standard input.
pub(crate) fn held(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("sh");
    // In a background job of sh, standard input is closed; ours stays with the loop.
    command.args(["-c", HOLD, "hold"]).arg(program);
    command
}

/// Passes on each line of a stream as it arrives, on a thread of its own.
pub(crate) fn lines(stream: impl Read + Send + 'static) -> (Receiver<String>, JoinHandle<()>) {
    let (sender, reported) = channel();
    // The stream is read even without a receiver, so that its writer never blocks.
    let reader = each_line(stream, move |line| _ = sender.send(line));
    (reported, reader)
}

/// Calls `take` with each line, on a thread that ends with the stream.
pub(crate) fn each_line(
    stream: impl Read + Send + 'static,
    take: impl Fn(String) + Send + 'static,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let lines = BufReader::new(stream).lines();
        lines.map_while(Result::ok).for_each(take);
    })
}

/// What `cargo xtask setup` installed for the tests.
fn test_tools() -> PathBuf {
    let named = std::env::var_os("UNDERSIGNED_TEST_TOOLS");
    named.map_or_else(|| build_folder().join("test-tools"), PathBuf::from)
}

/// Firefox's driver, which no distribution packages: the setup builds it once for every checkout.
pub(crate) fn geckodriver() -> PathBuf {
    let cache = std::env::var_os("UNDERSIGNED_CACHE").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    let cache = cache.unwrap_or_else(|| home().join(".cache/undersigned"));
    let program = cache.join("geckodriver/bin/geckodriver");
    assert!(
        program.exists(),
        "{} is missing: `cargo xtask setup` makes it",
        program.display()
    );
    program
}

/// Cargo's target folder, where the tests leave their files.
pub(crate) fn build_folder() -> PathBuf {
    let executable = std::env::current_exe().expect("a test knows its own executable");
    // target/debug/deps/api-0123: the third folder above holds every profile.
    executable
        .ancestors()
        .nth(3)
        .expect("cargo builds tests three folders deep")
        .to_owned()
}

/// The Python that has the packages of `tests/smtp/requirements.txt`.
pub(crate) fn python() -> PathBuf {
    let python = test_tools().join("venv/bin/python");
    assert!(
        python.exists(),
        "{} is missing: `cargo xtask setup` makes it",
        python.display()
    );
    python
}

/// A file of the repository.
pub(crate) fn source(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}
