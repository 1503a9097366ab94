//! The routes that only the demo has: the inbox beside the ordinary pages, and the allied site on
//! its own origin. What they show comes from `crate::demo`.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::demo::{
    ally::Ally,
    inbox::{self, Places},
    mail_folder::MailFolder,
};
use undersigned::pages;
use undersigned::web;

/// What the inbox's pages need.
#[derive(Clone)]
pub(crate) struct Inbox {
    pub(crate) folder: MailFolder,
    pub(crate) places: Places,
}

/// `/dev/mail`, served beside the ordinary routes.
pub(crate) fn mail(inbox: Inbox) -> Router {
    Router::new()
        .route("/dev/mail", get(list))
        .route("/dev/mail/newest", get(newest))
        .route("/dev/mail/{name}", get(message))
        .route("/dev/mail.js", get(script))
        .with_state(inbox)
}

async fn list(State(inbox): State<Inbox>) -> Response {
    let messages = read(&inbox, MailFolder::messages).await;
    private(inbox::list(messages, inbox.places).await)
}

async fn newest(State(inbox): State<Inbox>) -> Response {
    let newest = read(&inbox, MailFolder::newest).await;
    ([(header::CACHE_CONTROL, "no-store")], newest).into_response()
}

async fn message(State(inbox): State<Inbox>, Path(name): Path<String>) -> Response {
    match read(&inbox, move |folder| folder.message(&name)).await {
        Some(message) => private(inbox::message(message).await),
        None => {
            let page =
                pages::problem::draw("en", "not_found", "There is no such email in the inbox.")
                    .await;
            web::page_with(StatusCode::NOT_FOUND, page)
        }
    }
}

async fn script() -> Response {
    let content_type = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (content_type, inbox::SCRIPT).into_response()
}

async fn read<T: Send + 'static>(
    inbox: &Inbox,
    look: impl FnOnce(&MailFolder) -> T + Send + 'static,
) -> T {
    let folder = inbox.folder.clone();
    let looked = tokio::task::spawn_blocking(move || look(&folder)).await;
    looked.expect("looking into a folder does not panic")
}

/// Emails hold tokens, and styles of their own that no policy can name.
fn private(page: String) -> Response {
    let mut response = web::private_page(page);
    let policy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; font-src 'self'; \
        img-src data:; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    response
}

/// The allied site, complete and on an origin of its own.
pub(crate) fn ally(ally: Ally) -> Router {
    Router::new()
        .route("/", get(article))
        .route(Ally::ARTICLE, get(article))
        .route("/ally.css", get(sheet))
        .route("/street.svg", get(drawing))
        .fallback(nowhere)
        .with_state(ally)
}

async fn article(State(ally): State<Ally>) -> Response {
    foreign_page(StatusCode::OK, ally.article())
}

async fn nowhere(State(ally): State<Ally>) -> Response {
    foreign_page(StatusCode::NOT_FOUND, ally.not_found())
}

async fn sheet() -> Response {
    foreign("text/css; charset=utf-8", Ally::SHEET).into_response()
}

async fn drawing() -> Response {
    foreign("image/svg+xml", Ally::DRAWING).into_response()
}

fn foreign_page(status: StatusCode, page: String) -> Response {
    (status, foreign("text/html; charset=utf-8", page)).into_response()
}

/// Sets no policy: the editor's tags must work on a site that has none.
fn foreign<Body: IntoResponse>(content_type: &'static str, body: Body) -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, content_type),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        body,
    )
}
