//! How much text each network accepts, and which query parameters are not passed on; used when the
//! server draws. In the browser, `www/island.js` does the same at a sixth of the size.

use unicode_segmentation::UnicodeSegmentation;

/// How long a post may be, and how much its link counts; `None` if the link counts by its length.
///
/// Bluesky: 300 graphemes (lexicon `app.bsky.feed.post`). Mastodon: 500 and 23
/// (docs.joinmastodon.org/user/posting). Threads: 500 (developers.facebook.com/docs/threads). X:
/// 280 and 23 (docs.x.com, "Counting characters"). A title on Reddit has 300 and does not include
/// the link.
fn limit(id: &str) -> Option<(usize, Option<usize>)> {
    match id {
        "bluesky" => Some((300, None)),
        "mastodon" => Some((500, Some(23))),
        "threads" => Some((500, None)),
        "x" => Some((280, Some(23))),
        "reddit" => Some((300, Some(0))),
        _ => None,
    }
}

const CUT: &str = "…";

/// The text, cut if a network would not accept it beside the complete link. Never cuts inside a
/// grapheme.
pub(crate) fn fitting(id: &str, url: &str, text: &str) -> String {
    let whole = || text.to_owned();
    let Some((most, link)) = limit(id) else {
        return whole();
    };
    let link = link.unwrap_or_else(|| graphemes(url).len());
    // Includes the space between text and link, where the post contains the link.
    let room = most.saturating_sub(if link > 0 { link + 1 } else { 0 });
    // No character counts for more than its number of bytes.
    if text.len() <= room {
        return whole();
    }
    let (mut used, mut end) = (0, 0);
    let mut fits = 0;
    for one in graphemes(text) {
        used += weight(id, one);
        end += one.len();
        if used + weight(id, CUT) <= room {
            fits = end;
        }
    }
    if used <= room {
        return whole();
    }
    match text[..fits].trim_end() {
        "" => String::new(),
        kept => [kept, CUT].concat(),
    }
}

/// How much a grapheme counts. X: two for emoji and for characters outside some ranges
/// (twitter-text, `config/v3.json`); Threads: the bytes of an emoji.
fn weight(id: &str, grapheme: &str) -> usize {
    let emoji = |one| matches!(one, '\u{200D}' | '\u{FE0F}' | '\u{1F000}'..);
    let light = |one| matches!(one, '\0'..='\u{10FF}' | '\u{2000}'..='\u{200D}' | '\u{2010}'..='\u{201F}' | '\u{2032}'..='\u{2037}');
    match id {
        "x" if grapheme.contains(emoji) => 2,
        "x" => grapheme
            .chars()
            .map(|one| if light(one) { 1 } else { 2 })
            .sum(),
        "threads" if grapheme.contains(emoji) => grapheme.len(),
        _ => 1,
    }
}

fn graphemes(text: &str) -> Vec<&str> {
    text.graphemes(true).collect()
}

/// Parameters that advertisers and mailing tools add to track clicks; the ones that browsers strip.
/// `utm_…` is handled separately.
const TRACKERS: [&str; 16] = [
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "mc_eid",
    "mkt_tok",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "_hsenc",
];

/// The address without tracking parameters, so only the page itself is passed on.
pub(crate) fn untracked(url: &str) -> String {
    let (page, place) = url.split_at(url.find('#').unwrap_or(url.len()));
    let Some((path, query)) = page.split_once('?') else {
        return url.to_owned();
    };
    let mut kept = path.to_owned();
    let mut joint = '?';
    for pair in query.split('&') {
        let name = pair.split('=').next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        if name.starts_with("utm_") || TRACKERS.contains(&name.as_str()) {
            continue;
        }
        kept.push(joint);
        kept.push_str(pair);
        joint = '&';
    }
    kept + place
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::share::links::{Network, ShareAction, address, mastodon, network};

    fn parameters(address: &str) -> Vec<(String, String)> {
        let address = Url::parse(address).expect("is an address");
        address.query_pairs().into_owned().collect()
    }

    /// The length that a network would count for a post composed from such an address.
    fn composed(id: &str, url: &str, text: &str) -> String {
        let Some(Network {
            action: ShareAction::Link(pattern),
            ..
        }) = network(id)
        else {
            panic!("{id} is no link");
        };
        let parameters = parameters(&address(id, pattern, url, text));
        let values: Vec<_> = parameters.into_iter().map(|(_, value)| value).collect();
        values.join(" ")
    }

    #[test]
    fn long_share_text_is_cut_between_graphemes_and_the_link_is_kept() {
        let url = "https://ally.example/2026/11/why-we-sign";
        let family = "👩‍👩‍👧‍👦";
        for (id, text, expected) in [
            // 300 graphemes, of which the link takes 40 and the space 1.
            ("bluesky", "a".repeat(259), "a".repeat(259)),
            ("bluesky", "a".repeat(260), "a".repeat(258) + "…"),
            ("bluesky", family.repeat(350), family.repeat(258) + "…"),
            ("bluesky", "নি".repeat(260), "নি".repeat(258) + "…"),
            ("bluesky", "নি".repeat(259), "নি".repeat(259)),
            // 280, of which the link takes 23 whatever its length.
            ("x", "a".repeat(256), "a".repeat(256)),
            ("x", "a".repeat(257), "a".repeat(254) + "…"),
            ("x", "語".repeat(128), "語".repeat(128)),
            ("x", "語".repeat(129), "語".repeat(127) + "…"),
            ("x", family.repeat(128), family.repeat(128)),
            ("x", family.repeat(129), family.repeat(127) + "…"),
            ("threads", "ł".repeat(459), "ł".repeat(459)),
            ("threads", "ł".repeat(460), "ł".repeat(458) + "…"),
            // No space is left before the ellipsis.
            ("threads", "word ".repeat(92), "word ".repeat(91) + "wor…"),
            ("reddit", "a".repeat(300), "a".repeat(300)),
            ("reddit", "a".repeat(301), "a".repeat(299) + "…"),
            ("facebook", "a".repeat(3000), String::new()),
            ("whatsapp", "a".repeat(3000), "a".repeat(3000)),
        ] {
            let post = composed(id, url, &text);
            assert!(post.contains(url), "{id}: {post}");
            let words = post.replace(url, "");
            assert_eq!(words.trim(), expected, "{id}");
        }
        let (_, address) = mastodon("social.example", url, &"a".repeat(600)).expect("a server");
        let expected = "a".repeat(475) + "… " + url;
        assert_eq!(parameters(&address), [("text".to_owned(), expected)]);
    }

    #[test]
    fn a_link_that_fills_a_post_is_shared_without_text() {
        let url = format!("https://ally.example/?q={}", "x".repeat(300));
        assert_eq!(composed("bluesky", &url, "Read this").trim(), url);
    }

    #[test]
    fn tracking_parameters_are_removed_from_shared_links() {
        for (address, expected) in [
            (
                "https://a.example/x?fbclid=IwAR1&p=7",
                "https://a.example/x?p=7",
            ),
            (
                "https://a.example/x?p=7&utm_source=n&UTM_Campaign=c",
                "https://a.example/x?p=7",
            ),
            (
                "https://a.example/x?gclid=1&msclkid=2&mc_eid=3#part",
                "https://a.example/x#part",
            ),
            ("https://a.example/?_hsenc=1&yclid", "https://a.example/"),
            (
                "https://a.example/?utm_id=1#/petition/12",
                "https://a.example/#/petition/12",
            ),
            (
                "https://a.example/?a=1&&b=utm_2&putm_=3",
                "https://a.example/?a=1&&b=utm_2&putm_=3",
            ),
            (
                "https://a.example/x#?utm_source=n",
                "https://a.example/x#?utm_source=n",
            ),
            ("no address", "no address"),
        ] {
            assert_eq!(untracked(address), expected, "{address}");
        }
    }
}
