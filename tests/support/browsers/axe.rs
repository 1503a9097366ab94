//! Accessibility checks with axe-core, which sees into shadow roots.

use std::fs;

use serde_json::{Value, json};

use super::page::Page;
use crate::support::process;

/// Runs axe-core on the page and inside its shadow roots.
pub(crate) async fn assert_accessible(page: &Page, state: &str) {
    let script = process::build_folder().join("build-tools/node_modules/axe-core/axe.min.js");
    let script = fs::read_to_string(&script)
        .unwrap_or_else(|_| panic!("{}: `cargo xtask setup` brings it", script.display()));
    // The host page's own landmarks and headings are not ours to check; best practices are.
    const RUN: &str = "
        const done = arguments[0];
        axe.run(document, {rules: {region: {enabled: false}}}).then(
            (found) => done(found.violations.map((one) => [one.id, one.impact, one.nodes.map((node) => [node.target, node.failureSummary])])),
            (error) => done([String(error)]));
    ";
    page.run(&script, vec![]).await;
    let found = page
        .driver()
        .execute_async(RUN, vec![])
        .await
        .expect("axe runs");
    let found: &Value = found.json();
    assert_eq!(found, &json!([]), "{state}: {found:#}");
}
