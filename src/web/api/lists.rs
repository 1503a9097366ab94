//! Subscriptions to lists over the JSON API, and the data that the sign-up form is rendered from.

use crate::i18n::page;
use axum::{Json, extract::State, http::StatusCode};
use widgets::{fields, view, wire};

use super::{
    declarations::{field_faults, pending},
    description::{WriteHeaders, WriteProblems},
};
use crate::web::{
    error::Error,
    forms::{
        doors::{self, Arrival, Posted, Posting},
        tokens::ShownConsent,
    },
    http::{body::IdempotentJson, origin, path::Slug},
    state::AppState,
};
use crate::{
    domain::{
        declarations::List, lists::subscription::NewSubscription, mail::message,
        privacy::holder::Holder,
    },
    store::AttemptOutcome,
};

/// Subscribe to a list. No news is sent until the email has been confirmed.
#[utoipa::path(
    post, path = "/api/v1/lists/{slug}/subscriptions", tag = "lists",
    params(
        ("slug" = String, Path),
        WriteHeaders,
    ),
    request_body = wire::SubscribeRequest,
    responses(
        (status = 202, description = "An email is on its way; the same answer for everyone.", body = wire::Accepted),
        WriteProblems,
    ),
)]
pub(in crate::web) async fn subscribe(
    State(state): State<AppState>,
    slug: Slug,
    arrival: Arrival,
    write: IdempotentJson<wire::SubscribeRequest>,
) -> Result<(StatusCode, Json<wire::Accepted>), Error> {
    let posting = Posting::by_script(arrival, write.key);
    let id = accept(&state, &slug, &posting, &write.body).await?;
    Ok((StatusCode::ACCEPTED, Json(pending(id))))
}

/// Subscribing, for the API and the native form.
pub(in crate::web) async fn accept(
    state: &AppState,
    slug: &str,
    posting: &Posting,
    request: &wire::SubscribeRequest,
) -> Result<String, Error> {
    let list = state.list(slug).await?;
    let about = message::about(wire::ConfirmedKind::Subscription, slug);
    let posted = Posted {
        about: &about,
        site: &request.site,
        token: &request.form_token,
    };
    let admitted = doors::open(state, posting, &list.sites, &posted)?;
    let subscribing = fields::check_subscribe(request)
        .and_then(|subscribing| known_topics(subscribing, &list))
        .map_err(|faults| field_faults(&request.lang, faults))?;
    let embedder = admitted.embedder.clone();
    let page = origin::page(&request.lang, embedder, &request.page_url);
    let now = |lang: &str| ShownConsent::joining(lang, &list.organisers, &list.holder);
    let shown = admitted.words(state, &request.lang, now).await?;
    let subscription = NewSubscription::new(slug, subscribing, page).agreeing(shown.words);
    let now_ms = state.now_ms();
    for key in admitted.keys(posting, &about, request) {
        match state
            .store()
            .subscribe(subscription.clone(), key, now_ms)
            .await?
        {
            AttemptOutcome::Accepted { id } => return Ok(id),
            AttemptOutcome::Unknown => return Err(Error::NotFound),
            AttemptOutcome::OffTheWeb => return Err(Error::Unpublished),
            AttemptOutcome::KeyReused => {}
        }
    }
    Err(admitted.used_up())
}

/// Checks the topics against the list's own; field validation checks only their format.
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

/// The data holder's postal address and privacy notice, for a form in a language.
pub(in crate::web) fn held(holder: &Holder, lang: &str) -> view::Holder {
    let words = page::of(lang).privacy_notice;
    let link = holder.privacy_link().map(str::to_owned);
    view::Holder {
        address: holder.address.clone(),
        privacy: holder.privacy_words().map(str::to_owned),
        notice: link.map(|link| (link, words.to_owned())),
    }
}

/// The sign-up form of a list, in a language.
pub(in crate::web) fn signup_panel(list: &List, lang: &str) -> view::SignupPanel {
    let topics = list.topics.iter().map(|topic| view::Topic {
        id: topic.id.clone(),
        label: topic.label.clone(),
    });
    view::SignupPanel {
        slug: list.slug.clone(),
        title: list.title.clone(),
        organisers: list.organisers.clone(),
        holder: held(&list.holder, lang),
        topics: topics.collect(),
    }
}
