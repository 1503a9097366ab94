//! The room that a pasted line reserves, from the declaration or list as it is now; and the route for
//! programs that write such lines, as the WordPress plugin does.

use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use serde::Serialize;
use site_check::embedding::Widget;

use super::attributes::Attributes;
use crate::pages::embed::room::{self, Room, Shape};
use crate::web::{error::Error, http::respond, state::AppState, views::panels};

/// For caches: the room changes only with the text.
const HOUR: &str = "public, max-age=3600";

/// The height of a widget before it is there.
#[derive(Serialize)]
struct ReservedHeight {
    /// A value of the CSS property `min-height`, for any width of its column.
    min_height: String,
    /// About the same in pixels, for a frame.
    height: u32,
}

/// `GET /embed/v1/{widget}/room`, with the attributes of an element.
pub(in crate::web) async fn reserved(
    State(state): State<AppState>,
    Path(widget): Path<String>,
    Query(attributes): Query<Attributes>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let widget = Widget::of_name(&widget).ok_or(Error::NotFound)?;
    let room = room(&state, widget, &attributes).await?;
    let reserved = ReservedHeight {
        min_height: room.css,
        height: room.frame,
    };
    let json = serde_json::to_string(&reserved).expect("plain data is always JSON");
    Ok(respond::kept(
        &headers,
        "application/json",
        HOUR,
        json.into(),
    ))
}

/// The room for a widget with these attributes.
pub(in crate::web) async fn room(
    state: &AppState,
    widget: Widget,
    attributes: &Attributes,
) -> Result<Room, Error> {
    let shape = attributes.shape();
    match widget {
        Widget::Signature if shape.button => Ok(room::of_button()),
        Widget::Signature => {
            let (slug, lang) = (&attributes.declaration, &attributes.lang);
            let view = state.last_declaration(slug, lang).await?;
            let lang = attributes.words(&view.document.lang);
            let panel = attributes.signing_panel(&view, lang, state.now_ms());
            let document = attributes.document(&view.document);
            let shape = Shape {
                compact: shape.compact,
                principles: shape.principles,
                show: shape.show,
            };
            Ok(room::of_signature(&document, &panel, lang, shape))
        }
        Widget::Signup => {
            let view = state.last_list(&attributes.list).await?;
            let lang = attributes.words(&view.list.lang);
            let panel = panels::signup_panel(&view.list, lang);
            Ok(room::of_signup(&panel, lang, shape.compact))
        }
        Widget::Share => {
            let panel = attributes.share_panel();
            let lang = attributes.words("en");
            let (networks, follow) = (&panel.networks, &panel.follow);
            Ok(room::of_share(networks, follow, lang, shape.compact))
        }
    }
}
