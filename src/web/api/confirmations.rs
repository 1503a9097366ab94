//! Handlers that confirm attempts: over the JSON API, by the emailed link, and by the code typed
//! without script.
//!
//! GET and HEAD change nothing, because mail scanners follow every link.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use widgets::{fields, text::Text, wire};

use super::{
    attempts::{self, Asked},
    description::{WriteHeaders, WriteProblems},
};
use crate::web::{
    embed::fragments,
    error::Error,
    forms::{
        attempt_doors,
        doors::{Arrival, Posting},
    },
    http::{
        answer,
        body::{Form, IdempotentJson},
        origin,
    },
    public::{suppressions, thanks},
    state::AppState,
};
use crate::{
    domain::{
        attempts as attempt,
        attempts::credential::Credential,
        keys::token::{Code, Token},
        signatures::verification::HoldReason,
    },
    pages::signatures::{confirmation, off_the_web},
    store::{ConfirmOutcome, Confirmed, PendingView},
};

/// What was confirmed, and whether it counts.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = ConfirmationAnswer)]
pub(in crate::web) struct ConfirmResponse {
    #[serde(flatten)]
    confirmed: wire::Confirmed,
    #[serde(flatten)]
    waiting: Waiting,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
struct Waiting {
    /// Present if the signature does not count until the organisers approve it: `household`,
    /// because two people have signed from this address; `organisation`, because it is not
    /// verified; `namesake`, because an organisation of that name counts already.
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_for: Option<&'static str>,
}

/// Confirm a signature or subscription.
#[utoipa::path(
    post, path = "/api/v1/confirmations", tag = "confirmations",
    params(WriteHeaders),
    request_body = wire::ConfirmRequest,
    responses(
        (status = 200, description = "Confirmed, now or before.", body = ConfirmResponse),
        WriteProblems,
    ),
)]
pub(in crate::web) async fn confirm(
    State(state): State<AppState>,
    arrival: Arrival,
    write: IdempotentJson<wire::ConfirmRequest>,
) -> Result<Json<ConfirmResponse>, Error> {
    let posting = Posting::by_script(arrival, write.key);
    let proof = match write.body {
        wire::ConfirmRequest::Token { token } => Credential::Token(parse_token(&token)?),
        wire::ConfirmRequest::Code {
            id,
            code,
            form_token,
        } => {
            attempt_doors::open(&state, &posting, &id, &form_token).await?;
            parse_code("en", id, &code)?
        }
    };
    let outcome = state
        .store()
        .confirm(proof, posting.key.clone(), state.now_ms())
        .await?;
    let confirmed = settle(&state, outcome).await?;
    Ok(Json(ConfirmResponse {
        confirmed: wire::Confirmed {
            status: "confirmed".to_owned(),
            kind: confirmed.kind,
            count: confirmed.count,
        },
        waiting: Waiting {
            waits_for: confirmed.held.map(HoldReason::as_str),
        },
    }))
}

/// `GET /confirm/{token}`
pub(in crate::web) async fn ask(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let link = parse_token(&token)?;
    let pending = state.store().pending(&link, state.now_ms()).await?;
    let pending = pending.ok_or(Error::Expired)?;
    if pending.has_ended() {
        return Ok(thanks::ended(pending, &token).await);
    }
    if pending.answered || pending.held.is_some() {
        return Ok(thanks::answered(&state, pending, &token).await);
    }
    if pending.unpublished {
        return Ok(unpublished(pending, Some(&token)).await);
    }
    let reservations = pending.reservations.into_iter();
    let reservations = reservations.map(|one| (one.principle, one.note));
    let page = confirmation::ask(confirmation::Asked {
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
    Ok(answer::private_page(page.await))
}

/// `POST /confirm/{token}`: the button that confirms, or the one that says "it wasn't me".
pub(in crate::web) async fn press(
    State(state): State<AppState>,
    Path(token): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let link = parse_token(&token)?;
    if form.get("action") == "refuse" {
        let refused = state.store().refuse(&link, state.now_ms()).await?;
        let (lang, way_back) = match refused {
            Some(refused) => {
                state.forget_declaration(&refused.slug).await;
                let way_back = suppressions::address(&refused.way_back, &refused.lang);
                (refused.lang, Some(way_back))
            }
            None => (String::new(), None),
        };
        let page = confirmation::refused(&lang, way_back);
        return Ok(answer::private_page(page.await));
    }
    let outcome = state
        .store()
        .confirm(Credential::Token(link.clone()), None, state.now_ms())
        .await?;
    match outcome {
        ConfirmOutcome::Expired => {
            let pending = state.store().pending(&link, state.now_ms()).await?;
            let pending = pending.filter(PendingView::has_ended);
            return Ok(thanks::ended(pending.ok_or(Error::Expired)?, &token).await);
        }
        ConfirmOutcome::OffTheWeb => {
            let pending = state.store().pending(&link, state.now_ms()).await?;
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
    arrival: Arrival,
    form: Form,
) -> Result<Response, Error> {
    let posting = Posting::by_browser(arrival);
    let lang = origin::speaking(Some(form.get("lang")), posting.headers(), "en");
    let answered = match asks_again(&form) {
        Some(email) => ask_again(&state, lang, &posting, &form, email).await,
        None => typed(&state, lang, &posting, &form).await,
    };
    match answered {
        Err(Error::CheckNeeded) => check(&state, lang, &posting, &form).await,
        Err(Error::Unpublished) => {
            let id = attempt::parse_id(form.get("id")).ok_or(Error::Expired)?;
            let pending = state.store().pending_attempt(&id, state.now_ms()).await?;
            Ok(unpublished(pending.ok_or(Error::Expired)?, None).await)
        }
        answered => answered,
    }
}

async fn typed(
    state: &AppState,
    lang: &str,
    posting: &Posting,
    form: &Form,
) -> Result<Response, Error> {
    let fault = match confirm_typed(state, lang, posting, form).await {
        Ok(confirmed) => return thanks::thank(state, confirmed, None).await,
        Err(error @ (Error::WrongCode | Error::CodeOfAnother)) => Text::of(lang)
            .field_message("code", error.code())
            .to_owned(),
        Err(Error::Fields(faults)) => faults.into_iter().map(|fault| fault.message).collect(),
        Err(other) => return Err(other),
    };
    let typing = confirmation::Typing {
        code_fault: Some(fault),
        ..typing(lang, form)
    };
    let page = confirmation::type_code(typing).await;
    Ok(answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, page))
}

/// Checks the code in a native form, on our own page or in a frame.
pub(in crate::web) async fn confirm_typed(
    state: &AppState,
    lang: &str,
    posting: &Posting,
    form: &Form,
) -> Result<Confirmed, Error> {
    let id = form.get("id");
    attempt_doors::open(state, posting, id, form.get("form_token")).await?;
    let proof = parse_code(lang, id.to_owned(), form.get("code"))?;
    let outcome = state.store().confirm(proof, None, state.now_ms()).await?;
    settle(state, outcome).await
}

/// What was typed into a form about an attempt.
fn typing(lang: &str, form: &Form) -> confirmation::Typing {
    confirmation::Typing {
        lang: lang.to_owned(),
        id: form.get("id").to_owned(),
        code: form.get("code").to_owned(),
        email: form.get("email").to_owned(),
        ..confirmation::Typing::default()
    }
}

/// Shows a form of unknown origin again, so that the visitor can check it and send it from our
/// page.
async fn check(
    state: &AppState,
    lang: &str,
    posting: &Posting,
    form: &Form,
) -> Result<Response, Error> {
    let id = form.get("id");
    let checking = confirmation::Checking {
        action: asks_again(form).map(|_| form.get("action").to_owned()),
        token: attempt_doors::token(state, id, posting.viewer(state)).await?,
        check: fragments::check(lang),
    };
    let page = confirmation::check(typing(lang, form), checking).await;
    // Not an error status, as for a form that signs.
    Ok(answer::page_with(StatusCode::OK, page))
}

/// The declaration or list has been unpublished: nothing was confirmed, and the attempt can be
/// confirmed once it is back.
async fn unpublished(pending: PendingView, token: Option<&str>) -> Response {
    let page = off_the_web::draw(off_the_web::OffTheWeb {
        lang: pending.lang,
        title: pending.title,
        organisers: pending.organisers,
        contact: pending.contact,
        until: pending.expires_at,
        action: token.map(|token| format!("/confirm/{token}")),
    });
    answer::page_with(Error::Unpublished.status(), page.await)
}

/// Reads a form that requests the email again.
pub(in crate::web) fn asked<'a>(form: &'a Form, email: Option<&'a str>) -> Asked<'a> {
    Asked {
        id: form.get("id"),
        email,
        token: form.get("form_token"),
    }
}

/// Whether a form requests the email again, and the corrected address, if there is one.
pub(in crate::web) fn asks_again(form: &Form) -> Option<Option<&str>> {
    match form.get("action") {
        "resend" => Some(None),
        "correct" => Some(Some(form.get("email"))),
        _ => None,
    }
}

async fn ask_again(
    state: &AppState,
    lang: &str,
    posting: &Posting,
    form: &Form,
    email: Option<&str>,
) -> Result<Response, Error> {
    let asked = asked(form, email);
    let asked = attempts::ask_again(state, lang, posting, asked).await;
    let mut typing = typing(lang, form);
    let status = match asked {
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
    let page = confirmation::type_code(typing).await;
    Ok(answer::page_with(status, page))
}

/// A token that is unknown, used or mistyped gets the same response.
pub(in crate::web) fn parse_token(text: &str) -> Result<Token, Error> {
    Token::parse(text).ok_or(Error::Expired)
}

pub(super) fn parse_code(lang: &str, id: String, typed: &str) -> Result<Credential, Error> {
    let code = fields::Code::parse(typed)
        .map_err(|error| Error::of_fields(lang, vec![("code", error)]))?;
    Ok(Credential::Code {
        id: attempt::parse_id(&id).ok_or(Error::Expired)?,
        code: Code::from(&code),
    })
}

pub(super) async fn settle(state: &AppState, outcome: ConfirmOutcome) -> Result<Confirmed, Error> {
    match outcome {
        ConfirmOutcome::Confirmed(confirmed) => {
            if confirmed.kind == wire::ConfirmedKind::Signature {
                state.forget_declaration(&confirmed.slug).await;
            }
            Ok(confirmed)
        }
        ConfirmOutcome::Wrong => Err(Error::WrongCode),
        ConfirmOutcome::Expired => Err(Error::Expired),
        ConfirmOutcome::OffTheWeb => Err(Error::Unpublished),
        ConfirmOutcome::OfAnother => Err(Error::CodeOfAnother),
        ConfirmOutcome::Void => Err(Error::TooManyTries),
        ConfirmOutcome::KeyReused => Err(Error::KeyReused),
    }
}
