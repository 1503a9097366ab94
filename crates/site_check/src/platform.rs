//! Recognises what a site runs on, and what rewrites its pages, by the marks they leave.
//! `pages/embed/findings.rs` says what that means for an editor.

/// What the site is built with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Platform {
    WordPress {
        version: Option<String>,
    },
    /// WordPress as hosted by wordpress.com, with its own rules.
    WordPressCom,
    Other(&'static str),
}

/// Recognised by the `generator` element; each has a place for raw HTML.
const OTHERS: [&str; 7] = [
    "Drupal",
    "Ghost",
    "Joomla",
    "Squarespace",
    "TYPO3",
    "Webflow",
    "Wix",
];

/// Software that delays scripts, combines them or serves them from another address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Optimiser {
    Autoptimize,
    Complianz,
    Cookiebot,
    FlyingPress,
    JetpackBoost,
    LiteSpeed,
    NitroPack,
    Perfmatters,
    RocketLoader,
    SiteGround,
    WpRocket,
}

/// What each one leaves on the pages it processes, in lower case.
const MARKS: [(Optimiser, &[&str]); 11] = [
    (
        Optimiser::Autoptimize,
        &["/cache/autoptimize/", "autoptimize_"],
    ),
    (Optimiser::Complianz, &["cmplz-", "/complianz-gdpr"]),
    (
        Optimiser::Cookiebot,
        &["consent.cookiebot.com", "data-cookieconsent"],
    ),
    (
        Optimiser::FlyingPress,
        &["/cache/flying-press/", "flyingpress"],
    ),
    (Optimiser::JetpackBoost, &["jetpack-boost", "/boost-cache/"]),
    (
        Optimiser::LiteSpeed,
        &["litespeed/javascript", "/litespeed/", "data-optimized="],
    ),
    (Optimiser::NitroPack, &["nitropack"]),
    (
        Optimiser::Perfmatters,
        &["pmdelayedscript", "/plugins/perfmatters/"],
    ),
    (Optimiser::RocketLoader, &["rocket-loader.min.js"]),
    (Optimiser::SiteGround, &["siteground-optimizer"]),
    (
        Optimiser::WpRocket,
        &[
            "rocketlazyloadscript",
            "wp rocket",
            "/cache/wp-rocket/",
            "data-rocket-",
        ],
    ),
];

impl Optimiser {
    pub fn name(self) -> &'static str {
        match self {
            Optimiser::Autoptimize => "Autoptimize",
            Optimiser::Complianz => "Complianz",
            Optimiser::Cookiebot => "Cookiebot",
            Optimiser::FlyingPress => "FlyingPress",
            Optimiser::JetpackBoost => "Jetpack Boost",
            Optimiser::LiteSpeed => "LiteSpeed Cache",
            Optimiser::NitroPack => "NitroPack",
            Optimiser::Perfmatters => "Perfmatters",
            Optimiser::RocketLoader => "Cloudflare Rocket Loader",
            Optimiser::SiteGround => "SiteGround Speed Optimizer",
            Optimiser::WpRocket => "WP Rocket",
        }
    }
}

/// The optimisers that processed a page.
pub(super) fn optimisers(html: &str) -> Vec<Optimiser> {
    let html = html.to_ascii_lowercase();
    let marked = |marks: &[&str]| marks.iter().any(|mark| html.contains(mark));
    MARKS
        .iter()
        .filter(|(_, marks)| marked(marks))
        .map(|(optimiser, _)| *optimiser)
        .collect()
}

/// The optimiser that gave a script this `type`; browsers run none of these types.
pub(super) fn rewriter(kind: &str) -> Option<Optimiser> {
    match kind {
        "rocketlazyloadscript" => Some(Optimiser::WpRocket),
        "litespeed/javascript" => Some(Optimiser::LiteSpeed),
        "pmdelayedscript" => Some(Optimiser::Perfmatters),
        "nitropack/lazy" | "nitropackdeferred" => Some(Optimiser::NitroPack),
        "flying-press/lazy" | "flyingpress/delay" => Some(Optimiser::FlyingPress),
        _ => {
            // Rocket Loader writes a hexadecimal number before the type.
            let (number, rest) = kind.split_once('-')?;
            let hexadecimal =
                number.len() >= 16 && number.chars().all(|one| one.is_ascii_hexdigit());
            (hexadecimal && rest.ends_with("javascript")).then_some(Optimiser::RocketLoader)
        }
    }
}

/// What a site is built with, by what its pages say.
pub(super) fn platform(generators: &[String], html: &str) -> Option<Platform> {
    for generator in generators {
        let word = generator.split_whitespace().next().unwrap_or_default();
        if word.eq_ignore_ascii_case("wordpress.com") {
            return Some(Platform::WordPressCom);
        }
        if word.eq_ignore_ascii_case("wordpress") {
            let version = generator.split_whitespace().nth(1);
            let version =
                version.filter(|version| version.starts_with(|one: char| one.is_ascii_digit()));
            return Some(Platform::WordPress {
                version: version.map(str::to_owned),
            });
        }
        let other = OTHERS.iter().find(|name| {
            let start = generator.get(..name.len()).unwrap_or_default();
            start.eq_ignore_ascii_case(name)
        });
        if let Some(name) = other {
            return Some(Platform::Other(name));
        }
    }
    // Many sites remove the `generator` element, but the addresses of their files remain.
    ["/wp-content/", "/wp-includes/", "https://api.w.org/"]
        .iter()
        .any(|mark| html.contains(mark))
        .then_some(Platform::WordPress { version: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_detected_by_its_generator_or_asset_paths() {
        let known = |generator: &str| platform(&[generator.to_owned()], "");
        let version = Some("6.8.1".to_owned());
        assert_eq!(
            known("WordPress 6.8.1"),
            Some(Platform::WordPress { version })
        );
        assert_eq!(known("WordPress.com"), Some(Platform::WordPressCom));
        assert_eq!(
            known("Joomla! - Open Source"),
            Some(Platform::Other("Joomla"))
        );
        assert_eq!(
            known("Wix.com Website Builder"),
            Some(Platform::Other("Wix"))
        );
        assert_eq!(known("Hugo 0.150"), None);
        let hidden = platform(&[], "<link href=/wp-content/themes/x.css>");
        assert_eq!(hidden, Some(Platform::WordPress { version: None }));
    }

    #[test]
    fn a_rewritten_script_type_identifies_the_optimiser() {
        assert_eq!(rewriter("rocketlazyloadscript"), Some(Optimiser::WpRocket));
        let cloudflare = "3e6b1f1a9d0b5c2d4e8f7a61-text/javascript";
        assert_eq!(rewriter(cloudflare), Some(Optimiser::RocketLoader));
        assert_eq!(rewriter("text/plain"), None);
    }
}
