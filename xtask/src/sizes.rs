//! Measures what a visitor has to load against budgets, so a widget that grows is noticed the same
//! day.

use std::{
    collections::BTreeMap,
    fs, thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{bundle, http, place, server::Demo};

/// Name, limit in bytes after brotli, and what is measured.
const BUDGETS: [(&str, u64, &str); 6] = [
    ("frame script", 400, "frame.js"),
    ("loader", 3_000, "undersigned.js"),
    (
        "pinned loader",
        7_750,
        "pinned.js, with its style sheet and the hashes of all languages",
    ),
    ("local loader", 7_750, "local.js, likewise"),
    (
        "first view",
        8_000,
        "loader and signature fragment with its styles",
    ),
    ("widgets", 70_150, "wasm and glue of all widgets"),
];

/// The demo's declaration, as the demo's allied site embeds it.
const FRAGMENT: &str = "/embed/v1/signature?declaration=keep-care-public&lang=en";

/// Prints old size, new size and limit of each, and fails if one is over its limit. `--save` stores
/// the new sizes as old ones.
pub(crate) fn sizes(arguments: &[String]) -> Result<()> {
    let save = match arguments {
        [] => false,
        [flag] if flag == "--save" => true,
        _ => bail!("sizes takes nothing or --save"),
    };
    bundle::bundle()?;
    let new = measured()?;
    let file = place::root().join("xtask/sizes.json");
    let old: BTreeMap<String, u64> = match fs::read(&file) {
        Ok(text) => serde_json::from_slice(&text).context("xtask/sizes.json is not as written")?,
        Err(_) => BTreeMap::new(),
    };
    let mut over = Vec::new();
    for (name, limit, what) in BUDGETS {
        let before = old.get(name).map_or("none".to_owned(), u64::to_string);
        let now = new[name];
        let line = format!("{name}: old {before}, new {now}, limit {limit} bytes ({what})");
        println!("sizes: {line}");
        if now > limit {
            over.push(line);
        }
    }
    if save {
        fs::write(&file, serde_json::to_string_pretty(&new)? + "\n")?;
    }
    ensure!(over.is_empty(), "over the budget:\n{}", over.join("\n"));
    Ok(())
}

fn measured() -> Result<BTreeMap<&'static str, u64>> {
    let packed = |name: &str| {
        let path = place::dist().join(format!("{name}.br"));
        Ok::<u64, anyhow::Error>(
            fs::metadata(&path)
                .with_context(|| format!("no {name}"))?
                .len(),
        )
    };
    let demo = Demo::start()?;
    // Measured as a server sends it, because it contains the server's address.
    let loader = http::get(&demo.address, "/undersigned.js")?;
    ensure!(
        loader.head.contains("content-encoding: br"),
        "the loader travels uncompressed: {}",
        loader.head
    );
    let loader = loader.body.len() as u64;
    let fragment = best_fragment(&demo.address)?;
    Ok(BTreeMap::from([
        ("frame script", packed("frame.js")?),
        ("loader", loader),
        ("pinned loader", packed("pinned.js")?),
        ("local loader", packed("local.js")?),
        ("first view", loader + fragment),
        (
            "widgets",
            packed("widgets_bg.wasm")? + packed("widgets.js")?,
        ),
    ]))
}

/// The size for all but the first two visitors after a change: the server compresses a fragment
/// quickly at first, and better once it is requested again.
fn best_fragment(address: &str) -> Result<u64> {
    let weight = || {
        let fragment = http::get(address, FRAGMENT)?;
        ensure!(
            fragment.head.contains("content-encoding: br"),
            "the fragment travels uncompressed: {}",
            fragment.head
        );
        ensure!(!fragment.body.is_empty(), "the fragment is empty");
        Ok(fragment.body.len() as u64)
    };
    let first = weight()?;
    let deadline = Instant::now() + Duration::from_secs(30);
    while Instant::now() < deadline {
        let next = weight()?;
        if next < first {
            return Ok(next);
        }
        thread::sleep(Duration::from_millis(50));
    }
    bail!("the server never packs the fragment better than the first time, {first} bytes")
}
