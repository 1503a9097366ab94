//! Pages about one signature or subscription, behind the links of emails.

pub mod already_confirmed;
pub mod code;
pub mod confirm;
pub(super) mod consent_history;
pub mod correction;
pub mod manage;
pub mod renewal;
pub mod suppression;
pub mod thanks;
pub mod unpublished;
pub mod updates;
pub mod verification;

use widgets::text::{Key, Text};
use yew::prelude::*;

use crate::pages::layout::PageHead;

/// The head of a page behind an emailed link.
pub(in crate::pages) fn private_head(
    lang: &str,
    title: &str,
    organisers: &str,
    widgets: bool,
) -> PageHead {
    PageHead {
        lang: lang.to_owned(),
        title: title.to_owned(),
        widgets,
        organisers: organisers.to_owned(),
        ..PageHead::default()
    }
}

/// A text of the widgets with a name in it, which keeps its own direction.
fn around(text: &Text, key: Key, name: &str) -> Html {
    let (before, after) = text.around(key);
    html! { <>{ before.to_owned() }<bdi>{ name.to_owned() }</bdi>{ after.to_owned() }</> }
}
