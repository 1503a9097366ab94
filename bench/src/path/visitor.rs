//! A visitor who taps, or clicks, and types: every press and every key is counted.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::time::{self, Duration, Instant};

use crate::browser::Session;

/// How long an element may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

/// The middle of the first shown element that matches a selector, in the page or in a shadow root,
/// after scrolling to it; and whether it has the focus.
const FIND: &str = "
    const roots = [document];
    for (const root of roots)
        for (const one of root.querySelectorAll('*')) if (one.shadowRoot) roots.push(one.shadowRoot);
    const all = roots.flatMap((root) => [...root.querySelectorAll(wanted)]);
    const found = all.find((one) => one.checkVisibility({visibilityProperty: true}));
    if (!found) return null;
    found.scrollIntoView({block: 'center', behavior: 'instant'});
    const {left, top, width, height} = found.getBoundingClientRect();
    return {x: left + width / 2, y: top + height / 2, focused: found.getRootNode().activeElement == found};";

pub(super) struct Visitor<'a> {
    session: &'a Session,
    pub(super) presses: u32,
    pub(super) keystrokes: u32,
}

impl<'a> Visitor<'a> {
    pub(super) fn new(session: &'a Session) -> Visitor<'a> {
        Visitor {
            session,
            presses: 0,
            keystrokes: 0,
        }
    }

    /// Presses in the middle of an element, as soon as it is shown.
    pub(super) async fn press(&mut self, css: &str) -> Result<()> {
        let place = self.find(css).await?;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({
                "type": kind, "x": place["x"], "y": place["y"], "button": "left", "clickCount": 1,
            });
            self.session
                .devtools("Input.dispatchMouseEvent", event)
                .await?;
        }
        self.presses += 1;
        Ok(())
    }

    /// Types into a field, which takes a press unless it has the focus already.
    pub(super) async fn fill(&mut self, css: &str, text: &str) -> Result<()> {
        if self.find(css).await?["focused"] != true {
            self.press(css).await?;
        }
        for key in text.chars() {
            let event = json!({"text": key.to_string()});
            self.session.devtools("Input.insertText", event).await?;
            self.keystrokes += 1;
        }
        Ok(())
    }

    /// Follows a link in an email, which is one press.
    pub(super) async fn follow(&mut self, link: &str) -> Result<()> {
        self.session.goto(link).await?;
        self.presses += 1;
        Ok(())
    }

    /// Waits until an element is shown.
    pub(super) async fn find(&self, css: &str) -> Result<Value> {
        let place = self.look(css, PATIENCE).await?;
        place.with_context(|| format!("{css} did not appear"))
    }

    /// Whether an element is shown within this time.
    pub(super) async fn sees(&self, css: &str, within: Duration) -> Result<bool> {
        Ok(self.look(css, within).await?.is_some())
    }

    async fn look(&self, css: &str, within: Duration) -> Result<Option<Value>> {
        ensure!(!css.contains('\''), "a selector without quotes");
        let script = format!("const wanted = '{css}'; {FIND}");
        let until = Instant::now() + within;
        loop {
            // While one page replaces another, there is nowhere to look.
            if let Ok(place) = self.session.run(&script).await
                && !place.is_null()
            {
                return Ok(Some(place));
            }
            if Instant::now() > until {
                return Ok(None);
            }
            time::sleep(Duration::from_millis(50)).await;
        }
    }
}
