//! Confirming: over the JSON API, by the mailed link, and by the code typed without script.
//!
//! GET and HEAD change nothing, since mail scanners follow every link.

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use widgets::{fields, text::Text, view, wire};

use super::{
    answer, assets,
    body::{Form, Write},
    declarations::field_faults,
    description::WriteProblems,
    error::Error,
    fragments, origin,
    site::Site,
};
use crate::{
    domain::{
        proof::Proof,
        token::{Code, Pass, Token},
        verification::{Held, PATIENCE_MS},
    },
    pages::confirmation,
    store::{ConfirmOutcome, Confirmed, PendingView},
};

/// Longer than any id we give out.
const MAX_ID_CHARS: usize = 64;

/// What was confirmed, and whether it counts.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = ConfirmationAnswer)]
pub(super) struct Answer {
    #[serde(flatten)]
    confirmed: wire::Confirmed,
    /// The signature does not count yet: `household`, since two have signed from this address, or
    /// `organisation`, since nothing proves that it signs. The organisers decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_for: Option<&'static str>,
}

/// Confirm a signature or subscription.
#[utoipa::path(
    post, path = "/api/v1/confirmations", tag = "confirmations",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body give the same answer and one effect.")),
    request_body = wire::ConfirmRequest,
    responses(
        (status = 200, description = "Confirmed, now or before.", body = Answer),
        WriteProblems,
    ),
)]
pub(super) async fn confirm(
    State(site): State<Site>,
    write: Write<wire::ConfirmRequest>,
) -> Result<Json<Answer>, Error> {
    let proof = match write.body {
        wire::ConfirmRequest::Token { token } => Proof::Token(parse_token(&token)?),
        wire::ConfirmRequest::Code { id, code } => parse_code("en", id, &code)?,
        wire::ConfirmRequest::Pass { id, pass } => Proof::Pass {
            id: parse_id(id)?,
            pass: Pass::parse(&pass).ok_or(Error::Expired)?,
        },
    };
    let outcome = site
        .store()
        .confirm(proof, write.key, site.now_ms())
        .await?;
    let confirmed = settle(&site, outcome).await?;
    Ok(Json(Answer {
        confirmed: wire::Confirmed {
            status: "confirmed".to_owned(),
            kind: confirmed.kind,
            count: confirmed.count,
        },
        waits_for: confirmed.held.map(Held::as_str),
    }))
}

/// `GET /confirm/{token}`
pub(super) async fn ask(
    State(site): State<Site>,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let link = parse_token(&token)?;
    let pending = site.store().pending(&link, site.now_ms()).await?;
    let pending = pending.ok_or(Error::Expired)?;
    let back = way_back(&site, &pending, &link).await?;
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
        held: pending.held,
        reservations: reservations.collect(),
        back,
        script: assets::url("confirm-page.js"),
    });
    Ok(answer::private_page(page.await))
}

/// `POST /confirm/{token}`: the big button, or the quiet one.
pub(super) async fn press(
    State(site): State<Site>,
    Path(token): Path<String>,
    form: Form,
) -> Result<Response, Error> {
    let token = parse_token(&token)?;
    if form.get("action") == "refuse" {
        let pending = site.store().pending(&token, site.now_ms()).await?;
        if let Some(refused) = site.store().refuse(&token, site.now_ms()).await? {
            site.forget_declaration(&refused.slug).await;
        }
        let lang = pending.map(|pending| pending.lang).unwrap_or_default();
        return Ok(answer::private_page(confirmation::refused(&lang).await));
    }
    let outcome = site
        .store()
        .confirm(Proof::Token(token), None, site.now_ms())
        .await?;
    let confirmed = settle(&site, outcome).await?;
    thank(&site, confirmed).await
}

/// `POST /confirm`: the code, typed without script.
pub(super) async fn type_code(
    State(site): State<Site>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Error> {
    let lang = origin::speaking(Some(form.get("lang")), &headers, "en");
    let (id, typed) = (form.get("id").to_owned(), form.get("code").to_owned());
    let confirmed = match parse_code(lang, id.clone(), &typed) {
        Ok(proof) => {
            let outcome = site.store().confirm(proof, None, site.now_ms()).await?;
            settle(&site, outcome).await
        }
        Err(error) => Err(error),
    };
    let fault = match confirmed {
        Ok(confirmed) => return thank(&site, confirmed).await,
        Err(Error::WrongCode) => Text::of(lang)
            .field_message("code", "wrong_code")
            .to_owned(),
        Err(Error::Fields(faults)) => faults.into_iter().map(|fault| fault.message).collect(),
        Err(other) => return Err(other),
    };
    let page = confirmation::type_code(lang, id, typed, Some(fault)).await;
    Ok(answer::page_with(
        axum::http::StatusCode::UNPROCESSABLE_ENTITY,
        page,
    ))
}

/// What is unknown, used up or mistyped gets one answer, whatever was wrong with it.
pub(super) fn parse_token(text: &str) -> Result<Token, Error> {
    Token::parse(text).ok_or(Error::Expired)
}

pub(super) fn parse_code(lang: &str, id: String, typed: &str) -> Result<Proof, Error> {
    let code =
        fields::Code::parse(typed).map_err(|error| field_faults(lang, vec![("code", error)]))?;
    Ok(Proof::Code {
        id: parse_id(id)?,
        code: Code::from(&code),
    })
}

fn parse_id(id: String) -> Result<String, Error> {
    if id.is_empty() || id.len() > MAX_ID_CHARS {
        return Err(Error::Expired);
    }
    Ok(id)
}

pub(super) async fn settle(site: &Site, outcome: ConfirmOutcome) -> Result<Confirmed, Error> {
    match outcome {
        ConfirmOutcome::Confirmed(confirmed) => {
            if confirmed.kind == wire::ConfirmedKind::Signature {
                site.forget_declaration(&confirmed.slug).await;
            }
            Ok(confirmed)
        }
        ConfirmOutcome::Wrong => Err(Error::WrongCode),
        ConfirmOutcome::Expired => Err(Error::Expired),
        ConfirmOutcome::TooManyTries { retry_after_s } => Err(Error::TooManyTries {
            retry_after_s: retry_after_s.into(),
        }),
        ConfirmOutcome::KeyReused => Err(Error::KeyReused),
    }
}

/// The allied page where this was signed, with what confirms it there: for the browser that signed
/// there by script, and only on a site that the organisers named.
async fn way_back(
    site: &Site,
    pending: &PendingView,
    link: &Token,
) -> Result<Option<String>, Error> {
    if !pending.returns || pending.confirmed {
        return Ok(None);
    }
    let (widget, known) = match pending.kind {
        wire::ConfirmedKind::Signature => {
            let view = site.declaration(&pending.slug, &pending.lang).await?;
            ("signature", view.declaration.sites.allows(&pending.site))
        }
        wire::ConfirmedKind::Subscription => {
            let list = site.list(&pending.slug).await?;
            ("signup", list.sites.allows(&pending.site))
        }
    };
    // A fragment never reaches the ally's server, and this one is a name that style sheets can say.
    let back = || {
        let (page, slug, pass) = (&pending.page_url, &pending.slug, link.pass());
        format!("{page}#undersigned-{widget}-{slug}-{}", pass.reveal())
    };
    Ok(known.then(back))
}

async fn thank(site: &Site, confirmed: Confirmed) -> Result<Response, Error> {
    let (organisers, sites, path) = match confirmed.kind {
        wire::ConfirmedKind::Signature => {
            let view = site.declaration(&confirmed.slug, &confirmed.lang).await?;
            let declaration = &view.declaration;
            (
                declaration.organisers.clone(),
                declaration.sites.clone(),
                "d",
            )
        }
        wire::ConfirmedKind::Subscription => {
            let list = site.list(&confirmed.slug).await?;
            (list.organisers.clone(), list.sites.clone(), "l")
        }
    };
    let page = format!("{}/{path}/{}", site.public_url(), confirmed.slug);
    // Only a site the organisers named is linked: the address came from the visitor's browser.
    let known = !confirmed.site.is_empty() && sites.allows(&confirmed.site);
    let back = (known && !confirmed.page_url.is_empty()).then(|| confirmed.page_url.clone());
    let declaration =
        (confirmed.kind == wire::ConfirmedKind::Signature).then(|| confirmed.slug.clone());
    let panel = view::SharePanel {
        url: back.clone().unwrap_or_else(|| page.clone()),
        text: confirmed.title.clone(),
        declaration,
        ..fragments::share_panel()
    };
    let thanks = confirmation::Thanks {
        lang: confirmed.lang.clone(),
        kind: confirmed.kind,
        title: confirmed.title,
        organisers,
        count: confirmed.count,
        held: confirmed
            .held
            .map(|held| (held, site.now_ms() + PATIENCE_MS)),
        page,
        back,
        share: fragments::own_share(site, &confirmed.lang, panel).await,
    };
    Ok(answer::private_page(confirmation::thank(thanks).await))
}
