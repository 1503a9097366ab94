//! The loaders as this server serves them: each holds the server's public address, so that a copy
//! on another site, or one that an optimiser merged with other scripts, still knows its server.
//!
//! The build leaves a placeholder for the address. A pinned tag names the hash of the finished
//! script, so every public address has its own pinned tags; `store::loaders` keeps them all.

use crate::bundle;
use std::{
    collections::BTreeMap,
    io::Write as _,
    sync::{Arc, OnceLock},
};

use axum::body::Bytes;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha384};

use super::assets::PINNED;
use crate::domain::hash;
use crate::web::http::encoding::Encoding;

/// The placeholder that the build writes for the address (`xtask/src/bundle/loaders.rs`).
const PLACE: &str = "UNDERSIGNED_SERVER";

/// The loader that sites embed.
pub(super) const TAG: &str = "undersigned.js";

/// All loaders that hold an address; the last is for copies on a site's own server.
const NAMES: [&str; 3] = [TAG, PINNED, "local.js"];

/// Every loader by its file name.
pub struct Loaders(BTreeMap<&'static str, Arc<Loader>>);

/// One loader with this server's address in it.
pub struct Loader {
    script: String,
    /// The first half of the SHA-256, in hexadecimal: part of the address.
    hash: String,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl Loaders {
    /// Built at each start, since the public address is an option. A server that was built without
    /// its bundle has none.
    pub fn of(public_url: &str) -> Loaders {
        let loaders = NAMES.into_iter().filter_map(|name| {
            let built = String::from_utf8(bundle::content(name)?.into_owned()).ok()?;
            Some((
                name,
                Arc::new(Loader::new(built.replace(PLACE, public_url))),
            ))
        });
        Loaders(loaders.collect())
    }

    pub(in crate::web) fn named(&self, name: &str) -> Option<&Arc<Loader>> {
        self.0.get(name)
    }

    /// The loader at `/assets/{hash}/{name}`.
    pub(in crate::web) fn at(&self, hash: &str, name: &str) -> Option<&Arc<Loader>> {
        self.named(name).filter(|loader| loader.hash == hash)
    }

    /// The loader that accepts only the bytes of this version.
    pub fn pinned(&self) -> Option<&Loader> {
        self.named(PINNED).map(Arc::as_ref)
    }
}

impl Loader {
    fn new(script: String) -> Loader {
        Loader {
            hash: hash::of_asset(script.as_bytes()),
            script,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    pub fn script(&self) -> &str {
        &self.script
    }

    pub(in crate::web) fn hash(&self) -> &str {
        &self.hash
    }

    /// The value of an `integrity` attribute for it (W3C Subresource Integrity, section 3.1).
    pub(in crate::web) fn integrity(&self) -> String {
        let digest = Sha384::digest(self.script.as_bytes());
        format!("sha384-{}", STANDARD.encode(digest))
    }

    /// Its bytes in an encoding. The best compression takes some ten milliseconds and is done once,
    /// apart from the threads that answer visitors.
    pub(super) async fn encoded(self: &Arc<Loader>, encoding: Encoding) -> Bytes {
        let packed = match encoding {
            Encoding::Plain => return Bytes::copy_from_slice(self.script.as_bytes()),
            Encoding::Brotli => &self.brotli,
            Encoding::Gzip => &self.gzip,
        };
        if let Some(bytes) = packed.get() {
            return bytes.clone();
        }
        let loader = self.clone();
        let compressed = tokio::task::spawn_blocking(move || loader.pack(encoding));
        compressed.await.expect("packing text does not panic")
    }

    fn pack(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Plain => Bytes::copy_from_slice(self.script.as_bytes()),
            Encoding::Brotli => self.brotli.get_or_init(|| brotli(&self.script)).clone(),
            Encoding::Gzip => self.gzip.get_or_init(|| gzip(&self.script)).clone(),
        }
    }
}

/// The smaller of two tries: how the encoder splits a text depends on its window.
fn brotli(script: &str) -> Bytes {
    let packed = [16, 18].map(|window| {
        let settings = BrotliEncoderParams {
            quality: 11,
            lgwin: window,
            size_hint: script.len(),
            ..Default::default()
        };
        let mut packed = Vec::new();
        brotli::BrotliCompress(&mut script.as_bytes(), &mut packed, &settings)
            .expect("memory takes what is written");
        packed
    });
    let smallest = packed.into_iter().min_by_key(Vec::len);
    smallest.unwrap_or_default().into()
}

fn gzip(script: &str) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(script.as_bytes())
        .and_then(|()| encoder.finish())
        .expect("memory takes what is written")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loader_contains_the_server_url_and_has_its_own_integrity_hash() {
        let one = Loader::new("x=\"UNDERSIGNED_SERVER\"".replace(PLACE, "https://act.example"));
        let other = Loader::new("x=\"UNDERSIGNED_SERVER\"".replace(PLACE, "https://act.example:8"));
        assert_eq!(one.script(), "x=\"https://act.example\"");
        assert_ne!(one.hash(), other.hash());
        assert_ne!(one.integrity(), other.integrity());
        let mut unpacked = Vec::new();
        let packed = one.pack(Encoding::Brotli);
        brotli::BrotliDecompress(&mut &*packed, &mut unpacked).expect("it is brotli");
        assert_eq!(unpacked, one.script().as_bytes());
    }
}
