//! A server that no script named. It answers every request, as an attacker's would, and records
//! them.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::State,
    http::{Uri, header},
    response::{Html, IntoResponse, Response},
};

pub(crate) struct AttackerServer {
    /// Its origin.
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl AttackerServer {
    pub(crate) async fn start() -> AttackerServer {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let router = Router::new()
            .fallback(respond)
            .with_state((url.clone(), requests.clone()));
        tokio::spawn(async { axum::serve(listener, router).await });
        AttackerServer { url, requests }
    }

    /// The paths requested so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests
            .lock()
            .expect("no thread panics holding it")
            .clone()
    }
}

/// A fragment if one was requested, otherwise a script that leaves its mark.
async fn respond(
    State((url, requests)): State<(String, Arc<Mutex<Vec<String>>>)>,
    uri: Uri,
) -> Response {
    let mut requests = requests.lock().expect("no thread panics holding it");
    requests.push(uri.path().to_owned());
    let open = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    if uri.path().starts_with("/embed/") {
        let fragment = format!(
            "<script></script><div><div data-island data-props=\"{{}}\" data-glue=\"{url}/glue.js\" \
             data-wasm=\"{url}/glue.wasm\" data-text=\"{url}/text.json\">x</div></div>"
        );
        return (open, Html(fragment)).into_response();
    }
    let script = "globalThis.owned = 'the sink';";
    let kind = [(header::CONTENT_TYPE, "text/javascript")];
    (open, kind, script).into_response()
}
