//! Debian's packages; apt is the only package manager that the setup uses itself.

use std::{process::Command, sync::OnceLock};

use anyhow::{Result, bail};

use crate::run;

/// Installs packages without their recommendations.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    if run::which("apt-get").is_none() {
        bail!("there is no apt-get on this machine");
    }
    static LISTS: OnceLock<()> = OnceLock::new();
    if LISTS.set(()).is_ok() {
        // An outdated list names packages that the archive no longer has.
        run::quietly(as_root()?.args(["apt-get", "update", "-qq"]))?;
    }
    run::quietly(
        as_root()?
            .args(["env", "DEBIAN_FRONTEND=noninteractive"])
            .args(["apt-get", "install", "-y", "-qq", "--no-install-recommends"])
            .args(packages),
    )?;
    Ok(())
}

/// `env` or `sudo`, whichever runs the following arguments as root.
pub(super) fn as_root() -> Result<Command> {
    if run::quietly(Command::new("id").arg("-u"))?.trim() == "0" {
        return Ok(Command::new("env"));
    }
    if run::quietly(Command::new("sudo").args(["-n", "true"])).is_err() {
        bail!("installing packages takes root, and sudo does not allow it without a password");
    }
    let mut sudo = Command::new("sudo");
    sudo.arg("-n");
    Ok(sudo)
}
