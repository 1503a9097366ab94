//! The room that a pasted line reserves, from the declaration or list as it is now.

use widgets::text::Text;

use crate::pages::embed::{
    choice::Choice,
    room::{self, Room, Shape},
};
use crate::web::{
    error::Error,
    state::AppState,
    views::{panels, shapes::FieldChoice},
};
use site_check::embedding::Widget;

/// The room for the widget that a site editor chose.
pub(in crate::web) async fn room(state: &AppState, choice: &Choice) -> Result<Room, Error> {
    // As in a fragment: the text's language where we do not speak the page's.
    let lang = |text_lang: &str| Text::of_first([choice.lang.as_str(), text_lang]).lang();
    match choice.widget {
        Widget::Signature if choice.button => Ok(room::of_button()),
        Widget::Signature => {
            let view = state.last_declaration(&choice.slug, &choice.lang).await?;
            let lang = lang(view.document.lang.as_str());
            let mut panel = view.panel(lang, state.now_ms());
            if let Some(fields) = &choice.fields
                && let Some(shown) = FieldChoice::of(&fields.join(" "))
            {
                shown.apply(&mut panel.fields);
            }
            let shape = Shape {
                compact: choice.compact,
                principles: choice.principles,
                show: choice.show,
            };
            Ok(room::of_signature(&view.document, &panel, lang, shape))
        }
        Widget::Signup => {
            let view = state.last_list(&choice.slug).await?;
            let lang = lang(view.list.lang.as_str());
            let panel = panels::signup_panel(&view.list, lang);
            Ok(room::of_signup(&panel, lang, choice.compact))
        }
        Widget::Share => {
            let (networks, follow) = (&choice.networks, &choice.follow);
            Ok(room::of_share(networks, follow, lang("en"), choice.compact))
        }
    }
}
