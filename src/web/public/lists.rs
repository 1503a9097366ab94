//! A list's own sign-up page, and the native form on it.

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};

use super::{
    islands::{self, FormAnswer},
    native_forms,
};
use crate::domain::declarations::{List, document};
use crate::pages;
use crate::web::{
    attempts::subscribing,
    error::Error,
    forms::{
        submission::{RequestContext, Submission},
        subscription::SubscribeForm,
    },
    http::{
        extract::{form::Form, path::Slug},
        language::{self, LangQuery},
        respond::{self, TextHead},
    },
    state::AppState,
    views::responses::ResponseKey,
};

/// `GET /l/{slug}`
pub(in crate::web) async fn show(
    State(state): State<AppState>,
    slug: Slug,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let view = state.list(&slug).await?;
    let asked = query.lang.as_deref();
    let lang = language::negotiate(asked, &headers, &view.list.lang);
    let key = ResponseKey::ListPage(view.form_key(lang, state.now_ms()));
    let render = async { Ok(draw(&state, lang, &view.list, None).await) };
    let text = state.responses().text(key, render).await?;
    let head = TextHead::page(language::decides(asked), state.cdn_cache());
    Ok(respond::text(state.compressor(), &headers, head, &text).await)
}

/// `POST /l/{slug}/subscriptions`: the sign-up form without script.
pub(in crate::web) async fn subscribe(
    State(state): State<AppState>,
    slug: Slug,
    context: RequestContext,
    Form { fields, sent }: Form<SubscribeForm>,
) -> Result<Response, Error> {
    let submission = Submission::by_browser(context);
    let view = state.last_list(&slug).await?;
    let list = &view.list;
    let lang = language::negotiate(Some(&fields.lang), submission.headers(), &list.lang);
    let accepted = subscribing::subscribe(&state, &slug, &submission, &fields.request()).await;
    let (status, answer) =
        match native_forms::respond(&state, accepted, (&fields.email, &sent), &submission) {
            Ok(answer) => answer,
            Err(error) => {
                return native_forms::refuse_site(lang, error, format!("/l/{slug}")).await;
            }
        };
    let page = draw(&state, lang, list, Some(answer)).await;
    Ok(respond::page_with(status, page))
}

async fn draw(state: &AppState, lang: &str, list: &List, answer: Option<FormAnswer>) -> String {
    let answering = answer.is_some();
    let island = islands::signup(state, lang, list, answer.unwrap_or_default());
    let page = pages::lists::subscribing::SubscribePage {
        lang: lang.to_owned(),
        title: list.title.clone(),
        text_lang: list.lang.clone(),
        organisers: list.organisers.clone(),
        description: document::html(&list.description),
        url: format!("{}/l/{}", state.public_url(), list.slug),
        island: island.await,
        answering,
    };
    pages::lists::subscribing::draw(page).await
}
