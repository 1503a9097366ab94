//! Nothing on the page moves: a widget fits the room that its line reserves, exactly as the embed page
//! writes the line, and Chromium measures no layout shift.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    fixture::{Fixture, SHARE, SIGNATURE, SIGNUP},
    support::{
        browsers::{page::Page, visit},
        campaign::{Campaign, DECLARATION, LIST},
        demo::Demo,
        response::Response,
    },
};

/// Runs before the page's own scripts: records what moves and which widgets are painted whole, and
/// keeps the end of the page in sight, so that everything that could move is seen.
const WATCH: &str = "
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
            if (!entry.hadRecentInput) shifts.push([entry.value, entry.sources.map((one) => one.node?.nodeName)]);
    }).observe({type: 'layout-shift', buffered: true});
    window.whole = new Set();
    addEventListener('undersigned:ready', ({target}) => {
        requestAnimationFrame(() => requestAnimationFrame(() => whole.add(target)));
    });
    addEventListener('DOMContentLoaded', () => {
        const below = document.querySelector('.pullout + *, #below');
        below?.scrollIntoView({block: 'end', behavior: 'instant'});
    });";

/// The height of a widget and the room that its placeholder reserves, once it is complete.
const FITS: &str = "
    const element = document.querySelector(arguments[0]);
    if (!window.whole?.has(element)) return null;
    const {height} = element.getBoundingClientRect();
    return [height, parseFloat(getComputedStyle(element.parentElement).minHeight), shifts];";

/// The line that the embed page writes.
async fn line(client: &reqwest::Client, address: &str) -> String {
    let page = Response::to(client.get(address)).await.body;
    let (_, line) = page
        .split_once("<code id=\"code-line\">")
        .expect("the embed page writes the line");
    let (line, _) = line.split_once("</code>").expect("it ends");
    let line = line.replace("&lt;", "<").replace("&gt;", ">");
    line.replace("&quot;", "\"").replace("&amp;", "&")
}

/// Opens a page in windows of a phone, a tablet and a desk, and asserts that the widget has room, that
/// not much of it is left over, and that nothing moved.
async fn assert_room(page: &Page, address: &str, element: &str, most_left: f64) {
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({"source": WATCH}),
    )
    .await;
    for width in [390, 768, 1280] {
        page.resize(width, 900).await;
        page.goto(address).await;
        let fits = page
            .until("the widget to be complete", FITS, vec![json!(element)])
            .await;
        let figure = |at: usize| fits[at].as_f64().expect("a height");
        let (height, room) = (figure(0), figure(1));
        assert!(
            height <= room,
            "at {width} it takes {height} of {room}: {address}"
        );
        assert!(
            room - height <= most_left * room,
            "at {width} it takes only {height} of {room}: {address}"
        );
        let none: Value = json!([]);
        assert_eq!(fits[2], none, "at {width} something moved: {address}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_in_the_demos_article_moves_when_its_widgets_arrive() {
    let demo = Arc::new(Demo::start());
    // The page may still send requests after its visit.
    let _running = demo.clone();
    let article = demo.get(&demo.ally).await.body;
    for path in ["/d/keep-care-public/embed", "/l/news/embed"] {
        let line = line(&demo.client, &demo.at(path)).await;
        // The height follows the words of the form; whether it is enough is measured below.
        let (before, after) = line.split_once("min-height:").expect("it reserves room");
        let (_, after) = after.split_once("\">").expect("the style ends");
        assert!(
            article.contains(before) && article.contains(after),
            "the article has another line: {line}"
        );
    }

    visit("no_layout_shift", async move |page| {
        assert_room(&page, &demo.ally, SIGNATURE, 0.2).await;
        assert_room(&page, &demo.ally, SIGNUP, 0.3).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_line_of_the_embed_page_reserves_room_for_what_was_chosen() {
    let fixture = Fixture::start_with(|campaign| {
        let sites = campaign.sites.clone();
        *campaign = Campaign {
            sites,
            ..Campaign::in_four_languages()
        };
    })
    .await;
    // The room is for as many names as a box shows.
    for name in [
        "Ada Marlowe",
        "Bashir Quill",
        "Carys Thorne",
        "Dilys Vane",
        "Edith Crane",
        "Farah Lyle",
        "Goran Hale",
        "Hana Birch",
    ] {
        fixture.app.sign_and_confirm_as(name).await;
    }
    let mut pages = Vec::new();
    for (number, (subject, choices, element)) in [
        ("d", "", SIGNATURE),
        ("d", "layout=compact", SIGNATURE),
        ("d", "layout=button", SIGNATURE),
        ("d", "principles=open", SIGNATURE),
        ("d", "principles=folded", SIGNATURE),
        ("d", "show=form", SIGNATURE),
        ("d", "lang=ur", SIGNATURE),
        ("d", "lang=cy", SIGNATURE),
        ("l", "", SIGNUP),
        ("l", "layout=compact", SIGNUP),
        ("d", "widget=share", SHARE),
        ("d", "widget=share&layout=compact", SHARE),
    ]
    .into_iter()
    .enumerate()
    {
        let slug = if subject == "d" { DECLARATION } else { LIST };
        let embed = format!("{}/{subject}/{slug}/embed?{choices}", fixture.app.url);
        let line = line(&fixture.app.client, &embed).await;
        let body = format!("{line}<p id=below>What is below stays where it is.</p>");
        let style = "<style>body { margin: 24px auto; max-width: 40rem; padding: 0 16px; font: 17px/1.6 sans-serif }</style>";
        let path = format!("/room/{number}");
        pages.push((fixture.site.page_with_head(&path, style, &body), element));
    }

    visit("reserved_room", async move |page| {
        for (address, element) in &pages {
            // How many icons are in a row depends on more than letters.
            let most_left = if *element == SIGNATURE { 0.25 } else { 0.55 };
            assert_room(&page, address, element, most_left).await;
        }
    })
    .await;
}
