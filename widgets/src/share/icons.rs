//! The icons of networks: drawn by hand on a 24-unit grid, in one colour, as filled or stroked
//! paths. Brands are only just recognisable.

/// Draws an icon, as HTML text. It is hidden from screen readers, because its name is always beside it.
pub(crate) fn html(id: &str) -> String {
    let mut icons = SHARE.iter().chain(&FOLLOW);
    icons.find(|(known, _)| *known == id).map_or_else(String::new, |(_, path)| {
        format!("<svg part=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"{path}\"></path></svg>")
    })
}

/// Of networks to share on. All paths are strokes of one width with round ends.
const SHARE: [(&str, &str); 14] = [
    ("native", "M12 15V3M8 6.5 12 3l4 3.5M7 10H5v11h14V10h-2"),
    (
        "copy",
        "M10 14a4 4 0 0 0 6 .5l3-3a4.2 4.2 0 0 0-6-6l-1.5 1.5M14 10a4 4 0 0 0-6-.5l-3 3a4.2 4.2 0 0 0 6 6l1.5-1.5",
    ),
    ("email", "M3 5.5h18v13H3zM3 6.5l9 7 9-7"),
    ("print", "M7 9V3h10v6M7 18H3V9h18v9h-4M7 14h10v7H7z"),
    (
        "whatsapp",
        "M3 21l1.3-4.5a9 9 0 1 1 3.4 3.3zM9 8c-.5 4 3 7.5 7 7.5l.8-1.8-2.3-1.2-1.1 1c-1.4-.6-2.2-1.4-2.9-2.9l1-1.1L10.3 7.2z",
    ),
    (
        "facebook",
        "M14.5 21v-7.5h3l.5-3.5h-3.5V8c0-1.2.6-1.8 1.8-1.8H18V3.2C15 2.7 11 2.8 11 7.4V10H8v3.5h3V21",
    ),
    (
        "x",
        "M4 4l16 16M4 4h4.5L20 20h-4.5zM19.5 4l-6.3 7M10.7 13.4 4.5 20",
    ),
    (
        "linkedin",
        "M5 9.5V20M5 5v.1M10 20V9.5M10 14c0-6 9-6.5 9-.5V20",
    ),
    (
        "pinterest",
        "M9.5 21l2.8-11.5M8.3 13.3C4.5 8.5 8 4 12.5 4c4 0 6.5 3 5.5 6.8-1.2 4.7-5.5 5.4-7 2.6",
    ),
    (
        "mastodon",
        "M17 20.5c-6 1.5-11 .5-12-4.5C4.3 12.5 4 8 5.5 5.5c1.6-2.3 11.4-2.3 13 0 1 1.7 1.2 5 .7 7.5-.5 2.6-4 3.5-9.7 2.8M8.5 12.5V9.3c0-2.7 3.5-2.7 3.5 0v2M15.5 12.5V9.3c0-2.7-3.5-2.7-3.5 0",
    ),
    (
        "bluesky",
        "M12 11C10.5 8 7 4.8 4 3.8c-1 3 0 6.7 1 8 .8 1 2.5 1.5 4 1.3-3.5.8-4.5 2.7-2.5 5 3 3 5-.6 5.5-2.6.5 2 2.5 5.6 5.5 2.6 2-2.3 1-4.2-2.5-5 1.5.2 3.2-.3 4-1.3 1-1.3 2-5 1-8C17 4.8 13.5 8 12 11z",
    ),
    (
        "telegram",
        "M21 4 2.5 11.3l5.7 2L18 6.5l-7.5 8.3V20l3-3.2 4.5 3.2z",
    ),
    (
        "threads",
        "M18.5 8.5C17.5 5 15.3 3 12 3 7.5 3 5 6.5 5 12s2.5 9 7 9c4 0 6.5-2.2 6.5-5 0-6-10.5-6-10.5-1.5 0 3.7 7 3.5 7-2.5 0-4-4.5-4.5-6-2",
    ),
    (
        "reddit",
        "M12 8.5c5 0 8.5 2.5 8.5 6S17 20.5 12 20.5s-8.5-2.5-8.5-6 3.5-6 8.5-6zm0 0L13.5 4l4 1M19 4.6v.8M9 13v.1M15 13v.1M9 16.5c2 1.3 4 1.3 6 0",
    ),
];

/// Those that are only followed, which browsers need not know.
#[cfg(feature = "ssr")]
const FOLLOW: [(&str, &str); 4] = [
    (
        "youtube",
        "M2.5 12c0-6 .5-6.5 9.5-6.5s9.5.5 9.5 6.5-.5 6.5-9.5 6.5S2.5 18 2.5 12zM10 9v6l5-3z",
    ),
    (
        "rss",
        "M5 4.5c8 0 14.5 6.5 14.5 14.5M5 10.5c4.7 0 8.5 3.8 8.5 8.5M6 18v.1",
    ),
    (
        "instagram",
        "M8 3.5h8A4.5 4.5 0 0 1 20.5 8v8a4.5 4.5 0 0 1-4.5 4.5H8A4.5 4.5 0 0 1 3.5 16V8A4.5 4.5 0 0 1 8 3.5zM8 12a4 4 0 1 0 8 0 4 4 0 1 0-8 0M16.8 7v.1",
    ),
    (
        "tiktok",
        "M13.5 3v12.5a4 4 0 1 1-4-4M13.5 3c.3 3 2.5 5 5.5 5.2",
    ),
];
