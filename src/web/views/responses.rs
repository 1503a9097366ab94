//! Public responses, cached as text, so that a crowd gets what was rendered once.
//!
//! A key names everything that decides a response, among it the version of the view that it shows.
//! So nothing is served after it has changed, and what stays the same is not rendered again each
//! second. Concurrent requests wait for a single rendering. Nothing here is personal: a response to
//! what a visitor typed into a form, a view's own form and the pages behind emailed links have no key.

use std::{sync::Arc, time::Duration};

use moka::{future::Cache, policy::EvictionPolicy};

use super::{DeclarationView, ListView, cache::Version, shapes::WidgetShape};
use crate::domain::time::HOUR_MS;
use crate::web::{error::Error, http::respond::CachedContent};

/// How many responses were rendered, by kind.
const RENDERED: &str = "undersigned_responses_rendered_total";

/// All lasting responses together, in bytes. A fragment takes 15 KB, a page with hundreds of names
/// 200 KB.
const LASTING_ROOM: u64 = 32 << 20;
/// A lasting response that was not requested for that long is forgotten: most have changed since.
const LASTING_IDLE: Duration = Duration::from_mins(10);
/// The same for those that words of a visitor decide.
const PASSING_ROOM: u64 = 8 << 20;
/// They are requested again only while very many visitors choose the same.
const PASSING_AGE: Duration = Duration::from_secs(1);
/// What an entry takes besides its texts.
const ENTRY: usize = 512;

/// Everything that decides the text of a response.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(in crate::web) enum ResponseKey {
    /// A widget with a form.
    Widget {
        widget: &'static str,
        form: FormKey,
        /// Whether another site shows it, whichever that is, or our own pages do.
        embedded: bool,
        shape: WidgetShape,
    },
    /// A declaration's own page with the first page of names.
    DeclarationPage {
        form: FormKey,
        names: Version,
        /// The language in the address, which links repeat.
        asked: Option<String>,
        /// The principle that the address points to.
        pointed: Option<u32>,
    },
    ListPage(FormKey),
    HomePage {
        lang: &'static str,
        declarations: Vec<Version>,
    },
    /// A declaration in the API.
    Declaration {
        version: Version,
        status: &'static str,
    },
    /// What depends on words in the address that are anybody's to choose.
    Chosen {
        kind: &'static str,
        /// All of the address that counts.
        query: String,
        embedded: bool,
        form: Option<FormKey>,
    },
}

/// A declaration or a list with its form, as they are rendered now.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(in crate::web) struct FormKey {
    version: Version,
    /// The language of the words around the text.
    lang: &'static str,
    /// Whether a declaration may be signed.
    status: Option<&'static str>,
    /// Since the Unix epoch; the form's token changes with it.
    hour: i64,
}

impl DeclarationView {
    pub(in crate::web) fn form_key(&self, lang: &'static str, now_ms: i64) -> FormKey {
        FormKey {
            version: self.version,
            lang,
            status: Some(self.declaration.status(now_ms).as_str()),
            hour: now_ms / HOUR_MS,
        }
    }
}

impl ListView {
    pub(in crate::web) fn form_key(&self, lang: &'static str, now_ms: i64) -> FormKey {
        FormKey {
            version: self.version,
            lang,
            status: None,
            hour: now_ms / HOUR_MS,
        }
    }
}

impl ResponseKey {
    /// Its name in the metrics.
    fn kind(&self) -> &'static str {
        match *self {
            ResponseKey::Widget { widget, .. } => widget,
            ResponseKey::DeclarationPage { .. } => "declaration_page",
            ResponseKey::ListPage(_) => "list_page",
            ResponseKey::HomePage { .. } => "home_page",
            ResponseKey::Declaration { .. } => "declaration",
            ResponseKey::Chosen { kind, .. } => kind,
        }
    }

    /// In bytes, as far as it can grow.
    fn size(&self) -> usize {
        match self {
            ResponseKey::HomePage { declarations, .. } => size_of_val(declarations.as_slice()),
            ResponseKey::Chosen { query, .. } => query.len(),
            _ => 0,
        }
    }
}

/// The cached responses. Those that a visitor's own words decide are apart, so that made-up words
/// evict nothing that many request.
pub(in crate::web) struct PublicResponses {
    lasting: Responses,
    passing: Responses,
}

type Responses = Cache<ResponseKey, Arc<CachedContent>>;

impl PublicResponses {
    pub(in crate::web) fn new() -> PublicResponses {
        // What was least recently used goes first: popularity says nothing, because the most
        // popular responses change most often, and then their old texts are never requested again.
        let with_room = |room| {
            Cache::builder()
                .eviction_policy(EvictionPolicy::lru())
                .max_capacity(room)
                .weigher(|key: &ResponseKey, text: &Arc<CachedContent>| {
                    let size = ENTRY + key.size() + text.bytes().len();
                    u32::try_from(size).unwrap_or(u32::MAX)
                })
        };
        PublicResponses {
            lasting: with_room(LASTING_ROOM).time_to_idle(LASTING_IDLE).build(),
            passing: with_room(PASSING_ROOM).time_to_live(PASSING_AGE).build(),
        }
    }

    /// The response's text: the cached one, or rendered now, once for all who request it meanwhile.
    pub(in crate::web) async fn text(
        &self,
        key: ResponseKey,
        render: impl Future<Output = Result<String, Error>>,
    ) -> Result<Arc<CachedContent>, Error> {
        let responses = match key {
            ResponseKey::Chosen { .. } => &self.passing,
            _ => &self.lasting,
        };
        if let Some(text) = responses.get(&key).await {
            return Ok(text);
        }
        let kind = key.kind();
        let rendering = async {
            let text = render.await?;
            metrics::counter!(RENDERED, "kind" => kind).increment(1);
            Ok::<_, Error>(Arc::new(CachedContent::of(text.into())))
        };
        let rendered = responses.try_get_with(key, rendering).await;
        rendered.map_err(|error: Arc<Error>| (*error).clone())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn home(version: Version) -> ResponseKey {
        ResponseKey::HomePage {
            lang: "en",
            declarations: vec![version],
        }
    }

    fn chosen(query: String) -> ResponseKey {
        ResponseKey::Chosen {
            kind: "share",
            query,
            embedded: false,
            form: None,
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn concurrent_requests_render_a_response_once_for_each_version() {
        let responses = Arc::new(PublicResponses::new());
        let renders = Arc::new(AtomicUsize::new(0));
        for version in [Version::next(), Version::next()] {
            let mut crowd = tokio::task::JoinSet::new();
            for _ in 0..100 {
                let (responses, renders) = (responses.clone(), renders.clone());
                crowd.spawn(async move {
                    let render = async {
                        tokio::task::yield_now().await;
                        let number = renders.fetch_add(1, Ordering::Relaxed);
                        Ok(format!("rendering {number}"))
                    };
                    let text = responses.text(home(version), render).await.unwrap();
                    text.bytes().clone()
                });
            }
            let mut texts = crowd.join_all().await;
            texts.dedup();
            assert_eq!(texts.len(), 1);
        }
        assert_eq!(renders.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn words_of_visitors_evict_nothing_that_many_request() {
        let responses = PublicResponses::new();
        let (version, long) = (Version::next(), "x".repeat(20_000));
        let render = async { Ok("a page".to_owned()) };
        responses.text(home(version), render).await.unwrap();
        for number in 0..4_000 {
            let render = async { Ok(long.clone()) };
            let key = chosen(number.to_string());
            responses.text(key, render).await.unwrap();
        }
        responses.passing.run_pending_tasks().await;
        assert!(responses.passing.weighted_size() <= PASSING_ROOM);
        let again = async { Err(Error::Internal) };
        let text = responses.text(home(version), again).await.unwrap();
        assert_eq!(&text.bytes()[..], b"a page");
    }

    #[tokio::test]
    async fn a_failed_rendering_is_tried_again() {
        let (responses, version) = (PublicResponses::new(), Version::next());
        let failed = responses.text(home(version), async { Err(Error::Unavailable) });
        assert!(matches!(failed.await, Err(Error::Unavailable)));
        let render = async { Ok("a page".to_owned()) };
        assert!(responses.text(home(version), render).await.is_ok());
    }
}
