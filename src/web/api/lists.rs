//! Subscriptions to lists over the JSON API, and the data that the sign-up form is rendered from.

use crate::i18n::page;
use axum::{Json, extract::State, http::StatusCode};
use widgets::{view, wire};

use super::{
    declarations::pending,
    description::{WriteHeaders, WriteProblems},
};
use crate::domain::{declarations::List, privacy::holder::Holder};
use crate::web::{
    attempts::subscribing,
    error::Error,
    forms::doors::{Arrival, Posting},
    http::{body::IdempotentJson, path::Slug},
    state::AppState,
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
    let id = subscribing::subscribe(&state, &slug, &posting, &write.body).await?;
    Ok((StatusCode::ACCEPTED, Json(pending(id))))
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
