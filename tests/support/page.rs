//! A page as its visitor meets it: what it asked for, what it complained of, and its widgets.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use thirtyfour::{WebDriver, WebElement};

use super::{wait, widget::Widget};

#[derive(Clone)]
pub(crate) struct Page {
    driver: WebDriver,
    seen: Arc<Mutex<Seen>>,
}

/// The driver forgets what it told once; this keeps it.
#[derive(Default)]
struct Seen {
    console: Vec<String>,
    requests: Vec<String>,
    expected: Vec<String>,
}

impl Page {
    pub(crate) fn new(driver: WebDriver) -> Page {
        Page {
            driver,
            seen: Arc::default(),
        }
    }

    pub(crate) fn driver(&self) -> &WebDriver {
        &self.driver
    }

    pub(crate) async fn goto(&self, address: &str) {
        self.driver.goto(address).await.expect("the page loads");
    }

    /// Opens a page as the next visitor does, whose browser has kept nothing of it.
    pub(crate) async fn goto_as_another(&self, address: &str) {
        self.devtools("Network.clearBrowserCache", json!({})).await;
        self.goto(address).await;
    }

    /// Runs a script in the page and gives what it returned.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.driver
            .execute(script, arguments)
            .await
            .unwrap_or_else(|error| panic!("{error} in {script}"))
            .json()
            .clone()
    }

    /// The element that a script returns, if it does.
    pub(crate) async fn element(&self, script: &str, arguments: Vec<Value>) -> Option<WebElement> {
        let returned = self.driver.execute(script, arguments).await;
        let returned = returned.unwrap_or_else(|error| panic!("{error} in {script}"));
        if returned.json().is_null() {
            return None;
        }
        Some(returned.element().expect("an element"))
    }

    /// Waits until a script returns something true, and gives it.
    pub(crate) async fn until(&self, what: &str, script: &str, arguments: Vec<Value>) -> Value {
        wait::until(what, async || {
            let told = self.run(script, arguments.clone()).await;
            (told != json!(null) && told != json!(false)).then_some(told)
        })
        .await
    }

    /// The first element of this kind on the page, as a widget.
    pub(crate) fn widget(&self, selector: &str) -> Widget {
        Widget::new(self.clone(), selector, 0)
    }

    pub(crate) fn nth_widget(&self, selector: &str, index: usize) -> Widget {
        Widget::new(self.clone(), selector, index)
    }

    /// Goes on inside a frame, until it leaves.
    pub(crate) async fn enter_frame(&self, css: &str) {
        self.enter_nth_frame(css, 0).await;
    }

    pub(crate) async fn enter_nth_frame(&self, css: &str, index: usize) {
        const NTH: &str = "return document.querySelectorAll(arguments[0])[arguments[1]] ?? null";
        let what = format!("frame {index} of {css}");
        let frame = wait::until(&what, async || {
            self.element(NTH, vec![json!(css), json!(index)]).await
        });
        frame.await.enter_frame().await.expect("it is a frame");
    }

    pub(crate) async fn leave_frames(&self) {
        let left = self.driver.enter_default_frame().await;
        left.expect("there is always a page");
    }

    /// Types into a field of the page, in its light tree or in an open shadow root.
    pub(crate) async fn fill(&self, name: &str, text: &str) {
        let field = self.find(&format!("input[name={name}]")).await;
        field.send_keys(text).await.expect("the field takes keys");
    }

    pub(crate) async fn press(&self, css: &str) {
        let button = self.find(css).await;
        button.click().await.expect("it can be pressed");
    }

    /// The first such element that is shown, wherever it stands.
    pub(crate) async fn find(&self, css: &str) -> WebElement {
        const ANYWHERE: &str = "
            const roots = [document];
            for (const root of roots)
                for (const one of root.querySelectorAll('*')) if (one.shadowRoot) roots.push(one.shadowRoot);
            const found = roots.flatMap((root) => [...root.querySelectorAll(arguments[0])]);
            return found.find((one) => one.checkVisibility({visibilityProperty: true})) ?? null;
        ";
        let what = format!("{css} on the page");
        wait::until(&what, async || {
            self.element(ANYWHERE, vec![json!(css)]).await
        })
        .await
    }

    /// Waits until these words are shown there.
    pub(crate) async fn says(&self, css: &str, words: &str) {
        let what = format!("{words:?} in {css}");
        wait::until(&what, async || {
            let text = self.find(css).await.text().await.unwrap_or_default();
            text.to_lowercase()
                .contains(&words.to_lowercase())
                .then_some(())
        })
        .await;
    }

    /// Presses keys wherever the focus is, as a visitor without a mouse does.
    pub(crate) async fn keys(&self, keys: impl AsRef<str>) {
        let pressed = self.driver.action_chain().send_keys(keys.as_ref());
        pressed.perform().await.expect("keys are pressed");
    }

    /// Talks to the browser's own debugging protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let told = self.driver.cdp().send_raw(command, parameters).await;
        told.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// For a test that brings an error about: console lines with these words are no complaint.
    pub(crate) fn expect_complaint(&self, words: &str) {
        let mut seen = self.seen.lock().expect("nobody panics holding it");
        seen.expected.push(words.to_owned());
    }

    /// What the page threw, wrote as an error, or could not load, and nobody expected.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let console = self.console().await;
        let seen = self.seen.lock().expect("nobody panics holding it");
        let expected = |line: &&String| !seen.expected.iter().any(|words| line.contains(words));
        let severe = console.iter().filter(|line| line.starts_with("SEVERE"));
        severe.filter(expected).cloned().collect()
    }

    /// Every line of the console so far, its level first.
    pub(crate) async fn console(&self) -> Vec<String> {
        let fresh = self.driver.get_log("browser").await.unwrap_or_default();
        let mut seen = self.seen.lock().expect("nobody panics holding it");
        let lines = fresh.into_iter();
        seen.console
            .extend(lines.map(|entry| format!("{} {}", entry.level, entry.message)));
        seen.console.clone()
    }

    /// Every address the page asked for so far, in any frame.
    pub(crate) async fn requests(&self) -> Vec<String> {
        let fresh = self.driver.get_log("performance").await.unwrap_or_default();
        let mut seen = self.seen.lock().expect("nobody panics holding it");
        for entry in fresh {
            let Ok(event) = serde_json::from_str::<Value>(&entry.message) else {
                continue;
            };
            if event["message"]["method"] == "Network.requestWillBeSent" {
                let address = event["message"]["params"]["request"]["url"].as_str();
                // The browser's own pages are no request of ours.
                let address = address.filter(|address| address.starts_with("http"));
                seen.requests.extend(address.map(ToOwned::to_owned));
            }
        }
        seen.requests.clone()
    }
}
