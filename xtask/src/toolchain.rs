//! The compiler for the wasm: rustup's with the source of std, or Debian's if rustup's server
//! cannot be reached. Both rebuild std for size, which needs the unstable options of a stable
//! compiler.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{run, setup::apt};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's cross compiler for the web, the source of its std, and the linker that it lacks.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const DEBIAN_LINKER: &str = "wasm-ld-22";

pub(crate) enum Toolchain {
    Rustup,
    Debian,
}

/// The toolchain that is ready, if any. `UNDERSIGNED_RUST_WEB=1` forces Debian's.
pub(crate) fn ready() -> Option<Toolchain> {
    if !debian_wanted() && rustup_ready() {
        return Some(Toolchain::Rustup);
    }
    debian_ready().then_some(Toolchain::Debian)
}

/// Installs rustup's parts, or Debian's if that fails.
pub(crate) fn install() -> Result<()> {
    if !debian_wanted() {
        match install_by_rustup() {
            Ok(()) => return Ok(()),
            Err(error) => {
                let error = format!("{error:#}");
                let cause = error.lines().find(|line| line.starts_with("error"));
                let cause = cause.unwrap_or(&error);
                println!("setup: rustup could not do it ({cause}); taking Debian's compiler");
            }
        }
    }
    println!("setup: installing {}", DEBIAN_PACKAGES.join(" "));
    apt::install(&DEBIAN_PACKAGES)?;
    if !debian_ready() {
        bail!(
            "{} are installed and yet lack the std source or {DEBIAN_LINKER}",
            DEBIAN_PACKAGES.join(" ")
        );
    }
    Ok(())
}

impl Toolchain {
    /// A cargo that compiles for the web, including std.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = run::cargo();
        if let Toolchain::Debian = self {
            let environment: Vec<_> = cargo.get_envs().map(|(name, _)| name.to_owned()).collect();
            let directory = cargo.get_current_dir().map(Path::to_owned);
            cargo = Command::new("/usr/bin/cargo");
            cargo.current_dir(directory.expect("cargo runs in the checkout"));
            for name in environment {
                cargo.env_remove(name);
            }
            cargo.env("RUSTC", "/usr/bin/rustc");
            cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER);
        }
        cargo.env("RUSTC_BOOTSTRAP", "1");
        cargo
    }

    /// The compiler's full version; another version gives another bundle.
    pub(crate) fn version(&self) -> Result<String> {
        let rustc = match self {
            Toolchain::Rustup => "rustc",
            Toolchain::Debian => "/usr/bin/rustc",
        };
        Ok(run::quietly(Command::new(rustc).arg("--version"))?
            .trim()
            .to_owned())
    }
}

fn debian_wanted() -> bool {
    std::env::var_os("UNDERSIGNED_RUST_WEB").is_some_and(|value| !value.is_empty() && value != "0")
}

fn rustup_ready() -> bool {
    let sysroot = run::quietly(Command::new("rustc").args(["--print", "sysroot"]));
    sysroot.is_ok_and(|path| {
        let libraries = PathBuf::from(path.trim()).join("lib/rustlib");
        libraries.join(TARGET).is_dir() && libraries.join("src/rust/library/std").is_dir()
    })
}

fn debian_ready() -> bool {
    let parts = [
        "/usr/bin/cargo",
        "/usr/bin/rustc",
        "/usr/lib/rustlib/src/rust/library/std",
    ];
    parts.iter().all(|part| Path::new(part).exists()) && run::which(DEBIAN_LINKER).is_some()
}

fn install_by_rustup() -> Result<()> {
    let rustup = run::which("rustup").context("rustup is not installed")?;
    println!("setup: adding the target {TARGET} and the component rust-src by rustup");
    run::quietly(Command::new(&rustup).args(["target", "add", TARGET]))?;
    run::quietly(Command::new(&rustup).args(["component", "add", "rust-src"]))?;
    Ok(())
}
