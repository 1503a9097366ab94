//! The demo's allied site: a small town's newspaper with an article that contains all three
//! widgets, as an editor would paste them. It is deliberately plain HTML: only the tags are ours.

use std::sync::Arc;

use undersigned::domain::time::DAY_MS;

/// The site's pages, with its own address and the server's filled in; cheap to clone.
#[derive(Clone)]
pub(crate) struct Ally {
    article: Arc<str>,
    not_found: Arc<str>,
}

impl Ally {
    /// The article's own address; the front page shows it too.
    pub(crate) const ARTICLE: &'static str = "/families/they-moved-my-brother-on-a-tuesday/";
    pub(crate) const DRAWING: &'static str = include_str!("../www/ally/street.svg");
    pub(crate) const SHEET: &'static str = include_str!("../www/ally/ally.css");

    /// The article is dated two days before `now_ms`, when signatures began to come in.
    pub(crate) fn new(server: &str, site: &str, now_ms: i64) -> Ally {
        let appeared = jiff::Timestamp::from_millisecond(now_ms - 2 * DAY_MS).unwrap_or_default();
        let fill_in = |page: &str| -> Arc<str> {
            page.replace("{{SERVER}}", server)
                .replace("{{SITE}}", site)
                .replace("{{ARTICLE}}", Ally::ARTICLE)
                .replace("{{DATE}}", &appeared.strftime("%Y-%m-%d").to_string())
                .replace("{{DAY}}", &appeared.strftime("%-d %B %Y").to_string())
                .into()
        };
        Ally {
            article: fill_in(include_str!("../www/ally/index.html")),
            not_found: fill_in(include_str!("../www/ally/not-found.html")),
        }
    }

    pub(crate) fn article(&self) -> String {
        self.article.to_string()
    }

    pub(crate) fn not_found(&self) -> String {
        self.not_found.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_templates_have_every_placeholder_filled() {
        let ally = Ally::new(
            "http://127.0.0.1:8080",
            "http://localhost:8081",
            1_793_491_200_000,
        );
        for page in [ally.article(), ally.not_found()] {
            assert!(!page.contains("{{"), "{page}");
        }
        assert!(
            ally.article()
                .contains("http://127.0.0.1:8080/undersigned.js")
        );
        assert!(ally.article().contains("30 October 2026"));
    }
}
