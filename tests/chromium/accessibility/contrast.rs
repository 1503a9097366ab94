//! Contrast with any accent and any background: text has 4.5 to 1 against what is behind it, and
//! parts that must be seen have 3 to 1 (WCAG 1.4.3 and 1.4.11). Calculated from the browser's
//! computed colours, painted by the browser.

use resvg::tiny_skia;
use serde_json::{Value, json};

use crate::{
    fixture::{Fixture, SIGNATURE},
    support::{
        browsers::{Visitor, page::Page, visit, visit_as, widget::Widget},
        wait,
    },
};

const ACCENTS: [&str; 14] = [
    "#fff",
    "#ffff00",
    "#fffbe0",
    "#000",
    "#767676",
    "#777",
    "#808080",
    "#f00",
    "#0000ff",
    "#00ff00",
    "#ff8c00",
    "rgb(122, 31, 61)",
    "oklch(0.72 0.15 220)",
    "hsl(300 100% 50%)",
];

/// Kinds of page around the widget: the page's own rule, and the widget's `theme`.
const GROUNDS: [(&str, &str, &str); 6] = [
    ("a plain page", "", ""),
    (
        "a page of grey on paper",
        "body { background: #faf8f3; color: #444 }",
        "",
    ),
    (
        "a dark page that says so",
        ":root { color-scheme: dark } body { background: #14191a; color: #e8e6e1 }",
        "",
    ),
    (
        "a dark page that does not say so",
        "body { background: #1e1e1e; color: #f2f2f2 }",
        "",
    ),
    (
        "a dark widget on a light page",
        "body { background: #fff; color: #222 }",
        "dark",
    ),
    (
        "a light widget on a dark page",
        ":root { color-scheme: dark } body { background: #111; color: #eee }",
        "light",
    ),
];

/// Returns what falls short, with its contrast. Colours are painted over one another on a canvas,
/// so that every notation and every transparency counts as the browser shows it.
const SHORT: &str = "
    const [, , accent, behind] = arguments;
    root.host.style.setProperty('--undersigned-accent', accent);
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    // What a browser paints where a page paints nothing.
    const probe = document.body.appendChild(document.createElement('p'));
    probe.style.cssText = 'display: none; background: Canvas';
    const canvasColour = getComputedStyle(probe).backgroundColor;
    probe.remove();
    const painted = (...layers) => {
        for (const layer of [canvasColour, ...layers]) { canvas.fillStyle = layer; canvas.fillRect(0, 0, 1, 1); }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const linear = (value) => (value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
    const contrast = (under, over) => {
        const [dark, light] = [luminance(painted(...under)), luminance(painted(...under, over))].sort((a, b) => a - b);
        return (light + .05) / (dark + .05);
    };
    const style = (css) => getComputedStyle(root.querySelector(css));
    const ground = [behind || getComputedStyle(document.body).backgroundColor, style('.undersigned').backgroundColor];
    const button = style('[part=button]'), field = root.querySelector('[name=email]');
    field.focus();
    const ring = style('[name=email]').outlineColor;
    root.querySelector('[name=name]').focus();
    const all = [
        ['text on the button', 4.5, [...ground, button.backgroundColor], button.color],
        ['text', 4.5, ground, style('[part=title]').color],
        ['a link', 4.5, ground, style('[part=link]').color],
        ['the line under a link', 3, ground, style('[part=link]').textDecorationColor],
        ['a hint', 4.5, ground, style('[part=hint]').color],
        ['the drafters', 4.5, ground, style('[part=drafters]').color],
        ['an error', 4.5, ground, style('[part=error]:not(:empty)').color],
        ['the border of a field', 3, ground, style('[name=postcode]').borderTopColor],
        ['the progress', 3, ground, style('rect').stroke],
        ['the ring around a field', 3, ground, ring],
        ['a radio button', 3, ground, style('[type=radio]').borderTopColor],
        ['the chosen radio button', 3, ground, style('[type=radio]:checked').borderTopColor],
    ];
    const short = all.filter(([, least, under, over]) => contrast(under, over) < least);
    return short.map(([name, least, under, over]) => `${name}: ${contrast(under, over).toFixed(2)} of ${least}: ${over} on ${under}`);
";

/// With this accent, or our own if it is empty; on the page's background, or on this colour.
async fn shortfalls(widget: &Widget, accent: &str, behind: &str) -> Vec<String> {
    let found = widget.run(SHORT, vec![json!(accent), json!(behind)]).await;
    let found = found.as_array().expect("a list").iter();
    found.map(Value::to_string).collect()
}

/// A form with every kind of text in it, errors included.
async fn with_errors(widget: &Widget) {
    widget.is_hydrated().await;
    widget
        .press("form[data-form=sign] button[type=submit]")
        .await;
    widget.find("[part=error]:not(:empty)").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_accent_has_enough_contrast_on_any_background() {
    let fixture = Fixture::start().await;
    fixture.app.sign_and_confirm_as("Carys Thorne").await;
    let mut addresses = Vec::new();
    for (index, (name, rule, theme)) in GROUNDS.into_iter().enumerate() {
        let tag = fixture.tag(&format!(
            "data-widget=\"signature\" data-declaration=\"open-the-library\" data-theme=\"{theme}\""
        ));
        let head = format!("<style>{rule}</style>");
        let address = fixture
            .site
            .page_with_head(&format!("/ground-{index}"), &head, &tag);
        addresses.push((name, address));
    }

    visit("contrast", async move |page| {
        let mut short = Vec::new();
        for (name, address) in addresses {
            page.goto(&address).await;
            let widget = page.widget(SIGNATURE);
            with_errors(&widget).await;
            // Our own accent first.
            for accent in [""].iter().chain(&ACCENTS) {
                let found = shortfalls(&widget, accent, "").await;
                short.extend(
                    found
                        .iter()
                        .map(|one| format!("{name}, accent {accent:?}: {one}")),
                );
            }
        }
        assert!(short.is_empty(), "{short:#?}");
    })
    .await;
}

/// Pages and the colour scheme they declare, and whether the widget has the accent of dark pages if
/// its visitor prefers light, and if dark.
const SCHEMES: [(&str, &str, [bool; 2]); 7] = [
    ("a page without a word", "", [false, false]),
    (
        "a light page that says nothing",
        "body { background: #fff; color: #222 }",
        [false, false],
    ),
    (
        "a light page that says so",
        ":root { color-scheme: light } body { background: #fff; color: #222 }",
        [false, false],
    ),
    (
        "a light page that insists",
        ":root { color-scheme: only light }",
        [false, false],
    ),
    (
        "a dark page that says so",
        ":root { color-scheme: dark } body { background: #14191a; color: #e8e6e1 }",
        [true, true],
    ),
    (
        "a dark page that says nothing",
        "body { background: #1e1e1e; color: #f2f2f2 }",
        [false, false],
    ),
    (
        "a page that goes with its visitor",
        ":root { color-scheme: light dark }",
        [false, true],
    ),
];

/// The page decides, even against the visitor's preference: a light form on a light page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_widget_follows_the_pages_colour_scheme() {
    for prefers_dark in [false, true] {
        let fixture = Fixture::start().await;
        fixture.app.sign_and_confirm_as("Carys Thorne").await;
        let visitor = Visitor {
            prefers_dark,
            ..Visitor::default()
        };
        visit_as(visitor, "schemes_opposed", async move |page| {
            for (index, (name, rule, dark)) in SCHEMES.into_iter().enumerate() {
                let head = format!("<style>{rule}</style>");
                let path = format!("/scheme-{index}");
                let tag = fixture.signature_tag();
                page.goto(&fixture.site.page_with_head(&path, &head, &tag))
                    .await;
                let widget = page.widget(SIGNATURE);
                with_errors(&widget).await;
                let short = shortfalls(&widget, "", "").await;
                assert!(
                    short.is_empty(),
                    "{name}, dark preferred: {prefers_dark}: {short:#?}"
                );
                let accent = widget.find("[part=button]").await;
                let accent = accent.css_value("background-color").await.unwrap();
                let expected = if dark[usize::from(prefers_dark)] {
                    "(121, 199, 211"
                } else {
                    "(11, 90, 102"
                };
                assert!(
                    accent.contains(expected),
                    "{name}, dark preferred: {prefers_dark}: {accent}"
                );
            }
        })
        .await;
    }
}

/// A frame is a page of its own. Browsers differ in whose colour scheme it follows, and paint a
/// background under it if its scheme is not that of the page. So its background is read from the
/// screen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_has_enough_contrast_in_every_colour_scheme() {
    for prefers_dark in [false, true] {
        let fixture = Fixture::start().await;
        fixture.app.sign_and_confirm_as("Carys Thorne").await;
        let visitor = Visitor {
            prefers_dark,
            ..Visitor::default()
        };
        visit_as(visitor, "frame_schemes", async move |page| {
            for (index, (name, rule, _)) in SCHEMES.into_iter().enumerate() {
                let head = format!("<style>{rule}</style>");
                // Inside a frame this cannot be detected, so its theme is named, as documented.
                let theme = match name {
                    "a dark page that says nothing" => "&theme=dark",
                    _ => "",
                };
                let frame = format!(
                    "<iframe src=\"{}/frame/v1/signature?declaration=open-the-library{theme}\" title=\"Sign\" \
                     style=\"width:100%;height:900px;border:0\"></iframe>",
                    fixture.proxy.url
                );
                let path = format!("/frame-scheme-{index}");
                page.goto(&fixture.site.page_with_head(&path, &head, &frame))
                    .await;
                page.enter_frame("iframe").await;
                let widget = page.widget(SIGNATURE);
                with_errors(&widget).await;
                // A screenshot may be of an earlier moment.
                let what = format!("a frame on {name} to be read, dark preferred: {prefers_dark}");
                wait::until(&what, async || {
                    page.leave_frames().await;
                    let ground = ground_of_the_frame(&page).await;
                    page.enter_frame("iframe").await;
                    let short = shortfalls(&widget, "", &ground).await;
                    short.is_empty().then_some(())
                })
                .await;
                page.leave_frames().await;
            }
        })
        .await;
    }
}

/// The colour on the screen at the frame's edge, where there is only padding.
async fn ground_of_the_frame(page: &Page) -> String {
    let edge = "
        const frame = document.querySelector('iframe');
        frame.scrollIntoView({behavior: 'instant'});
        const {left, top} = frame.getBoundingClientRect();
        return [Math.ceil(left) + 3, Math.ceil(Math.max(top, 0)) + 3].map((one) => one * devicePixelRatio)";
    let edge = page.run(edge, vec![]).await;
    let [x, y] = [0, 1].map(|at| edge[at].as_f64().expect("a place") as u32);
    let screen = page.driver().screenshot_as_png().await.expect("a picture");
    let screen = tiny_skia::Pixmap::decode_png(&screen).expect("a picture");
    let pixel = screen.pixel(x, y).expect("the frame is on it").demultiply();
    format!("rgb({}, {}, {})", pixel.red(), pixel.green(), pixel.blue())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_explicit_on_accent_colour_wins() {
    let fixture = Fixture::start().await;
    let head = "<style>undersigned-signature { --undersigned-accent: #000; --undersigned-on-accent: rgb(250, 200, 100) }</style>";
    let address = fixture
        .site
        .page_with_head("/given", head, &fixture.signature_tag());

    visit("on_accent", async move |page| {
        page.goto(&address).await;
        let button = page.widget(SIGNATURE).find("[part=button]").await;
        let colour = button.css_value("color").await.unwrap();
        assert!(colour.contains("(250, 200, 100"), "{colour}");
    })
    .await;
}
