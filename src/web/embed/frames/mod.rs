//! Widgets as whole pages for iframes, which are self-contained: the form, its errors, the code and
//! the thanks are all served at one address. Frames are used where scripts are not allowed, in
//! sandboxes whose origin is `null`, and in other people's databases: an address once given out
//! stays valid for ever.

pub(in crate::web) mod notices;
mod page;
pub(in crate::web) mod submission;

use std::sync::Arc;

use axum::{
    extract::{Path, Query, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use widgets::view;

use super::attributes::Attributes;
use crate::domain::declarations::sites::Sites;
use crate::web::{
    error::Error,
    forms::{outcome::FormOutcome, subject::FormOf, submission::RequestContext},
    http::{origin, respond},
    state::AppState,
    views::{DeclarationView, ListView},
};
use page::ShownToken;

/// What a frame shows.
enum FrameSubject {
    Signature(Arc<DeclarationView>),
    Signup(Arc<ListView>),
    Share,
}

/// `GET /frame/v1/{signature,signup,share}`
pub(in crate::web) async fn show(
    State(state): State<AppState>,
    Path(widget): Path<String>,
    Query(mut attributes): Query<Attributes>,
    context: RequestContext,
) -> Result<Response, Error> {
    let headers = &context.headers;
    let subject = FrameSubject::find(&state, &widget, &attributes).await?;
    // The browser's header takes precedence over the address.
    if let Some(referring) = origin::referring_site(headers) {
        attributes.site = referring;
    }
    // A page that withholds its address cannot be distinguished from a visitor who opened the frame
    // directly, so it is shown. One click signs nothing: it takes a name, an address and the code
    // from an email, so a page gains no more from clickjacking than from a link to us.
    let embedder = match subject.sites() {
        Some(sites) => {
            origin::embedding_site(headers, &attributes.site, state.own_origins(), sites)?
        }
        None => Some(attributes.site.clone())
            .filter(|asking| asking != state.public_url())
            .unwrap_or_default(),
    };
    let token = ShownToken::New(context.viewer(&state));
    let page = page::draw(
        &state,
        &subject,
        attributes,
        embedder,
        FormOutcome::new(StatusCode::OK, view::Moment::default()),
        token,
    )
    .await;
    if subject.form().is_some() {
        // Its form belongs to this view alone.
        return Ok(respond::page_with(StatusCode::OK, page));
    }
    let kind = "text/html; charset=utf-8";
    let mut response = respond::kept(headers, kind, "no-cache", page.into());
    let headers = response.headers_mut();
    // The response contains the embedding page's origin.
    headers.append(header::VARY, HeaderValue::from_static("referer"));
    Ok(response)
}

/// A view's token must not be readable by the page around it: scripts of other origins can read no
/// frame that they did not post to.
pub(in crate::web) async fn hide_views(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = next.run(request).await;
    if reads {
        let headers = response.headers_mut();
        headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        headers.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
    }
    response
}

impl FrameSubject {
    async fn find(
        state: &AppState,
        widget: &str,
        attributes: &Attributes,
    ) -> Result<FrameSubject, Error> {
        match widget {
            "signature" => {
                let (slug, lang) = (&attributes.declaration, &attributes.lang);
                let view = state.last_declaration(slug, lang).await?;
                Ok(FrameSubject::Signature(view))
            }
            "signup" => Ok(FrameSubject::Signup(
                state.last_list(&attributes.list).await?,
            )),
            "share" => Ok(FrameSubject::Share),
            _ => Err(Error::NotFound),
        }
    }

    fn widget(&self) -> &'static str {
        match self {
            FrameSubject::Signature(_) => "signature",
            FrameSubject::Signup(_) => "signup",
            FrameSubject::Share => "share",
        }
    }

    /// The sites that may embed it; `None` for a share bar, which any site may embed.
    fn sites(&self) -> Option<&Sites> {
        match self {
            FrameSubject::Signature(view) => Some(&view.declaration.sites),
            FrameSubject::Signup(view) => Some(&view.list.sites),
            FrameSubject::Share => None,
        }
    }

    /// Where its form is sent on our own page.
    fn sends_to(&self, state: &AppState) -> String {
        let ours = state.public_url();
        match self {
            FrameSubject::Signature(view) => {
                format!("{ours}/d/{}/signatures", view.declaration.slug)
            }
            FrameSubject::Signup(view) => format!("{ours}/l/{}/subscriptions", view.list.slug),
            FrameSubject::Share => ours.to_owned(),
        }
    }

    /// Its form, if it has one.
    fn form(&self) -> Option<FormOf<'_>> {
        match self {
            FrameSubject::Signature(view) => Some(FormOf::Declaration(view)),
            FrameSubject::Signup(view) => Some(FormOf::List(&view.list)),
            FrameSubject::Share => None,
        }
    }

    /// The language of the text, for a frame that names none.
    fn lang(&self) -> &str {
        match self {
            FrameSubject::Signature(view) => &view.declaration.lang,
            FrameSubject::Signup(view) => &view.list.lang,
            FrameSubject::Share => "en",
        }
    }
}
