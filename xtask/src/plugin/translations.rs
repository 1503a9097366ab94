//! Compiles the plugin's translations (`languages/*.po`) to what WordPress reads: a `.mo` for PHP, and
//! a `.json` for each script of the dashboard.

use std::{collections::BTreeMap, fs, process::Command};

use anyhow::Result;

use super::{NAME, sources};
use crate::{place, run};

/// The compiled files by their paths in the plugin.
pub(super) fn files() -> Result<BTreeMap<String, Vec<u8>>> {
    let languages = place::root().join(format!("www/wordpress/{NAME}/languages"));
    let compiled = place::target().join("bundle/languages");
    if compiled.exists() {
        fs::remove_dir_all(&compiled)?;
    }
    fs::create_dir_all(&compiled)?;
    let mut node = Command::new("node");
    node.arg(place::root().join("xtask/src/plugin/translations.mjs"))
        .arg(place::node_modules())
        .args([&languages, &compiled]);
    run::quietly(&mut node)?;
    let files = sources(&compiled)?.into_iter();
    Ok(files
        .map(|(name, content)| (format!("languages/{name}"), content))
        .collect())
}
