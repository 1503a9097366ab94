//! Writes a file of the bundle together with its compressed copies, so no server compresses the
//! same bytes twice.

use std::{collections::BTreeMap, fs, io::Write, path::Path};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

/// Writes `name`, `name.br` and `name.gz`; fonts are already compressed.
pub(super) fn write(folder: &Path, name: &str, content: &[u8]) -> Result<()> {
    fs::write(folder.join(name), content)?;
    if !name.ends_with(".woff2") && !name.ends_with(".br") {
        fs::write(folder.join(format!("{name}.br")), brotli(content)?)?;
        fs::write(folder.join(format!("{name}.gz")), gzip(content)?)?;
    }
    Ok(())
}

/// Plain and brotli size of each file that has a compressed copy.
pub(super) fn sizes<'a>(
    folder: &Path,
    names: impl Iterator<Item = &'a String>,
) -> Result<BTreeMap<&'a str, (u64, u64)>> {
    let mut sizes = BTreeMap::new();
    for name in names {
        let packed = folder.join(format!("{name}.br"));
        if packed.exists() {
            let plain = fs::metadata(folder.join(name))?.len();
            sizes.insert(name.as_str(), (plain, fs::metadata(packed)?.len()));
        }
    }
    Ok(sizes)
}

/// The smallest of several attempts: how the encoder splits a file depends on its window, and the
/// largest window is not the best (for the wasm it costs 1.5 % more than one of 64 KB).
fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut smallest: Option<Vec<u8>> = None;
    for window in 15..=22 {
        let mut packed = Vec::new();
        let settings = brotli::enc::BrotliEncoderParams {
            quality: 11,
            lgwin: window,
            size_hint: content.len(),
            ..Default::default()
        };
        brotli::BrotliCompress(&mut &*content, &mut packed, &settings)?;
        if smallest
            .as_ref()
            .is_none_or(|smallest| packed.len() < smallest.len())
        {
            smallest = Some(packed);
        }
    }
    smallest.context("there is at least one window")
}

/// For files that only the server reads, where the last percent is not worth a minute.
pub(super) fn once(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 9,
        size_hint: content.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*content, &mut packed, &settings)?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
