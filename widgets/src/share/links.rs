//! The networks that a page can be shared on or followed on, as two tables, and the addresses built
//! from them. Icons are in [`crate::share::icons`]; `reactions` handles presses.

use crate::fields;
#[cfg(not(target_arch = "wasm32"))]
use crate::share::limits::fitting;
use crate::text::Key;

/// One way to share.
#[derive(Debug, PartialEq)]
pub struct Network {
    /// As in the `networks` attribute.
    pub id: &'static str,
    pub label: Label,
    pub action: ShareAction,
}

/// The text beside the icon: a brand's name is the same in every language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Label {
    Brand(&'static str),
    Word(Key),
}

/// How a visitor shares on a network.
#[derive(Debug, PartialEq)]
pub enum ShareAction {
    /// An address with the placeholders `{url}` and `{text}`, whose values are percent-encoded.
    Link(&'static str),
    /// A button that works only with script.
    Press,
}

/// All networks, in the order shown when the page does not choose.
pub const NETWORKS: [Network; 14] = [
    press("native", Label::Word(Key::ShareNative)),
    press("copy", Label::Word(Key::ShareCopy)),
    Network {
        id: "email",
        label: Label::Word(Key::ShareEmail),
        action: ShareAction::Link("mailto:?subject={text}&body={text}%0D%0A%0D%0A{url}"),
    },
    link("whatsapp", "WhatsApp", "https://wa.me/?text={text}%20{url}"),
    link(
        "facebook",
        "Facebook",
        "https://www.facebook.com/sharer/sharer.php?u={url}",
    ),
    link("x", "X", "https://x.com/intent/post?text={text}&url={url}"),
    link(
        "linkedin",
        "LinkedIn",
        "https://www.linkedin.com/sharing/share-offsite/?url={url}",
    ),
    link(
        "pinterest",
        "Pinterest",
        "https://www.pinterest.com/pin/create/button/?url={url}&description={text}",
    ),
    press("mastodon", Label::Brand("Mastodon")),
    link(
        "bluesky",
        "Bluesky",
        "https://bsky.app/intent/compose?text={text}%20{url}",
    ),
    link(
        "telegram",
        "Telegram",
        "https://t.me/share/url?url={url}&text={text}",
    ),
    link(
        "threads",
        "Threads",
        "https://www.threads.com/intent/post?text={text}&url={url}",
    ),
    link(
        "reddit",
        "Reddit",
        "https://www.reddit.com/submit?url={url}&title={text}",
    ),
    press("print", Label::Word(Key::SharePrint)),
];

/// Networks that can be followed, in the order of the documentation.
pub const FOLLOWS: [(&str, Label); 11] = [
    ("facebook", Label::Brand("Facebook")),
    ("x", Label::Brand("X")),
    ("linkedin", Label::Brand("LinkedIn")),
    ("pinterest", Label::Brand("Pinterest")),
    ("youtube", Label::Brand("YouTube")),
    ("rss", Label::Word(Key::FollowRss)),
    ("instagram", Label::Brand("Instagram")),
    ("mastodon", Label::Brand("Mastodon")),
    ("bluesky", Label::Brand("Bluesky")),
    ("tiktok", Label::Brand("TikTok")),
    ("threads", Label::Brand("Threads")),
];

/// Shown after signing, and where a page names no networks: the most used, and few enough to read.
pub const DEFAULT_IDS: [&str; 9] = [
    "native", "copy", "email", "whatsapp", "facebook", "x", "linkedin", "mastodon", "bluesky",
];

const MASTODON: &str = "/share?text={text}%20{url}";

const fn link(id: &'static str, brand: &'static str, pattern: &'static str) -> Network {
    Network {
        id,
        label: Label::Brand(brand),
        action: ShareAction::Link(pattern),
    }
}

const fn press(id: &'static str, label: Label) -> Network {
    Network {
        id,
        label,
        action: ShareAction::Press,
    }
}

/// Address of an email that shares this.
#[cfg(not(target_arch = "wasm32"))]
pub fn email(url: &str, text: &str) -> Option<String> {
    match network("email")?.action {
        ShareAction::Link(pattern) => Some(address("email", pattern, url, text)),
        ShareAction::Press => None,
    }
}

/// The network with this id; `None` for an unknown id.
pub fn network(id: &str) -> Option<&'static Network> {
    NETWORKS.iter().find(|network| network.id == id)
}

/// The label of a follow link; `None` for an unknown id or an address that is not a web page.
pub fn follow(id: &str, url: &str) -> Option<Label> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    FOLLOWS
        .iter()
        .find(|(known, _)| web && *known == id)
        .map(|(_, label)| *label)
}

/// The address that shares on a network: its pattern with the values filled in, the text cut to the
/// network's limit.
pub fn address(id: &str, pattern: &str, url: &str, text: &str) -> String {
    #[cfg(target_arch = "wasm32")]
    return crate::browser::filled(id, pattern, url, text);
    #[cfg(not(target_arch = "wasm32"))]
    fill(pattern, url, &fitting(id, url, text))
}

/// Fills in the placeholders of a pattern.
#[cfg(not(target_arch = "wasm32"))]
pub fn fill(pattern: &str, url: &str, text: &str) -> String {
    let mut filled = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or_default();
        filled.push_str(before);
        push_encoded(&mut filled, if name == "url" { url } else { text });
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The composer of a Mastodon server, from any form of its name that a visitor may type: `host`,
/// `https://host/about`, `@me@host`. `None` if that contains no host name.
pub fn mastodon(instance: &str, url: &str, text: &str) -> Option<(String, String)> {
    let typed = fields::plain_text(instance).to_ascii_lowercase();
    let typed = match typed.split_once(':') {
        Some((_, rest)) if rest.starts_with('/') => rest,
        _ => &*typed,
    };
    let typed = typed.trim_start_matches('/').split('/').next();
    let host = typed.unwrap_or_default().rsplit('@').next();
    let host = host
        .unwrap_or_default()
        .trim_end_matches(['.', ','])
        .to_owned();
    let right = host.contains('.')
        && host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
    if !right {
        return None;
    }
    let address = ["https://", &host, &address("mastodon", MASTODON, url, text)].concat();
    Some((host, address))
}

/// Percent-encodes everything except the unreserved characters of RFC 3986, so no character of a
/// title or an address can end its parameter.
#[cfg(not(target_arch = "wasm32"))]
fn push_encoded(into: &mut String, value: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.push('%');
            into.push(char::from(HEX[usize::from(byte >> 4)]));
            into.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    const URL: &str = "https://ally.example/a?b=1&c=\"d\"#e/ф/😀";
    const TEXT: &str = "Care & “dignity”: 100% #public, 'now'? +1 公共 عام 🌹";

    /// The parameters that the network's page would read from the address.
    fn parameters(address: &str) -> Vec<(String, String)> {
        let address = Url::parse(address).expect("is an address");
        address.query_pairs().into_owned().collect()
    }

    #[test]
    fn every_share_link_round_trips_its_text_and_url() {
        let both = format!("{TEXT} {URL}");
        let body = format!("{TEXT}\r\n\r\n{URL}");
        let url = ("url", URL);
        for (id, host, expected) in [
            ("email", None, vec![("subject", TEXT), ("body", &body)]),
            ("whatsapp", Some("wa.me"), vec![("text", both.as_str())]),
            ("facebook", Some("www.facebook.com"), vec![("u", URL)]),
            ("x", Some("x.com"), vec![("text", TEXT), url]),
            ("linkedin", Some("www.linkedin.com"), vec![url]),
            (
                "pinterest",
                Some("www.pinterest.com"),
                vec![url, ("description", TEXT)],
            ),
            ("bluesky", Some("bsky.app"), vec![("text", &both)]),
            ("telegram", Some("t.me"), vec![url, ("text", TEXT)]),
            (
                "threads",
                Some("www.threads.com"),
                vec![("text", TEXT), url],
            ),
            ("reddit", Some("www.reddit.com"), vec![url, ("title", TEXT)]),
        ] {
            let Some(Network {
                action: ShareAction::Link(pattern),
                ..
            }) = network(id)
            else {
                panic!("{id} is no link");
            };
            let address = fill(pattern, URL, TEXT);
            assert_eq!(
                Url::parse(&address).expect("is an address").host_str(),
                host
            );
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            assert_eq!(parameters(&address), expected, "{id}");
        }
    }

    #[test]
    fn a_mailto_link_encodes_spaces_as_percent_20() {
        let Some(Network {
            action: ShareAction::Link(pattern),
            ..
        }) = network("email")
        else {
            panic!("email is no link");
        };
        assert_eq!(
            fill(pattern, "https://a.example/", "a b"),
            "mailto:?subject=a%20b&body=a%20b%0D%0A%0D%0Ahttps%3A%2F%2Fa.example%2F"
        );
    }

    #[test]
    fn a_mastodon_server_is_parsed_from_any_notation() {
        for typed in [
            "social.example",
            " Social.Example ",
            "https://social.example/about",
            "@ada@social.example",
            "https://social.example/@ada",
            "http://social.example",
            "HTTPS://Social.Example/",
            "\u{200b}social.example.",
            "ada＠social．example",
        ] {
            let (host, address) = mastodon(typed, URL, TEXT).expect("holds a host name");
            assert_eq!(host, "social.example");
            let both = format!("{TEXT} {URL}");
            assert_eq!(parameters(&address), [("text".to_owned(), both)]);
            assert!(address.starts_with("https://social.example/share?"));
        }
        for typed in [
            "",
            "mastodon",
            "a b.example",
            "javascript:alert(1)",
            "-a.example",
            "a..b",
            "a.example:80?",
        ] {
            assert_eq!(mastodon(typed, URL, TEXT), None, "{typed}");
        }
    }

    #[test]
    fn only_known_networks_with_web_addresses_can_be_followed() {
        assert_eq!(
            follow("youtube", "https://v.example/@us"),
            Some(Label::Brand("YouTube"))
        );
        assert_eq!(follow("youtube", "javascript:alert(1)"), None);
        assert_eq!(follow("elsewhere", "https://v.example"), None);
    }

    #[test]
    fn the_default_networks_are_in_the_table() {
        for id in DEFAULT_IDS {
            assert!(network(id).is_some(), "{id}");
        }
    }
}
