//! The response to a site that may not embed a widget. Besides the problem for programs it has words for
//! the place of the widget, in the page's language: the loader shows them, so that it needs none itself.

use axum::response::Response;
use serde_json::json;
use site_check::embedding::Widget;
use url::form_urlencoded;
use widgets::text::Text;

use super::attributes::Attributes;
use crate::i18n::{embed, fill};
use crate::web::{
    error::{self, Error},
    state::AppState,
};

/// The problem `origin_not_allowed` with a member `notice`.
pub(super) async fn response(
    state: &AppState,
    widget: Widget,
    attributes: &Attributes,
    origin: String,
) -> Result<Response, Error> {
    let (path, organisers, lang) = match widget {
        Widget::Signup => {
            let view = state.last_list(&attributes.list).await?;
            let list = &view.list;
            let path = format!("l/{}", list.slug);
            (path, list.organisers.clone(), list.lang.clone())
        }
        Widget::Signature | Widget::Share => {
            let (slug, lang) = (&attributes.declaration, &attributes.lang);
            let view = state.last_declaration(slug, lang).await?;
            let declaration = &view.declaration;
            let path = format!("d/{}", declaration.slug);
            let lang = declaration.lang.clone();
            (path, declaration.organisers.clone(), lang)
        }
    };
    let lang = Text::of_first([attributes.lang.as_str(), &lang]).lang();
    let texts = embed::of(lang);
    let named = [("organisers", organisers.as_str()), ("site", &origin)];
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("address", &origin);
    let notice = json!({
        "visitor": texts.not_here_yet,
        "editor": fill::isolated(lang, texts.editors_only, &named),
        "ask": texts.ask_them,
        // Without a slash before it: the loader puts its own server there.
        "path": format!("{path}/embed?{}#test", query.finish()),
    });
    let error = Error::OriginNotAllowed { origin };
    let mut problem = json!(error.problem(state.public_url()));
    problem["notice"] = notice;
    let (kind, body) = ("application/problem+json", problem.to_string());
    Ok(error::retold(Response::default(), &error, kind, body))
}
