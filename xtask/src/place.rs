//! Paths: the checkout, cargo's target directory, what browsers load.

use std::path::{Path, PathBuf};

/// The checkout that this task was compiled from.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the checkout")
}

/// Cargo's target directory, wherever the environment or a configuration puts it: this program is
/// in it, at `PROFILE/xtask`.
pub(crate) fn target() -> PathBuf {
    let program = std::env::current_exe().expect("a running program has a path");
    let target = program.parent().and_then(Path::parent);
    target
        .expect("cargo puts programs two folders deep")
        .to_owned()
}

/// What browsers load.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Tools that the tests start and that a package manager cannot install system-wide.
pub(crate) fn test_tools() -> PathBuf {
    target().join("test-tools")
}

/// Tools that take so long to build that all checkouts share them; the tests look for them here.
pub(crate) fn kept_tools() -> PathBuf {
    let named = std::env::var_os("UNDERSIGNED_CACHE").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    named.unwrap_or_else(|| home().join(".cache/undersigned"))
}

/// The npm packages that the build uses.
pub(crate) fn node_modules() -> PathBuf {
    target().join("build-tools/node_modules")
}
