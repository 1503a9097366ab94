//! Mail providers where anyone can get an address, so having one proves nothing about an
//! organisation. The list cannot be complete; if a provider is missing, an organisation is shown
//! with that domain beside its name, for every reader to judge.

/// Providers with many top-level domains, as in `yahoo.co.uk`; recognised by the name alone.
const EVERYWHERE: [&str; 22] = [
    "aol",
    "fastmail",
    "gmail",
    "gmx",
    "googlemail",
    "hotmail",
    "icloud",
    "inbox",
    "live",
    "mail",
    "mailinator",
    "msn",
    "outlook",
    "proton",
    "protonmail",
    "rediffmail",
    "rocketmail",
    "tuta",
    "tutanota",
    "yahoo",
    "yandex",
    "ymail",
];

/// Providers with a single domain, and those that come with home internet; in alphabetical order.
const THESE: [&str; 103] = [
    "126.com",
    "139.com",
    "163.com",
    "1und1.de",
    "21cn.com",
    "alice.it",
    "aliceadsl.fr",
    "aliyun.com",
    "arcor.de",
    "att.net",
    "bbox.fr",
    "bell.net",
    "bellsouth.net",
    "bigpond.com",
    "bk.ru",
    "bluewin.ch",
    "blueyonder.co.uk",
    "bouyguestelecom.fr",
    "btinternet.com",
    "btopenworld.com",
    "centrum.cz",
    "charter.net",
    "club-internet.fr",
    "comcast.net",
    "cox.net",
    "daum.net",
    "disroot.org",
    "duck.com",
    "earthlink.net",
    "eircom.net",
    "email.com",
    "email.cz",
    "foxmail.com",
    "free.fr",
    "freemail.hu",
    "freenet.de",
    "gazeta.pl",
    "googlegroups.com",
    "guerrillamail.com",
    "hanmail.net",
    "hey.com",
    "hushmail.com",
    "interia.eu",
    "interia.pl",
    "iol.it",
    "juno.com",
    "kpnmail.nl",
    "laposte.net",
    "libero.it",
    "list.ru",
    "lycos.com",
    "mac.com",
    "mailbox.org",
    "mailfence.com",
    "mailo.com",
    "me.com",
    "naver.com",
    "netscape.net",
    "neuf.fr",
    "ntlworld.com",
    "numericable.fr",
    "o2.pl",
    "online.de",
    "online.fr",
    "op.pl",
    "optonline.net",
    "optusnet.com.au",
    "orange.fr",
    "passport.com",
    "planet.nl",
    "plus.net",
    "plusnet.com",
    "pm.me",
    "poczta.fm",
    "posteo.de",
    "posteo.net",
    "qq.com",
    "rambler.ru",
    "riseup.net",
    "rogers.com",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "shaw.ca",
    "sina.com",
    "sky.com",
    "skynet.be",
    "sohu.com",
    "t-online.de",
    "talktalk.net",
    "telefonica.net",
    "telenet.be",
    "temp-mail.org",
    "tiscali.co.uk",
    "tiscali.it",
    "tlen.pl",
    "verizon.net",
    "virgilio.it",
    "virginmedia.com",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "zoho.com",
];

/// Whether a registered domain, without subdomains, belongs to a mail provider.
pub(in crate::domain) fn is_one(registered: &str) -> bool {
    let name = registered.split('.').next().unwrap_or_default();
    // Reserved domains, as used in every example here, belong to no provider.
    let made_up = [".example", ".test", ".invalid"];
    let made_up = made_up.iter().any(|ending| registered.ends_with(ending));
    !made_up && EVERYWHERE.contains(&name) || THESE.binary_search(&registered).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provider_tables_are_sorted_and_searchable() {
        assert!(THESE.is_sorted() && EVERYWHERE.is_sorted());
        for (domain, provider) in [
            ("gmail.com", true),
            ("yahoo.co.uk", true),
            ("btinternet.com", true),
            ("zoho.com", true),
            ("mail.example", false),
            ("rivers-union.org", false),
            ("gmailers.org", false),
        ] {
            assert_eq!(is_one(domain), provider, "{domain}");
        }
    }
}
