//! What the buttons of the manage page do.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use widgets::{fields, text::Text, wire};

use super::{ManageView, declaration, gone, page};
use crate::web::{
    error::Error,
    forms::consent_wordings,
    http::{
        extract::form::{Field, Form},
        respond,
    },
    public::signatures::suppressions,
    state::AppState,
};
use crate::{
    domain::{
        keys::token::Token,
        signatures::{
            managed::{Correction, ManagedSignature},
            name,
            verification::VerificationMethod,
        },
    },
    pages::signatures::{
        correction::{self, Typed},
        manage,
    },
    store::Corrected,
};

/// The fields of the page's forms.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct ManageForm {
    action: Field,
    name: Field,
    role: Field,
    postcode: Field,
    public: Field,
    updates: Field,
    /// The organisation's domain, as typed.
    domain: Field,
}

/// What a button of the page does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum ManageAction {
    Correct,
    /// Look for the organisation's verification line in its DNS or on its website.
    Verify(VerificationMethod),
    Withdraw,
    Erase,
    /// "It wasn't me": erase, and send no more emails to this address.
    Disown,
}

impl ManageAction {
    fn parse(name: &str) -> Option<ManageAction> {
        match name {
            "correct" => Some(ManageAction::Correct),
            "prove-dns" => Some(ManageAction::Verify(VerificationMethod::Dns)),
            "prove-file" => Some(ManageAction::Verify(VerificationMethod::File)),
            "withdraw" => Some(ManageAction::Withdraw),
            "erase" => Some(ManageAction::Erase),
            "refuse" => Some(ManageAction::Disown),
            _ => None,
        }
    }
}

/// A request whose link is valid.
pub(super) struct ManageRequest<'a> {
    pub state: &'a AppState,
    pub token: &'a str,
    pub parsed: Token,
    headers: &'a HeaderMap,
}

/// `POST /manage/{token}`: the action that the pressed button names.
pub(in crate::web) async fn act(
    State(state): State<AppState>,
    Path(token): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form { fields: form, .. }: Form<ManageForm>,
) -> Result<Response, Error> {
    let Some(parsed) = Token::parse(&token) else {
        return gone(&headers).await;
    };
    let now_ms = state.now_ms();
    let Some(own) = state.store().signatures().managed(&parsed, now_ms).await? else {
        return gone(&headers).await;
    };
    let request = ManageRequest {
        state: &state,
        token: &token,
        parsed,
        headers: &headers,
    };
    match ManageAction::parse(&form.action) {
        Some(ManageAction::Correct) => request.correct(own, &form).await,
        Some(ManageAction::Verify(method)) if own.can_verify() => {
            let visitor = state.proxies().visitor(peer.ip(), &headers);
            state.inspection().limit.check(visitor)?;
            request.verify(own, method, &form.domain).await
        }
        Some(ManageAction::Withdraw) => request.withdraw(own).await,
        Some(ManageAction::Erase) => request.erase(own, false).await,
        Some(ManageAction::Disown) => request.erase(own, true).await,
        _ => Err(Error::Malformed("the form names no action of this page")),
    }
}

impl ManageRequest<'_> {
    async fn correct(&self, own: ManagedSignature, form: &ManageForm) -> Result<Response, Error> {
        let (lang, slug) = (own.lang.clone(), own.slug.clone());
        let correction = match correction(form, &own) {
            Ok(correction) => correction,
            Err(errors) => {
                let typed = typed(form, &lang, errors);
                return refused(self.state, own, self.token, typed).await;
            }
        };
        let (store, now_ms) = (self.state.store(), self.state.now_ms());
        let corrected = store
            .signatures()
            .correct(&self.parsed, &correction, now_ms);
        match corrected.await? {
            Corrected::Written(own) => self.changed(&slug, Some(*own), true).await,
            Corrected::Gone => self.changed(&slug, None, true).await,
            Corrected::NameTaken => {
                let mut typed = typed(form, &lang, Vec::new());
                let said = correction::name_taken(&lang);
                typed.faults.push(("name", said.to_owned()));
                refused(self.state, own, self.token, typed).await
            }
        }
    }

    async fn withdraw(&self, own: ManagedSignature) -> Result<Response, Error> {
        let (store, now_ms) = (self.state.store(), self.state.now_ms());
        let withdrawn = store.signatures().withdraw(&self.parsed, now_ms).await?;
        self.changed(&own.slug, withdrawn, false).await
    }

    /// The page after a change. `saved` says above it that what was typed is stored.
    pub(super) async fn changed(
        &self,
        slug: &str,
        own: Option<ManagedSignature>,
        saved: bool,
    ) -> Result<Response, Error> {
        self.state.forget_declaration(slug).await;
        let Some(own) = own else {
            return gone(self.headers).await;
        };
        let shown = ManageView {
            saved,
            ..ManageView::of(own, self.token)
        };
        page(StatusCode::OK, self.state, shown).await
    }

    async fn erase(&self, own: ManagedSignature, disowned: bool) -> Result<Response, Error> {
        let (store, now_ms) = (self.state.store(), self.state.now_ms());
        let erased = store
            .signatures()
            .erase(&self.parsed, disowned, now_ms)
            .await?;
        self.state.forget_declaration(&own.slug).await;
        let Some(erased) = erased else {
            return gone(self.headers).await;
        };
        let url = declaration(self.state, &erased);
        let way_back = match erased.email.as_deref().filter(|_| disowned) {
            Some(email) => store.privacy().way_back(email).await?,
            None => None,
        };
        let way_back = way_back.map(|way_back| suppressions::address(&way_back, &own.lang));
        let page = manage::erased(&own.lang, erased.title, url, (disowned, way_back)).await;
        Ok(respond::private_page(page))
    }
}

/// Validates the fields as the signing form does.
fn correction(
    form: &ManageForm,
    own: &ManagedSignature,
) -> Result<Correction, fields::FieldErrors> {
    let mut errors = fields::FieldErrors::new();
    let name = fields::PersonName::parse(&form.name)
        .map_err(|error| errors.push(("name", error)))
        .ok();
    let role = form.role.filled().and_then(|typed| {
        let parsed = fields::Role::parse(&typed);
        parsed.map_err(|error| errors.push(("role", error))).ok()
    });
    let postcode = form.postcode.filled().and_then(|typed| {
        let parsed = fields::Postcode::parse(&typed);
        parsed
            .map_err(|error| errors.push(("postcode", error)))
            .ok()
    });
    match name {
        Some(name) if errors.is_empty() => Ok(Correction {
            name: name::nfc(name.as_str()),
            postcode: postcode.map(|one| one.as_str().to_owned()),
            role: role.map(|one| name::nfc(one.as_str())),
            visibility: visibility(form),
            updates: !form.updates.is_empty(),
            updates_wording: consent_wordings::updates(&own.lang, &own.organisers),
        }),
        _ => Err(errors),
    }
}

/// Anything other than the known values shows the least.
fn visibility(form: &ManageForm) -> wire::Visibility {
    match &*form.public {
        "full" => wire::Visibility::Full,
        "initials" => wire::Visibility::Initials,
        _ => wire::Visibility::Hidden,
    }
}

/// What was typed, so that the same page can show it with its errors.
fn typed(form: &ManageForm, lang: &str, faults: fields::FieldErrors) -> Typed {
    let text = Text::of(lang);
    let faults = faults.into_iter().map(|(field, error)| {
        let message = text.field_message(field, error.code());
        (field, message.to_owned())
    });
    Typed {
        name: form.name.to_string(),
        postcode: form.postcode.to_string(),
        role: form.role.to_string(),
        visibility: visibility(form),
        updates: !form.updates.is_empty(),
        faults: faults.collect(),
    }
}

/// The page with the errors of a correction.
async fn refused(
    state: &AppState,
    own: ManagedSignature,
    token: &str,
    typed: Typed,
) -> Result<Response, Error> {
    let shown = ManageView {
        typed: Some(typed),
        ..ManageView::of(own, token)
    };
    page(StatusCode::UNPROCESSABLE_ENTITY, state, shown).await
}
