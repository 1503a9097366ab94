//! Short pages that fit a frame: one for every failure, and one that leads to our own page.

use axum::{
    extract::{Query, Request, State, rejection::QueryRejection},
    middleware::Next,
    response::Response,
};

use super::{
    FrameSubject,
    page::{head, theme},
};
use crate::i18n::{fill, page, problems};
use crate::pages::embed::frame;
use crate::web::{
    embed::attributes::Attributes,
    error::{self, Error},
    http::{extract::form::SentForm, language},
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
    let texts = page::of(lang);
    let here = |path: &str, slug: &str| format!("{}/{path}/{slug}", state.public_url());
    let own = match (attributes.declaration.as_str(), attributes.list.as_str()) {
        _ if matches!(error, Error::NotFound) => None,
        ("", "") => None,
        ("", list) => Some((here("l", list), texts.join_on_our_page)),
        (declaration, _) => Some((here("d", declaration), texts.sign_on_our_page)),
    };
    let home = (state.public_url().to_owned(), texts.what_can_be_signed);
    let mut notice = frame::Notice {
        heading: problems::heading(lang, error.code()),
        text: error.for_people(lang).to_owned(),
        way: own.unwrap_or(home),
        for_editor: None,
        carried: None,
    };
    if let Error::OriginNotAllowed { origin } = error {
        notice.text = texts.not_on_this_site.to_owned();
        notice.for_editor = Some(fill::filled(texts.for_editor, &[("origin", origin)]));
    }
    notice
}

/// In a sandbox nothing shows whose form it is, so this page leads to our own page and takes along
/// all that was typed.
pub(super) async fn carry(
    state: &AppState,
    subject: &FrameSubject,
    attributes: &Attributes,
    (sends, sent): (String, &SentForm),
) -> String {
    let lang = match attributes.lang.as_str() {
        "" => subject.lang(),
        lang => lang,
    };
    let texts = page::of(lang);
    let (path, slug, leads) = match subject {
        FrameSubject::Signature(view) => {
            ("d", view.declaration.slug.as_str(), texts.sign_on_our_page)
        }
        FrameSubject::Signup(view) => ("l", view.list.slug.as_str(), texts.join_on_our_page),
        FrameSubject::Share => ("d", "", texts.what_can_be_signed),
    };
    let here = format!("{}/{path}/{slug}", state.public_url());
    let title = problems::heading(lang, "check_needed");
    let head = head(title.to_owned(), lang, theme(&attributes.theme));
    let notice = frame::Notice {
        heading: texts.check_elsewhere,
        text: String::new(),
        way: (here, leads),
        for_editor: None,
        carried: Some(frame::Carried {
            action: sends,
            fields: sent.values(),
            button: texts.check_and_send,
        }),
    };
    frame::refuse(head, notice).await
}
