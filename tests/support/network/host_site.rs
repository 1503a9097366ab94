//! A web server for the foreign page: the allied site whose editor pasted a tag.
//!
//! Its host is `localhost`, while the server under test is at `127.0.0.1`: a browser treats these
//! as two sites, but two ports of one host as one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha256};

use crate::support::browsers::{Kind, webkit};

#[derive(Clone)]
struct Served {
    html: String,
    policy: Option<String>,
}

type Pages = Arc<Mutex<HashMap<String, Served>>>;

/// Files by path: type and content.
type Files = Arc<Mutex<HashMap<String, (&'static str, Vec<u8>)>>>;

/// How often each page was requested.
type Visits = Arc<Mutex<HashMap<String, usize>>>;

pub(crate) struct HostSite {
    /// Its origin.
    pub(crate) origin: String,
    pages: Pages,
    files: Files,
    visits: Visits,
}

impl HostSite {
    pub(crate) async fn start() -> HostSite {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let (pages, files, visits) = (Pages::default(), Files::default(), Visits::default());
        let state = (pages.clone(), files.clone(), visits.clone());
        let router = Router::new().fallback(respond).with_state(state);
        tokio::spawn(async { axum::serve(listener, router).await });
        HostSite {
            origin: format!("http://localhost:{port}"),
            pages,
            files,
            visits,
        }
    }

    /// How often this page was requested, as the site itself counted it.
    pub(crate) fn visits(&self, path: &str) -> usize {
        let visits = self.visits.lock().expect("no thread panics holding it");
        visits.get(path).copied().unwrap_or_default()
    }

    /// Adds a file of this type.
    pub(crate) fn file(&self, path: &str, kind: &'static str, content: Vec<u8>) {
        let mut files = self.files.lock().expect("no thread panics holding it");
        files.insert(path.to_owned(), (kind, content));
    }

    /// Adds a page with this body and returns its address.
    pub(crate) fn page(&self, path: &str, body: &str) -> String {
        self.put(path, "", body, None)
    }

    /// The same, with this in its head.
    pub(crate) fn page_with_head(&self, path: &str, head: &str, body: &str) -> String {
        self.put(path, head, body, None)
    }

    /// The same, under a Content-Security-Policy.
    pub(crate) fn page_with_policy(&self, path: &str, policy: &str, body: &str) -> String {
        self.put(path, "", body, Some(policy.to_owned()))
    }

    fn put(&self, path: &str, head: &str, body: &str, policy: Option<String>) -> String {
        let watch = match Kind::chosen() {
            Kind::WebKit => format!("<script>{}</script>", webkit::WATCH),
            _ => String::new(),
        };
        let policy = policy.map(|policy| {
            if watch.is_empty() {
                policy
            } else {
                allowing_the_watch(&policy)
            }
        });
        let html = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             {watch}<title>Sunday at last – The Courier</title>{head}</head>\
             <body><main><h1>Sunday at last</h1>{body}</main></body></html>"
        );
        let mut pages = self.pages.lock().expect("no thread panics holding it");
        pages.insert(path.to_owned(), Served { html, policy });
        format!("{}{path}", self.origin)
    }
}

/// The policy, extended to allow the tests' own script.
fn allowing_the_watch(policy: &str) -> String {
    let digest = BASE64_STANDARD.encode(Sha256::digest(webkit::WATCH));
    let directives = policy.split(';').map(str::trim);
    let directives = directives.map(|directive| match directive.strip_prefix("script-src ") {
        Some(sources) => format!("script-src 'sha256-{digest}' {sources}"),
        None => directive.to_owned(),
    });
    directives.collect::<Vec<_>>().join("; ")
}

async fn respond(
    State((pages, files, visits)): State<(Pages, Files, Visits)>,
    uri: Uri,
) -> Response {
    if uri.path() == "/favicon.ico" {
        return StatusCode::NO_CONTENT.into_response();
    }
    let files = files.lock().expect("no thread panics holding it");
    if let Some((kind, content)) = files.get(uri.path()) {
        return ([(header::CONTENT_TYPE, *kind)], content.clone()).into_response();
    }
    let pages = pages.lock().expect("no thread panics holding it");
    let Some(page) = pages.get(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut visits = visits.lock().expect("no thread panics holding it");
    *visits.entry(uri.path().to_owned()).or_default() += 1;
    let mut headers = HeaderMap::new();
    if let Some(policy) = &page.policy {
        let policy = policy.parse().expect("a policy is a header");
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    (headers, Html(page.html.clone())).into_response()
}
