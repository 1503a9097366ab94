//! Whatever accent a page gives, and whatever its ground: what is read has 4.5 to 1 against what is
//! behind it, and what must be seen has 3 to 1 (WCAG 1.4.3 and 1.4.11). Computed from what the
//! browser computed, by the browser's own painting.

use serde_json::{Value, json};

use crate::{
    stage::{SIGNATURE, Stage},
    support::browser::visit,
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

/// What the page around is like: its own rule, and the widget's `theme`.
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

/// Gives what falls short, with its contrast. Colours are painted over one another on a canvas, so
/// that every notation and every transparency counts as the browser shows it.
const SHORT: &str = "
    const [, , accent, theme] = arguments;
    root.host.style.setProperty('--undersigned-accent', accent);
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const painted = (...layers) => {
        for (const layer of ['#fff', ...layers]) { canvas.fillStyle = layer; canvas.fillRect(0, 0, 1, 1); }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const linear = (value) => (value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
    const contrast = (under, over) => {
        const [dark, light] = [luminance(painted(...under)), luminance(painted(...under, over))].sort((a, b) => a - b);
        return (light + .05) / (dark + .05);
    };
    const style = (css) => getComputedStyle(root.querySelector(css));
    const ground = [getComputedStyle(document.body).backgroundColor, style('.undersigned').backgroundColor];
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
        ['an error', 4.5, ground, style('[part=field] [part=error]').color],
        ['the border of a field', 3, ground, style('[name=postcode]').borderTopColor],
        ['the progress', 3, ground, style('rect').stroke],
        ['the ring around a field', 3, ground, ring],
        ['a radio button', 3, ground, style('[type=radio]').borderTopColor],
        ['the chosen radio button', 3, ground, style('[type=radio]:checked').borderTopColor],
    ];
    const short = all.filter(([, least, under, over]) => contrast(under, over) < least);
    return short.map(([name, least, under, over]) => `${name}: ${contrast(under, over).toFixed(2)} of ${least}: ${over} on ${under}`);
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_accent_can_be_read_on_any_ground() {
    let stage = Stage::set().await;
    stage.app.sign_in_passing("Carys Thorne").await;
    let mut addresses = Vec::new();
    for (index, (name, rule, theme)) in GROUNDS.into_iter().enumerate() {
        let tag = stage.tag(&format!(
            "data-widget=\"signature\" data-declaration=\"open-the-library\" data-theme=\"{theme}\""
        ));
        let head = format!("<style>{rule}</style>");
        let address = stage
            .site
            .page_with_head(&format!("/ground-{index}"), &head, &tag);
        addresses.push((name, theme, address));
    }

    visit("contrast", async move |page| {
        let mut short = Vec::new();
        for (name, theme, address) in addresses {
            page.goto(&address).await;
            let widget = page.widget(SIGNATURE);
            widget.is_hydrated().await;
            widget
                .press("form[data-form=sign] button[type=submit]")
                .await;
            widget.find("[part=field] [part=error]").await;
            // The accent of our own first.
            for accent in [""].iter().chain(&ACCENTS) {
                let found = widget.run(SHORT, vec![json!(accent), json!(theme)]).await;
                let found = found.as_array().expect("a list").iter();
                short.extend(found.map(|one| format!("{name}, accent {accent:?}: {one}")));
            }
        }
        assert!(short.is_empty(), "{short:#?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colour_given_for_the_accents_text_wins() {
    let stage = Stage::set().await;
    let head = "<style>undersigned-signature { --undersigned-accent: #000; --undersigned-on-accent: rgb(250, 200, 100) }</style>";
    let address = stage
        .site
        .page_with_head("/given", head, &stage.signature_tag());

    visit("on_accent", async move |page| {
        page.goto(&address).await;
        let button = page.widget(SIGNATURE).find("[part=button]").await;
        let colour = button.css_value("color").await.unwrap();
        assert!(colour.contains("(250, 200, 100"), "{colour}");
    })
    .await;
}

/// The button's own ring stands inside it, where its ground is the accent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ring_of_the_button_is_drawn_in_the_colour_of_its_text() {
    let stage = Stage::set().await;
    let address = stage.signature_page();

    visit("button_ring", async move |page| {
        page.goto(&address).await;
        let widget = page.widget(SIGNATURE);
        widget.is_hydrated().await;
        let updates = widget.find("[name=updates]").await;
        updates.focus().await.unwrap();
        page.keys("\u{e004}").await;
        const RING: &str = "
            const one = root.activeElement, style = getComputedStyle(one);
            return [one.type, style.outlineColor == style.color, style.outlineStyle, parseFloat(style.outlineWidth) >= 2, parseFloat(style.outlineOffset) < 0];
        ";
        let ring: Value = widget.run(RING, vec![]).await;
        assert_eq!(ring, json!(["submit", true, "solid", true, true]));
    })
    .await;
}
