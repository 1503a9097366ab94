//! The static files that the server offers, found as a browser finds them: in its pages.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use undersigned::bundle;

use super::{
    fetch::fetch,
    targets::{ALL, Repeated},
};

/// It has an ETag. What is under `/assets/` has none, because browsers never ask again.
const LOADER: &str = "/undersigned.js";
const SCRIPTS: [&str; 2] = [LOADER, "/frame.js"];
/// Files of the bundle that no page names by itself.
const NAMES: [&str; 12] = [
    "widgets.js",
    "widgets_bg.wasm",
    "text-ar.json",
    "text-bn.json",
    "text-cy.json",
    "text-en.json",
    "text-fr.json",
    "text-pa.json",
    "text-pl.json",
    "text-ur.json",
    "local.js",
    "public-sans-latin-wght-normal.woff2",
];
const PLAIN: &str = "identity";

#[derive(Clone)]
pub(super) struct StaticFile {
    pub(super) path: String,
    pub(super) etag: Option<String>,
    /// As they come, compressed.
    pub(super) bytes: usize,
}

/// By size.
pub(super) struct StaticFiles(Vec<StaticFile>);

impl StaticFiles {
    pub(super) async fn find(address: &str) -> Result<StaticFiles> {
        let mut paths: BTreeSet<String> = SCRIPTS.map(str::to_owned).into();
        paths.extend(NAMES.iter().filter_map(|name| bundle::url(name)));
        for target in ALL {
            let page = fetch(address, &target.path(), Some(PLAIN)).await?;
            paths.extend(assets_in(&String::from_utf8_lossy(&page.body)));
        }
        let mut files = Vec::new();
        for path in paths {
            // A file that this build does not have is no measure.
            if let Ok(file) = fetch(address, &path, None).await {
                files.push(StaticFile {
                    bytes: file.bytes(),
                    etag: file.etag,
                    path,
                });
            }
        }
        files.sort_by_key(|file| file.bytes);
        files
            .first()
            .context("the server has no static files: build it with its bundle")?;
        Ok(StaticFiles(files))
    }

    /// The loader, for a browser that has it already. Its response has no content, so its size does
    /// not matter.
    pub(super) fn known(&self) -> Result<Repeated> {
        let loader = self.0.iter().find(|file| file.path == LOADER);
        let etag = loader.and_then(|file| file.etag.as_deref());
        Ok(Repeated::new(LOADER).known_as(etag.context("the loader has an ETag")?))
    }

    /// The file whose size is nearest, as a ratio.
    pub(super) fn nearest(&self, bytes: usize) -> StaticFile {
        let distance = |file: &&StaticFile| {
            let ratio = file.bytes as f64 / bytes.max(1) as f64;
            (ratio.ln().abs() * 1e6) as u64
        };
        let nearest = self.0.iter().min_by_key(distance);
        nearest.expect("there is a file").clone()
    }
}

/// The addresses of assets in a page.
fn assets_in(page: &str) -> Vec<String> {
    let is_end = |one: char| !(one.is_ascii_alphanumeric() || "/-_.".contains(one));
    let starts = page.match_indices("/assets/").map(|(at, _)| &page[at..]);
    let addresses = starts.map(|rest| rest.split(is_end).next().unwrap_or_default());
    addresses.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_are_found_in_a_page() {
        let page = r#"<link href="/assets/0a/page.css"><b style="x:url(/assets/1b/a.woff2)">"#;
        assert_eq!(
            assets_in(page),
            ["/assets/0a/page.css", "/assets/1b/a.woff2"]
        );
    }
}
