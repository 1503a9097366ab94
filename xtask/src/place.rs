//! Paths: the checkout, cargo's target directory, what browsers load.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::LazyLock,
};

/// The checkout in which this task was started.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> =
        LazyLock::new(|| checkout(std::env::var_os("CARGO_MANIFEST_DIR")));
    &ROOT
}

/// The checkout of the package that `cargo run` names in its environment. The compiled path is only
/// for a program that was started without cargo: where checkouts share a target directory, cargo may
/// take a program for fresh that was compiled from another one, which may no longer exist.
fn checkout(running: Option<OsString>) -> PathBuf {
    let package = running.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package
        .parent()
        .expect("xtask is a folder of the checkout")
        .to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checkout_is_the_one_that_cargo_runs() {
        let elsewhere = Some("/elsewhere/checkout/xtask".into());
        assert_eq!(checkout(elsewhere), Path::new("/elsewhere/checkout"));
        let compiled = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(checkout(None), compiled.parent().expect("a checkout"));
    }
}
