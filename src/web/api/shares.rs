//! Counts shares by network, site, source and day, never by visitor. Any page may have a share bar, but a share
//! counts for a declaration only if it comes from a site that may embed the declaration.

use axum::{extract::State, http::StatusCode};
use widgets::{fields::FieldError, share::links, wire};

use super::openapi::{WriteHeaders, WriteProblems};
use crate::web::{
    error::Error,
    forms::{
        csrf,
        subject::FormOf,
        submission::{RequestContext, Sender},
        tokens::FormToken,
    },
    http::{
        extract::{json::IdempotentJson, path::Slug},
        origin,
    },
    state::AppState,
    views::DeclarationView,
};
use crate::{
    domain::{
        attempts::credential::IdempotencyKey, declarations::sites::Sites, signatures::source,
    },
    store::{Share, ShareOutcome},
};

/// Count a share.
#[utoipa::path(
    post, path = "/api/v1/shares", tag = "shares",
    params(WriteHeaders),
    request_body = wire::ShareRequest,
    responses(
        (status = 204, description = "Counted: for the declaration if it may stand where this comes from, else for none."),
        WriteProblems,
    ),
)]
pub(in crate::web) async fn share(
    State(state): State<AppState>,
    context: RequestContext,
    write: IdempotentJson<wire::ShareRequest>,
) -> Result<StatusCode, Error> {
    let share = write.body;
    // An open set of names would let anyone fill the table.
    if links::network(&share.network).is_none() {
        return Err(Error::of_fields(
            "en",
            vec![("network", FieldError::InvalidChoice)],
        ));
    }
    // A page without a declaration may send an empty string.
    let named = share.declaration.as_deref().filter(|slug| !slug.is_empty());
    let declaration = named
        .map(Slug::parse)
        .transpose()
        .map_err(|_| Error::of_fields("en", vec![("declaration", FieldError::InvalidChoice)]))?;
    let counted = match &declaration {
        Some(slug) => vouched(&state, &context, slug, &share).await?,
        None => None,
    };
    let mut counts = Share {
        network: share.network,
        ..Share::default()
    };
    let mut key = write.key;
    if let (Some(counted), Some(slug)) = (counted, declaration) {
        let declarations = state.store().declarations();
        let source = source(&share.source);
        counts.source = declarations.counted_source(counted.subject, &source).await;
        counts.site = counted.site;
        counts.declaration = slug.to_string();
        key = counted.of_view.or(key);
    }
    let declarations = state.store().declarations();
    match declarations.add_share(counts, key, state.now_ms()).await? {
        ShareOutcome::Counted => Ok(StatusCode::NO_CONTENT),
        ShareOutcome::KeyReused => Err(Error::KeyReused),
    }
}

/// A share that counts for a declaration.
struct CountedShare {
    /// The declaration's number.
    subject: i64,
    /// The origin that embeds it; empty on our own pages.
    site: String,
    /// Set if the share comes from a view that has a token but sends no origin: it counts once for each
    /// network.
    of_view: Option<IdempotencyKey>,
}

/// What a share counts for, by the origin that sends it; `None` if for no declaration.
async fn vouched(
    state: &AppState,
    context: &RequestContext,
    slug: &Slug,
    share: &wire::ShareRequest,
) -> Result<Option<CountedShare>, Error> {
    let view = match state.last_declaration(slug, "").await {
        Ok(view) => view,
        Err(Error::NotFound | Error::Unpublished) => return Ok(None),
        Err(error) => return Err(error),
    };
    let sites = &view.declaration.sites;
    let claimed = csrf::claimed(&share.site, sites);
    let site = match context.sender(state) {
        Sender::Ours => claimed,
        Sender::Program => {
            state.limits().programs.check(context.visitor)?;
            claimed
        }
        Sender::Origin(named) if !sites.allows(&named) => return Ok(None),
        Sender::Origin(named) => {
            if *sites == Sites::Every {
                state.limits().shares.check(&named)?;
            }
            origin::serialised(&named).unwrap_or_default()
        }
        Sender::Opaque => return Ok(of_view(state, &view, share, claimed)),
    };
    Ok(Some(CountedShare {
        subject: view.declaration.subject,
        site,
        of_view: None,
    }))
}

fn of_view(
    state: &AppState,
    view: &DeclarationView,
    share: &wire::ShareRequest,
    site: String,
) -> Option<CountedShare> {
    let about = FormOf::Declaration(view).about();
    let (seal, form) = (state.store().seal(), (about.as_str(), site.as_str()));
    let token = FormToken::read_view(seal, form, &share.form_token, state.now_ms())?;
    let parts = ["view", &about, &token, "share", &share.network];
    let of_view = Some(IdempotencyKey::of_parts(&parts, &[]));
    Some(CountedShare {
        subject: view.declaration.subject,
        site,
        of_view,
    })
}
