//! The allied sites: which websites may embed a declaration or a list.

use serde::{Deserialize, Serialize};
use url::{Origin, Url};

/// Origins that may embed, or every origin.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub enum Sites {
    Every,
    These(Vec<String>),
}

impl Sites {
    /// Parses the front matter's list; an error names the wrong entry and what was expected.
    pub fn parse(entries: &[String]) -> Result<Self, String> {
        if entries.iter().any(|entry| entry.trim() == "*") {
            return Ok(Self::Every);
        }
        let origins = entries.iter().map(|entry| origin(entry));
        origins.collect::<Result<_, _>>().map(Self::These)
    }

    /// Whether a page of this origin may embed the widget; `null` and invalid origins may only if
    /// every site may.
    pub fn allows(&self, asking: &str) -> bool {
        match self {
            Self::Every => true,
            Self::These(_) => self.names(asking),
        }
    }

    /// Whether the organisers named this origin explicitly; `*` names no origin.
    pub fn names(&self, asking: &str) -> bool {
        match self {
            Self::Every => false,
            Self::These(origins) => origin(asking).is_ok_and(|asking| origins.contains(&asking)),
        }
    }
}

impl TryFrom<Vec<String>> for Sites {
    type Error = String;

    fn try_from(entries: Vec<String>) -> Result<Self, String> {
        Self::parse(&entries)
    }
}

impl From<Sites> for Vec<String> {
    fn from(sites: Sites) -> Self {
        match sites {
            Sites::Every => vec!["*".to_owned()],
            Sites::These(origins) => origins,
        }
    }
}

/// The origin as browsers write it: lower case, Punycode, without a default port.
fn origin(entry: &str) -> Result<String, String> {
    let wrong =
        || format!("\"*\" or an origin such as https://ally.example without a path, not {entry:?}");
    let url = Url::parse(entry.trim()).map_err(|_| wrong())?;
    let bare = matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    match url.origin() {
        origin @ Origin::Tuple(..) if bare && matches!(url.scheme(), "http" | "https") => {
            Ok(origin.ascii_serialization())
        }
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites(entries: &[&str]) -> Result<Sites, String> {
        Sites::parse(
            &entries
                .iter()
                .map(|&entry| entry.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn only_listed_origins_may_embed() {
        let sites = sites(&["https://Ally.example/", "http://localhost:8081"]).unwrap();
        for (asking, allowed) in [
            ("https://ally.example", true),
            ("https://ally.example:443", true),
            ("http://localhost:8081", true),
            ("http://localhost:8082", false),
            ("http://ally.example", false),
            ("https://ally.example.evil.test", false),
            ("https://evil-ally.example", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(sites.allows(asking), allowed, "{asking}");
        }
    }

    #[test]
    fn a_wildcard_allows_every_origin() {
        let every = sites(&["*"]).unwrap();
        assert!(every.allows("null"));
        assert!(!every.names("https://ally.example"), "it names nobody");
    }

    #[test]
    fn an_invalid_origin_is_quoted_in_the_error() {
        for wrong in [
            "ally.example",
            "https://ally.example/page",
            "ftp://ally.example",
            "https://a@b.example",
        ] {
            assert!(sites(&[wrong]).unwrap_err().contains(wrong), "{wrong}");
        }
    }
}
