//! The pictures in README.md and docs/embedding.md, made from the demo as its visitors see it. With
//! `UNDERSIGNED_PICTURES` set they are written into that folder of the checkout; without it, the test
//! checks that the page can still be pictured so, and that the pictures there are small.

use std::{collections::BTreeMap, env, fs, path::PathBuf, sync::Arc};

use serde_json::json;

use crate::{
    fixture::{SIGNATURE, enter_code},
    support::{
        browsers::{page::Page, visit, widget::Widget},
        demo::Demo,
        process, wait,
    },
};

/// Red, green, blue.
type Colour = [u8; 3];

/// In bytes, so that the pages with them stay quick.
const LARGEST: usize = 60_000;
/// A phone, and a window on a desk, in CSS pixels; and as much of each as the form or the thanks take. The
/// names below are in many scripts, for which a machine may have no font.
const PHONE: (u32, u32) = (390, 844);
const THANKS: (u32, u32) = (390, 570);
const DESK: (u32, u32) = (1280, 860);
const FORM: (u32, u32) = (1280, 660);

const EMAIL: &str = "ada@example.org";

/// Whether the share bar in the thanks is there.
const NETWORKS: &str = "const inside = (root, css) => root?.querySelector(css)?.shadowRoot;
    const bar = inside(inside(document, 'undersigned-signature'), 'undersigned-share');
    return bar?.querySelector('[part=networks]')?.offsetHeight > 0 || null";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_is_pictured_on_a_phone_and_on_a_desk() {
    let demo = Arc::new(Demo::start());
    // The page may still send requests after its visit.
    let _running = demo.clone();

    visit("pictures", async move |page| {
        size(&page, DESK, 1.0).await;
        page.goto(&demo.at("/d/keep-care-public?lang=en")).await;
        page.widget(SIGNATURE).find("form[data-form=sign]").await;
        keep(&page, "declaration").await;

        size(&page, FORM, 1.0).await;
        page.goto(&demo.ally).await;
        let widget = page.widget(SIGNATURE);
        show(&page, &widget, "[part=counter]").await;
        keep(&page, "article").await;

        size(&page, PHONE, 1.5).await;
        page.goto(&demo.ally).await;
        let widget = page.widget(SIGNATURE);
        widget.fill("name", "Ada Example").await;
        widget.fill("email", EMAIL).await;
        widget.says("[part=more-summary]", "Ada Example").await;
        show(&page, &widget, "[part=counter]").await;
        keep(&page, "form").await;

        widget
            .press("form[data-form=sign] button[type=submit]")
            .await;
        widget.find("input[name=code]").await;
        show(&page, &widget, "[data-form=code]").await;
        keep(&page, "code").await;

        enter_code(&widget, &code(&demo).await).await;
        widget.says("[part=own-name]", "Ada Example").await;
        page.until("the networks to share on", NETWORKS, vec![])
            .await;
        size(&page, THANKS, 1.5).await;
        show(&page, &widget, "[part=thanks]").await;
        keep(&page, "thanks").await;
    })
    .await;
}

/// Makes the window so large; `density` is in pixels of the picture for each CSS pixel.
async fn size(page: &Page, (width, height): (u32, u32), density: f64) {
    let metrics =
        json!({"width": width, "height": height, "deviceScaleFactor": density, "mobile": false});
    page.devtools("Emulation.setDeviceMetricsOverride", metrics)
        .await;
    let hidden = json!({"hidden": true});
    page.devtools("Emulation.setScrollbarsHidden", hidden).await;
}

/// Scrolls a part of the widget to the window's top, and takes away the focus, whose ring would be in the
/// picture.
async fn show(page: &Page, widget: &Widget, css: &str) {
    widget.find(css).await;
    let scroll = "root.activeElement?.blur();
        const top = root.querySelector(arguments[2]).getBoundingClientRect().top;
        scrollTo({top: scrollY + top - 24, behavior: 'instant'});";
    widget.run(scroll, vec![css.into()]).await;
    // What moves comes to rest.
    let still =
        "return document.getAnimations().every(({playState}) => playState !== 'running') || null";
    page.until("the page to rest", still, vec![]).await;
}

/// The code in the demo's email, once it has arrived.
async fn code(demo: &Demo) -> String {
    wait::until("the email", async || {
        let inbox = demo.get(&demo.at("/dev/mail")).await.body;
        let (_, email) = inbox.split_once("class=\"pile\"")?;
        let (_, path) = email.split_once("href=\"")?;
        let path = path.split('"').next()?;
        let email = demo.get(&demo.at(path)).await.body;
        let (_, code) = email.split_once("class=\"code\"")?;
        let code = code.split("</strong>").next()?;
        Some(code.chars().filter(char::is_ascii_digit).collect())
    })
    .await
}

async fn keep(page: &Page, name: &str) {
    let shot = page.driver().screenshot_as_png().await;
    let picture = small(&shot.expect("a screenshot"));
    let folder = env::var_os("UNDERSIGNED_PICTURES").map(PathBuf::from);
    let path = process::source("docs/images")
        .join(name)
        .with_extension("png");
    if let Some(folder) = folder {
        let path = process::source("").join(folder).join(name);
        fs::write(path.with_extension("png"), &picture).expect("the folder can be written");
    }
    let kept = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(
        kept.len() < LARGEST,
        "{name}: {} bytes are kept",
        kept.len()
    );
    let sizes = [&picture, &kept].map(|picture| {
        let (info, _) = pixels(picture);
        (info.width, info.height)
    });
    assert_eq!(sizes[0], sizes[1], "{name} was made in another window");
    for page in ["README.md", "docs/embedding.md"] {
        let text = fs::read_to_string(process::source(page)).expect("a page");
        if text.contains(&format!("images/{name}.png")) {
            return;
        }
    }
    panic!("no page shows {name}.png");
}

/// The picture with its most frequent colours alone, as a palette: as many as leave it small. The others
/// are shades between two of them, at the edges of letters.
fn small(screenshot: &[u8]) -> Vec<u8> {
    let (info, bytes) = pixels(screenshot);
    let colours: Vec<Colour> = bytes
        .chunks_exact(info.color_type.samples())
        .map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let with_colours = |most| {
        let (palette, indices) = indexed(&colours, most);
        let small = encoded((info.width, info.height), palette, &indices);
        (small.len() < LARGEST).then_some(small)
    };
    let small = [256, 128, 64, 32, 16].into_iter().find_map(with_colours);
    small.expect("a picture of text has few colours")
}

fn encoded((width, height): (u32, u32), palette: Vec<u8>, indices: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().expect("memory");
    writer.write_image_data(indices).expect("memory");
    writer.finish().expect("memory");
    file
}

/// The most frequent colours, and for each pixel the place of the nearest among them.
fn indexed(colours: &[Colour], most: usize) -> (Vec<u8>, Vec<u8>) {
    let mut counts: BTreeMap<Colour, usize> = BTreeMap::new();
    for colour in colours {
        *counts.entry(*colour).or_default() += 1;
    }
    let mut frequent: Vec<Colour> = counts.keys().copied().collect();
    frequent.sort_by_key(|colour| std::cmp::Reverse(counts[colour]));
    frequent.truncate(most);
    let distance = |one: &Colour, other: &Colour| -> u32 {
        let parts = one.iter().zip(other);
        parts
            .map(|(one, other)| u32::from(one.abs_diff(*other)).pow(2))
            .sum()
    };
    let nearest = |colour: &Colour| {
        let places = (0..=u8::MAX).zip(&frequent);
        let near = places.min_by_key(|(_, one)| distance(one, colour));
        near.map_or(0, |(place, _)| place)
    };
    let places: BTreeMap<Colour, u8> = counts.keys().map(|one| (*one, nearest(one))).collect();
    let indices = colours.iter().map(|colour| places[colour]).collect();
    (frequent.concat(), indices)
}

fn pixels(picture: &[u8]) -> (png::OutputInfo, Vec<u8>) {
    let decoder = png::Decoder::new(std::io::Cursor::new(picture));
    let mut reader = decoder.read_info().expect("a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("it fits")];
    let info = reader.next_frame(&mut bytes).expect("pixels");
    (info, bytes)
}
