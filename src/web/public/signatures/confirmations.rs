//! The pages behind an emailed link that confirms, and those for typing the code without script.
//!
//! GET and HEAD change nothing, because mail scanners follow every link.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use widgets::{text::Text, wire::EmailHint};

use super::{suppressions, thanks};
use crate::web::{
    attempts::{
        confirming::{confirm_typed, parse_token, settle},
        email_hint, resending,
    },
    embed::fragments,
    error::Error,
    forms::{
        attempt::{AttemptForm, LinkForm, ResendInput},
        attempt_csrf,
        submission::{RequestContext, Submission},
    },
    http::{extract::form::Form, language, respond},
    state::AppState,
};
use crate::{
    domain::{attempts::credential::Credential, id::Id},
    pages::signatures::{code, confirm, suppression, unpublished},
    store::{ConfirmOutcome, PendingView},
};

/// `GET /confirm/{token}`
pub(in crate::web) async fn ask(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let link = parse_token(&token)?;
    let pending = state
        .store()
        .attempts()
        .pending(&link, state.now_ms())
        .await?;
    let pending = pending.ok_or(Error::Expired)?;
    if pending.has_ended() {
        return Ok(thanks::ended(pending, &token).await);
    }
    if pending.answered || pending.held.is_some() {
        return Ok(thanks::already_confirmed(&state, pending, &token).await);
    }
    if pending.unpublished {
        return Ok(unpublished(pending, Some(&token)).await);
    }
    let reservations = pending.reservations.into_iter();
    let reservations = reservations.map(|one| (one.principle, one.note));
    let page = confirm::draw(confirm::ConfirmPage {
        lang: pending.lang,
        kind: pending.kind,
        title: pending.title,
        organisers: pending.organisers,
        name: pending.name.unwrap_or_default(),
        organisation: pending.organisation,
        visibility: pending.visibility,
        action: format!("/confirm/{token}"),
        confirmed: pending.confirmed,
        reservations: reservations.collect(),
    });
    Ok(respond::private_page(page.await))
}

/// `POST /confirm/{token}`: the button that confirms, or the one that says "it wasn't me".
pub(in crate::web) async fn press(
    State(state): State<AppState>,
    Path(token): Path<String>,
    form: Form<LinkForm>,
) -> Result<Response, Error> {
    let link = parse_token(&token)?;
    if form.fields.disowns() {
        let refused = state
            .store()
            .privacy()
            .disown(&link, state.now_ms())
            .await?;
        let (lang, way_back) = match refused {
            Some(refused) => {
                state.forget_declaration(&refused.slug).await;
                let way_back = suppressions::address(&refused.way_back, &refused.lang);
                (refused.lang, Some(way_back))
            }
            None => (String::new(), None),
        };
        let page = suppression::draw(&lang, way_back);
        return Ok(respond::private_page(page.await));
    }
    let outcome = state
        .store()
        .attempts()
        .confirm(Credential::Token(link), None, state.now_ms())
        .await?;
    match outcome {
        ConfirmOutcome::Expired => {
            let pending = state
                .store()
                .attempts()
                .pending(&link, state.now_ms())
                .await?;
            let pending = pending.filter(PendingView::has_ended);
            return Ok(thanks::ended(pending.ok_or(Error::Expired)?, &token).await);
        }
        ConfirmOutcome::OffTheWeb => {
            let pending = state
                .store()
                .attempts()
                .pending(&link, state.now_ms())
                .await?;
            return Ok(unpublished(pending.ok_or(Error::Unpublished)?, Some(&token)).await);
        }
        _ => {}
    }
    let confirmed = settle(&state, outcome).await?;
    thanks::thank(&state, confirmed, Some(&token)).await
}

/// `POST /confirm`: the code typed without script, or a request for the email again.
pub(in crate::web) async fn type_code(
    State(state): State<AppState>,
    context: RequestContext,
    form: Form<AttemptForm>,
) -> Result<Response, Error> {
    let (submission, form) = (Submission::by_browser(context), form.fields);
    let lang = language::negotiate(Some(&form.lang), submission.headers(), "en");
    let response = match form.resend() {
        Some(input) => ask_again(&state, lang, &submission, &form, input).await,
        None => typed(&state, lang, &submission, &form).await,
    };
    match response {
        Err(Error::CheckNeeded) => check(&state, lang, &submission, &form).await,
        Err(Error::Unpublished) => {
            let id = Id::parse(&form.id).ok_or(Error::Expired)?;
            let pending = state
                .store()
                .attempts()
                .pending_by_id(id, state.now_ms())
                .await?;
            Ok(unpublished(pending.ok_or(Error::Expired)?, None).await)
        }
        response => response,
    }
}

async fn typed(
    state: &AppState,
    lang: &str,
    submission: &Submission,
    form: &AttemptForm,
) -> Result<Response, Error> {
    let fault = match confirm_typed(state, lang, submission, form).await {
        Ok(confirmed) => return thanks::thank(state, confirmed, None).await,
        Err(error @ (Error::WrongCode | Error::CodeOfAnother)) => Text::of(lang)
            .field_message("code", error.code())
            .to_owned(),
        Err(Error::Fields(faults)) => faults.into_iter().map(|fault| fault.message).collect(),
        Err(other) => return Err(other),
    };
    let typing = code::CodePage {
        code_fault: Some(fault),
        sent: sent(state, form).await,
        ..typing(lang, form)
    };
    let page = code::draw(typing).await;
    Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, page))
}

/// What was typed into a form about an attempt.
fn typing(lang: &str, form: &AttemptForm) -> code::CodePage {
    code::CodePage {
        lang: lang.to_owned(),
        id: form.id.to_string(),
        code: form.code.to_string(),
        email: form.email.to_string(),
        ..code::CodePage::default()
    }
}

/// How to find the attempt's email. The code can be typed without it, so an attempt that cannot be read
/// has none.
async fn sent(state: &AppState, form: &AttemptForm) -> Option<EmailHint> {
    let id = Id::parse(&form.id)?;
    let attempts = state.store().attempts();
    let pending = attempts.pending_by_id(id, state.now_ms()).await.ok()??;
    let of_form = (pending.lang.as_str(), pending.kind);
    let about = (pending.title.as_str(), pending.organisers.as_str());
    Some(email_hint(of_form, about, &form.email))
}

/// Shows a form of unknown origin again, so that the visitor can check it and send it from our
/// page.
async fn check(
    state: &AppState,
    lang: &str,
    submission: &Submission,
    form: &AttemptForm,
) -> Result<Response, Error> {
    let checking = code::Checking {
        action: form.action().name().map(str::to_owned),
        token: attempt_csrf::token(state, &form.id, submission.viewer(state)).await?,
        check: fragments::check(lang),
    };
    let page = code::check(typing(lang, form), checking).await;
    // Not an error status, as for a form that signs.
    Ok(respond::page_with(StatusCode::OK, page))
}

/// The declaration or list has been unpublished: nothing was confirmed, and the attempt can be
/// confirmed once it is back.
async fn unpublished(pending: PendingView, token: Option<&str>) -> Response {
    let page = unpublished::draw(unpublished::UnpublishedPage {
        lang: pending.lang,
        title: pending.title,
        organisers: pending.organisers,
        contact: pending.contact,
        until: pending.expires_at,
        action: token.map(|token| format!("/confirm/{token}")),
    });
    respond::page_with(Error::Unpublished.status(), page.await)
}

async fn ask_again(
    state: &AppState,
    lang: &str,
    submission: &Submission,
    form: &AttemptForm,
    input: ResendInput<'_>,
) -> Result<Response, Error> {
    let resent = resending::resend(state, lang, submission, input).await;
    let mut typing = typing(lang, form);
    typing.sent = sent(state, form).await;
    let status = match resent {
        Ok(_) => {
            typing.asked = true;
            StatusCode::OK
        }
        Err(Error::Fields(faults)) => {
            typing.email_fault = faults.into_iter().map(|fault| fault.message).next();
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(other) => return Err(other),
    };
    let page = code::draw(typing).await;
    Ok(respond::page_with(status, page))
}
