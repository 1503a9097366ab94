//! `/d/{slug}/embed` and `/l/{slug}/embed`: the page where a site editor chooses a widget, copies
//! its tag and tests their own site. `crates/site_check/` examines the site, `pages/` words the result.

use crate::bundle;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use url::form_urlencoded;
use widgets::{
    view::{FormFields, Presence},
    wire::ConfirmedKind,
};

use super::site_requests::{self, PostedForm, SiteForm};
use crate::web::{
    embed::{assets, attributes::Attributes, fragments, rooms},
    error::Error,
    forms::submission::RequestContext,
    http::{
        extract::{form::Form, path::Slug},
        language, respond,
    },
    middleware::security_headers,
    state::AppState,
};
use crate::{
    domain::declarations::sites::Sites,
    pages::{
        embed::{
            self, EmbedPage, SiteRequest, Test,
            choice::{Choice, OPTIONAL_FIELDS, Pinned},
            snippets,
        },
        styles,
    },
};
use site_check::{Failure, Subject, embedding::Widget};

/// `GET /d/{slug}/embed`
pub(in crate::web) async fn declaration(
    State(state): State<AppState>,
    slug: Slug,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let about = EmbedTarget::declaration(&state, &slug).await?;
    about.show(&state, &headers, query, None).await
}

/// `GET /l/{slug}/embed`
pub(in crate::web) async fn list(
    State(state): State<AppState>,
    slug: Slug,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let about = EmbedTarget::list(&state, &slug).await?;
    about.show(&state, &headers, query, None).await
}

/// `POST /d/{slug}/embed`: tests a site, or asks the organisers to let it embed.
pub(in crate::web) async fn check_for_declaration(
    State(state): State<AppState>,
    slug: Slug,
    RawQuery(query): RawQuery,
    context: RequestContext,
    form: Form<SiteForm>,
) -> Result<Response, Error> {
    check_limit(&state, &context)?;
    let about = EmbedTarget::declaration(&state, &slug).await?;
    let posted = PostedForm::new(&state, &context, &form.fields);
    about
        .show(&state, &context.headers, query, Some(posted))
        .await
}

/// `POST /l/{slug}/embed`
pub(in crate::web) async fn check_for_list(
    State(state): State<AppState>,
    slug: Slug,
    RawQuery(query): RawQuery,
    context: RequestContext,
    form: Form<SiteForm>,
) -> Result<Response, Error> {
    check_limit(&state, &context)?;
    let about = EmbedTarget::list(&state, &slug).await?;
    let posted = PostedForm::new(&state, &context, &form.fields);
    about
        .show(&state, &context.headers, query, Some(posted))
        .await
}

fn check_limit(state: &AppState, context: &RequestContext) -> Result<(), Error> {
    state.inspection().limit.check(context.visitor)
}

/// The loader that accepts only the bytes of this version.
fn pinned(state: &AppState) -> Option<Pinned> {
    let loader = state.loaders().pinned()?;
    let (server, hash) = (state.public_url(), loader.hash());
    Some(Pinned {
        address: format!("{server}/assets/{hash}/{}", assets::PINNED),
        integrity: loader.integrity(),
    })
}

/// The names of the attribute `fields` for what the declaration's file makes optional.
fn optional_fields(fields: FormFields) -> Vec<&'static str> {
    let presences = [
        fields.organisation,
        fields.role,
        fields.postcode,
        fields.public,
        fields.reservations,
        fields.updates,
    ];
    let named = OPTIONAL_FIELDS.into_iter().zip(presences);
    let optional = named.filter(|(_, presence)| *presence == Presence::Optional);
    optional.map(|(name, _)| name).collect()
}

/// What the page is about.
struct EmbedTarget {
    home: Widget,
    slug: String,
    path: String,
    title: String,
    lang: String,
    organisers: String,
    contact: String,
    sites: Sites,
    /// What visitors may leave empty in the declaration's form.
    optional_fields: Vec<&'static str>,
}

impl EmbedTarget {
    async fn declaration(state: &AppState, slug: &str) -> Result<EmbedTarget, Error> {
        let view = state.declaration(slug, "").await?;
        let declaration = &view.declaration;
        Ok(EmbedTarget {
            home: Widget::Signature,
            slug: declaration.slug.clone(),
            path: format!("/d/{slug}", slug = declaration.slug),
            title: declaration.title.clone(),
            lang: declaration.lang.clone(),
            organisers: declaration.organisers.clone(),
            contact: declaration.contact.clone(),
            sites: declaration.sites.clone(),
            optional_fields: optional_fields(declaration.fields),
        })
    }

    async fn list(state: &AppState, slug: &str) -> Result<EmbedTarget, Error> {
        let view = state.list(slug).await?;
        let list = &view.list;
        Ok(EmbedTarget {
            home: Widget::Signup,
            slug: list.slug.clone(),
            path: format!("/l/{slug}", slug = list.slug),
            title: list.title.clone(),
            lang: list.lang.clone(),
            organisers: list.organisers.clone(),
            contact: list.contact.clone(),
            sites: list.sites.clone(),
            optional_fields: Vec::new(),
        })
    }

    async fn show(
        self,
        state: &AppState,
        headers: &HeaderMap,
        query: Option<String>,
        form: Option<PostedForm>,
    ) -> Result<Response, Error> {
        let query = query.unwrap_or_default();
        let fields: Vec<_> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let mut choice = Choice::of(&fields, self.home, &self.slug, state.public_url());
        choice.pinned = pinned(state);
        choice.offer_fields(&self.optional_fields);
        let named = fields.iter().find(|(name, _)| name == "address");
        let address = match &form {
            Some(form) => form.address(),
            None => named.map_or("", |(_, address)| address),
        };
        let address = address.to_owned();
        let (mut test, mut request) = (None, None);
        match &form {
            Some(PostedForm::Test(address)) => {
                test = Some(self.test(state, &choice, address).await);
            }
            Some(PostedForm::Request(address)) => {
                request = Some(self.request(state, address).await?);
            }
            Some(PostedForm::ForeignRequest(_)) | None => {}
        }
        let status = match test.as_ref().map(|test| &test.outcome) {
            Some(Err(Failure::Busy)) => StatusCode::TOO_MANY_REQUESTS,
            Some(Err(_)) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::OK,
        };
        let posted = form.is_some();
        let preview = self.preview(state, &choice).await?;
        let attributes = Attributes::of(&choice);
        choice.room = rooms::room(state, choice.widget, &attributes).await?;
        // The choices decide the page's own styles, so its policy names them.
        let styles = styles::source(&embed::styles(&choice));
        let styles = format!("{styles} {}", styles::dialog().source);
        let policy = security_headers::page_policy_with(state.public_url(), &styles);
        // The `lang` in the page's query is the widget's; the reader's language comes from the
        // browser.
        let reader = language::negotiate(None, headers, &self.lang);
        let page = embed::draw(EmbedPage {
            reader: reader.to_owned(),
            home: self.home,
            title: self.title,
            lang: self.lang,
            organisers: self.organisers,
            contact: self.contact,
            path: self.path,
            every_site: self.sites == Sites::Every,
            preview,
            script: bundle::url("embed-page.js"),
            optional_fields: self.optional_fields,
            address,
            test,
            request,
            choice,
        })
        .await;
        let mut response = if posted {
            respond::page_with(status, page)
        } else {
            respond::page_in_language(page)
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        Ok(response)
    }

    /// Asks the organisers to let a site embed.
    async fn request(&self, state: &AppState, address: &str) -> Result<SiteRequest, Error> {
        let kind = match self.home {
            Widget::Signup => ConfirmedKind::Subscription,
            Widget::Signature | Widget::Share => ConfirmedKind::Signature,
        };
        let about = (kind, self.slug.as_str(), &self.sites);
        site_requests::request(state, about, &self.lang, address).await
    }

    async fn test(&self, state: &AppState, choice: &Choice, address: &str) -> Test {
        let subject = Subject {
            server: state.public_url().to_owned(),
            widget: choice.widget,
            slug: self.slug.clone(),
        };
        let sites = self.sites.clone();
        let allows = move |origin: &str| sites.allows(origin);
        let inspector = &state.inspection().inspector;
        Test {
            address: address.to_owned(),
            outcome: inspector.inspect(address, &subject, allows).await,
        }
    }

    /// The widget with a declarative shadow root, so that it appears without script.
    async fn preview(&self, state: &AppState, choice: &Choice) -> Result<String, Error> {
        let mut shown = choice.clone();
        if shown.lang.is_empty() {
            // The page it will be embedded in is most likely in the language of the text.
            shown.lang.clone_from(&self.lang);
        }
        if choice.widget == Widget::Share && choice.url.is_empty() {
            shown.url = format!("{}{}", state.public_url(), self.path);
        }
        if choice.widget == Widget::Share && choice.text.is_empty() {
            shown.text.clone_from(&self.title);
        }
        let fragment =
            fragments::sample(state, choice.widget, &shown.fragment_query(false)).await?;
        let name = choice.widget.name();
        let attributes = snippets::written(&shown.attributes(), "");
        Ok(format!(
            "<undersigned-{name}{attributes}><template shadowrootmode=\"open\">{fragment}</template></undersigned-{name}>"
        ))
    }
}
