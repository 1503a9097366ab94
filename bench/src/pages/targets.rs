//! The pages, and the requests for one of them.

use std::sync::Arc;

use anyhow::Result;
use http_body_util::Full;
use hyper::{Request, StatusCode, body::Bytes, http::request};

use crate::{
    requests::{ENCODINGS, Requests, SITE},
    server::SLUG,
};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Target {
    Fragment,
    Declaration,
    List,
    Home,
    NameSearch,
    Api,
}

pub(super) const ALL: [Target; 6] = [
    Target::Fragment,
    Target::Declaration,
    Target::List,
    Target::Home,
    Target::NameSearch,
    Target::Api,
];

impl Target {
    pub(super) fn label(self) -> &'static str {
        match self {
            Target::Fragment => "fragment",
            Target::Declaration => "/d/SLUG",
            Target::List => "/l/SLUG",
            Target::Home => "/",
            Target::NameSearch => "search for a common first name",
            Target::Api => "declaration (API)",
        }
    }

    pub(super) fn path(self) -> String {
        match self {
            Target::Fragment => format!("/embed/v1/signature?declaration={SLUG}&lang=en"),
            Target::Declaration => format!("/d/{SLUG}?lang=en"),
            Target::List => format!("/l/{SLUG}?lang=en"),
            Target::Home => "/?lang=en".to_owned(),
            Target::NameSearch => format!("/d/{SLUG}/names?lang=en&q=maria"),
            Target::Api => format!("/api/v1/declarations/{SLUG}"),
        }
    }
}

/// One address again and again, as an embedding page's browser requests it.
#[derive(Clone)]
pub(super) struct Repeated {
    path: Arc<str>,
    etag: Option<Arc<str>>,
}

impl Repeated {
    pub(super) fn new(path: &str) -> Repeated {
        Repeated {
            path: path.into(),
            etag: None,
        }
    }

    /// By a browser that has it already.
    pub(super) fn known_as(self, etag: &str) -> Repeated {
        Repeated {
            etag: Some(etag.into()),
            ..self
        }
    }
}

impl Requests for Repeated {
    fn next(&self, request: request::Builder) -> Result<Option<Request<Full<Bytes>>>> {
        let mut request = request
            .uri(&*self.path)
            .header("origin", SITE)
            .header("accept-encoding", ENCODINGS);
        if let Some(etag) = &self.etag {
            request = request.header("if-none-match", &**etag);
        }
        Ok(Some(request.body(Full::default())?))
    }

    fn expected(&self) -> StatusCode {
        if self.etag.is_some() {
            StatusCode::NOT_MODIFIED
        } else {
            StatusCode::OK
        }
    }
}
