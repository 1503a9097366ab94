//! How a form was sent, and who sent it, as far as the browser vouches for it.

use std::net::IpAddr;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use crate::domain::{attempts::credential::IdempotencyKey, privacy::signals::Signals};
use crate::web::{error::Error, http::own_origins::OwnOrigins, state::AppState};

/// The headers of a request, and the network address of its visitor.
pub(in crate::web) struct RequestContext {
    pub headers: HeaderMap,
    pub visitor: IpAddr,
}

impl FromRequestParts<AppState> for RequestContext {
    type Rejection = Error;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<RequestContext, Error> {
        Ok(RequestContext {
            headers: parts.headers.clone(),
            visitor: state
                .proxies()
                .visitor_of(&parts.extensions, &parts.headers),
        })
    }
}

/// A visitor to one of our pages; holds the address only if the visitor may get a view of its own.
#[derive(Clone, Copy, Debug)]
pub(in crate::web) struct Viewer(pub Option<IpAddr>);

impl RequestContext {
    /// A request to a host name that may belong to another site's owner gets no view of its own:
    /// that site's page could read our response, and a view's token is for us alone to read.
    pub(in crate::web) fn viewer(&self, state: &AppState) -> Viewer {
        let strange = state.own_origins().may_be_anothers(&self.headers);
        Viewer((!strange).then_some(self.visitor))
    }

    pub(in crate::web) fn sender(&self, state: &AppState) -> Sender {
        Sender::of(&self.headers, state.own_origins())
    }
}

/// How a form was sent.
pub(in crate::web) struct Submission {
    context: RequestContext,
    pub by: SubmittedBy,
    pub key: Option<IdempotencyKey>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::web) enum SubmittedBy {
    Script,
    Browser,
}

impl Submission {
    /// As JSON, by a widget or a program.
    pub(in crate::web) fn by_script(
        context: RequestContext,
        key: Option<IdempotencyKey>,
    ) -> Submission {
        let by = SubmittedBy::Script;
        Submission { context, by, key }
    }

    /// By a browser itself, which shows the response.
    pub(in crate::web) fn by_browser(context: RequestContext) -> Submission {
        Submission {
            context,
            by: SubmittedBy::Browser,
            key: None,
        }
    }

    pub(in crate::web) fn headers(&self) -> &HeaderMap {
        &self.context.headers
    }

    pub(in crate::web) fn visitor(&self) -> IpAddr {
        self.context.visitor
    }

    pub(in crate::web) fn viewer(&self, state: &AppState) -> Viewer {
        self.context.viewer(state)
    }

    pub(in crate::web) fn sender(&self, state: &AppState) -> Sender {
        self.context.sender(state)
    }

    /// How the form was sent, to recognise waves of false signatures.
    pub(in crate::web) fn signals(&self, state: &AppState) -> Signals {
        let is_program = self.sender(state) == Sender::Program;
        Signals {
            visitor: Some(self.visitor()).filter(|visitor| !visitor.is_unspecified()),
            by_widget: self.by == SubmittedBy::Script && !is_program,
        }
    }

    /// Whether one of our own pages sent it, including a frame of ours outside a sandbox.
    pub(in crate::web) fn is_ours(&self, state: &AppState) -> bool {
        self.sender(state) == Sender::Ours
    }
}

/// Who sent a post, as far as the browser vouches for it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::web) enum Sender {
    Ours,
    Origin(String),
    /// A browser that does not name the origin.
    Opaque,
    /// Nothing shows that it is a browser.
    Program,
}

impl Sender {
    fn of(headers: &HeaderMap, own: &OwnOrigins) -> Sender {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        // A browser that is set to send no referrer sends `null` on our own pages too, but this
        // header is still true (Fetch Metadata; a page cannot set it).
        let fetched = text("sec-fetch-site");
        let from_here = fetched == Some("same-origin") && !own.may_be_anothers(headers);
        match text(header::ORIGIN.as_str()) {
            None | Some("null") if from_here => Sender::Ours,
            None if fetched.is_none() => Sender::Program,
            None | Some("null") => Sender::Opaque,
            Some(named) if own.holds(named, headers) => Sender::Ours,
            Some(named) => Sender::Origin(named.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;
    use crate::web::http::own_origins;

    const OWN: &str = "https://act.example";

    fn sender(lines: &[(&'static str, &'static str)]) -> Sender {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("localhost:8080"));
        for (name, value) in lines {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        Sender::of(&headers, &own_origins::tests::at(OWN))
    }

    #[test]
    fn the_sender_is_read_from_the_origin_and_fetch_metadata() {
        let ally = || Sender::Origin("https://ally.example".to_owned());
        for (lines, expected) in [
            (&[("origin", OWN)][..], Sender::Ours),
            (&[("origin", "http://localhost:8080")], Sender::Ours),
            (&[("origin", "https://ally.example")], ally()),
            (
                &[
                    ("origin", "https://ally.example"),
                    ("sec-fetch-site", "same-origin"),
                ],
                ally(),
            ),
            (&[("origin", "null")], Sender::Opaque),
            (
                &[("origin", "null"), ("sec-fetch-site", "cross-site")],
                Sender::Opaque,
            ),
            (
                &[("origin", "null"), ("sec-fetch-site", "same-site")],
                Sender::Opaque,
            ),
            (
                &[("origin", "null"), ("sec-fetch-site", "same-origin")],
                Sender::Ours,
            ),
            (&[("sec-fetch-site", "same-origin")], Sender::Ours),
            (&[("sec-fetch-site", "cross-site")], Sender::Opaque),
            (&[("sec-fetch-site", "none")], Sender::Opaque),
            (&[], Sender::Program),
            // A stranger's host name that resolves to our address, with the origin hidden or not.
            (
                &[
                    ("host", "evil.example"),
                    ("origin", "null"),
                    ("sec-fetch-site", "same-origin"),
                ],
                Sender::Opaque,
            ),
            (
                &[
                    ("host", "evil.example"),
                    ("origin", "https://evil.example"),
                    ("sec-fetch-site", "same-origin"),
                ],
                Sender::Origin("https://evil.example".to_owned()),
            ),
        ] {
            assert_eq!(sender(lines), expected, "{lines:?}");
        }
    }
}
