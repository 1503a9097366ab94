//! Writing a file of the bundle together with its compressed copies, so that no server compresses
//! the same bytes twice.

use std::{collections::BTreeMap, fs, io::Write, path::Path};

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};

/// Writes `name`, `name.br` and `name.gz`; fonts are compressed already.
pub(super) fn write(folder: &Path, name: &str, content: &[u8]) -> Result<()> {
    fs::write(folder.join(name), content)?;
    if !name.ends_with(".woff2") {
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

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
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
