//! A widget on a page, reached through its open shadow root: tests type with real keys and read
//! what is shown.

use serde_json::{Value, json};
use thirtyfour::WebElement;

use super::page::Page;
use crate::support::wait;

#[derive(Clone)]
pub(crate) struct Widget {
    page: Page,
    selector: String,
    index: usize,
}

/// The Enter key (WebDriver, keyboard actions).
pub(super) const ENTER: char = '\u{e007}';

/// Elements are found by script: WebDriver's own shadow root lookup is not portable.
const INSIDE: &str = "
    const root = document.querySelectorAll(arguments[0])[arguments[1]]?.shadowRoot;
";

impl Widget {
    pub(crate) fn new(page: Page, selector: &str, index: usize) -> Widget {
        Widget {
            page,
            selector: selector.to_owned(),
            index,
        }
    }

    /// Runs a script that sees the shadow root as `root` and its arguments from the third on.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.page
            .run(&format!("{INSIDE}{script}"), self.arguments(arguments))
            .await
    }

    fn arguments(&self, more: Vec<Value>) -> Vec<Value> {
        let mut arguments = vec![json!(self.selector), json!(self.index)];
        arguments.extend(more);
        arguments
    }

    /// The element, as soon as it exists and is shown.
    pub(crate) async fn find(&self, css: &str) -> WebElement {
        const SHOWN: &str = "
            const found = [...(root?.querySelectorAll(arguments[2]) ?? [])];
            return found.find((one) => one.checkVisibility({visibilityProperty: true})) ?? null;
        ";
        let what = format!("{css} in {}", self.selector);
        let script = format!("{INSIDE}{SHOWN}");
        wait::until(&what, async || {
            let arguments = self.arguments(vec![json!(css)]);
            self.page.element(&script, arguments).await
        })
        .await
    }

    pub(crate) async fn has(&self, css: &str) -> bool {
        let found = self
            .run(
                "return !!root?.querySelector(arguments[2])",
                vec![json!(css)],
            )
            .await;
        found == json!(true)
    }

    /// Waits until no matching element is shown.
    pub(crate) async fn is_without(&self, css: &str) {
        const GONE: &str = "
            const found = [...(root?.querySelectorAll(arguments[2]) ?? [])];
            return !found.some((one) => one.checkVisibility({visibilityProperty: true}));
        ";
        let what = format!("{css} to go from {}", self.selector);
        wait::until(&what, async || {
            let gone = self.run(GONE, vec![json!(css)]).await;
            (gone == json!(true)).then_some(())
        })
        .await;
    }

    /// Types with real keys into the field with this name.
    pub(crate) async fn fill(&self, name: &str, text: &str) {
        let field = self.find(&format!("input[name={name}]")).await;
        if let Err(error) = field.send_keys(text).await {
            self.fill_in_frame(name, &field, text, &error.to_string())
                .await;
        }
        self.page.keys_arrived(&field, text).await;
    }

    /// The same, and then presses Enter. The field may be gone by then: a widget sends a code with
    /// its sixth digit.
    pub(crate) async fn enter(&self, name: &str, text: &str) {
        let css = format!("input[name={name}]");
        let field = self.find(&css).await;
        let Err(error) = field.send_keys(format!("{text}{ENTER}")).await else {
            return;
        };
        self.fill_in_frame(name, &field, text, &error.to_string())
            .await;
        const SUBMIT: &str = "root.querySelector(arguments[2])?.form.requestSubmit()";
        self.run(SUBMIT, vec![json!(css)]).await;
    }

    /// WebKit's driver says that a field inside a frame cannot be focused.
    async fn fill_in_frame(&self, name: &str, field: &WebElement, text: &str, error: &str) {
        let framed = self.run("return window !== window.top", vec![]).await;
        assert_eq!(framed, json!(true), "{name} takes keys: {error}");
        let field = self.page.reached(field, error).await;
        const TYPE: &str = "
            const [, , field, text] = arguments;
            field.value += text;
            field.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
        ";
        self.run(TYPE, vec![field, json!(text)]).await;
    }

    /// Types with real keys into a field that is shown.
    pub(crate) async fn type_into(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.send_keys(text).await.expect("the field takes keys");
        self.page.keys_arrived(&field, text).await;
    }

    pub(crate) async fn press(&self, css: &str) {
        let button = self.find(css).await;
        self.page.click(&button).await;
    }

    /// Presses Enter on what is focusable, as a visitor with a keyboard does.
    pub(crate) async fn enter_on(&self, css: &str) {
        let focusable = self.find(css).await;
        let pressed = focusable.send_keys("\u{E007}").await;
        pressed.expect("it takes keys");
    }

    /// The field's value.
    pub(crate) async fn value(&self, name: &str) -> String {
        let css = format!("input[name={name}]");
        let value = self
            .run(
                "return root.querySelector(arguments[2]).value",
                vec![json!(css)],
            )
            .await;
        value.as_str().expect("a value").to_owned()
    }

    /// The text that is shown.
    pub(crate) async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.expect("words")
    }

    /// Waits until these words are shown there.
    pub(crate) async fn says(&self, css: &str, words: &str) {
        const TEXT: &str = "return root?.querySelector(arguments[2])?.innerText ?? ''";
        let what = format!("{words:?} in {css} of {}", self.selector);
        wait::until(&what, async || {
            let script = format!("{INSIDE}{TEXT}");
            let text = self
                .page
                .look(&script, self.arguments(vec![json!(css)]))
                .await?;
            let text = text.as_str().unwrap_or_default().to_lowercase();
            text.contains(&words.to_lowercase()).then_some(())
        })
        .await;
    }

    /// The name (or part) of the focused element inside the widget.
    pub(crate) async fn focused(&self) -> String {
        let name = self
            .run(
                "const one = root?.activeElement; return one?.name || one?.getAttribute('part') || ''",
                vec![],
            )
            .await;
        name.as_str().unwrap_or_default().to_owned()
    }

    /// Touches the widget, and waits until it is hydrated.
    pub(crate) async fn is_hydrated(&self) {
        let what = format!("{} to be hydrated", self.selector);
        let hydrated = "
            const island = root?.querySelector('[data-island]');
            island?.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));
            return island?.dataset.alive === ''";
        wait::until(&what, async || {
            (self.run(hydrated, vec![]).await == json!(true)).then_some(())
        })
        .await;
    }

    /// The number of signatures shown, digits only.
    pub(crate) async fn count(&self) -> u64 {
        let text = self.text("[part~=count]").await;
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().expect("a number")
    }
}
