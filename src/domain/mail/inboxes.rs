//! Where large mail providers' mailboxes are read on the web, so that a person who waits for a code
//! gets there in one press. `providers.rs` has all providers, for another purpose.
//!
//! The web addresses are the providers' own. They were compared on 2026-11-30 with the npm package
//! `@fnando/email-provider-info` 0.0.3 and with Thunderbird's database of mail servers
//! (<https://github.com/thunderbird/autoconfig>), from which the providers' domains come. A provider
//! that is missing costs its users a press, and nothing else.

use widgets::wire::Inbox;

struct Provider {
    name: &'static str,
    url: &'static str,
    /// First labels of its domains, under any top-level domain: `hotmail` for `hotmail.co.uk`.
    names: &'static [&'static str],
    /// Whole domains.
    domains: &'static [&'static str],
}

const PROVIDERS: [Provider; 21] = [
    Provider {
        name: "Gmail",
        url: "https://mail.google.com/",
        names: &["gmail", "googlemail"],
        domains: &[],
    },
    Provider {
        name: "Outlook",
        url: "https://outlook.live.com/mail/",
        names: &["hotmail", "live", "msn", "outlook", "windowslive"],
        domains: &["passport.com"],
    },
    Provider {
        name: "Yahoo Mail",
        url: "https://mail.yahoo.com/",
        names: &["rocketmail", "yahoo", "ymail"],
        domains: &["myyahoo.com"],
    },
    Provider {
        name: "iCloud Mail",
        url: "https://www.icloud.com/mail/",
        names: &[],
        domains: &["icloud.com", "mac.com", "me.com"],
    },
    Provider {
        name: "AOL Mail",
        url: "https://mail.aol.com/",
        names: &["aol"],
        domains: &["aim.com", "compuserve.com", "netscape.net"],
    },
    Provider {
        name: "Proton Mail",
        url: "https://mail.proton.me/",
        names: &["proton", "protonmail"],
        domains: &["pm.me"],
    },
    Provider {
        name: "GMX",
        url: "https://www.gmx.net/",
        names: &[],
        domains: &["gmx.at", "gmx.ch", "gmx.de", "gmx.net"],
    },
    Provider {
        name: "GMX",
        url: "https://www.gmx.com/",
        names: &["gmx"],
        domains: &[],
    },
    Provider {
        name: "WEB.DE",
        url: "https://web.de/",
        names: &[],
        domains: &["web.de"],
    },
    Provider {
        name: "Fastmail",
        url: "https://app.fastmail.com/",
        names: &["fastmail"],
        domains: &[],
    },
    Provider {
        name: "Tuta",
        url: "https://app.tuta.com/",
        names: &["tuta", "tutamail", "tutanota"],
        domains: &["keemail.me"],
    },
    Provider {
        name: "BT Email",
        url: "https://email.bt.com/",
        names: &[],
        domains: &["btinternet.com", "btopenworld.com", "talk21.com"],
    },
    Provider {
        name: "Virgin Media Mail",
        url: "https://mail.virginmedia.com/",
        names: &[],
        domains: &[
            "blueyonder.co.uk",
            "ntlworld.com",
            "virgin.net",
            "virginmedia.com",
        ],
    },
    Provider {
        name: "Orange",
        url: "https://messagerie.orange.fr/",
        names: &[],
        domains: &["orange.fr", "wanadoo.fr"],
    },
    Provider {
        name: "SFR Mail",
        url: "https://messagerie.sfr.fr/",
        names: &[],
        domains: &["club-internet.fr", "neuf.fr", "sfr.fr"],
    },
    Provider {
        name: "Free",
        url: "https://webmail.free.fr/",
        names: &[],
        domains: &["free.fr"],
    },
    Provider {
        name: "laposte.net",
        url: "https://www.laposte.net/",
        names: &[],
        domains: &["laposte.net"],
    },
    Provider {
        name: "WP Poczta",
        url: "https://poczta.wp.pl/",
        names: &[],
        domains: &["wp.pl"],
    },
    Provider {
        name: "Onet Poczta",
        url: "https://poczta.onet.pl/",
        names: &[],
        domains: &["onet.eu", "onet.pl", "op.pl", "vp.pl"],
    },
    Provider {
        name: "Interia Poczta",
        url: "https://poczta.interia.pl/",
        names: &[],
        domains: &["interia.eu", "interia.pl"],
    },
    Provider {
        name: "Rediffmail",
        url: "https://mail.rediff.com/",
        names: &["rediffmail"],
        domains: &[],
    },
];

/// Where the mailbox of this address is read on the web; `None` if the provider is not known.
pub fn of_address(address: &str) -> Option<Inbox> {
    let (_, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    let (name, _) = domain.split_once('.')?;
    let whole = |one: &&Provider| one.domains.contains(&domain.as_str());
    let named = |one: &&Provider| one.names.contains(&name);
    let providers = PROVIDERS.iter();
    let found = providers
        .clone()
        .find(whole)
        .or_else(|| providers.clone().find(named));
    found.map(|one| Inbox {
        provider: one.name.to_owned(),
        url: one.url.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inbox_is_found_by_the_domain_of_an_address() {
        for (address, provider) in [
            ("ada@gmail.com", Some("Gmail")),
            ("Ada@GoogleMail.com ", Some("Gmail")),
            ("ada@hotmail.co.uk", Some("Outlook")),
            ("ada@live.fr", Some("Outlook")),
            ("ada@yahoo.co.in", Some("Yahoo Mail")),
            ("ada@me.com", Some("iCloud Mail")),
            ("ada@btinternet.com", Some("BT Email")),
            ("ada@wanadoo.fr", Some("Orange")),
            ("ada@vp.pl", Some("Onet Poczta")),
            ("ada@rivers-union.org", None),
            ("ada@mail.example", None),
            ("ada@me.example", None),
            ("ada@notgmail.com", None),
            ("gmail.com", None),
            ("", None),
        ] {
            let found = of_address(address);
            let found = found.as_ref().map(|inbox| inbox.provider.as_str());
            assert_eq!(found, provider, "{address}");
        }
        // The same provider has another site for its German-speaking users.
        let url = |address| of_address(address).map(|inbox| inbox.url);
        assert_ne!(url("ada@gmx.de"), url("ada@gmx.co.uk"));
    }

    #[test]
    fn every_inbox_is_a_secure_address_and_no_domain_has_two() {
        let mut known = std::collections::HashSet::new();
        for one in &PROVIDERS {
            assert!(
                one.url.starts_with("https://") && one.url.ends_with('/'),
                "{}",
                one.url
            );
            for name in one.names.iter().chain(one.domains) {
                assert!(known.insert(name), "{name}");
            }
        }
    }
}
