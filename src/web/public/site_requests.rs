//! The form about a site on the embed page: it tests the site, or asks the organisers to let it embed.

use serde::Deserialize;
use url::Url;
use widgets::wire::ConfirmedKind;

use crate::domain::{declarations::sites::Sites, mail::message::RequestingSite};
use crate::pages::embed::{SiteRequest, SiteRequestNotice, choice};
use crate::store;
use crate::web::{
    error::Error,
    forms::submission::{RequestContext, Sender},
    http::extract::form::Field,
    state::AppState,
};

/// The longest address in an email to the organisers.
const MAX_PAGE_CHARS: usize = 200;

/// The fields of the form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct SiteForm {
    /// As typed.
    address: Field,
    /// Not empty: the organisers are asked.
    request: Field,
}

/// What a visitor sent with the form.
pub(super) enum PostedForm {
    /// Makes the server fetch from elsewhere, so it is a POST.
    Test(String),
    /// Sends an email.
    Request(String),
    /// An email to the organisers, which another site's page sent in the name of its visitor: it takes a
    /// press on our own page.
    ForeignRequest(String),
}

impl PostedForm {
    pub(super) fn new(state: &AppState, context: &RequestContext, form: &SiteForm) -> PostedForm {
        let address = form.address.to_string();
        match context.sender(state) {
            _ if form.request.is_empty() => PostedForm::Test(address),
            Sender::Ours | Sender::Program => PostedForm::Request(address),
            Sender::Origin(_) | Sender::Opaque => PostedForm::ForeignRequest(address),
        }
    }

    pub(super) fn address(&self) -> &str {
        match self {
            PostedForm::Test(address)
            | PostedForm::Request(address)
            | PostedForm::ForeignRequest(address) => address,
        }
    }
}

/// Asks the organisers of a declaration or list, in this language, to let a site embed.
pub(super) async fn request(
    state: &AppState,
    (kind, slug, sites): (ConfirmedKind, &str, &Sites),
    lang: &str,
    address: &str,
) -> Result<SiteRequest, Error> {
    let answer = |site: &str, outcome| SiteRequest {
        address: address.to_owned(),
        site: site.to_owned(),
        outcome,
    };
    let Some(site) = requesting_site(address) else {
        return Ok(answer("", SiteRequestNotice::NoAddress));
    };
    if sites.allows(&site.origin) {
        return Ok(answer(&site.origin, SiteRequestNotice::Allowed));
    }
    let declarations = state.store().declarations();
    let outcome = declarations
        .request_site((kind, slug), &site, lang, state.now_ms())
        .await?;
    let outcome = match outcome {
        store::SiteRequestOutcome::Sent => SiteRequestNotice::Sent,
        store::SiteRequestOutcome::SentBefore => SiteRequestNotice::SentBefore,
        store::SiteRequestOutcome::Unsent => SiteRequestNotice::Unsent,
        store::SiteRequestOutcome::Unknown => return Err(Error::NotFound),
    };
    Ok(answer(&site.origin, outcome))
}

/// The site of an address as people type it; `None` if it is none.
fn requesting_site(typed: &str) -> Option<RequestingSite> {
    let url = choice::web_address(typed.trim())?;
    let mut url = Url::parse(&url).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    // What is before an `@` could pass for the site.
    let bare = url.username().is_empty() && url.password().is_none();
    let origin = url.origin().ascii_serialization();
    let page = String::from(url);
    let page = if page.chars().count() > MAX_PAGE_CHARS {
        origin.clone()
    } else {
        page
    };
    bare.then_some(RequestingSite { origin, page })
}
