//! What a frame does with a form that no script has taken over.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use widgets::{text::Text, view, wire};

use super::{
    FrameSubject, notices,
    page::{self, ShownToken},
};
use crate::web::{
    attempts::{confirmed, confirming, resending, signing, subscribing},
    embed::{attributes::Attributes, fragments},
    error::Error,
    forms::{
        attempt::{AttemptForm, ResendInput},
        outcome::{FormOutcome, code_moment},
        signature::SignForm,
        submission::{RequestContext, Submission},
        subscription::SubscribeForm,
    },
    http::{extract::form::SentForm, respond},
    state::AppState,
};

/// `POST /frame/v1/{signature,signup}`
pub(in crate::web) async fn submit(
    State(state): State<AppState>,
    Path(widget): Path<String>,
    Query(attributes): Query<Attributes>,
    context: RequestContext,
    sent: SentForm,
) -> Result<Response, Error> {
    let submission = Submission::by_browser(context);
    let subject = FrameSubject::find(&state, &widget, &attributes).await?;
    let ours = submission.is_ours(&state);
    let form: AttemptForm = sent.read()?;
    let lang = &attributes.lang;
    let (outcome, own_page) = if let Some(input) = form.resend() {
        let outcome = resend(&state, lang, &submission, input, &sent).await;
        (outcome, format!("{}/confirm", state.public_url()))
    } else if form.code.is_sent() {
        let outcome = confirm(&state, lang, &submission, &form, &sent).await;
        (outcome, format!("{}/confirm", state.public_url()))
    } else {
        let outcome = sign_or_subscribe(&state, &subject, &submission, &sent).await;
        let outcome = match outcome {
            Err(Error::CheckNeeded) if ours => Ok(to_check(&sent, lang)),
            outcome => outcome,
        };
        (outcome, subject.sends_to(&state))
    };
    let outcome = match outcome {
        Err(Error::CheckNeeded) => {
            let carried = (own_page, &sent);
            let page = notices::carry(&state, &subject, &attributes, carried).await;
            return Ok(respond::page_with(StatusCode::OK, page));
        }
        outcome => outcome?,
    };
    // Read again, so that the page counts a signature that was just confirmed.
    let subject = FrameSubject::find(&state, &widget, &attributes).await?;
    let embedder = form.site.to_string();
    let token = if ours {
        ShownToken::New(submission.viewer(&state))
    } else {
        ShownToken::Repeated(form.form_token.to_string())
    };
    let status = outcome.status;
    let page = page::draw(&state, &subject, attributes, embedder, outcome, token).await;
    Ok(respond::page_with(status, page))
}

async fn sign_or_subscribe(
    state: &AppState,
    subject: &FrameSubject,
    submission: &Submission,
    sent: &SentForm,
) -> Result<FormOutcome, Error> {
    match subject {
        FrameSubject::Signature(view) => {
            let form: SignForm = sent.read()?;
            let slug = &view.declaration.slug;
            let accepted = match form.request() {
                Ok(request) => signing::sign(state, slug, submission, &request).await,
                Err(error) => Err(error),
            };
            FormOutcome::of(accepted, &form.email, sent)
        }
        FrameSubject::Signup(view) => {
            let form: SubscribeForm = sent.read()?;
            let request = form.request();
            let accepted =
                subscribing::subscribe(state, &view.list.slug, submission, &request).await;
            FormOutcome::of(accepted, &form.email, sent)
        }
        FrameSubject::Share => Err(Error::MethodNotAllowed),
    }
}

/// The form again, with everything that was typed and a button that sends it.
fn to_check(sent: &SentForm, lang: &str) -> FormOutcome {
    let outcome = FormOutcome::new(StatusCode::OK, view::Moment::Form);
    let mut outcome = outcome.with_values(sent);
    outcome.returned.check = Some(fragments::check(lang));
    outcome
}

/// Sends the email again; an error in a corrected address is shown beside it.
async fn resend(
    state: &AppState,
    lang: &str,
    submission: &Submission,
    input: ResendInput<'_>,
    sent: &SentForm,
) -> Result<FormOutcome, Error> {
    let id = input.id;
    let error = match resending::resend(state, lang, submission, input).await {
        Ok(accepted) => {
            let moment = code_moment(accepted, input.email.unwrap_or_default());
            return Ok(FormOutcome::new(StatusCode::OK, moment));
        }
        Err(error) => error,
    };
    let mut outcome = FormOutcome::new(error.status(), still_at_code(id));
    match error {
        Error::Fields(errors) => {
            outcome.returned.errors = errors;
            Ok(outcome.with_values(sent))
        }
        Error::Expired | Error::Unavailable | Error::Internal => {
            outcome.returned.problem = Some(error.code().to_owned());
            Ok(outcome)
        }
        other => Err(other),
    }
}

/// Confirms by the typed code; an error is shown beside it, or above.
async fn confirm(
    state: &AppState,
    lang: &str,
    submission: &Submission,
    form: &AttemptForm,
    sent: &SentForm,
) -> Result<FormOutcome, Error> {
    let id = &form.id;
    let confirmed = confirming::confirm_typed(state, lang, submission, form).await;
    let error = match confirmed {
        Ok(confirmed) => {
            let held = confirmed.held.is_some();
            let message = confirmed::details(state, &confirmed).await.message;
            let message = message.unwrap_or_default();
            let moment = if held {
                view::Moment::Waits { message }
            } else {
                view::Moment::Thanks { message }
            };
            let outcome = FormOutcome::new(StatusCode::OK, moment);
            return Ok(outcome.with_values(sent));
        }
        Err(error) => error,
    };
    let mut outcome = FormOutcome::new(error.status(), still_at_code(id));
    match &error {
        Error::Fields(errors) => outcome.returned.errors.clone_from(errors),
        Error::WrongCode | Error::CodeOfAnother => {
            outcome.returned.errors.push(wire::FieldProblem {
                field: "code".to_owned(),
                code: error.code().to_owned(),
                message: Text::of(lang)
                    .field_message("code", error.code())
                    .to_owned(),
            });
        }
        Error::Expired | Error::TooManyTries | Error::Unavailable | Error::Internal => {
            outcome.returned.problem = Some(error.code().to_owned());
        }
        _ => return Err(error),
    }
    Ok(outcome.with_values(sent))
}

/// The code's field again, after an error.
fn still_at_code(id: &str) -> view::Moment {
    view::Moment::Code {
        id: id.to_owned(),
        email: String::new(),
        sent: view::SentEmail::default(),
    }
}
