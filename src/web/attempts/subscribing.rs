//! Subscribing to a list.

use widgets::{fields, wire};

use super::{accepted_id, email_hint, pending, with_source};
use crate::domain::{declarations::List, lists::subscription::NewSubscription};
use crate::web::{
    error::Error,
    forms::{
        consent_wordings,
        csrf::{self, FormMetadata},
        subject::FormOf,
        submission::Submission,
    },
    http::origin,
    state::AppState,
};

/// Checks the request and makes an attempt; returns its id and how its email is recognised. No news
/// is sent until that has been answered.
pub(in crate::web) async fn subscribe(
    state: &AppState,
    slug: &str,
    submission: &Submission,
    request: &wire::SubscribeRequest,
) -> Result<wire::Accepted, Error> {
    let view = state.list(slug).await?;
    let list = &view.list;
    let about = FormOf::List(list).about();
    let metadata = FormMetadata {
        about: &about,
        site: &request.site,
        token: &request.form_token,
    };
    let accepted = csrf::check(state, submission, &list.sites, &metadata)?;
    let fields = fields::check_subscribe(request, &list.fields)
        .and_then(|fields| check_topics(fields, list))
        .map_err(|errors| Error::of_fields(&request.lang, errors))?;
    let page = origin::page(&request.lang, accepted.embedder.clone(), &request.page_url);
    let page = with_source(state, list.subject, page, &request.source).await;
    let wordings_in =
        |lang: &str| consent_wordings::subscribing(lang, &list.organisers, &list.holder);
    let consent = accepted.consent(state, &request.lang, wordings_in).await?;
    let subscription = NewSubscription::new(slug, fields, page)
        .agreeing(consent.wording)
        .sent(submission.signals(state));
    let now_ms = state.now_ms();
    for key in accepted.keys(submission, &about, request) {
        let outcome = state
            .store()
            .attempts()
            .subscribe(subscription.clone(), key, now_ms)
            .await?;
        if let Some(id) = accepted_id(outcome, Error::NotFound)? {
            let about = (list.title.as_str(), list.organisers.as_str());
            let form = (request.lang.as_str(), wire::ConfirmedKind::Subscription);
            let hint = email_hint(form, about, &request.email);
            return Ok(pending(id, Some(hint)));
        }
    }
    Err(accepted.used_up())
}

/// Checks the topics against the list's own; field validation checks only their format.
fn check_topics(
    fields: fields::Subscribing,
    list: &List,
) -> Result<fields::Subscribing, fields::FieldErrors> {
    for topic in &fields.topics {
        if list.topics.iter().all(|known| known.id != topic.as_str()) {
            return Err(vec![("topics", fields::FieldError::InvalidChoice)]);
        }
    }
    Ok(fields)
}
