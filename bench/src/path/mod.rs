//! Measures the visitor's path from an allied site's article to "counted", in Chromium, on the demo's
//! own article: how far the form is, how much stands before its button, how many presses and keys it
//! takes, and whether the widget fits the room that its line reserves.
//!
//! The visitor taps each field and each button, types the fields' contents, and uses no autofill. A
//! press counts on what is ours: the box, the email, and the page behind its link. Opening the email
//! from its notification and coming back are the same for any service, and are printed beside it.

mod demo;
mod visitor;

use std::{path::Path, time::Duration};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    bars::{Bars, number},
    browser::{Browser, Session},
};
use demo::Demo;
use visitor::Visitor;

/// Name, width and height of a window in CSS pixels, and whether it is a phone's.
const VIEWPORTS: [Viewport; 2] = [
    ("a phone, 390x844", 390, 844, true),
    ("a desk, 1280x900", 1280, 900, false),
];

/// The bars. The first field is within one screen of a phone from the box's top, in pixels; from there
/// the button is visible above a keyboard's suggestions, in pixels; the controls are name, email address,
/// updates and the line that opens the rest.
const FIELD_BAR: f64 = 844.0;
const BUTTON_BAR: f64 = 500.0;
const CONTROLS_BAR: f64 = 4.0;
const SENT_BAR: f64 = 3.0;
const CODE_BAR: f64 = 6.0;
const LINK_BAR: f64 = 5.0;

/// Opening the email from its notification, and coming back to the article to type the code.
const MAIL_PROGRAM_AND_BACK: u32 = 2;
/// Opening the email from its notification.
const MAIL_PROGRAM: u32 = 1;

const NAME: &str = "form[data-form=sign] input[name=name]";
const EMAIL: &str = "form[data-form=sign] input[name=email]";
const SUBMIT: &str = "form[data-form=sign] button[type=submit]";
const CODE: &str = "input[name=code]";
const CODE_SUBMIT: &str = "form[data-form=code] button[type=submit]";
const THANKS: &str = "[part~=thanks]";

/// Runs before the article's own scripts: records what moves, and shows the place below the box, so
/// that everything that could move is in sight.
const WATCH: &str = "
    window.shift = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
    }).observe({type: 'layout-shift', buffered: true});
    addEventListener('DOMContentLoaded', () => {
        document.querySelector('.pullout + *')?.scrollIntoView({block: 'end', behavior: 'instant'});
    });";

/// Measures the box once it is complete, in the article's own layout.
const MEASURE: &str = "
    const pause = () => new Promise((next) => setTimeout(next, 50));
    const until = performance.now() + 20000;
    const inside = (css) => document.querySelector('undersigned-signature')?.shadowRoot?.querySelector(css);
    const button = () => inside('form[data-form=sign] button[type=submit]');
    while (!button()?.checkVisibility() || !inside('[part=signatories]')?.checkVisibility()) {
        if (performance.now() > until) throw Error('the box did not get ready');
        await pause();
    }
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    const element = document.querySelector('undersigned-signature');
    const form = inside('form[data-form=sign]');
    const box = element.getBoundingClientRect();
    const first = form.querySelector('input[name=name]').getBoundingClientRect();
    const end = button().getBoundingClientRect();
    const controls = [...form.querySelectorAll('input:not([type=hidden]), select, textarea, summary, a[href], button')]
        .filter((one) => one.checkVisibility())
        .filter((one) => one.compareDocumentPosition(button()) & Node.DOCUMENT_POSITION_FOLLOWING);
    return {
        field: first.top - box.top,
        button: end.bottom - first.top,
        controls: controls.length,
        height: box.height,
        room: parseFloat(getComputedStyle(element.parentElement).minHeight),
        shift,
    };";

/// A window, as in `VIEWPORTS`.
type Viewport = (&'static str, u32, u32, bool);

/// Presses and keys.
type Effort = (u32, u32);

/// Prints the figures beside their bars.
pub(crate) async fn print(binary: &Path, bars: &mut Bars) -> Result<()> {
    let demo = Demo::start(binary).await?;
    let browser = Browser::start().await?;
    println!("\nthe visitor's path on the demo's article");
    for window in VIEWPORTS {
        let (name, ..) = window;
        println!("\n{name}");
        let session = browser.open().await?;
        let measured = by_code(&session, &demo, window).await;
        session.close().await?;
        let (layout, sent, code) = measured?;
        print_layout(&layout, name, bars)?;
        let session = browser.open().await?;
        let link = by_link(&session, &demo, window).await;
        session.close().await?;
        print_efforts([sent, code, link?], name, bars);
    }
    demo.stop().await
}

fn print_layout(told: &Value, window: &str, bars: &mut Bars) -> Result<()> {
    let figure = |name: &str| {
        let figure = told[name].as_f64();
        figure.with_context(|| format!("no figure of {name}"))
    };
    for (what, name, bar) in [
        (
            "pixels from the box's top to the first field",
            "field",
            FIELD_BAR,
        ),
        (
            "pixels from the first field to the button's end",
            "button",
            BUTTON_BAR,
        ),
        ("controls before the button", "controls", CONTROLS_BAR),
        ("layout shift", "shift", 0.0),
    ] {
        let figure = figure(name)?;
        let judged = bars.at_most(&format!("{what}, {window}"), figure, bar);
        println!("  {what}: {} ({judged})", number(figure));
    }
    let (height, room) = (figure("height")?, figure("room")?);
    let judged = bars.at_most(&format!("height, {window}"), height, room);
    println!(
        "  height: {} of {} pixels reserved ({judged}), {} left over",
        number(height),
        number(room),
        number(room - height)
    );
    Ok(())
}

fn print_efforts([sent, code, link]: [Effort; 3], window: &str, bars: &mut Bars) {
    let lines = [
        ("presses to sent", sent, SENT_BAR, 0),
        (
            "presses to counted, by code",
            code,
            CODE_BAR,
            MAIL_PROGRAM_AND_BACK,
        ),
        ("presses to counted, by link", link, LINK_BAR, MAIL_PROGRAM),
    ];
    for (what, (presses, keys), bar, elsewhere) in lines {
        let judged = bars.at_most(&format!("{what}, {window}"), presses.into(), bar);
        println!("  {what}: {presses} ({judged}), {elsewhere} in the mail program; {keys} keys");
    }
}

/// Opens the article in a window of this size, with a browser that has stored nothing.
async fn open(session: &Session, demo: &Demo, (_, width, height, phone): Viewport) -> Result<()> {
    let metrics =
        json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone});
    session
        .devtools("Emulation.setDeviceMetricsOverride", metrics)
        .await?;
    session.devtools("Page.enable", json!({})).await?;
    session
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": WATCH}),
        )
        .await?;
    session.goto(&demo.article).await
}

/// What the box takes, and presses and keys until the form was sent and until the signature was counted
/// by its code.
async fn by_code(
    session: &Session,
    demo: &Demo,
    window: Viewport,
) -> Result<(Value, Effort, Effort)> {
    open(session, demo, window).await?;
    let layout = session.run(MEASURE).await?;
    let before = demo.newest().await?;
    let mut visitor = Visitor::new(session);
    sign(&mut visitor, &format!("code.{}", window.1)).await?;
    let sent = (visitor.presses, visitor.keystrokes);
    let email = demo.email_after(&before).await?;
    visitor.fill(CODE, &email.code).await?;
    // It may be sent with its sixth digit.
    if !visitor.sees(THANKS, Duration::from_secs(3)).await? {
        visitor.press(CODE_SUBMIT).await?;
    }
    visitor.find(THANKS).await?;
    Ok((layout, sent, (visitor.presses, visitor.keystrokes)))
}

/// Presses and keys until the signature was counted by the email's link.
async fn by_link(session: &Session, demo: &Demo, window: Viewport) -> Result<Effort> {
    open(session, demo, window).await?;
    session.run(MEASURE).await?;
    let before = demo.newest().await?;
    let mut visitor = Visitor::new(session);
    sign(&mut visitor, &format!("link.{}", window.1)).await?;
    let email = demo.email_after(&before).await?;
    visitor.follow(&email.link).await?;
    visitor.press("button[value=confirm]").await?;
    visitor.find("main .count, main [part~=thanks]").await?;
    Ok((visitor.presses, visitor.keystrokes))
}

async fn sign(visitor: &mut Visitor<'_>, person: &str) -> Result<()> {
    visitor.fill(NAME, "Ada Marlowe").await?;
    visitor
        .fill(EMAIL, &format!("ada.{person}@people.example"))
        .await?;
    visitor.press(SUBMIT).await?;
    visitor.find(CODE).await?;
    Ok(())
}
