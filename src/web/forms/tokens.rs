//! The form token, the hidden field `form_token`, which records how a form was rendered. It
//! identifies the consent wording beside the button, so that the ledger records exactly that
//! wording, and it contains a keyed MAC, so that only we can make one. `csrf.rs` decides whether a
//! post needs one.
//!
//! The token of a fragment or page names neither page nor visitor and changes only each hour, so
//! caches and ETags keep working. A view's token is given to that view alone, and is rendered only
//! where scripts of other origins cannot read it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hex::FromHex;
use subtle::ConstantTimeEq as _;
use widgets::view::Layout;

use crate::domain::{
    keys::sealed::Seal,
    privacy::consent::{ConsentDigest, ConsentWording, ShownConsent},
    time::HOUR_MS,
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

/// A token whose MAC is valid.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::web) struct FormToken {
    /// Since the Unix epoch.
    hour: i64,
    wording: [u8; HASH_BYTES],
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
        let (wording, rest) = rest.split_at_checked(1)?.1.split_first_chunk()?;
        let [a, b, c] = *hour;
        Some(FormToken {
            hour: i64::from(u32::from_be_bytes([0, a, b, c])),
            wording: *wording,
            updates: *rest.first_chunk()?,
            view,
        })
    }

    /// The view that a fresh token of a single view was given to.
    pub(in crate::web) fn read_view(
        seal: &Seal,
        (about, site): (&str, &str),
        text: &str,
        now_ms: i64,
    ) -> Option<String> {
        let token = FormToken::read(seal, about, site, text)?;
        token.view.clone().filter(|_| token.is_fresh(now_ms))
    }

    /// Whether it was made within the last two days.
    pub(in crate::web) fn is_fresh(&self, now_ms: i64) -> bool {
        let age = now_ms / HOUR_MS - self.hour;
        // Several servers' clocks may differ by a little.
        (-1..GOOD_FOR_HOURS).contains(&age)
    }

    /// Identifies the wordings that the form showed.
    pub(in crate::web) fn consent(&self) -> ConsentDigest {
        let updates = Some(self.updates).filter(|updates| *updates != [0; HASH_BYTES]);
        ConsentDigest {
            wording: hex::encode(self.wording),
            updates: updates.map(hex::encode),
        }
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
    head.extend(beginning(Some(&shown.wording)));
    head.extend(beginning(shown.updates.as_ref()));
    head
}

/// The first bytes of a wording's hash; zeros if there is no wording.
fn beginning(wording: Option<&ConsentWording>) -> [u8; HASH_BYTES] {
    let Some(wording) = wording else {
        return [0; HASH_BYTES];
    };
    let digits = &wording.hash()[..2 * HASH_BYTES];
    FromHex::from_hex(digits).expect("a hash is hexadecimal")
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
    use crate::domain::{keys::sealed::DataKey, privacy::holder::Holder};
    use crate::web::forms::consent_wordings::{signing, subscribing, tests::holder};

    const NOW: i64 = 1_800_000_000_000;
    const SITE: &str = "https://ally.example";

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
        let shown = signing("cy", "Network", &Holder::default());
        let hour = NOW / HOUR_MS * HOUR_MS;
        let token = for_all(&seal, &shown, hour);
        assert_eq!(token, for_all(&seal, &shown, hour + HOUR_MS - 1));
        assert_ne!(token, for_all(&seal, &shown, hour + HOUR_MS));
        let read = read(&seal, &token).unwrap();
        assert!(read.consent().identifies(&shown) && read.view.is_none());
        for other in [
            signing("en", "Network", &Holder::default()),
            signing("cy", "Other", &Holder::default()),
            signing("cy", "Network", &holder("12 Old Lane", None)),
            signing("cy", "Network", &holder("", Some("We keep it for a year."))),
            subscribing("cy", "Network", &Holder::default()),
        ] {
            assert!(!read.consent().identifies(&other));
        }
        let consent = read.consent();
        assert!(shown.wording.hash().starts_with(&consent.wording));
        let updates = consent.updates.unwrap();
        assert!(shown.updates.unwrap().hash().starts_with(&updates));
        let list = subscribing("en", "Network", &Holder::default());
        let token = for_all(&seal, &list, NOW);
        let consent = self::read(&seal, &token).unwrap().consent();
        assert!(consent.identifies(&list) && consent.updates.is_none());
    }

    #[test]
    fn a_token_is_valid_for_two_days() {
        let seal = Seal::new(&DataKey::random());
        let shown = signing("en", "Network", &Holder::default());
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
        let shown = signing("en", "Network", &Holder::default());
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
        let shown = signing("en", "Network", &Holder::default());
        let (one, other) = (for_view(&seal, &shown), for_view(&seal, &shown));
        let view = |token: &str| read(&seal, token).unwrap().view.unwrap();
        assert_ne!(view(&one), view(&other));
        let elsewhere = FormToken::read(&seal, "signature/x", "https://evil.example", &one);
        assert_eq!(elsewhere, None);
        let anywhere = for_all(&seal, &shown, NOW);
        assert!(FormToken::read(&seal, "signature/x", "", &anywhere).is_some());
    }
}
