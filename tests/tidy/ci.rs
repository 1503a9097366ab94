//! Checks `.ci/run` itself: the end of its output says what failed, and its last line is the count of
//! tests. `cargo` is a script here that reports what each case gives it.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Output},
};

use super::root;

/// Stands in for `cargo xtask test` and `cargo xtask lint`.
const CARGO: &str = r#"#!/bin/sh
case "$2" in
  test) seq 1 100; printf '%s' "$TESTS"; exit "$TESTS_EXIT" ;;
  lint) seq 1 100; echo "$LINTS" >&2; exit "$LINTS_EXIT" ;;
esac
"#;

struct Case {
    tests: (&'static str, &'static str),
    lints: (&'static str, &'static str),
}

/// The exit status, and the last 20 lines of what was printed.
fn run(case: &Case) -> (bool, Vec<String>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cargo = folder.path().join("cargo");
    fs::write(&cargo, CARGO).expect("a script");
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("it can be run");
    let path = std::env::var("PATH").expect("programs are found by PATH");
    let Output { status, stdout, .. } = Command::new("sh")
        .args(["-c", r#"exec "$0" 2>&1"#])
        .arg(root().join(".ci/run"))
        .env("PATH", format!("{}:{path}", folder.path().display()))
        .env("CARGO_TARGET_DIR", folder.path().join("target"))
        .env("TMPDIR", folder.path())
        .env("TESTS", case.tests.0)
        .env("TESTS_EXIT", case.tests.1)
        .env("LINTS", case.lints.0)
        .env("LINTS_EXIT", case.lints.1)
        .output()
        .expect(".ci/run starts");
    let printed = String::from_utf8_lossy(&stdout).into_owned();
    let lines: Vec<String> = printed.lines().map(str::to_owned).collect();
    let end = lines.len().saturating_sub(20);
    (status.success(), lines[end..].to_vec())
}

#[test]
fn the_end_of_the_ci_output_says_what_failed() {
    const GOOD: (&str, &str) = ("12 passed, 0 failed\n", "0");
    const CLEAN: (&str, &str) = ("", "0");
    let (passed, lines) = run(&Case {
        tests: GOOD,
        lints: CLEAN,
    });
    assert!(passed, "{lines:?}");
    assert_eq!(lines.last().expect("lines"), "12 passed, 0 failed");

    let (passed, lines) = run(&Case {
        tests: GOOD,
        lints: ("xtask lint: failed: formatting", "1"),
    });
    assert!(!passed);
    assert!(
        lines.iter().any(|line| line.contains("formatting")),
        "{lines:?}"
    );
    assert_eq!(lines.last().expect("lines"), "12 passed, 0 failed");

    let (passed, lines) = run(&Case {
        tests: (
            "failed: signing::counts_once\n  because: signing.rs:9:5: not once\n11 passed, 1 failed\n",
            "1",
        ),
        lints: CLEAN,
    });
    assert!(!passed);
    let why = "  because: signing.rs:9:5: not once";
    for line in ["failed: signing::counts_once", why] {
        assert!(lines.contains(&line.to_owned()), "{lines:?}");
    }
    assert_eq!(lines.last().expect("lines"), "11 passed, 1 failed");

    // The tests did not compile.
    let (passed, lines) = run(&Case {
        tests: ("error: could not compile\n", "101"),
        lints: CLEAN,
    });
    assert!(!passed);
    assert_eq!(lines.last().expect("lines"), "0 passed, 1 failed");
}
