//! A page as its visitor sees it: its requests, its errors and its widgets.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use thirtyfour::{WebDriver, WebElement, prelude::ScriptRet};

use super::{Kind, Session, Visitor, widget::Widget};
use crate::support::wait;

#[derive(Clone)]
pub(crate) struct Page {
    session: Arc<Session>,
    seen: Arc<Mutex<Seen>>,
}

/// What the watch has recorded so far; a browser reports each event once.
#[derive(Default)]
pub(crate) struct Seen {
    /// Each line with its level in front.
    pub(super) console: Vec<String>,
    pub(in crate::support) requests: Vec<String>,
    expected: Vec<String>,
}

impl Seen {
    /// Records a request; a request to anything but the server and the host site is an error.
    pub(in crate::support) fn request(&mut self, address: &str) {
        // The browser's own pages are not requests of ours.
        if !address.starts_with("http") {
            return;
        }
        let host = address.split('/').nth(2).unwrap_or_default();
        let name = host.split(':').next().unwrap_or_default();
        if !["localhost", "127.0.0.1"].contains(&name) {
            let line = format!("SEVERE a stranger was called: {address}");
            self.console.push(line);
        }
        self.requests.push(address.to_owned());
    }
}

/// Records in a frame whether anything is pressed next.
const LISTEN: &str = "
    if (window === top) return;
    const key = Symbol.for('pressed');
    window[key] = false;
    addEventListener('click', () => { window[key] = true; }, {capture: true, once: true});
";
/// Whether nothing was pressed; a document loaded since has no record of it.
const MISSED: &str = "return window[Symbol.for('pressed')] === false";

impl Page {
    pub(in crate::support) async fn open(visitor: Visitor) -> Page {
        let seen: Arc<Mutex<Seen>> = Arc::default();
        let session = Session::open(visitor, seen.clone()).await;
        Page {
            session: Arc::new(session),
            seen,
        }
    }

    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    pub(crate) fn driver(&self) -> WebDriver {
        self.session.driver()
    }

    pub(crate) async fn goto(&self, address: &str) {
        // Some browsers forget what happened on the page that is being left.
        self.session.look().await;
        let loaded = self.driver().goto(address).await;
        loaded.expect("the page loads");
    }

    /// Opens a page as the next visitor, whose browser has stored nothing from it.
    pub(crate) async fn goto_as_next_visitor(&self, address: &str) {
        self.session.change_visitor().await;
        self.goto(address).await;
    }

    /// Makes the page this wide and high, in CSS pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        self.session.resize(width, height).await;
    }

    /// Runs a script in the page and returns its result.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        let reported = self.look(script, arguments).await;
        reported.unwrap_or_else(|| panic!("the page was left under {script}"))
    }

    /// The same while one page replaces another: none if the script ran in neither.
    pub(crate) async fn look(&self, script: &str, arguments: Vec<Value>) -> Option<Value> {
        let returned = self.executed(script, arguments).await?;
        Some(returned.json().clone())
    }

    async fn executed(&self, script: &str, arguments: Vec<Value>) -> Option<ScriptRet> {
        /// Firefox has nowhere to run a script while a page is being left.
        const NOWHERE: &str = "nsIXPCComponents_Utils.evalInSandbox";
        match self.driver().execute(script, arguments).await {
            Ok(returned) => Some(returned),
            Err(error) if error.to_string().contains(NOWHERE) => None,
            Err(error) => panic!("{error} in {script}"),
        }
    }

    /// The element that a script returns, if any.
    pub(crate) async fn element(&self, script: &str, arguments: Vec<Value>) -> Option<WebElement> {
        let returned = self.executed(script, arguments).await?;
        if returned.json().is_null() {
            return None;
        }
        Some(returned.element().expect("an element"))
    }

    /// Waits until a script returns something truthy, and returns it.
    pub(crate) async fn until(&self, what: &str, script: &str, arguments: Vec<Value>) -> Value {
        wait::until(what, async || {
            let reported = self.look(script, arguments.clone()).await;
            reported.filter(|reported| *reported != json!(null) && *reported != json!(false))
        })
        .await
    }

    /// The first element on the page that matches the selector, as a widget.
    pub(crate) fn widget(&self, selector: &str) -> Widget {
        Widget::new(self.clone(), selector, 0)
    }

    pub(crate) fn nth_widget(&self, selector: &str, index: usize) -> Widget {
        Widget::new(self.clone(), selector, index)
    }

    /// Enters a frame; later calls act inside it until it is left.
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
        let left = self.driver().enter_default_frame().await;
        left.expect("there is always a page");
    }

    /// Types into a field of the page, in its light tree or in an open shadow root.
    pub(crate) async fn fill(&self, name: &str, text: &str) {
        let field = self.find(&format!("input[name={name}]")).await;
        field.send_keys(text).await.expect("the field takes keys");
        self.keys_arrived(&field, text).await;
    }

    /// The same, and then presses Enter. The field may be gone by then.
    pub(crate) async fn enter(&self, name: &str, text: &str) {
        let field = self.find(&format!("input[name={name}]")).await;
        let keys = format!("{text}{}", super::widget::ENTER);
        field.send_keys(keys).await.expect("the field takes keys");
    }

    /// WebKit's driver returns before the last keys arrive: they would land in the next field, or
    /// after a form was sent. Waits for them. A code field keeps only the digits.
    pub(super) async fn keys_arrived(&self, field: &WebElement, text: &str) {
        if Kind::chosen() != Kind::WebKit {
            return;
        }
        let kept = |text: &str| -> String { text.split_whitespace().collect() };
        let what = "the field to contain what was typed";
        wait::until(what, async || {
            let value = field.prop("value").await.ok().flatten()?;
            kept(&value).contains(&kept(text)).then_some(())
        })
        .await;
    }

    pub(crate) async fn press(&self, css: &str) {
        let button = self.find(css).await;
        self.click(&button).await;
    }

    pub(super) async fn click(&self, button: &WebElement) {
        let in_webkit = Kind::chosen() == Kind::WebKit;
        if in_webkit {
            self.run(LISTEN, vec![]).await;
        }
        let refused = match button.click().await {
            // Its driver does not scroll the page around a frame, presses below the window's edge,
            // and reports success.
            Ok(()) if in_webkit && self.run(MISSED, vec![]).await == json!(true) => {
                "nothing was pressed".to_owned()
            }
            Ok(()) => return,
            // It sometimes does not find the middle of an element it has scrolled to.
            Err(error) => error.to_string(),
        };
        let button = self.reached(button, &refused).await;
        self.run("arguments[0].click()", vec![button]).await;
    }

    /// An element that WebKit's driver refused, so that a script can do what the driver could not.
    /// It works only where a visitor could act, so disabled, hidden or covered elements still fail.
    pub(super) async fn reached(&self, element: &WebElement, error: &str) -> Value {
        assert!(Kind::chosen() == Kind::WebKit, "it can be reached: {error}");
        const IN_THE_WAY: &str = "
            const one = arguments[0];
            if (one.disabled) return 'it is off';
            one.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
            const {left, top, width, height} = one.getClientRects()[0] ?? {};
            if (!(width > 0 && height > 0)) return 'it is not shown';
            const [x, y] = [left + width / 2, top + height / 2];
            let hit, inner = document.elementFromPoint(x, y);
            while (inner && inner !== hit) {
                hit = inner;
                inner = hit.shadowRoot?.elementFromPoint(x, y);
            }
            return one.contains(hit) ? null : `in its place is ${hit?.outerHTML.slice(0, 200)}`;
        ";
        let element = element.to_json().expect("an element has a number");
        let hindrance = self.run(IN_THE_WAY, vec![element.clone()]).await;
        assert_eq!(hindrance, json!(null), "it can be reached: {error}");
        element
    }

    /// The first matching element that is shown, in the page or in an open shadow root.
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
        let driver = self.driver();
        let pressed = driver.action_chain().send_keys(keys.as_ref());
        pressed.perform().await.expect("keys are pressed");
    }

    /// Sends a command of Chromium's DevTools protocol; tests that do are in `tests/chromium`.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let Session::Chromium(chromium) = &*self.session else {
            panic!("only Chromium has DevTools");
        };
        chromium.devtools(command, parameters).await
    }

    /// For a test that causes an error: console lines with these words are not reported.
    pub(crate) fn expect_error(&self, words: &str) {
        let mut seen = self.seen.lock().expect("no thread panics holding it");
        seen.expected.push(words.to_owned());
    }

    /// Everything that the page threw, logged as an error or failed to load, unless a test expected
    /// it.
    pub(crate) async fn errors(&self) -> Vec<String> {
        let console = self.console().await;
        let seen = self.seen.lock().expect("no thread panics holding it");
        let expected = |line: &&String| !seen.expected.iter().any(|words| line.contains(words));
        let severe = console.iter().filter(|line| line.starts_with("SEVERE"));
        severe.filter(expected).cloned().collect()
    }

    /// Every line of the console so far, with its level first.
    pub(crate) async fn console(&self) -> Vec<String> {
        self.session.look().await;
        let seen = self.seen.lock().expect("no thread panics holding it");
        seen.console.clone()
    }

    /// Every address the page requested so far, in any frame.
    pub(crate) async fn requests(&self) -> Vec<String> {
        self.session.look().await;
        let seen = self.seen.lock().expect("no thread panics holding it");
        seen.requests.clone()
    }
}
