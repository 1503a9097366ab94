//! How a real WordPress sanitises text from people who may not save scripts. The browser tests put
//! exactly this text beside each loader (`tests/browser/embed/injection.rs`), so it has to match what
//! WordPress does.

use std::{collections::BTreeMap, fs};

use reqwest::Method;
use serde_json::json;

use crate::{
    support::{network::hostile_markup, process},
    wordpress::{Version, WordPress},
};

/// Separates two inputs in one post; kses leaves it unchanged.
const BETWEEN: &str = "§§";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kses_output_matches_the_browser_tests_copy() {
    let word_press = WordPress::start(Version::Release);
    // Editors of a single site may write anything, unless its owner forbids it.
    word_press.add_code("disallowing.php");
    let site = word_press.url.clone();
    let inputs: Vec<String> = hostile_markup::inputs()
        .into_iter()
        .map(|(_, markup)| markup.replace("https://site.example", &site))
        .collect();
    let content = inputs.join(BETWEEN);
    let mut kept = BTreeMap::new();
    for role in ["contributor", "author", "editor"] {
        let post = json!({"title": "Text", "status": "draft", "content": content});
        let path = "/wp/v2/posts?context=edit";
        let post = word_press.ask(role, Method::POST, path, post).await;
        let raw = post["content"]["raw"].as_str().expect("what it kept");
        let raw = raw.replace(&site, "https://site.example");
        let left: Vec<String> = raw.split(BETWEEN).map(str::to_owned).collect();
        kept.insert(role, left);
    }
    let file = process::source("tests/browser/embed/kses.json");
    let shown = fs::read_to_string(&file).expect("it is there");
    let shown: Vec<String> = serde_json::from_str(&shown).expect("it is a list");
    for (role, left) in kept {
        if left != shown {
            let text = serde_json::to_string_pretty(&left).expect("a list is JSON");
            let fresh = process::build_folder().join("kses.json");
            fs::write(&fresh, text + "\n").expect("the build folder can be written");
            panic!(
                "{role}: WordPress {} leaves something else, in {}: put that in the place of {}",
                word_press.version,
                fresh.display(),
                file.display()
            );
        }
    }
}
