//! The server of an allied site, for the site tests: a page with these headers and this status. It
//! counts its visits and records who visited.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    http::{HeaderMap, HeaderName},
    response::{Html, IntoResponse},
};
use tokio::net::TcpListener;

/// An allied site's server.
pub(crate) struct Ally {
    pub(crate) origin: String,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    visits: AtomicUsize,
    agents: std::sync::Mutex<Vec<String>>,
}

impl Ally {
    pub(crate) async fn serve(head: &str, headers: &[(&str, &str)]) -> Ally {
        let page = format!(
            "<!doctype html><html><head><title>News</title>{head}</head><body><h1>News</h1></body></html>"
        );
        Ally::start("127.0.0.1", &page, headers, 200).await
    }

    pub(crate) async fn serve_page(page: &str, headers: &[(&str, &str)]) -> Ally {
        Ally::start("127.0.0.1", page, headers, 200).await
    }

    pub(crate) async fn serve_at(
        host: &str,
        page: &str,
        headers: &[(&str, &str)],
        status: u16,
    ) -> Ally {
        Ally::start(host, page, headers, status).await
    }

    async fn start(host: &str, page: &str, headers: &[(&str, &str)], status: u16) -> Ally {
        let listener = TcpListener::bind((host, 0)).await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("it is bound"));
        let seen = Arc::<Seen>::default();
        let mut answered = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().expect("a header's name");
            answered.append(name, value.parse().expect("a header's value"));
        }
        let (page, noted) = (page.to_owned(), seen.clone());
        let status = axum::http::StatusCode::from_u16(status).expect("a status");
        let respond = async move |asked: HeaderMap| {
            noted.visits.fetch_add(1, Ordering::SeqCst);
            let agent = asked
                .get("user-agent")
                .map_or("", |agent| agent.to_str().unwrap_or_default());
            noted
                .agents
                .lock()
                .expect("no thread panics holding it")
                .push(agent.to_owned());
            let mut response = (status, Html(page)).into_response();
            response.headers_mut().extend(answered);
            response
        };
        tokio::spawn(async { axum::serve(listener, Router::new().fallback(respond)).await });
        Ally { origin, seen }
    }

    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    pub(crate) fn visits(&self) -> usize {
        self.seen.visits.load(Ordering::SeqCst)
    }

    pub(crate) fn agents(&self) -> Vec<String> {
        self.seen
            .agents
            .lock()
            .expect("no thread panics holding it")
            .clone()
    }
}
