//! The form token, the hidden field `form_token`, which records how a form was rendered. It
//! identifies the consent wording beside the button, so that the ledger records exactly that
//! wording, and it contains a keyed MAC, so that only we can make one. `doors.rs` decides whether a
//! post needs one.
//!
//! The token of a fragment or page names neither page nor visitor and changes only each hour, so
//! caches and ETags keep working. A view's token is given to that view alone, and is rendered only
//! where scripts of other origins cannot read it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq as _;
use widgets::{
    text::{Key, Text},
    view::Layout,
};

use crate::{
    domain::{
        keys::sealed::Seal,
        privacy::{consent::ConsentWording, holder::Holder},
        time::HOUR_MS,
    },
    i18n::page,
};

/// The visitor must check a form again if it was rendered longer ago. This must not be longer than
/// idempotency keys are kept, or a token that was used up could be used again.
const GOOD_FOR_HOURS: i64 = 48;
/// How much of each wording's hash is used: enough that no two of our wordings collide (2^-40 for a
/// pair, and a declaration has some dozens), because the MAC already keeps others from choosing
/// them. Each byte adds to every fragment, because a hash cannot be compressed.
const HASH_BYTES: usize = 5;
/// How much of the MAC is used: half of the hash, as RFC 2104, section 5, recommends.
const MAC_BYTES: usize = 16;
const VIEW_BYTES: usize = 9;
/// Hour, layout, two wordings.
const HEAD_BYTES: usize = 4 + 2 * HASH_BYTES;

/// The consent wordings of a form.
#[derive(Clone, Debug)]
pub(in crate::web) struct ShownConsent {
    /// Beside the button, with its label: what the visitor agrees to, and who holds the data.
    pub words: ConsentWording,
    /// Beside the checkbox for updates, if there is one.
    pub updates: Option<ConsentWording>,
}

impl ShownConsent {
    /// The wordings of the signature box.
    pub(in crate::web) fn signing(lang: &str, organisers: &str, holder: &Holder) -> ShownConsent {
        let text = Text::of(lang);
        let privacy = text.with(Key::Privacy, organisers);
        ShownConsent {
            words: beside(text, privacy, holder, Key::Submit),
            updates: Some(updates_words(lang, organisers)),
        }
    }

    /// The wording of the sign-up form.
    pub(in crate::web) fn joining(lang: &str, organisers: &str, holder: &Holder) -> ShownConsent {
        let text = Text::of(lang);
        let consent = text.with(Key::Consent, organisers);
        ShownConsent {
            words: beside(text, consent, holder, Key::Join),
            updates: None,
        }
    }

    pub(in crate::web) fn all(&self) -> impl Iterator<Item = &ConsentWording> {
        std::iter::once(&self.words).chain(&self.updates)
    }
}

/// The wording beside a button, line by line: what the visitor agrees to, the data holder's postal
/// address and privacy notice, and the button's label. All of it is one wording, so that no part
/// can change alone and the token does not get longer.
fn beside(text: Text, agreed: String, holder: &Holder, button: Key) -> ConsentWording {
    let notice = page::of(text.lang()).privacy_notice;
    let lines = [
        Some(agreed),
        holder.address.clone(),
        holder.privacy_words().map(str::to_owned),
        holder
            .privacy_link()
            .map(|link| format!("{notice}: {link}")),
        Some(format!("[{}]", text.get(button))),
    ];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    ConsentWording::new(text.lang(), lines.join("\n"))
}

/// The wording beside the checkbox for updates.
pub(in crate::web) fn updates_words(lang: &str, organisers: &str) -> ConsentWording {
    let text = Text::of(lang);
    ConsentWording::new(text.lang(), text.with(Key::Updates, organisers))
}

/// A token whose MAC is valid.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::web) struct FormToken {
    /// Since the Unix epoch.
    hour: i64,
    words: [u8; HASH_BYTES],
    updates: [u8; HASH_BYTES],
    /// The view that it was given to, if it is for a single view.
    pub view: Option<String>,
}

impl FormToken {
    /// The token for a form in a fragment or page, the same for a whole hour. `about` names the
    /// declaration or list. The layout is included because it decides which fields the form has.
    pub(super) fn for_all(
        seal: &Seal,
        about: &str,
        layout: Layout,
        shown: &ShownConsent,
        now_ms: i64,
    ) -> String {
        let head = head(layout, shown, now_ms);
        written(seal, about, "", &head)
    }

    /// The token for a form that is rendered for one view on a site.
    pub(super) fn for_view(
        seal: &Seal,
        about: &str,
        site: &str,
        layout: Layout,
        shown: &ShownConsent,
        now_ms: i64,
    ) -> String {
        let mut head = head(layout, shown, now_ms);
        let mut view = [0; VIEW_BYTES];
        getrandom::fill(&mut view).expect("the operating system gives random bytes");
        head.extend(view);
        written(seal, about, site, &head)
    }

    /// Reads a token that was made for this subject and, if it is for one view, for this site.
    pub(in crate::web) fn read(
        seal: &Seal,
        about: &str,
        site: &str,
        text: &str,
    ) -> Option<FormToken> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (head, mac) = bytes.split_last_chunk::<MAC_BYTES>()?;
        let view = match head.len().checked_sub(HEAD_BYTES)? {
            0 => None,
            VIEW_BYTES => Some(URL_SAFE_NO_PAD.encode(&head[HEAD_BYTES..])),
            _ => return None,
        };
        let site = view.as_ref().map_or("", |_| site);
        if !bool::from(mac.ct_eq(&made(seal, about, site, head))) {
            return None;
        }
        let (hour, rest) = head.split_first_chunk::<3>()?;
        let (words, rest) = rest.split_at_checked(1)?.1.split_first_chunk()?;
        let [a, b, c] = *hour;
        Some(FormToken {
            hour: i64::from(u32::from_be_bytes([0, a, b, c])),
            words: *words,
            updates: *rest.first_chunk()?,
            view,
        })
    }

    /// Whether it was made within the last two days.
    pub(in crate::web) fn is_fresh(&self, now_ms: i64) -> bool {
        let age = now_ms / HOUR_MS - self.hour;
        // Several servers' clocks may differ by a little.
        (-1..GOOD_FOR_HOURS).contains(&age)
    }

    /// Whether these are the wordings that were shown.
    pub(super) fn showed(&self, shown: &ShownConsent) -> bool {
        self.words == beginning(Some(&shown.words))
            && self.updates == beginning(shown.updates.as_ref())
    }

    /// The beginning of the hash of the wording beside the button, in hexadecimal, and the same for
    /// the updates wording if there was a checkbox.
    pub(in crate::web) fn hashes(&self) -> (String, Option<String>) {
        let hex = |bytes: [u8; HASH_BYTES]| {
            let pairs = bytes.iter().map(|byte| format!("{byte:02x}"));
            pairs.collect::<String>()
        };
        let ticked = self.updates != [0; HASH_BYTES];
        (hex(self.words), ticked.then(|| hex(self.updates)))
    }
}

fn head(layout: Layout, shown: &ShownConsent, now_ms: i64) -> Vec<u8> {
    let hour = u32::try_from(now_ms / HOUR_MS).unwrap_or_default();
    let [_, a, b, c] = hour.to_be_bytes();
    let layout = match layout {
        Layout::Full => b'f',
        Layout::Compact => b'c',
    };
    let mut head = vec![a, b, c, layout];
    head.extend(beginning(Some(&shown.words)));
    head.extend(beginning(shown.updates.as_ref()));
    head
}

/// The first bytes of a wording's hash; zeros if there is no wording.
fn beginning(words: Option<&ConsentWording>) -> [u8; HASH_BYTES] {
    let hex = words.and_then(|words| words.hash().get(..2 * HASH_BYTES));
    let number = hex.and_then(|hex| u64::from_str_radix(hex, 16).ok());
    let bytes = number.unwrap_or_default().to_be_bytes();
    *bytes.last_chunk().expect("a number of 64 bits is longer")
}

fn written(seal: &Seal, about: &str, site: &str, head: &[u8]) -> String {
    let mac = made(seal, about, site, head);
    URL_SAFE_NO_PAD.encode([head, &mac].concat())
}

fn made(seal: &Seal, about: &str, site: &str, head: &[u8]) -> [u8; MAC_BYTES] {
    let head = URL_SAFE_NO_PAD.encode(head);
    let whole = seal.form(&[about, site, &head]);
    *whole.first_chunk().expect("the hash is longer")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::keys::sealed::DataKey;

    const NOW: i64 = 1_800_000_000_000;
    const SITE: &str = "https://ally.example";

    fn held(address: &str, privacy: Option<&str>) -> Holder {
        Holder {
            address: Some(address.to_owned()).filter(|address| !address.is_empty()),
            privacy: privacy.map(str::to_owned),
        }
    }

    #[test]
    fn the_consent_wording_includes_address_privacy_and_button() {
        let link = held("12 Old Lane", Some("https://act.example/privacy"));
        let shown = ShownConsent::joining("fr", "Network", &link);
        let lines: Vec<&str> = shown.words.text.lines().collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert_eq!(lines[1], "12 Old Lane");
        assert!(
            lines[2].ends_with(": https://act.example/privacy"),
            "{lines:?}"
        );
        assert!(lines[3].starts_with('['), "{lines:?}");
        let words = held("", Some("We keep it for a year."));
        let shown = ShownConsent::signing("en", "Network", &words);
        assert_eq!(
            shown.words.text.lines().nth(1),
            Some("We keep it for a year.")
        );
    }

    fn for_all(seal: &Seal, shown: &ShownConsent, now_ms: i64) -> String {
        FormToken::for_all(seal, "signature/x", Layout::Full, shown, now_ms)
    }

    fn for_view(seal: &Seal, shown: &ShownConsent) -> String {
        FormToken::for_view(seal, "signature/x", SITE, Layout::Full, shown, NOW)
    }

    fn read(seal: &Seal, token: &str) -> Option<FormToken> {
        FormToken::read(seal, "signature/x", SITE, token)
    }

    #[test]
    fn a_token_is_constant_for_an_hour_and_identifies_the_consent_wording() {
        let seal = Seal::new(&DataKey::random());
        let shown = ShownConsent::signing("cy", "Network", &Holder::default());
        let hour = NOW / HOUR_MS * HOUR_MS;
        let token = for_all(&seal, &shown, hour);
        assert_eq!(token, for_all(&seal, &shown, hour + HOUR_MS - 1));
        assert_ne!(token, for_all(&seal, &shown, hour + HOUR_MS));
        let read = read(&seal, &token).unwrap();
        assert!(read.showed(&shown) && read.view.is_none());
        for other in [
            ShownConsent::signing("en", "Network", &Holder::default()),
            ShownConsent::signing("cy", "Other", &Holder::default()),
            ShownConsent::signing("cy", "Network", &held("12 Old Lane", None)),
            ShownConsent::signing("cy", "Network", &held("", Some("We keep it for a year."))),
            ShownConsent::joining("cy", "Network", &Holder::default()),
        ] {
            assert!(!read.showed(&other));
        }
        let (words, updates) = read.hashes();
        assert!(shown.words.hash().starts_with(&words));
        assert!(shown.updates.unwrap().hash().starts_with(&updates.unwrap()));
        let joining = ShownConsent::joining("en", "Network", &Holder::default());
        let token = for_all(&seal, &joining, NOW);
        let read = self::read(&seal, &token).unwrap();
        assert!(read.showed(&joining) && read.hashes().1.is_none());
    }

    #[test]
    fn a_token_is_valid_for_two_days() {
        let seal = Seal::new(&DataKey::random());
        let shown = ShownConsent::signing("en", "Network", &Holder::default());
        let token = read(&seal, &for_all(&seal, &shown, NOW)).unwrap();
        for (hours, fresh) in [
            (0, true),
            (47, true),
            (48, false),
            (5_000, false),
            (-1, true),
            (-2, false),
        ] {
            assert_eq!(token.is_fresh(NOW + hours * HOUR_MS), fresh, "{hours}");
        }
    }

    #[test]
    fn forged_or_altered_tokens_are_rejected() {
        let seal = Seal::new(&DataKey::random());
        let shown = ShownConsent::signing("en", "Network", &Holder::default());
        for token in [for_all(&seal, &shown, NOW), for_view(&seal, &shown)] {
            assert!(read(&seal, &token).is_some());
            let foreign = Seal::new(&DataKey::random());
            assert_eq!(read(&foreign, &token), None, "another server's");
            let other = FormToken::read(&seal, "signature/y", SITE, &token);
            assert_eq!(other, None, "another declaration's");
            let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
            for at in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[at] ^= 1;
                assert_eq!(read(&seal, &URL_SAFE_NO_PAD.encode(&changed)), None, "{at}");
                assert_eq!(
                    read(&seal, &URL_SAFE_NO_PAD.encode(&bytes[..at])),
                    None,
                    "{at}"
                );
            }
        }
        for nonsense in ["", "x", "=", "AAAA", &"A".repeat(10_000)] {
            assert_eq!(read(&seal, nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_view_token_is_unique_and_bound_to_its_site() {
        let seal = Seal::new(&DataKey::random());
        let shown = ShownConsent::signing("en", "Network", &Holder::default());
        let (one, other) = (for_view(&seal, &shown), for_view(&seal, &shown));
        let view = |token: &str| read(&seal, token).unwrap().view.unwrap();
        assert_ne!(view(&one), view(&other));
        let elsewhere = FormToken::read(&seal, "signature/x", "https://evil.example", &one);
        assert_eq!(elsewhere, None);
        let anywhere = for_all(&seal, &shown, NOW);
        assert!(FormToken::read(&seal, "signature/x", "", &anywhere).is_some());
    }
}
