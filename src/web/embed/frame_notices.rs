//! Turns every failure in a frame into a short page that fits the frame.

use crate::i18n::fill;
use crate::i18n::problems;
use axum::{
    extract::{Query, Request, State, rejection::QueryRejection},
    middleware::Next,
    response::Response,
};

use super::{
    fragments::Attributes,
    frames::{head, theme},
};
use crate::i18n::page;
use crate::pages::embed::frame;
use crate::web::{
    error::{self, Error},
    http::language,
    state::AppState,
};

/// Middleware: every failure of an inner handler becomes a short page that fits a frame.
pub(in crate::web) async fn as_notice(
    State(state): State<AppState>,
    attributes: Result<Query<Attributes>, QueryRejection>,
    request: Request,
    next: Next,
) -> Response {
    // An invalid query is rejected by the handler; the notice about it needs only defaults.
    let attributes = attributes.map_or_else(|_| Attributes::default(), |Query(read)| read);
    let asked = Some(attributes.lang.as_str()).filter(|lang| !lang.is_empty());
    let lang = language::negotiate(asked, request.headers(), "en");
    let response = next.run(request).await;
    let Some(error) = Error::behind(&response) else {
        return response;
    };
    let theme = theme(&attributes.theme);
    let head = head(
        problems::heading(lang, error.code()).to_owned(),
        lang,
        theme,
    );
    let page = frame::refuse(head, notice(&state, lang, &attributes, &error)).await;
    error::retold(response, &error, "text/html; charset=utf-8", page)
}

fn notice(state: &AppState, lang: &str, attributes: &Attributes, error: &Error) -> frame::Notice {
    let words = page::of(lang);
    let here = |path: &str, slug: &str| format!("{}/{path}/{slug}", state.public_url());
    let own = match (attributes.declaration.as_str(), attributes.list.as_str()) {
        _ if matches!(error, Error::NotFound) => None,
        ("", "") => None,
        ("", list) => Some((here("l", list), words.join_on_our_page)),
        (declaration, _) => Some((here("d", declaration), words.sign_on_our_page)),
    };
    let home = (state.public_url().to_owned(), words.what_can_be_signed);
    let mut notice = frame::Notice {
        heading: problems::heading(lang, error.code()),
        text: error.for_people(lang).to_owned(),
        way: own.unwrap_or(home),
        for_editor: None,
        carried: None,
    };
    if let Error::OriginNotAllowed { origin } = error {
        notice.text = words.not_on_this_site.to_owned();
        notice.for_editor = Some(fill::filled(words.for_editor, &[("origin", origin)]));
    }
    notice
}
