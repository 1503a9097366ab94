//! Subscriptions to lists over the JSON API.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use widgets::{
    fields,
    text::{Key, Text},
    wire,
};

use super::{
    body::Write,
    declarations::{field_faults, pending},
    description::WriteProblems,
    error::Error,
    origin,
    path::Slug,
    site::Site,
};
use crate::{
    domain::{
        consent::Words, declaration::List, proof::IdempotencyKey, subscription::NewSubscription,
    },
    store::AttemptOutcome,
};

/// Join a list; nothing is sent until the letter is answered.
#[utoipa::path(
    post, path = "/api/v1/lists/{slug}/subscriptions", tag = "lists",
    params(
        ("slug" = String, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and body give the same answer and one effect."),
    ),
    request_body = wire::SubscribeRequest,
    responses(
        (status = 202, description = "A letter is on its way; the same answer for everyone.", body = wire::Accepted),
        WriteProblems,
    ),
)]
pub(super) async fn subscribe(
    State(site): State<Site>,
    slug: Slug,
    headers: HeaderMap,
    write: Write<wire::SubscribeRequest>,
) -> Result<(StatusCode, Json<wire::Accepted>), Error> {
    let id = accept(&site, &slug, &headers, &write.body, write.key).await?;
    Ok((StatusCode::ACCEPTED, Json(pending(id))))
}

/// Joining, for the API and the native form alike.
pub(super) async fn accept(
    site: &Site,
    slug: &str,
    headers: &HeaderMap,
    request: &wire::SubscribeRequest,
    key: Option<IdempotencyKey>,
) -> Result<String, Error> {
    let list = site.list(slug).await?;
    let embedder = origin::embedding_site(headers, &request.site, site.public_url(), &list.sites)?;
    let subscribing = fields::check_subscribe(request)
        .and_then(|subscribing| known_topics(subscribing, &list))
        .map_err(|faults| field_faults(&request.lang, faults))?;
    let page = origin::page(&request.lang, embedder, &request.page_url);
    let subscription = NewSubscription::new(slug, subscribing, page);
    let text = Text::of(&request.lang);
    let consent = text.with(Key::Consent, &list.organisers);
    let words = format!("{consent}\n[{}]", text.get(Key::Join));
    let subscription = subscription.agreeing(Words::new(text.lang(), words));
    match site
        .store()
        .subscribe(subscription, key, site.now_ms())
        .await?
    {
        AttemptOutcome::Accepted { id } => Ok(id),
        AttemptOutcome::Unknown => Err(Error::NotFound),
        AttemptOutcome::KeyReused => Err(Error::KeyReused),
    }
}

/// Which topics there are is for the list to say; the fields know only their shape.
fn known_topics(
    subscribing: fields::Subscribing,
    list: &List,
) -> Result<fields::Subscribing, fields::FieldErrors> {
    let known = |topic: &fields::Slug| list.topics.iter().any(|known| known.id == topic.as_str());
    if subscribing.topics.iter().all(known) {
        Ok(subscribing)
    } else {
        Err(vec![("topics", fields::FieldError::InvalidChoice)])
    }
}
