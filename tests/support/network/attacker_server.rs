//! A server that no script named. It answers every request, as an attacker's would, and records
//! them.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::State,
    http::{Uri, header},
    response::{Html, IntoResponse, Response},
};

pub(crate) struct Sink {
    /// Its origin.
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    pub(crate) async fn open() -> Sink {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let router = Router::new()
            .fallback(answer)
            .with_state((url.clone(), asked.clone()));
        tokio::spawn(async { axum::serve(listener, router).await });
        Sink { url, asked }
    }

    /// The paths requested so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panics holding it").clone()
    }
}

/// A fragment if one was requested, otherwise a script that leaves its mark.
async fn answer(
    State((url, asked)): State<(String, Arc<Mutex<Vec<String>>>)>,
    uri: Uri,
) -> Response {
    let mut asked = asked.lock().expect("nobody panics holding it");
    asked.push(uri.path().to_owned());
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
