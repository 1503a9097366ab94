//! Counts shares by network and day, never by visitor. Any page may have a share bar, but a share
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
    http::extract::{json::IdempotentJson, path::Slug},
    state::AppState,
    views::DeclarationView,
};
use crate::{
    domain::{attempts::credential::IdempotencyKey, declarations::sites::Sites},
    store::ShareOutcome,
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
        None => Counted::ForNone,
    };
    let (declaration, key) = match counted {
        Counted::ForDeclaration => (declaration.as_deref(), write.key),
        Counted::OfView(key) => (declaration.as_deref(), Some(key)),
        Counted::ForNone => (None, write.key),
    };
    let now_ms = state.now_ms();
    match state
        .store()
        .declarations()
        .add_share(declaration, &share.network, key, now_ms)
        .await?
    {
        ShareOutcome::Counted => Ok(StatusCode::NO_CONTENT),
        ShareOutcome::KeyReused => Err(Error::KeyReused),
    }
}

/// What a share counts for.
enum Counted {
    ForDeclaration,
    /// For the declaration, once for each network: the share comes from a view that has a token but
    /// sends no origin.
    OfView(IdempotencyKey),
    ForNone,
}

/// Decides what a share counts for, by the origin that sends it.
async fn vouched(
    state: &AppState,
    context: &RequestContext,
    slug: &Slug,
    share: &wire::ShareRequest,
) -> Result<Counted, Error> {
    let view = match state.last_declaration(slug, "").await {
        Ok(view) => view,
        Err(Error::NotFound | Error::Unpublished) => return Ok(Counted::ForNone),
        Err(error) => return Err(error),
    };
    let sites = &view.declaration.sites;
    match context.sender(state) {
        Sender::Ours => {}
        Sender::Program => state.limits().programs.check(context.visitor)?,
        Sender::Origin(named) if !sites.allows(&named) => return Ok(Counted::ForNone),
        Sender::Origin(named) if *sites == Sites::Every => state.limits().shares.check(&named)?,
        Sender::Origin(_) => {}
        Sender::Opaque => return Ok(of_view(state, &view, share)),
    }
    Ok(Counted::ForDeclaration)
}

fn of_view(state: &AppState, view: &DeclarationView, share: &wire::ShareRequest) -> Counted {
    let declaration = &view.declaration;
    let about = FormOf::Declaration(view).about();
    let site = csrf::claimed(&share.site, &declaration.sites);
    let (seal, form) = (state.store().seal(), (about.as_str(), site.as_str()));
    let view = FormToken::read_view(seal, form, &share.form_token, state.now_ms());
    let Some(view) = view else {
        return Counted::ForNone;
    };
    let parts = ["view", &about, &view, "share", &share.network];
    Counted::OfView(IdempotencyKey::of_parts(&parts, &[]))
}
