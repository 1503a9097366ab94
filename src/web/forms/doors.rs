//! Decides which posts of a form to accept, by three rules.
//!
//! 1. A real `Origin` decides: it must be ours or in the declaration's `sites`.
//! 2. An `Origin` of `null`, which sandboxes and pages without referrers send, needs the token of
//!    one of our views. Pages of other origins cannot read the token, and the attempt uses it up.
//! 3. For anything else from a browser we show our own page, with everything filled in and a button.
//!
//! Programs that send no origin may use the API, with a rate limit of their own. The same rules
//! apply to requests about an existing attempt, in `attempt_doors.rs`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use serde::Serialize;
use widgets::text::Text;

use super::tokens::FormToken;
use crate::domain::attempts::credential::IdempotencyKey;
use crate::domain::declarations::sites::Sites;
use crate::domain::hash;
use crate::domain::privacy::consent::ShownConsent;
use crate::web::{
    error::Error,
    http::{origin, own_origins::OwnOrigins},
    state::AppState,
};

/// Attempts allowed with the token of one view: a visitor may correct a name after the email was
/// sent and send the form again, and two people who share a mailbox may sign one after the other.
const ATTEMPTS_A_VIEW: u8 = 3;

/// The headers of a request, and the network address of its visitor.
pub(in crate::web) struct Arrival {
    pub headers: HeaderMap,
    pub visitor: IpAddr,
}

impl FromRequestParts<AppState> for Arrival {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Arrival, Error> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        Ok(Arrival {
            headers: parts.headers.clone(),
            visitor: state.proxies().visitor(peer, &parts.headers),
        })
    }
}

/// A visitor to one of our pages; holds the address only if the visitor may get a view of its own.
#[derive(Clone, Copy, Debug)]
pub(in crate::web) struct Viewer(pub Option<IpAddr>);

impl Arrival {
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
pub(in crate::web) struct Posting {
    arrival: Arrival,
    pub by: SubmittedBy,
    pub key: Option<IdempotencyKey>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::web) enum SubmittedBy {
    Script,
    Browser,
}

impl Posting {
    /// As JSON, by a widget or a program.
    pub(in crate::web) fn by_script(arrival: Arrival, key: Option<IdempotencyKey>) -> Posting {
        let by = SubmittedBy::Script;
        Posting { arrival, by, key }
    }

    /// By a browser itself, which shows the response.
    pub(in crate::web) fn by_browser(arrival: Arrival) -> Posting {
        Posting {
            arrival,
            by: SubmittedBy::Browser,
            key: None,
        }
    }

    pub(in crate::web) fn headers(&self) -> &HeaderMap {
        &self.arrival.headers
    }

    pub(in crate::web) fn visitor(&self) -> IpAddr {
        self.arrival.visitor
    }

    pub(in crate::web) fn viewer(&self, state: &AppState) -> Viewer {
        self.arrival.viewer(state)
    }

    pub(in crate::web) fn sender(&self, state: &AppState) -> Sender {
        self.arrival.sender(state)
    }

    /// Whether one of our own pages sent it, including a frame of ours outside a sandbox.
    pub(in crate::web) fn is_ours(&self, state: &AppState) -> bool {
        self.sender(state) == Sender::Ours
    }
}

/// What a form contains besides the typed fields.
pub(in crate::web) struct Posted<'a> {
    /// Declaration or list, as in `signature/SLUG`.
    pub about: &'a str,
    /// The origin that it claims to be on.
    pub site: &'a str,
    pub token: &'a str,
}

/// A form that is accepted.
pub(in crate::web) struct AcceptedForm {
    /// The origin it was on; empty on our own pages.
    pub embedder: String,
    /// Identifies the consent wording that was shown.
    token: Option<FormToken>,
    by: SubmittedBy,
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

/// Checks where a form comes from: accepts it, rejects its site, limits its rate, or requires the
/// visitor to press a button on our own page (`Error::CheckNeeded`).
pub(in crate::web) fn open(
    state: &AppState,
    posting: &Posting,
    sites: &Sites,
    posted: &Posted,
) -> Result<AcceptedForm, Error> {
    let sender = posting.sender(state);
    let claimed = claimed(posted.site, sites);
    let token = FormToken::read(state.store().seal(), posted.about, &claimed, posted.token);
    let fresh = |token: &&FormToken| token.is_fresh(state.now_ms());
    let embedder = match &sender {
        Sender::Ours => claimed,
        Sender::Origin(named) if sites.allows(named) => {
            if *sites == Sites::Every {
                state.limits().origins.check(named)?;
            }
            origin::serialised(named).unwrap_or_default()
        }
        Sender::Origin(named) => return Err(origin::not_allowed(named)),
        Sender::Opaque => {
            let view = token.as_ref().filter(fresh);
            view.filter(|token| token.view.is_some())
                .ok_or(Error::CheckNeeded)?;
            claimed
        }
        Sender::Program => {
            let said = posted.site.trim();
            let elsewhere = !said.is_empty() && !state.own_origins().names(said);
            if elsewhere && !sites.allows(said) {
                return Err(origin::not_allowed(said));
            }
            state.limits().programs.check(posting.visitor())?;
            claimed
        }
    };
    if posting.by == SubmittedBy::Browser && token.as_ref().filter(fresh).is_none() {
        return Err(Error::CheckNeeded);
    }
    Ok(AcceptedForm {
        embedder,
        token: token.map(|mut token| {
            // Only an opaque origin uses up its view; other forms may be sent any number of times.
            token.view.take_if(|_| sender != Sender::Opaque);
            token
        }),
        by: posting.by,
    })
}

/// The origin that one of our pages or a program claims to be on; for other pages the browser sends
/// it.
pub(in crate::web) fn claimed(site: &str, sites: &Sites) -> String {
    let allowed = Some(site.trim()).filter(|site| sites.allows(site));
    allowed.and_then(origin::serialised).unwrap_or_default()
}

/// The idempotency keys that use up a view: one for each email to a new address that it allows.
pub(in crate::web) fn view_keys(
    about: &str,
    view: &str,
    body: &impl Serialize,
) -> Vec<Option<IdempotencyKey>> {
    let body = serde_json::to_vec(body).unwrap_or_default();
    let key = |time: u8| IdempotencyKey {
        key: hash::of_parts(&["view", about, view, &time.to_string()]),
        body_hash: hash::of_bytes(&body),
    };
    (0..ATTEMPTS_A_VIEW).map(|time| Some(key(time))).collect()
}

impl AcceptedForm {
    /// The idempotency keys to try in order, until one was not used for another body. A view's key is
    /// stored in the same transaction as its attempt, which uses up the view; the same form sent
    /// twice has one effect.
    pub(in crate::web) fn keys(
        &self,
        posting: &Posting,
        about: &str,
        body: &impl Serialize,
    ) -> Vec<Option<IdempotencyKey>> {
        let view = self.token.as_ref().and_then(|token| token.view.as_deref());
        match view {
            Some(view) => view_keys(about, view, body),
            None => vec![posting.key.clone()],
        }
    }

    /// The error if every key was used for another body.
    pub(in crate::web) fn used_up(&self) -> Error {
        match self.token.as_ref().and_then(|token| token.view.as_ref()) {
            Some(_) => Error::CheckNeeded,
            None => Error::KeyReused,
        }
    }

    /// The consent wordings shown with the form, as identified by its token. `wordings_in` makes
    /// the current ones in a language. A client without a token got no wording from us; we assume
    /// that it showed the current one.
    pub(in crate::web) async fn consent(
        &self,
        state: &AppState,
        lang: &str,
        wordings_in: impl Fn(&str) -> ShownConsent,
    ) -> Result<ShownConsent, Error> {
        let Some(token) = &self.token else {
            return Ok(wordings_in(lang));
        };
        let digest = token.consent();
        if let Some(current) = digest.find_current(lang, &Text::LANGUAGES, &wordings_in) {
            return Ok(current);
        }
        // The wording has changed since; the one that was shown is stored.
        let wording = state.store().shown_words(&digest.wording).await?;
        let updates = match &digest.updates {
            Some(updates) => state.store().shown_words(updates).await?,
            None => None,
        };
        match (digest.from_stored(wording, updates), self.by) {
            (Some(stored), _) => Ok(stored),
            // The database was unavailable when the wording was shown.
            (None, SubmittedBy::Browser) => Err(Error::CheckNeeded),
            (None, SubmittedBy::Script) => Ok(wordings_in(lang)),
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
