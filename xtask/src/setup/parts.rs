//! Everything a machine needs, part by part: how to check for it, how to install it, and what to
//! say if that fails.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result};

use super::{apt, geckodriver, npm};
use crate::{place, run, toolchain};

pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) there: fn() -> bool,
    pub(super) install: fn() -> Result<()>,
    pub(super) by_hand: &'static str,
}

/// For the server and its bundle.
pub(super) const BUILD: [Part; 3] = [
    Part {
        name: "the wasm target with the source of std",
        there: || toolchain::ready().is_some(),
        install: toolchain::install,
        by_hand: "`rustup target add wasm32-unknown-unknown` and `rustup component add rust-src`, or Debian's rustc-web, cargo-web, rust-web-src and lld-22",
    },
    Part {
        name: "Node.js and npm",
        there: || found(&["node", "npm"]),
        install: || apt_install(&["nodejs", "npm"]),
        by_hand: "Node.js 18 or later, with npm",
    },
    Part {
        name: "wasm-opt, a minifier, the typefaces and what tests take from npm",
        there: npm::there,
        install: npm::install,
        by_hand: "see that `npm ci` works in the folder xtask",
    },
];

/// For the tests.
pub(super) const TESTS: [Part; 6] = [
    Part {
        name: "three browsers with their drivers, Python, PHP, openssl, faketime, gettext, poppler",
        there: test_packages_there,
        install: || {
            apt_install(
                &test_packages()?
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>(),
            )
        },
        by_hand: "what tests/packages.txt lists, by Debian's names; each program on the PATH",
    },
    Part {
        name: "geckodriver, for Firefox",
        there: geckodriver::there,
        install: geckodriver::install,
        by_hand: "see that `cargo install geckodriver` works",
    },
    Part {
        name: "PostgreSQL's server programs",
        there: || postgres().is_some(),
        install: install_postgres,
        by_hand: "PostgreSQL 14 or later; the tests start servers of their own with `initdb` and `postgres`",
    },
    Part {
        name: "the tests' Python packages: an SMTP server, and checkers of the API and of PDFs",
        there: venv_is_current,
        install: install_venv,
        by_hand: "see that `pip install -r tests/smtp/requirements.txt` works in a venv",
    },
    Part {
        name: "a WordPress of a release of Debian",
        there: || wordpress_there("trixie"),
        install: || prepare_wordpress("trixie"),
        by_hand: "see what `tests/wordpress/wp-up --prepare-only` says",
    },
    Part {
        name: "the newest WordPress that Debian has",
        there: || wordpress_there("sid"),
        install: || prepare_wordpress("sid"),
        by_hand: "see what `tests/wordpress/wp-up --wp sid --prepare-only` says",
    },
];

/// For `cargo xtask check`.
pub(super) const LINTS: [Part; 1] = [Part {
    name: "rustfmt and clippy",
    there: || {
        ["fmt", "clippy"]
            .iter()
            .all(|tool| run::quietly(run::cargo().args([tool, "--version"])).is_ok())
    },
    install: || {
        println!("setup: adding the components rustfmt and clippy by rustup");
        run::quietly(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]))?;
        Ok(())
    },
    by_hand: "`rustup component add rustfmt clippy`",
}];

fn found(programs: &[&str]) -> bool {
    programs.iter().all(|program| run::which(program).is_some())
}

fn apt_install(packages: &[&str]) -> Result<()> {
    println!("setup: installing {} by apt-get", packages.join(" "));
    apt::install(packages)
}

/// Where distributions keep `initdb`, newest version last.
fn postgres() -> Option<PathBuf> {
    if let Some(program) = run::which("initdb") {
        return Some(program);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let programs = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin/initdb")));
    programs.filter(|program| program.is_file()).max()
}

/// Installs the programs without creating a system-wide server: the tests start their own.
fn install_postgres() -> Result<()> {
    println!("setup: installing postgresql by apt-get, without making or starting a cluster");
    let settings = "/etc/postgresql-common/createcluster.conf";
    if !Path::new(settings).exists() {
        let script = format!(
            "mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > {settings}"
        );
        run::quietly(apt::as_root()?.args(["sh", "-c", &script]))?;
    }
    apt::install(&["postgresql"])
}

/// The packages listed in `tests/packages.txt`.
fn test_packages() -> Result<Vec<String>> {
    let file = place::root().join("tests/packages.txt");
    let text = fs::read_to_string(&file).context("cannot read tests/packages.txt")?;
    let names = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim());
    Ok(names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect())
}

/// Asks dpkg where it exists; otherwise looks for the programs that the packages contain.
fn test_packages_there() -> bool {
    if run::which("dpkg-query").is_none() {
        return found(&[
            "WebKitWebDriver",
            "Xvfb",
            "chromedriver",
            "chromium",
            "curl",
            "faketime",
            "firefox",
            "msgfmt",
            "openssl",
            "pdftotext",
            "php",
            "python3",
            "unzip",
        ]);
    }
    let Ok(packages) = test_packages() else {
        return false;
    };
    let mut query = Command::new("dpkg-query");
    query
        .args(["--show", "--showformat=${db:Status-Status}\n"])
        .args(&packages);
    run::quietly(&mut query).is_ok_and(|states| states.lines().all(|state| state == "installed"))
}

fn requirements() -> PathBuf {
    place::root().join("tests/smtp/requirements.txt")
}

/// The copy of the requirements, written last: it shows that they are installed.
fn installed_requirements() -> PathBuf {
    place::test_tools().join("venv/requirements.txt")
}

fn venv_is_current() -> bool {
    let wanted = fs::read(requirements());
    wanted.is_ok_and(|wanted| fs::read(installed_requirements()).is_ok_and(|have| have == wanted))
}

fn install_venv() -> Result<()> {
    let venv = place::test_tools().join("venv");
    println!(
        "setup: installing the packages of tests/smtp/requirements.txt into a venv of the tests"
    );
    fs::create_dir_all(place::test_tools())?;
    run::quietly(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&venv),
    )?;
    let mut pip = Command::new(venv.join("bin/pip"));
    run::quietly(
        pip.args(["install", "--quiet", "--requirement"])
            .arg(requirements()),
    )?;
    fs::copy(requirements(), installed_requirements()).context("cannot mark the venv as ready")?;
    Ok(())
}

/// Where `wp-up` stores what it unpacked. After some weeks, its "newest" version may be out of
/// date.
fn wordpress_there(suite: &str) -> bool {
    const WEEKS: Duration = Duration::from_hours(28 * 24);
    let cache = std::env::var_os("WP_UP_CACHE")
        .map(PathBuf::from)
        .or_else(|| {
            let home = std::env::var_os("HOME")?;
            Some(PathBuf::from(home).join(".cache/wp-up"))
        });
    let Some(cache) = cache else { return false };
    let age = fs::metadata(cache.join(format!("tree-{suite}")))
        .and_then(|tree| tree.modified())
        .map(|made| made.elapsed().unwrap_or_default());
    age.is_ok_and(|age| suite != "sid" || age < WEEKS) && cache.join("sqlite-plugin").is_dir()
}

fn prepare_wordpress(suite: &str) -> Result<()> {
    println!(
        "setup: fetching the package wordpress of Debian {suite} and what it needs, unpacked and not installed"
    );
    let mut script = Command::new("bash");
    script
        .arg(place::root().join("tests/wordpress/wp-up"))
        .args(["--wp", suite, "--prepare-only"]);
    run::quietly(&mut script)?;
    Ok(())
}
